"""What our fonts can draw. A PDF/UA with one sign that no font draws is refused, and a name is never a reason to fail.

    drawn(text)       the same words, with signs that exist in every font of the documents
    flowing(text)     the same, and an endless word may break anywhere: what people wrote must fit a line

The repertoire is the Latin alphabet with its accents: the letters of civil status in France and of its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from markupsafe import Markup

FONTS = Path(__file__).resolve().parent / "fonts"
REPERTOIRE = frozenset((FONTS / "repertoire.txt").read_text(encoding="utf-8").rstrip("\n"))
MISSING = "?"

_TAG = re.compile("<[^>]*>")
_ENDLESS = re.compile(r"[^\s-]{25,}")
_BREAK = "\N{ZERO WIDTH SPACE}"


def plain(markup: Markup) -> str:
    """The words of a Markup, its no-break spaces kept: `striptags` would make them ordinary."""
    return Markup(_TAG.sub("", markup)).unescape()  # noqa: S704 what is left is escaped text


def drawn(text: str) -> str:
    """The text in one line. Spaces are gathered, invisible signs (direction, joiners, controls) are dropped, an accent
    that no font has is left out, and a letter of another writing becomes « ? ».
    """
    signs = (_sign(sign) for sign in unicodedata.normalize("NFC", text))
    return re.sub(" +", " ", "".join(signs)).strip(" ")


def flowing(text: str) -> str:
    """`drawn`, with invisible places to break in words longer than French has any: not for what is copied."""
    return _ENDLESS.sub(lambda word: _BREAK.join(word.group()), drawn(text))


def _sign(sign: str) -> str:
    if sign in REPERTOIRE:
        return sign
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me", "Cs"):
        return ""
    for form in ("NFD", "NFKD"):
        parts = unicodedata.normalize(form, sign)
        for kept in range(len(parts), 0, -1):  # « ễ » keeps one accent: « ê »
            letters = unicodedata.normalize("NFC", parts[:kept])
            if REPERTOIRE.issuperset(letters):
                return letters
    return MISSING
