"""Reading the journal, and verifying that no line was altered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.audit.acts import OF_ONESELF
from lms.accounts.audit.chain import digest
from lms.accounts.audit.models import AuditEntry, AuditSeal
from lms.accounts.models import Person
from lms.accounts.territories import Named, Territory, lies_in, name_of
from lms.db import Reader

AT_ONCE = 50  # lines of a page
_STORED = AuditEntry.__table__
_TOLD = tuple(column for column in _STORED.c if column.name != "digest")


@dataclass(frozen=True)
class Line:
    """A line as people read it. `by` and `person` are names, empty for nobody and for who has erased herself. `act` is
    one of Act, unless somebody has forged it."""

    number: int
    at: datetime
    act: str
    by_id: int | None
    by: str
    person: str
    subject: str
    place: str
    people: int


@dataclass(frozen=True)
class Lines:
    """A page of them, the latest first."""

    rows: tuple[Line, ...]
    page: int
    has_more: bool


def lines(reader: Reader, *, page: int, places: Collection[Named] | None, reader_id: int) -> Lines:
    """What was done: all of it when `places` is None; otherwise in these places, and what the reader did herself.

    One statement.
    """
    who, whom = aliased(Person), aliased(Person)
    query = (
        select(
            *_TOLD,
            who.given_name,
            who.family_name,
            whom.given_name.label("their_given_name"),
            whom.family_name.label("their_family_name"),
            name_of(_STORED.c.scope_kind, _STORED.c.scope_code).label("place"),
        )
        .outerjoin(who, who.id == AuditEntry.by_id)
        .outerjoin(whom, whom.id == AuditEntry.person_id)
    )
    if places is not None:
        here = and_(Territory.kind == AuditEntry.scope_kind, Territory.code == AuditEntry.scope_code)
        inside = select(Territory.kind).where(here, lies_in(places)).exists() if places else false()
        theirs = and_(inside, AuditEntry.act.not_in(OF_ONESELF))
        query = query.where(or_(AuditEntry.by_id == reader_id, theirs))
    ordered = query.order_by(AuditEntry.number.desc()).offset((page - 1) * AT_ONCE).limit(AT_ONCE + 1)
    found = reader.execute(ordered).all()
    rows = tuple(
        Line(
            row.number,
            row.at,
            row.act,
            row.by_id,
            f"{row.given_name or ''} {row.family_name or ''}".strip(),
            f"{row.their_given_name or ''} {row.their_family_name or ''}".strip(),
            row.subject,
            row.place or row.scope_code or "",
            row.people,
        )
        for row in found[:AT_ONCE]
    )
    return Lines(rows, page, len(found) > AT_ONCE)


@dataclass(frozen=True)
class Verified:
    """What verifying found. `broken` is the number of the first line that does not follow, None when all do.

    `noted` tells whether the digest that was noted elsewhere is one of the journal's, None when none was given.
    """

    first: int
    last: int
    digest: str
    broken: int | None
    noted: bool | None = None


def verify(reader: Reader, noted: str = "") -> Verified:
    """Compute every line again. `noted` is a digest kept elsewhere: with it, even a journal written anew is seen."""
    seal = reader.execute(select(*AuditSeal.__table__.c)).one()
    expected, last = seal.first_number, seal.before_first
    seen, broken = noted == last, None
    for row in reader.execute(select(*_STORED.c).order_by(AuditEntry.number)).mappings():
        line = {column.name: row[column.name] for column in _TOLD}
        if row["number"] != expected or digest(line, last) != row["digest"]:
            broken = min(expected, row["number"])
            break
        expected, last = expected + 1, row["digest"]
        seen = seen or noted == last
    if broken is None and (expected != seal.last_number + 1 or last != seal.last_digest):
        broken = expected
    return Verified(seal.first_number, seal.last_number, seal.last_digest, broken, seen if noted else None)
