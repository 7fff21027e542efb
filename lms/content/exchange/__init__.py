"""QUESTION BANKS in and out: GIFT, Moodle XML and Aiken files to tables of the text format, and back. Pure.

decoding, plain, pictures   bytes to text, HTML and Markdown to words, images put aside
gift_text, gift             GIFT, cut then read
xml_tree, moodle_xml        Moodle XML, likewise
aiken                       Aiken
source                      a question as a file says it, whatever the format
by_kind, answers_in_words   what each kind makes of it; `marks` compares points with Moodle's
building                    the table, judged by the course's own reader; `keys` names things
to_gift, to_moodle_xml      questions written; `notes` says beside them what the formats cannot hold
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lms.content.exchange import aiken, gift, moodle_xml
from lms.content.exchange.bank import MOST_QUESTIONS, Bank, ImportedQuestion, NotABank, Refused
from lms.content.exchange.building import build
from lms.content.exchange.decoding import bounded, decoded
from lms.content.exchange.keys import Keys
from lms.content.exchange.pictures import Pictures
from lms.content.exchange.source import Found
from lms.content.exchange.to_gift import gift_leaves_out, write_gift
from lms.content.exchange.to_moodle_xml import moodle_xml_leaves_out, write_moodle_xml

__all__ = [
    "Bank", "ImportedQuestion", "NotABank", "Refused", "gift_leaves_out", "moodle_xml_leaves_out", "read_bank",
    "write_gift", "write_moodle_xml",
]  # fmt: skip

_XML = re.compile(r"<\?xml|<quiz[\s>/]")
_NONE = "ce fichier ne contient aucune question : choisissez un fichier GIFT, Moodle XML ou Aiken"


def read_bank(name: str, data: bytes) -> Bank:
    """Read a file of questions. The format is told by the content, then by the name.

    Raises NotABank when the whole file cannot be read, and nothing else, whatever the bytes.
    """
    pictures, keys = Pictures(), Keys()
    questions: list[ImportedQuestion] = []
    refused: list[Refused] = []
    for found in _found(name, decoded(data), pictures):
        outcome = build(found, keys) if isinstance(found, Found) else found
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            questions.append(outcome)
        if len(questions) + len(refused) > MOST_QUESTIONS:
            raise NotABank(
                f"ce fichier contient plus de {MOST_QUESTIONS} questions : exportez-le en plusieurs morceaux"
            )
    if not questions and not refused:
        raise NotABank(_NONE)
    used = {path for question in questions for path in question.images}
    return Bank(tuple(questions), tuple(refused), {path: data for path, data in pictures.kept.items() if path in used})


def _found(name: str, text: str, pictures: Pictures) -> Iterator[Found | Refused]:
    lower, start = name.lower(), text.lstrip()[:2_000]
    if start.startswith("<") and (_XML.search(start) or not lower.endswith((".gift", ".txt"))):
        return moodle_xml.read_moodle_xml(text, pictures)
    text = bounded(text)
    if gift.looks_like(text):
        return gift.read_gift(text, pictures)
    if aiken.looks_like(text):
        return aiken.read_aiken(text)
    if lower.endswith(".gift") or "{" in text:
        return gift.read_gift(text, pictures)
    raise NotABank(_NONE)
