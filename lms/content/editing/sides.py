"""A text as each of two people has it: cut as finely as they can be told apart, its pieces by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.content.editing.lessons import front_lines
from lms.content.editing.pieces import Piece, cut_lesson, join, piece
from lms.content.editing.toml_pieces import cut_toml

Name = tuple[str, str, str, int]  # kind, table, key, and how many came before under the same name
Cutter = Callable[[str], list[Piece]]
KEYED = ("step", "row")


@dataclass(frozen=True)
class Side:
    """One version of a text: its pieces by name, in order."""

    pieces: dict[Name, Piece]

    def text(self, name: Name) -> str | None:
        return self.pieces[name].text if name in self.pieces else None

    def gap(self, name: Name) -> str | None:
        """What follows the piece; None where it does not exist, or ends the text."""
        return self.pieces[name].gap if name in self.pieces and name != next(reversed(self.pieces)) else None

    @property
    def last(self) -> str:
        return list(self.pieces.values())[-1].gap if self.pieces else ""

    def among(self, names: set[Name]) -> list[Name]:
        return [name for name in self.pieces if name in names]

    @property
    def shared(self) -> set[tuple[str, str, str]]:
        """The names that several pieces have, and those of steps and rows without a key."""
        return {
            name[:3] for name in self.pieces if name[0] != "comment" and (name[3] or (name[0] in KEYED and not name[2]))
        }

    def texts(self, names: set[tuple[str, str, str]]) -> list[str]:
        return [one.text for name, one in self.pieces.items() if name[:3] in names]

    @property
    def neighbours(self) -> set[tuple[Name, Name]]:
        return set(pairwise(self.pieces))


def side_of(pieces: Sequence[Piece]) -> Side:
    named: dict[Name, Piece] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in pieces:
        name = one.kind, one.table, one.key
        named[*name, counts[name]] = one
        counts[name] += 1
    return Side(named)


def cutters(path: str) -> tuple[Cutter, ...]:
    """The ways to cut the file `path`, the finest first; each may raise NotEditable."""
    if path.endswith(".md"):
        return _cut_lesson_and_front, cut_lesson
    return (_cut_toml,) if path.endswith(".toml") else ()


def _cut_lesson_and_front(text: str) -> list[Piece]:
    """The values of the front matter, between its marks, and the steps."""
    head, *steps = cut_lesson(text)
    before, front, after = front_lines(head)
    return [
        piece("mark", "open", "".join(before)),
        *_cut_toml("".join(front)),
        piece("mark", "close", "".join(after) + head.gap),
        *steps,
    ]


def _cut_toml(text: str) -> list[Piece]:
    """As `cut_toml`; the rows of a table where none has a key are one piece, since nothing tells them apart."""
    pieces = cut_toml(text)
    for table in {one.table for one in pieces if one.kind == "row"} - {one.table for one in pieces if one.key}:
        places = [number for number, one in enumerate(pieces) if one.table == table]
        start, end = places[0], places[-1] + 1
        pieces[start:end] = [piece("rows", table, join(pieces[start:end]))]
    return pieces
