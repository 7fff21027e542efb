"""Two versions of a text file, line by line, with the words that changed: for conflicts and for sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from lms.content.comparison.alignment import Budget, common
from lms.content.comparison.words import LOOKS, Sketch, Span, compare_words, some_words, versions, whole

CONTEXT = 3  # kept lines shown around a change
MOST_LINES = 4_000  # beyond, on either side, nothing is compared


class LineKind(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    FOLDED = "folded"  # kept lines, far from any change
    CUT = "cut"  # lines beyond the limit, not compared


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line, or several folded into one.

    `before_line` and `after_line` count from 1 and are 0 on the side that does not have the line; for folded lines,
    they are those of the first. `before` and `after` are the texts of both sides, cut where they differ. `hidden` are
    the folded lines.
    """

    kind: LineKind
    before_line: int = 0
    after_line: int = 0
    before: tuple[Span, ...] = ()
    after: tuple[Span, ...] = ()
    hidden: tuple[str, ...] = ()


def compare_lines(before: str, after: str, *, context: int = CONTEXT) -> tuple[LineChange, ...]:
    """Return the lines of both texts, in order, those far from a change folded. () when both are the same.

    The time is bounded: what cannot be compared within it is said to be changed as a whole.
    """
    if before == after:
        return ()
    one, other = before.replace("\r\n", "\n").split("\n"), after.replace("\r\n", "\n").split("\n")
    changes = list(_changes(one[:MOST_LINES], other[:MOST_LINES]))
    folded = _folded(changes, context)
    rest = max(len(one), len(other)) - MOST_LINES
    if rest > 0:
        folded.append(LineChange(LineKind.CUT, MOST_LINES + 1, MOST_LINES + 1))
    return tuple(folded)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[LineChange]:
    budget = Budget()
    looks = Budget(LOOKS)
    i = j = 0
    for one, other in [*common(before, after, budget), (len(before), len(after))]:
        yield from _replaced(before[i:one], after[j:other], i, j, budget, looks)
        if one < len(before):
            text = whole(before[one])
            yield LineChange(LineKind.KEPT, one + 1, other + 1, text, text)
        i, j = one + 1, other + 1


def _replaced(
    removed: Sequence[str], added: Sequence[str], i: int, j: int, budget: Budget, looks: Budget
) -> Iterator[LineChange]:
    """The lines between two kept ones. `i` and `j` are how many lines come before them."""
    one = other = 0
    for left, right in [*versions(_sketches(removed), _sketches(added), looks), (len(removed), len(added))]:
        for at in range(one, left):
            yield LineChange(LineKind.REMOVED, before_line=i + at + 1, before=whole(removed[at], changed=True))
        for at in range(other, right):
            yield LineChange(LineKind.ADDED, after_line=j + at + 1, after=whole(added[at], changed=True))
        if left < len(removed):
            spans = compare_words(removed[left], added[right], budget)
            yield LineChange(LineKind.CHANGED, i + left + 1, j + right + 1, *spans)
        one, other = left + 1, right + 1


def _sketches(lines: Sequence[str]) -> list[Sketch]:
    return [Sketch("", some_words(line)) for line in lines]


def _folded(changes: Sequence[LineChange], context: int) -> list[LineChange]:
    """The same lines; kept ones further than `context` from a change become one, when that saves some."""
    shown: set[int] = set()
    for at, change in enumerate(changes):
        if change.kind is not LineKind.KEPT:
            shown.update(range(at - context, at + context + 1))
    folded: list[LineChange] = []
    for hidden, run in groupby(enumerate(changes), key=lambda one: one[0] not in shown):
        held = [change for _, change in run]
        if not hidden or len(held) == 1:
            folded += held
        else:
            texts = tuple("".join(span.text for span in one.before) for one in held)
            first = held[0]
            folded.append(LineChange(LineKind.FOLDED, first.before_line, first.after_line, hidden=texts))
    return folded
