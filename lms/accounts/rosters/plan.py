"""What a list would do, row by row and person by person: shown before anything is written, then applied as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from lms.accounts.rosters.known import Known, KnownMandate
from lms.accounts.territories import Named


class Verb(StrEnum):
    """What becomes of a row."""

    ARRIVES = "arrives"  # someone who was not known
    CHANGES = "changes"
    STAYS = "stays"
    REFUSED = "refused"


class Change(StrEnum):
    """What a row changes of someone who was known."""

    ADDED = "added"  # a mandate
    REOPENED = "reopened"  # one that had ended
    RESTARTED = "restarted"  # its first day
    REPLACED = "replaced"  # another function, in the same place, ended
    RENAMED = "renamed"
    INVITED = "invited"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row. `said` are reasons and notes, in French."""

    line: int
    verb: Verb
    name: str
    function: str
    place: str
    changes: tuple[Change, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(slots=True)
class Step:
    """All that is to be written about one person; `known` is None for someone new."""

    known: Known | None
    given_name: str
    family_name: str
    mark: str = ""
    email: str = ""  # where to invite her, empty when she is not to be
    function: str = ""  # what the invitation says of her
    commune: str = ""
    add: list[tuple[str, Named, date]] = field(default_factory=list)
    end: list[KnownMandate] = field(default_factory=list)
    reopen: list[KnownMandate] = field(default_factory=list)
    restart: list[tuple[KnownMandate, date]] = field(default_factory=list)
    rename: bool = False

    @property
    def changes(self) -> bool:
        """Whether something that people see of her changes."""
        return bool(self.add or self.end or self.reopen or self.restart or self.rename or self.email)

    @property
    def marks(self) -> bool:
        return bool(self.mark) and (self.known is None or self.known.mark != self.mark)

    @property
    def writes(self) -> bool:
        return self.known is None or self.changes or self.marks


@dataclass(frozen=True, slots=True)
class Departure:
    """Someone a register does not name any more: her mandate ends."""

    known: Known
    mandate: KnownMandate
    place: str


@dataclass(frozen=True)
class Counts:
    arrived: int = 0
    changed: int = 0
    departed: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.arrived + other.arrived,
            self.changed + other.changed,
            self.departed + other.departed,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True)
class Plan:
    """What a list would do in some places. `outcomes` follow the lines of the file."""

    outcomes: tuple[Outcome, ...]
    steps: tuple[Step, ...]
    departures: tuple[Departure, ...]

    @property
    def counts(self) -> Counts:
        """People for those who arrive or change, rows for the rest."""
        verbs = Counter(one.verb for one in self.outcomes)
        arrived = sum(step.known is None for step in self.steps)
        changed = sum(step.known is not None and step.changes for step in self.steps)
        return Counts(arrived, changed, len(self.departures), verbs[Verb.STAYS], verbs[Verb.REFUSED])

    @property
    def digest(self) -> str:
        """The same when the same rows would do the same to the same people: what was shown is what is applied."""
        told = [repr(one) for one in self.outcomes]
        told += sorted(f"{one.known.person_id} {one.mandate.id}" for one in self.departures)
        told += [str(step.known and step.known.person_id) for step in self.steps]
        return sha256("\n".join(told).encode()).hexdigest()


def joined(plans: Iterable[Plan]) -> Plan:
    """Several plans as one, rows in the order of the file."""
    every = list(plans)
    return Plan(
        tuple(sorted((row for one in every for row in one.outcomes), key=lambda row: row.line)),
        tuple(step for one in every for step in one.steps),
        tuple(departure for one in every for departure in one.departures),
    )
