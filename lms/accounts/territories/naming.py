"""What typing the name of a commune means. Pure.

Names and searches are folded alike: « L’Haÿ-les-Roses » and « l'hay les roses » are the same words. A
commune is then found by its words from any of them on: « Le Havre » by « le havre » and « havre ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 100  # characters of a search that are read

_ARTICLES = frozenset(("l", "la", "le", "les"))
# Words nobody searches by, though they begin a name now and then.
_LINKS = _ARTICLES | {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "s", "sous", "sur"}
_SHORT = {"st": "saint", "ste": "sainte"}
_UNSPLIT = str.maketrans({"œ": "oe", "æ": "ae"})
_APART = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[0-9][0-9ab][0-9]{3}")


def fold(text: str) -> str:
    """Lower-case words of a to z and 0 to 9, one space between them; « St » and « Ste » in full. Idempotent."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_UNSPLIT))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_SHORT.get(word, word) for word in _APART.split(letters) if word)


def fold_search(text: str) -> str:
    """Fold what was typed in a search; a postal or INSEE code goes first, as it does in what is searched."""
    words = fold(text[:LONGEST]).split()
    return " ".join(sorted(words, key=lambda word: _CODE.fullmatch(word) is None))


def without_links(words: str) -> tuple[str, ...]:
    """The words of a folded search that say something, all of them when none does."""
    every = words.split()
    return tuple(word for word in every if word not in _LINKS) or tuple(every)


def word_starts(name: str) -> Iterator[tuple[str, bool]]:
    """Yield what finds a name: its folded words from each one on, and whether that is the whole name.

    An article apart, the name is still whole. « d’ » and « l’ » are also taken as glued to their word,
    for those who type no apostrophe.
    """
    words = fold(name).split()
    for rank, word in enumerate(words):
        if rank == 0 or word not in _LINKS:
            yield " ".join(words[rank:]), rank == 0 or (rank == 1 and words[0] in _ARTICLES)
    glued = _glue(words)
    if glued != words:
        for rank, word in enumerate(glued):
            if word not in words and word not in _LINKS:
                yield " ".join(glued[rank:]), rank == 0
        if glued[0] in words:
            yield " ".join(glued), True


def _glue(words: list[str]) -> list[str]:
    """« villeneuve d ascq » as « villeneuve dascq »."""
    return re.sub(r"\b([dl]) (?=\w)", r"\1", " ".join(words)).split()
