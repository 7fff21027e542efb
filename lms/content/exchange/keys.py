"""Permanent keys made from what people wrote: lower-case ASCII words, never a position when words allow better."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from lms.content.kinds.base import UNKNOWN_FIELD, digest
from lms.content.problems import KEY, KEY_LENGTH

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "€": " euro ", "%": " pour-cent "})
_EXAMINED = 400  # characters: enough for a key


def slug(text: str, length: int = KEY_LENGTH) -> str:
    """The words of `text` as a key of at most `length`, cut between words if possible; "" when it has none."""
    letters = unicodedata.normalize("NFKD", text[:_EXAMINED].casefold().translate(_LETTERS))
    ascii_only = "".join(sign for sign in letters if not unicodedata.combining(sign))
    key = "-".join(re.findall(r"[a-z0-9]+", ascii_only))
    if len(key) <= length:
        return key
    cut = key[: length + 1].rfind("-")
    return key[: cut if cut > 0 else length]


class Keys:
    """The keys already taken among things that must differ."""

    def __init__(self) -> None:
        self._taken: set[str] = {UNKNOWN_FIELD}
        self._ranks: Counter[str] = Counter()

    def exactly(self, key: object) -> str:
        """Take `key` as it is; "" when it is not a key or is taken."""
        if not isinstance(key, str) or len(key) > KEY_LENGTH or not KEY.match(key) or key in self._taken:
            return ""
        self._taken.add(key)
        return key

    def make(self, *texts: str, otherwise: str) -> str:
        """Take a key made from the first text that has words; `otherwise` begins it when none has.

        Two different texts with the same words are told apart by a digest of them, not by their rank.
        """
        base = next(filter(None, (slug(text) for text in texts)), "")
        if base and (key := self.exactly(base)):
            return key
        stem = slug(base or otherwise, KEY_LENGTH - 7)
        sign = digest(*texts)
        while True:
            key = f"{stem}-{digest(*texts, self._ranks[sign])[:6]}"
            self._ranks[sign] += 1  # the same texts again: only their rank can tell them apart
            if self.exactly(key):
                return key
