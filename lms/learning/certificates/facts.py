"""What a certificate says, before and after it is issued. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    COURSE = "course"  # one that was completed
    HOURS = "hours"  # those of several, in a period


class Fate(StrEnum):
    """What became of a certificate."""

    VALID = ""
    DECIDED = "decided"  # revoked by someone, for a reason
    REPLACED = "replaced"  # by another, with her name corrected
    ERASED = "erased"  # revoked because she asked, when she left


@dataclass(frozen=True)
class Item:
    """A course in a statement of hours. `serial` is that of its certificate."""

    course: str
    completed_on: date
    minutes: int
    serial: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is certified, as it was when it was issued; `name` is empty once it was forgotten.

    For a course, `starts_on` and `ends_on` are when it was begun and completed. For hours they are the first and the
    last day of the period, `items` says which courses, and what concerns one course is empty.
    """

    serial: str
    kind: Kind
    name: str
    confirmed: bool
    minutes: int
    starts_on: date
    ends_on: date
    organiser: str
    issued_at: datetime
    course_key: str = ""
    release_id: str = ""
    release_number: int = 0
    title: str = ""
    weave: str = ""
    objectives: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A certificate that can be drawn, then issued. `replaces` is the number of the row it is issued instead of."""

    facts: Facts
    person_id: int
    replaces: int | None = None

    @property
    def subject(self) -> str:
        """What makes issuing it twice give the same one."""
        facts = self.facts
        if facts.kind is Kind.COURSE:
            return facts.course_key
        parts = (facts.starts_on.isoformat(), facts.ends_on.isoformat(), *(item.serial for item in facts.items))
        return sha256(" ".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Issued:
    """A certificate that was issued, and what became of it. `size` is that of its PDF, in bytes.

    `forgotten`: its name and its file were erased; what it proved can still be verified, unless it was revoked.
    """

    facts: Facts
    size: int
    fate: Fate
    revoked_at: datetime | None
    reason: str
    forgotten: bool

    @property
    def valid(self) -> bool:
        return self.fate is Fate.VALID
