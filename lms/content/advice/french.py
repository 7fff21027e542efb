"""What can be told of a French text without understanding it: its sentences, its words, its acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lms.content.glossary import fold

_END = re.compile(r"[.!?…]++[»”\")\]\s]*+(?<=\s)(?=[«“\"(\[–—-]?\s*[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATION = re.compile(r"(?:^|[\s(«’])(?:[A-Z]|MM|Mmes?|Mlle|Dr|Me|art|p|n|al|cf|ex|env|tél|etc|hab)\.\s*\Z")
_ACRONYM = re.compile(r"(?<![\w@/.#-])(?=[A-Z])[A-Z0-9]{2,7}+(?![\w@-])")  # longer, it is a word in capitals
_ROMAN = re.compile(r"[IVX]+")
_SMALL = {
    "a", "au", "aux", "d", "de", "des", "du", "en", "entre", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur",
    "un", "une",
}  # fmt: skip
# Everyone says these rather than what they stand for, or they name a form, a file, a unit.
_EVERYDAY = {
    "CD", "CV", "DVD", "FAQ", "GPS", "HT", "JPG", "OK", "PC", "PDF", "PNG", "QR", "SMS", "SNCF", "SVG", "TGV", "TTC",
    "TV", "TVA", "USB",
}  # fmt: skip


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph. « M. », « art. » and other abbreviations do not end one."""
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start() + 1]):
            yield text[start : match.end()].strip()
            start = match.end()
    if rest := text[start:].strip():
        yield rest


def words(text: str) -> list[str]:
    """The words of a text: what spaces part, signs alone left out."""
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def acronyms(text: str) -> Iterator[str]:
    """The acronyms that not everyone knows, each time they appear."""
    for match in _ACRONYM.finditer(text):
        acronym = match.group()
        capitals = sum(sign.isalpha() for sign in acronym)
        if capitals > 1 and acronym not in _EVERYDAY and not _ROMAN.fullmatch(acronym):
            yield acronym


def explains(text: str, acronym: str) -> bool:
    """Whether a text gives the meaning of an acronym: in brackets, by a verb, or by the words it is made of."""
    name = re.escape(acronym)
    if re.search(rf"\w\s+\(\s*«?\s*{name}\s*»?\s*[),;]|\b{name}\s*»?\s*\([^\W\d][\w’'-]*[\s’']+\w", text):
        return True
    if re.search(rf"\b(?:ou|dite?s?|appelée?s?|sigle|abrégée?s?(?: en)?)\s+«?\s*{name}\b", text):
        return True
    if re.search(rf"\b{name}\s*»?\s*(?::|=|,\s+c’est-à-dire|,\s+pour|\b(?:désigne|signifie|veut dire))", text):
        return True
    letters = acronym.lower()
    return len(letters) > 2 and letters in initials(text)


def initials(text: str) -> str:
    """The first letters of the words of a text, small words left out."""
    found = re.findall(r"[a-z0-9]+", fold(text))
    return "".join(word[0] for word in found if word not in _SMALL)


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Every word of some texts, as they are written."""
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))
