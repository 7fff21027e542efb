"""What may be shown of groups of people: none under ten, not even by subtraction. Pure.

A count from 1 to 9 is never shown, nor is what would give it away: the rest of a known whole, the difference between
two counts that are shown. Nobody is none: 0 may be said.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FEWEST = 10
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """A part of a known whole, as it may be shown: its value, or a bound, or nothing.

    `value` is exact. Where the part is small, it is « less than `below` »; where the rest is small, « more than
    `above` ». All three are None when nothing may be said.
    """

    value: float | None = None
    below: float | None = None
    above: float | None = None

    @classmethod
    def of(cls, part: int, whole: int) -> Share:
        """`part` people out of `whole`."""
        if whole < FEWEST:
            return HIDDEN
        if may_show(part) and may_show(whole - part):
            return cls(value=part / whole)
        if may_show(whole - part):
            return cls(below=FEWEST / whole)
        return cls(above=1 - FEWEST / whole) if may_show(part) else HIDDEN

    @property
    def about(self) -> float | None:
        """What to order by: the value or the bound that is shown."""
        return next((one for one in (self.value, self.below, self.above) if one is not None), None)

    @property
    def bounded(self) -> bool:
        """Whether only a bound is shown, which is said in words."""
        return self.value is None and self.about is not None


HIDDEN = Share()


def may_show(count: int) -> bool:
    return count == 0 or count >= FEWEST


def hidden_cells(counts: Mapping[Key, int], groups: Collection[Collection[Key]]) -> frozenset[Key]:
    """The cells of a table not to show, when the total of each of these groups of cells is known.

    They are the small ones and, in each group, the smallest of the others until those hidden are ten together.
    """
    hidden: set[Key] = set()
    for group in groups:
        small = {key for key in group if not may_show(counts[key])}
        others = sorted((key for key in group if counts[key] and key not in small), key=lambda key: counts[key])
        while small and others and sum(counts[key] for key in small) < FEWEST:
            small.add(others.pop(0))
        hidden |= small
    return frozenset(hidden)


def in_tens(counts: Sequence[int], start: int = 0) -> tuple[int, ...]:
    """Counts rounded to tens, each up or down, so that their sum is within ten of the true one.

    What one loses is carried to the next, from `start`, between 0 and 9: whoever does not know it cannot tell nine
    from none. Sums of rounded counts give rounded counts: comparing them never comes nearer to one person.
    """
    found: list[int] = []
    total = start
    for count in counts:
        found.append((total + count) // FEWEST * FEWEST - total // FEWEST * FEWEST)
        total += count
    return tuple(found)


def intervals(counts: Sequence[int], *, narrowest: int = 1) -> tuple[tuple[int, int, int], ...]:
    """Cut a distribution into intervals that may be shown: (first, last, people), `last` included.

    `counts[n]` is how many people have n. Each interval holds nobody or ten people at least, and `narrowest` values;
    the last may be narrower. Empty when there are fewer than ten people in all.
    """
    found: list[tuple[int, int, int]] = []
    first, people = 0, 0
    for value, count in enumerate(counts):
        people += count
        if value - first + 1 >= narrowest and may_show(people):
            found.append((first, value, people))
            first, people = value + 1, 0
    if first < len(counts):
        while not may_show(people) and found:
            first, _, more = found.pop()
            people += more
        found.append((first, len(counts) - 1, people))
    return tuple(found) if sum(counts) >= FEWEST else ()


def thinned(counts: Sequence[int]) -> tuple[int | None, ...]:
    """What to show of counts that only go down, None in place of those that would give away fewer than ten people.

    Any two that are shown are the same, or ten people apart.
    """
    shown: list[int | None] = []
    last = None
    for count in counts:
        visible = may_show(count) and (last is None or may_show(last - count))
        shown.append(count if visible else None)
        last = count if visible else last
    return tuple(shown)
