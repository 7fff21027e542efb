"""What our fonts can draw. A PDF/UA with one sign that no font draws is refused, and a name is never a reason to fail.

`drawn(text)` keeps the Latin alphabet with its accents: the letters of civil status in France and of its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
REPERTOIRE = frozenset((FONTS / "repertoire.txt").read_text(encoding="utf-8").rstrip("\n"))
MISSING = "?"

_ENDLESS = re.compile(r"[^\s-]{25,}")  # no French word is so long; what is must break somewhere
_BREAK = "\N{ZERO WIDTH SPACE}"


def drawn(text: str) -> str:
    """The text in one line, with signs that exist in every font of the documents.

    Spaces are gathered, invisible signs (direction, joiners, controls) are dropped, an accent that no font has is left
    out, and a letter of another writing becomes « ? ». An endless word may break anywhere.
    """
    signs = (_sign(sign) for sign in unicodedata.normalize("NFC", text))
    words = re.sub(" +", " ", "".join(signs)).strip(" ")
    return _ENDLESS.sub(lambda word: _BREAK.join(word.group()), words)


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
