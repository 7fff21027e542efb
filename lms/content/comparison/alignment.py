"""What two sequences have in common, in order: the longest common subsequence, in bounded time.

The rows of the usual table are the bits of whole numbers (Hyyrö, 2004), so that two texts of a thousand words are
compared in a few milliseconds whatever they hold, where `difflib` may take minutes on texts made to hurt it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

CELLS = 60_000_000  # about 0.1 s


@dataclass
class Budget:
    """How much comparing is left. Beyond it, what is left to compare is said to be different."""

    cells: int = CELLS

    def affords(self, cost: int) -> bool:
        if cost > self.cells:
            return False
        self.cells -= cost
        return True


def common(before: Sequence[Hashable], after: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]]:
    """Return the positions (in `before`, in `after`) of the items kept, both increasing.

    What both begin and end with is always kept; what is between is kept as much as possible when it can be afforded.
    """
    shortest = min(len(before), len(after))
    start = 0
    while start < shortest and before[start] == after[start]:
        start += 1
    end = 0
    while end < shortest - start and before[-1 - end] == after[-1 - end]:
        end += 1
    one, other = before[start : len(before) - end], after[start : len(after) - end]
    inside = _longest(one, other) if one and other and budget.affords(len(one) * len(other)) else []
    tail = [(len(before) - left, len(after) - left) for left in range(end, 0, -1)]
    return [*((at, at) for at in range(start)), *((start + i, start + j) for i, j in inside), *tail]


def _longest(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    places: dict[Hashable, int] = {}
    for at, item in enumerate(after):
        places[item] = places.get(item, 0) | 1 << at
    every = (1 << len(after)) - 1
    row = every  # a 0 at bit j: one more item in common once after[j] is there
    rows = []
    for item in before:
        matched = row & places.get(item, 0)
        row = (row + matched | row - matched) & every
        rows.append(row)
    pairs = []
    i, j = len(before), len(after)
    while i and j:
        if rows[i - 1] >> j - 1 & 1:
            j -= 1
        elif i > 1 and not rows[i - 2] >> j - 1 & 1:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]
