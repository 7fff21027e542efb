"""What is asked of the figures of communes, and what answers: plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from lms.followup.disclosure import FEWEST


@dataclass(frozen=True)
class Asked:
    """What is asked in the address, "" for nothing. `commune` is a name or a code, as typed; `size` one of SIZES."""

    region: str = ""
    departement: str = ""
    epci: str = ""
    commune: str = ""
    size: str = ""


class Area(NamedTuple):
    """What an EPCI has in a département. There are some thirteen hundred: they cost what a tuple costs."""

    region: str
    departement: str
    epci: str
    region_name: str
    departement_name: str
    epci_name: str
    communes: int


Named = tuple[str, str]  # code and name
_NAMED = {level: attrgetter(level, f"{level}_name") for level in ("region", "departement", "epci")}


def named(areas: Iterable[Area], level: str) -> Iterable[Named]:
    """The code and the name of each area at a level, in their order."""
    return map(_NAMED[level], areas)


@dataclass(frozen=True)
class Figures:
    """Counts of whole blocks. All but the first two are in tens: 0 is « fewer than ten »."""

    communes: int = 0
    registered: int = 0
    started: int = 0
    finished: int = 0
    inactive: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.communes + other.communes,
            self.registered + other.registered,
            self.started + other.started,
            self.finished + other.finished,
            self.inactive + other.inactive,
        )

    @property
    def shown(self) -> Figures:
        """What a page says: each was rounded for itself, and nobody finishes who has not started."""
        started = min(self.started, self.registered - self.registered % FEWEST)
        return Figures(
            self.communes, self.registered, started, min(self.finished, started), min(self.inactive, started)
        )

    def share(self, part: int) -> float | None:
        """What `part` is of those registered; None when it is fewer than ten people."""
        return part / self.registered if part >= FEWEST else None


@dataclass(frozen=True)
class Group:
    """A line. `code` is "" for those who are counted with no single territory of this level.

    `cells` are the figures of what it is made of, communes or EPCI, to draw one square each; `empty` how many have
    none. `members` are the names of the communes of a block.
    """

    code: str
    name: str
    communes: int
    figures: Figures
    cells: tuple[tuple[Figures, int], ...] = ()
    empty: int = 0
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """All that the page says. `areas` are what may be chosen; `level` is what groups are."""

    taken_at: datetime
    areas: tuple[Area, ...]
    level: str
    total: Figures
    groups: tuple[Group, ...]
    weeks: tuple[tuple[date, int], ...]
    courses: tuple[tuple[str, int], ...]
