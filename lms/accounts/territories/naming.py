"""What typing the name of a commune means. Pure.

Names and searches are folded alike: « L’Haÿ-les-Roses » and « l'hay les roses » are the same words. A
commune is then found by its words from any of them on: « Le Havre » by « le havre » and « havre ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 100  # characters of a search that are read

# Words nobody searches by, though they begin a name now and then.
_LINKS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "s", "sous", "sur"])
_SHORT = {"st": "saint", "ste": "sainte"}
_UNSPLIT = str.maketrans({"œ": "oe", "æ": "ae"})
_APART = re.compile(r"[^a-z0-9]+")
_GLUE = re.compile(r"\b([dl]) ")  # « villeneuve d ascq » as « villeneuve dascq »
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

    « d’ » and « l’ » are also taken as glued to their word, for those who type no apostrophe.
    """
    for words in (fold(name), _GLUE.sub(r"\1", fold(name))):
        parts = words.split()
        for rank, word in enumerate(parts):
            if rank == 0 or word not in _LINKS:
                yield " ".join(parts[rank:]), rank == 0
