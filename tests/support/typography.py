"""French typography of what people read: no-break spaces, real apostrophes, real ellipses."""

from __future__ import annotations

import re

# What is looked for, and how it should be written.
FAULTS = (
    (re.compile(r"\S[ \n\t]+[;!?%€»:](?!\w)"), "a no-break space before ; ! ? % € » and :"),
    (re.compile(r"«[ \n\t]"), "a no-break space after «"),
    (re.compile(r"\w[;:!?](?=[\s¶]|$)|\d[%€]|«\w|\w»"), "a no-break space, there is none"),
    (re.compile(r"[^\W\d]'[^\W\d]"), "the apostrophe ’"),
    (re.compile(r"\.\.\."), "the ellipsis …"),
)


def faults(text: str) -> list[str]:
    """Return what is wrong in a text, each with the words around it."""
    found = []
    for pattern, expected in FAULTS:
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 20) : match.end() + 20].replace("\n", " ")
            found.append(f"“{around.strip()}”: {expected}")
    return found
