"""A text cut into the pieces that people edit one at a time: values, steps, questions, loose comments.

Cutting never loses a byte: `join(cut_lesson(text)) == text`. A piece's `gap` is the end of its last line and the blank
lines that follow; it belongs to the place more than to the piece, so that moving pieces leaves the layout as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from lms.content import lesson_text

BOM = "\ufeff"
_SECTIONS = ("head", "step", "row", "table", "comment")


class NoSuchPlace(LookupError):
    """No step, question, lesson or file has this key or path."""


class NotEditable(ValueError):
    """This place cannot be edited without losing something. The message says why, in French."""


@dataclass(frozen=True)
class Piece:
    """`kind` is head, step, value, row, table, header, comment or whole; `key` names it among its kind, or is ""."""

    kind: str
    key: str
    text: str
    gap: str

    @property
    def section(self) -> bool:
        """Whether a blank line sets it apart from its neighbours."""
        return self.kind in _SECTIONS


def piece(kind: str, key: str, whole: str) -> Piece:
    """The piece whose text is `whole` without the blank lines that end it."""
    length = len(whole.rstrip(" \t\r\n"))
    end = whole.find("\n", length) if length else 0
    if end < 0:
        end = len(whole)
    elif end > length and whole[end - 1] == "\r":
        end -= 1
    return Piece(kind, key, whole[:end], whole[end:])


def join(pieces: Iterable[Piece]) -> str:
    return "".join(one.text + one.gap for one in pieces)


def cut_lesson(text: str) -> list[Piece]:
    """The head of a lesson (all that precedes the first step), then its steps. `text` has no byte order mark."""
    lines = lines_of(text)
    steps = lesson_text.cut(text.replace("\r\n", "\n")).steps
    bounds = [0, *(step.line - 1 for step in steps), len(lines)]
    names = [("head", ""), *(("step", step.key) for step in steps)]
    return [
        piece(kind, key, "".join(lines[start:end]))
        for (kind, key), (start, end) in zip(names, pairwise(bounds), strict=True)
    ]


def lines_of(text: str) -> list[str]:
    """The lines of a text, each with its end."""
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + [last]


def end_of_line(text: str) -> str:
    """The line ending that `text` uses most."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
