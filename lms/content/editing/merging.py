"""Two people, one text: a three-way merge, piece by piece.

A piece changed on one side only is taken; the same change on both sides is one change; a piece changed on both sides
is a conflict, and the text keeps THEIRS there. Nothing is merged inside a piece. The order of the pieces is merged
the same way. When the joined text would not be cut into the pieces chosen, the whole text is one conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from lms.content.editing.pieces import BOM, NotEditable, Piece, cut_lesson, end_of_line, join
from lms.content.editing.toml_pieces import cut_toml

Name = tuple[str, str, str, int]  # kind, table, key, and how many came before under the same name
_TOGETHER = ("value", "value")
T = TypeVar("T")


@dataclass(frozen=True)
class Conflict:
    """One place that both sides changed. A text is "" where the place does not exist.

    `place` says it in French, "" for the whole text. `kind` and `key` name it for machines: step, row (of `table`),
    value, table, head, order (the three texts are keys, one a line) or whole.
    """

    place: str
    base: str
    theirs: str
    mine: str
    kind: str = "whole"
    key: str = ""
    table: str = ""


@dataclass(frozen=True)
class Merged:
    """`text` has all that could be joined, and theirs at the conflicting places."""

    text: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class _Side:
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
    def neighbours(self) -> set[tuple[Name, Name]]:
        return set(pairwise(self.pieces))


def merge_texts(path: str, base: str, theirs: str, mine: str) -> Merged:
    """Join what `theirs` and `mine` changed in `base`, the text of the file `path` of a course. Never fails."""
    if theirs == mine or mine == base:
        return Merged(theirs, ())
    if theirs == base:
        return Merged(mine, ())
    manners = [_manner(text) for text in (base, theirs, mine)]
    cut = _cutter(path)
    if all(eol for _, eol in manners) and cut:
        bom, eol = (_chosen(*values) for values in zip(*manners, strict=True))
        merged = _merge(cut, *(_plain(text) for text in (base, theirs, mine)))
        if merged:
            return Merged((bom or "") + merged.text.replace("\n", eol or "\n"), merged.conflicts)
    return Merged(theirs, (Conflict("", base, theirs, mine),))


def _cutter(path: str) -> Callable[[str], list[Piece]] | None:
    if path.endswith(".md"):
        return cut_lesson
    return cut_toml if path.endswith(".toml") else None


def _manner(text: str) -> tuple[str, str | None]:
    """The byte order mark, and the line ending when there is one only."""
    eol = end_of_line(text)
    mixed = text.count("\r\n") not in (0, text.count("\n"))
    return (BOM if text.startswith(BOM) else "", None if mixed else eol)


def _plain(text: str) -> str:
    return text.removeprefix(BOM).replace("\r\n", "\n")


def _chosen(base: T, theirs: T, mine: T) -> T:
    return mine if theirs == base else theirs


def _merge(cut: Callable[[str], list[Piece]], *texts: str) -> Merged | None:
    """The merge of three texts with bare line ends; None when it cannot be done by pieces."""
    try:
        base, theirs, mine = (_side(cut(text)) for text in texts)
        names = {**base.pieces, **theirs.pieces, **mine.pieces}
        conflicts = []
        chosen: dict[Name, str] = {}
        for name in names:
            was, their, my = (side.text(name) for side in (base, theirs, mine))
            if was not in (their, my) and their != my:
                conflicts.append(Conflict(_place(name), was or "", their or "", my or "", name[0], name[2], name[1]))
            text = _chosen(was, their, my)
            if text is not None:
                chosen[name] = text
        order, disorder = _order(set(chosen), base, theirs, mine)
        pieces = [Piece(name[0], name[2], chosen[name], "", name[1]) for name in order]
        whole = join(_spaced(order, pieces, base, theirs, mine))
        found = cut(whole)
    except NotEditable:
        return None
    if [replace(one, gap="") for one in found] != pieces:
        return None
    return Merged(whole, (*conflicts, *disorder))


def _side(pieces: Sequence[Piece]) -> _Side:
    named: dict[Name, Piece] = {}
    for one in pieces:
        count = 0
        while (one.kind, one.table, one.key, count) in named:
            count += 1
        named[one.kind, one.table, one.key, count] = one
    return _Side(named)


def _order(names: set[Name], base: _Side, theirs: _Side, mine: _Side) -> tuple[list[Name], list[Conflict]]:
    """The pieces in the order of the side that moved some, with the other side's additions after their neighbours."""
    common = names & set(base.pieces) & set(theirs.pieces) & set(mine.pieces)
    was, their, my = (side.among(common) for side in (base, theirs, mine))
    conflicts = []
    if was not in (their, my) and their != my:
        was_, their_, my_ = ("\n".join(key for _, _, key, _ in one) for one in (was, their, my))
        conflicts.append(Conflict("ordre", was_, their_, my_, "order"))
    main, other = (mine, theirs) if their == was != my else (theirs, mine)
    order = main.among(names)
    at = 0
    for name in other.among(names):
        if name in order:
            at = order.index(name) + 1
            continue
        while main is theirs and at < len(order) and order[at][0] == name[0] and order[at] not in other.pieces:
            at += 1
        order.insert(at, name)
        at += 1
    return order, conflicts


def _spaced(order: list[Name], pieces: list[Piece], base: _Side, theirs: _Side, mine: _Side) -> list[Piece]:
    """The pieces with the blank lines that each side wrote, and at least what keeps new neighbours apart."""
    close = base.neighbours | theirs.neighbours | mine.neighbours
    result = []
    for number, (name, one) in enumerate(zip(order, pieces, strict=True)):
        was, their, my = (side.gap(name) for side in (base, theirs, mine))
        gap = _chosen(was, their, my) or their or my or was or ""
        if number + 1 == len(order):
            gap = _chosen(base.last, theirs.last, mine.last)
        elif one.text:
            together = (name[0], order[number + 1][0]) == _TOGETHER
            least = 1 if together or (name, order[number + 1]) in close else 2
            gap = "\n" * (least - gap.count("\n")) + gap
        result.append(replace(one, gap=gap))
    return result


def _place(name: Name) -> str:
    kind, table, key, _ = name
    if kind == "step":
        return f"étape « {key} »"
    if kind == "row":
        return f"{table} « {key} »"
    return "renseignements de la leçon" if kind == "head" else key.split("\n")[0]
