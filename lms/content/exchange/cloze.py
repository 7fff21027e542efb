"""Reads the gaps of a Cloze question: {1:MULTICHOICE:=right#comment~wrong}. Only lists of choices are read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from lms.content.exchange.source import Answer, Gap, Gaps, Unusable, weight_of

_GAP = re.compile(r"\{(\d{0,3}):([A-Z_]{1,20}):((?:[^\\}]|\\.){0,4000}+)\}", re.DOTALL)
_PART = re.compile(r"((?:[^\\~]|\\.)++)", re.DOTALL)
_FEEDBACK = re.compile(r"((?:[^\\#]|\\.)*+)#?(.*)\Z", re.DOTALL)
_PERCENT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
_CHOICES = re.compile(r"(?:MULTICHOICE|MC)(?:_?[VH]?S?)\Z")
LONGEST = 20_000
_KINDS = {
    "NUMERICAL": "un nombre à écrire", "NM": "un nombre à écrire",
    "SHORTANSWER": "un mot à écrire", "SA": "un mot à écrire", "MW": "un mot à écrire",
    "SHORTANSWER_C": "un mot à écrire", "SAC": "un mot à écrire", "MWC": "un mot à écrire",
}  # fmt: skip


def read_cloze(text: str) -> Gaps:
    """The texts and the gaps of a Cloze question. Raises Unusable."""
    if len(text) > LONGEST:
        raise Unusable(f"ce texte à trous est trop long : {LONGEST} signes au plus, choix compris")
    pieces = _GAP.split(text)
    if len(pieces) == 1:
        raise Unusable("ce texte à trous n’a pas de trou lisible : corrigez-le dans le fichier")
    gaps = []
    for worth, kind, inside in zip(pieces[1::4], pieces[2::4], pieces[3::4], strict=True):
        if not _CHOICES.match(kind):
            what = _KINDS.get(kind, "des cases à cocher" if kind.startswith(("MULTIRESPONSE", "MR")) else f"« {kind} »")
            raise Unusable(
                f"un trou demande {what}, et ici les trous sont des listes de choix : donnez des choix, "
                "ou écrivez une question « nombre » ou « texte court » par trou"
            )
        weight = Fraction(int(worth or 1)) or Fraction(1)
        gaps.append(Gap(tuple(_answer(part) for part in _PART.findall(inside)), weight))
    return Gaps(tuple(pieces[::4]), tuple(gaps))


def _answer(part: str) -> Answer:
    weight, text = Fraction(0), part.strip()
    if text.startswith("="):
        weight, text = Fraction(1), text[1:]
    elif found := _PERCENT.match(text):
        weight, text = weight_of(Decimal(found[1].replace(",", "."))), text[found.end() :]
    cut = _FEEDBACK.match(text)
    words, feedback = (cut[1], cut[2]) if cut else (text, "")
    return Answer(_literal(words), weight, _literal(feedback))


def _literal(text: str) -> str:
    return re.sub(r"\\([}#~/\"\\])", r"\1", text).strip()
