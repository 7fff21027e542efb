"""QUESTION BANKS in and out: GIFT, Moodle XML, Aiken and zips of them to tables of the text format, and back. Pure.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lms.content.archive import NotACourse
from lms.content.exchange import aiken, gift, moodle_xml
from lms.content.exchange.bank import MOST_QUESTIONS, Bank, ImportedQuestion, NotABank, Refused
from lms.content.exchange.building import build
from lms.content.exchange.decoding import bounded, decoded
from lms.content.exchange.keys import Keys
from lms.content.exchange.pictures import Pictures
from lms.content.exchange.source import Found
from lms.content.exchange.to_gift import gift_leaves_out, write_gift
from lms.content.exchange.to_moodle_xml import moodle_xml_leaves_out, write_moodle_xml
from lms.content.packing import unpack

__all__ = [
    "Bank", "ImportedQuestion", "NotABank", "Refused", "gift_leaves_out", "moodle_xml_leaves_out", "read_bank",
    "write_gift", "write_moodle_xml",
]  # fmt: skip

UNUSED = "aucune question ne le montre, et ce n’est pas un fichier de questions"
_SAVED = {  # files that say what a zip really is
    "moodle_backup.xml": "c’est la sauvegarde d’un cours Moodle : exportez sa banque de questions au format XML",
    "[Content_Types].xml": "c’est un document, pas un fichier de questions : exportez-les au format GIFT ou XML",
    "imsmanifest.xml": "c’est un paquet SCORM ou IMS : exportez plutôt les questions au format GIFT ou Moodle XML",
    "META-INF/manifest.xml": "c’est un document, pas un fichier de questions : exportez-les au format GIFT ou XML",
}
_TEXTS = (".gift", ".txt", ".xml")
_XML = re.compile(r"<\?xml|<quiz[\s>/]")
_NONE = "ce fichier ne contient aucune question : choisissez un fichier GIFT, Moodle XML ou Aiken"


def read_bank(name: str, data: bytes) -> Bank:
    """Read a file of questions, or a zip of such files and of the images they show.

    The format is told by the content, then by the name. Raises NotABank when the whole cannot be read, and nothing
    else, whatever the bytes.
    """
    if data.startswith(b"PK\x03\x04"):
        return read_zip(data)
    pictures = Pictures()
    found, refused = _read(name, data, pictures, Keys())
    return _bank(found, refused, pictures)


def read_zip(data: bytes) -> Bank:
    """The questions of every file of a zip. Each file is a bank, an image that a question shows, or `left`."""
    try:
        files = unpack(data)
    except NotACourse as error:
        raise NotABank(str(error)) from None
    if reason := next((why for path, why in _SAVED.items() if path in files), ""):
        raise NotABank(reason)
    banks = [path for path in files if path.lower().endswith(_TEXTS)]
    pictures, keys = Pictures({path: files[path] for path in files if path not in banks}), Keys()
    found: list[ImportedQuestion] = []
    refused: list[Refused] = []
    left: dict[str, str] = {}
    for path in banks:
        try:
            more, less = _read(path, files[path], pictures, keys, already=len(found) + len(refused))
        except NotABank as error:
            left[path] = str(error)
            continue
        found += [replace(one, place=f"{path}, {one.place}") for one in more]
        refused += [replace(one, place=f"{path}, {one.place}") for one in less]
    if not found and not refused:
        raise NotABank(next(iter(left.values()), _NONE))
    left |= {path: UNUSED for path in pictures.beside if path not in pictures.used}
    return _bank(found, refused, pictures, left)


def _bank(
    found: Sequence[ImportedQuestion],
    refused: Sequence[Refused],
    pictures: Pictures,
    left: Mapping[str, str] = MappingProxyType({}),
) -> Bank:
    used = {one.table.get("image") for one in found}
    images = {path: data for path, data in pictures.kept.items() if path in used}
    return Bank(tuple(found), tuple(refused), images, tuple(left.items()))


def _read(
    name: str, data: bytes, pictures: Pictures, keys: Keys, already: int = 0
) -> tuple[list[ImportedQuestion], list[Refused]]:
    """The questions of one file. Raises NotABank."""
    questions: list[ImportedQuestion] = []
    refused: list[Refused] = []
    for found in _found(name, decoded(data), pictures):
        outcome = build(found, keys) if isinstance(found, Found) else found
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            questions.append(outcome)
        if already + len(questions) + len(refused) > MOST_QUESTIONS:
            raise NotABank(
                f"ce fichier contient plus de {MOST_QUESTIONS} questions : exportez-le en plusieurs morceaux"
            )
    if not questions and not refused:
        raise NotABank(_NONE)
    return questions, refused


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
