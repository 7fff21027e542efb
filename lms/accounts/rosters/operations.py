"""Bringing people in: planning in a look at the database, then writing exactly what was planned."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit
from lms.accounts.audit import Act
from lms.accounts.models import BirthMark, Mandate, Person
from lms.accounts.operations import invite
from lms.accounts.rosters.headings import Shape
from lms.accounts.rosters.known import known_people
from lms.accounts.rosters.models import RosterImport
from lms.accounts.rosters.plan import Counts, Plan, Step, joined
from lms.accounts.rosters.planning import plan
from lms.accounts.rosters.queries import seats
from lms.accounts.rosters.survey import Part, Survey
from lms.accounts.territories import Named
from lms.db import Reader, insert_all

AT_ONCE = 1_000  # people written in one transaction when a list is long: nobody else waits more than an instant


class PlanChanged(Exception):
    """Between the look and the agreement, what the list would do has changed: it must be looked at again."""


@dataclass(frozen=True)
class Invited:
    """Someone to write to; `token` is that of her link, in clear for the only time."""

    person_id: int
    email: str
    given_name: str
    token: str


@dataclass(frozen=True)
class Done:
    """A list that is in: its number, what it did, and who is to be written to in the same transaction."""

    number: int
    plan: Plan
    invited: tuple[Invited, ...]


def plan_part(reader: Reader, part: Part, shape: Shape, *, at: datetime) -> Plan:
    """What the rows of a part would do. Nothing is written."""
    return plan(part.rows, known_people(reader, part.places, at=at), shape, today=at.date())


def look(reader: Reader, read: Survey, *, at: datetime) -> Plan:
    """What a whole file would do. Nothing is written."""
    return joined(plan_part(reader, part, read.columns.shape, at=at) for part in read.parts)


def bring_in(
    session: Session, read: Survey, *, agreed: str, origin: str, scope: Named | None, by: int | None, at: datetime
) -> Done:
    """Apply a file in the caller's transaction, whole. `agreed` is the digest of the plan that was shown.

    Raises PlanChanged.
    """
    planned = look(session, read, at=at)
    if planned.digest != agreed:
        raise PlanChanged(read.digest)
    number = begin(session, read, origin=origin, scope=scope, by=by, at=at)
    invited = apply(session, planned, by=by, at=at)
    advance(session, number, planned.counts, reached="")
    finish(session, number, at=at)
    return Done(number, planned, invited)


def slices(planned: Plan) -> Iterator[Plan]:
    """A plan in pieces, each for a transaction of its own: applying them one after the other is applying it."""
    rest = planned.departures
    for start in range(0, len(planned.steps), AT_ONCE):
        yield Plan((), planned.steps[start : start + AT_ONCE], ())
    for start in range(0, len(rest), AT_ONCE):
        yield Plan((), (), rest[start : start + AT_ONCE])


def apply(session: Session, planned: Plan, *, by: int | None, at: datetime) -> tuple[Invited, ...]:
    """Write what was planned, a few statements however many people there are."""
    steps = [(number, step) for number, step in zip(_numbers(session, planned, at), planned.steps, strict=True)]
    rows = [
        {"person_id": number, "function": function, "territory_kind": place[0], "territory_code": place[1]}
        | {"starts_on": since, "ends_on": None, "listed": True}
        for number, step in steps
        for function, place, since in step.add
    ]
    insert_all(session, Mandate, rows)
    _mark(session, steps)
    today = at.date()
    ended = [one for _, step in steps for one in step.end] + [one.mandate for one in planned.departures]
    over = Mandate.ends_on.is_(None)
    _each(
        session,
        update(Mandate).where(Mandate.id == bindparam("of"), over).values(ends_on=bindparam("day")),
        [{"of": one.id, "day": max(one.starts_on, today)} for one in ended],
    )
    _each(
        session,
        update(Mandate).where(Mandate.id == bindparam("of")).values(ends_on=None),
        [{"of": one.id} for _, step in steps for one in step.reopen],
    )
    _each(
        session,
        update(Mandate).where(Mandate.id == bindparam("of")).values(starts_on=bindparam("day")),
        [{"of": one.id, "day": day} for _, step in steps for one, day in step.restart],
    )
    named: dict[str, Any] = {"given_name": bindparam("given"), "family_name": bindparam("family")}
    _each(
        session,
        update(Person).where(Person.id == bindparam("of")).values(named),
        [{"of": number, "given": step.given_name, "family": step.family_name} for number, step in steps if step.rename],
    )
    invited = tuple(_invite(session, number, step, by, at) for number, step in steps if step.email)
    session.flush()
    return invited


def begin(session: Session, read: Survey, *, origin: str, scope: Named | None, by: int | None, at: datetime) -> int:
    """Remember that a file is being imported; the number of its row."""
    made = RosterImport(
        started_by=by,
        origin=origin[:200],
        shape=read.columns.shape,
        digest=read.digest,
        scope_kind=scope[0] if scope else None,
        scope_code=scope[1] if scope else None,
        arrived=0,
        changed=0,
        departed=0,
        unchanged=0,
        refused=0,
        reached="",
        started_at=at,
    )
    session.add(made)
    session.flush()
    return made.id


def advance(session: Session, number: int, counts: Counts, *, reached: str) -> None:
    """Add what a part has done to the row of its file."""
    stored = RosterImport.__table__.c
    done = {name: stored[name] + getattr(counts, name) for name in counts.__dataclass_fields__}
    session.execute(update(RosterImport).where(RosterImport.id == number).values(**done, reached=reached))


def finish(session: Session, number: int, *, at: datetime) -> None:
    """The whole file is in: it is written in the journal."""
    finished = update(RosterImport).where(RosterImport.id == number).values(finished_at=at)
    row = session.execute(finished.returning(*RosterImport.__table__.c)).one()
    scope = (row.scope_kind, row.scope_code) if row.scope_kind else None
    people = row.arrived + row.changed + row.departed
    audit.record(session, Act.IMPORTED, by=row.started_by, subject=str(number), scope=scope, people=people, at=at)


def write_down_export(
    session: Session,
    places: Sequence[Named],
    *,
    within: Collection[Named] | None,
    name: str,
    form: str,
    by: int,
    at: datetime,
) -> None:
    """Write in the journal that someone takes the list of some places away, and how many lines it has."""
    total = seats(session, places, within=within, name=name, page=1).total
    scope = places[0] if len(places) == 1 else None
    audit.record(session, Act.EXPORTED, by=by, subject=f"elus:{form}", scope=scope, people=total, at=at)


@dataclass(frozen=True)
class Begun:
    """An import that was interrupted: its row, and the last part that is in."""

    number: int
    reached: str
    counts: Counts


def interrupted(reader: Reader, digest: str, scope: Named | None) -> Begun | None:
    """The last import of the same file in the same place, when it has not been finished."""
    kind, code = scope or (None, None)
    query = select(*RosterImport.__table__.c).where(
        RosterImport.digest == digest,
        RosterImport.scope_kind.is_not_distinct_from(kind),
        RosterImport.scope_code.is_not_distinct_from(code),
    )
    row = reader.execute(query.order_by(RosterImport.id.desc()).limit(1)).first()
    if row is None or row.finished_at is not None:
        return None
    return Begun(row.id, row.reached, Counts(row.arrived, row.changed, row.departed, row.unchanged, row.refused))


def _numbers(session: Session, planned: Plan, at: datetime) -> list[int]:
    """The number of each person of a plan, those who are new created in its order."""
    new = [
        {"given_name": step.given_name, "family_name": step.family_name, "created_at": at}
        for step in planned.steps
        if step.known is None
    ]
    made: Iterator[int] = iter(())
    if new:
        created = insert(Person).returning(Person.id, sort_by_parameter_order=True)
        made = iter(session.connection().execute(created, new).scalars().all())
    return [next(made) if step.known is None else step.known.person_id for step in planned.steps]


def _mark(session: Session, steps: list[tuple[int, Step]]) -> None:
    insert_all(session, BirthMark, [{"person_id": number, "mark": step.mark} for number, step in steps if step.marks])


def _each(session: Session, statement: Executable, rows: list[dict[str, object]]) -> None:
    if rows:
        session.connection().execute(statement, rows)


def _invite(session: Session, number: int, step: Step, by: int | None, at: datetime) -> Invited:
    token = invite(
        session,
        step.email,
        at=at,
        given_name=step.given_name,
        family_name=step.family_name,
        function=step.function,
        commune_code=step.commune,
        invited_by=by,
        person_id=number,
    )
    return Invited(number, step.email, step.given_name, token)
