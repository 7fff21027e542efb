"""Communes put together until figures may be shown of them: blocks of three communes and twenty people at least. Pure.

Every figure of a territory is a sum over whole blocks, whatever the filters: what is left when one figure is taken
from another is whole blocks again, never a few people. Blocks follow territories, so that each filter keeps blocks
whole: communes of one size in one EPCI and one département first, then of all sizes, then of a département, then of
a région. Who is still too few is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from lms.followup.disclosure import FEWEST

FEWEST_PEOPLE = 2 * FEWEST  # so that a count rounded to tens still says something
FEWEST_PLACES = 3


@dataclass(frozen=True)
class Seat:
    """A commune, or another territory where people sit, with how many are counted there. Codes are "" above it."""

    kind: str
    code: str
    name: str
    epci: str
    departement: str
    region: str
    size: str
    people: int

    @property
    def piece(self) -> tuple[str, str, str]:
        """What an EPCI has in one département: a few span several."""
        return self.region, self.departement, self.epci


@dataclass(frozen=True)
class Block:
    """Seats whose people are counted together, and what they all have in common; "" for what they have not."""

    seats: tuple[Seat, ...]
    epci: str
    departement: str
    region: str
    size: str

    @classmethod
    def of(cls, seats: Sequence[Seat]) -> Block:
        return cls(
            tuple(seats),
            _common(one.epci if one.kind in ("commune", "epci") else "" for one in seats),
            _common(one.departement for one in seats),
            _common(one.region for one in seats),
            _common(one.size for one in seats),
        )

    @property
    def people(self) -> int:
        return sum(one.people for one in self.seats)


def partition(seats: Iterable[Seat]) -> tuple[Block, ...]:
    """The blocks of all these seats, in the order of their territories; who fits in none is in none."""
    peopled = [one for one in seats if one.people]
    small: dict[tuple[str, str], list[Seat]] = {}
    blocks: list[Block] = []
    for piece, inside in _grouped(peopled, lambda one: one.piece):
        made, left = _of_piece(inside) if piece[2] else ([], inside)
        blocks += made
        small.setdefault((piece[0], piece[1]), []).extend(left)
    smaller: dict[str, list[Seat]] = {}
    for (region, departement), seats_left in small.items():
        if departement and _enough(seats_left):
            blocks.append(Block.of(seats_left))
        else:
            smaller.setdefault(region, []).extend(seats_left)
    blocks += [Block.of(left) for region, left in smaller.items() if region and _enough(left)]
    return tuple(sorted(blocks, key=lambda one: (one.region, one.departement, one.epci, one.size, one.seats[0].name)))


def _of_piece(seats: Sequence[Seat]) -> tuple[list[Block], list[Seat]]:
    """Blocks of one size where there are enough; what is left makes one of all sizes, or joins the smallest block."""
    blocks, left = [], []
    for _, same in _grouped(seats, lambda one: (one.size,)):
        made, rest = _cut(same)
        blocks += made
        left += rest
    if not left:
        return blocks, []
    if not _enough(left) and blocks:
        smallest = min(blocks, key=lambda one: (one.people, one.seats[0].name))
        blocks.remove(smallest)
        left += smallest.seats
    if not _enough(left):
        return [], left
    return [*blocks, Block.of(sorted(left, key=lambda one: (one.name, one.code)))], []


def _cut(seats: Sequence[Seat]) -> tuple[list[Block], list[Seat]]:
    """As many blocks as these seats make, one after another, and the seats that are left: none unless there is none."""
    blocks: list[list[Seat]] = [[]]
    for seat in seats:
        blocks[-1].append(seat)
        if _enough(blocks[-1]):
            blocks.append([])
    rest = blocks.pop()
    if blocks:
        blocks[-1] += rest
        rest = []
    return [Block.of(one) for one in blocks], rest


def _enough(seats: Sequence[Seat]) -> bool:
    return len(seats) >= FEWEST_PLACES and sum(one.people for one in seats) >= FEWEST_PEOPLE


def _common(values: Iterable[str]) -> str:
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _grouped(
    seats: Iterable[Seat], key: Callable[[Seat], tuple[str, ...]]
) -> Iterable[tuple[tuple[str, ...], list[Seat]]]:
    ordered = sorted(seats, key=lambda one: (key(one), one.name, one.kind, one.code))
    return [(value, list(inside)) for value, inside in groupby(ordered, key=key)]
