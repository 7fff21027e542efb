"""What is written by hand: cleaned to be kept, and reduced to a normal form to be compared."""

from __future__ import annotations

import re
import unicodedata

from lms.content.kinds.base import Fields, InvalidAnswer, Reason
from lms.content.kinds.choices import FIELD

LONGEST = 200
LETTERS = str.maketrans({"œ": "oe", "æ": "ae"})
IGNORED_CATEGORIES = ("M", "C", "Z")  # accents, invisible characters, spaces
APOSTROPHES = re.compile("['’‘ʼ‛′`´]")
HYPHENS = re.compile("[-‐‑‒–—−]+")
LONE_HYPHEN = re.compile(r"(?<![0-9])-|-(?![0-9])")


def normal_form(text: str) -> str:
    """Return what two spellings of the same answer share.

    Case, accents, spaces, apostrophes, ligatures (œ as oe, æ as ae) and invisible characters do not
    count. Hyphens and dashes do not either, except between two digits: « e-mail » is « email », but
    « L112-8 » is not « L1128 ». Everything else counts: nothing is fuzzy. normal_form is idempotent.
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).casefold())
    letters = APOSTROPHES.sub("", letters).translate(LETTERS)
    letters = "".join(sign for sign in letters if unicodedata.category(sign)[0] not in IGNORED_CATEGORIES)
    return LONE_HYPHEN.sub("", HYPHENS.sub("-", letters))


def clean(text: str) -> str:
    """Return the text on one line, without control characters: it can be stored and shown."""
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text).split())


def written(fields: Fields) -> str:
    """The cleaned text of the form's only field. Raises InvalidAnswer when empty or too long."""
    text = clean(" ".join(fields.get(FIELD, ())))
    if not normal_form(text[:LONGEST]):
        raise InvalidAnswer(Reason.NOTHING, FIELD)
    if len(text) > LONGEST:
        raise InvalidAnswer(Reason.TOO_LONG, FIELD)
    return text
