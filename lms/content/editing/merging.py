"""Two people, one text: a three-way merge, piece by piece.

A piece changed on one side only is taken; the same change on both sides is one change; a piece changed on both sides
is a conflict, and the text keeps THEIRS there. Nothing is merged inside a piece. The order of the pieces is merged
the same way. When pieces cannot be told apart, or the joined text would not be cut into the pieces chosen, the whole
text is one conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from lms.content.editing.pieces import BOM, NotEditable, Piece, end_of_line, join
from lms.content.editing.sides import KEYED, Cutter, Name, Side, cutters, side_of

_TOGETHER = ("value", "value")
T = TypeVar("T")


@dataclass(frozen=True)
class Conflict:
    """One place that both sides changed. A text is "" where the place does not exist.

    `place` says it in French, "" for the whole text. `kind` and `key` name it for machines: step, row (of `table`),
    rows (all those of a table without keys), value, table, head (the front matter when it cannot be read), order (the
    three texts are keys, one a line) or whole. Line ends are bare, except for the whole text.
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


def merge_texts(path: str, base: str, theirs: str, mine: str) -> Merged:
    """Join what `theirs` and `mine` changed in `base`, the text of the file `path` of a course. Never fails."""
    if theirs == mine or mine == base:
        return Merged(theirs, ())
    if theirs == base:
        return Merged(mine, ())
    manners = [_manner(text) for text in (base, theirs, mine)]
    if all(eol for _, eol in manners):
        mark, eol = (_chosen(*values) for values in zip(*manners, strict=True))
        plain = [_plain(text) for text in (base, theirs, mine)]
        for cut in cutters(path):
            merged = _merge(cut, *plain)
            if merged:
                return Merged((mark or "") + merged.text.replace("\n", eol or "\n"), merged.conflicts)
    return Merged(theirs, (Conflict("", base, theirs, mine),))


def _manner(text: str) -> tuple[str, str | None]:
    """The byte order mark, and the line ending when there is one only."""
    eol = end_of_line(text)
    mixed = text.count("\r\n") not in (0, text.count("\n"))
    return (BOM if text.startswith(BOM) else "", None if mixed else eol)


def _plain(text: str) -> str:
    return text.removeprefix(BOM).replace("\r\n", "\n")


def _chosen(base: T, theirs: T, mine: T) -> T:
    return mine if theirs == base else theirs


def _merge(cut: Cutter, *texts: str) -> Merged | None:
    """The merge of three texts with bare line ends; None when it cannot be done by pieces."""
    try:
        base, theirs, mine = (side_of(cut(text)) for text in texts)
        if not _told_apart(base, theirs, mine):
            return None
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


def _told_apart(base: Side, theirs: Side, mine: Side) -> bool:
    """Whether the pieces that share a name, or have none, were touched on one side at most."""
    shared = base.shared | theirs.shared | mine.shared
    was, their, my = (side.texts(shared) for side in (base, theirs, mine))
    return was in (their, my) or their == my


def _order(names: set[Name], base: Side, theirs: Side, mine: Side) -> tuple[list[Name], list[Conflict]]:
    """The pieces in the order of the side that moved some, with the other side's additions after their neighbours."""
    common = names & set(base.pieces) & set(theirs.pieces) & set(mine.pieces)
    conflicts = []
    was, their, my = orders = [
        side.among({name for name in common if name[0] in KEYED}) for side in (base, theirs, mine)
    ]
    if was not in (their, my) and their != my:
        texts = ["\n".join(key for _, _, key, _ in one) for one in orders]
        conflicts.append(Conflict("ordre", texts[0], texts[1], texts[2], "order"))
    if was == their == my:  # nothing moved but values or comments, whose order says nothing
        was, their, my = (side.among(common) for side in (base, theirs, mine))
    main, other = (mine, theirs) if their == was != my else (theirs, mine)
    order = main.among(names)
    placed, previous = set(order), None
    for name in other.among(names):
        if name not in placed:
            at = order.index(previous) + 1 if previous else 0
            while main is theirs and at < len(order) and order[at][0] == name[0] and order[at] not in other.pieces:
                at += 1
            order.insert(at, name)
            placed.add(name)
        previous = name
    return order, conflicts


def _spaced(order: list[Name], pieces: list[Piece], base: Side, theirs: Side, mine: Side) -> list[Piece]:
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
