"""The yearly table of CGCT L2123-12: the training that communes and EPCI paid for their élus.

Only who was there or finished something is in it, in sessions that a commune or an EPCI pays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from lms import publishing
from lms.accounts import territories
from lms.accounts.models import Mandate, Person
from lms.accounts.territories import Named, Territory, fold
from lms.db import Reader
from lms.followup.cohorts.models import CohortMeeting
from lms.followup.evidence.costs import Cost, Payer, costs
from lms.followup.evidence.models import Attendance
from lms.followup.evidence.queries import Finished, Held, finished, held_in


@dataclass(frozen=True)
class Paid:
    """A line: somebody trained at the expense of `body`, which has no name when no list says where she sits."""

    body: str
    person_id: int
    name: str
    function: str
    cohort_id: int
    cohort: str
    starts_on: date
    ends_on: date
    minutes: int
    cents: int


@dataclass(frozen=True)
class _Seat:
    function: str
    place: Named
    epci: str | None


def yearly_table(reader: Reader, places: Collection[Named], year: int) -> tuple[Paid, ...]:
    """The lines of a year, by body then by name. A fixed number of statements."""
    sessions = {one.id: one for one in held_in(reader, places, year)}
    said = {number: one for number, one in costs(reader, *sessions).items() if one.payer is not Payer.OTHER}
    done = finished(reader, *said)
    there = _there(reader, said)
    people = _names(reader, {one.person_id for rows in done.values() for one in rows} | {who for _, who in there})
    seats = _seats(reader, people)
    found = [
        (sessions[number], cost, who, tuple(one for one in done[number] if one.person_id == who))
        for number, cost in said.items()
        for who in sorted({one.person_id for one in done[number]} | {who for of, who in there if of == number})
    ]
    bodies = {_body(held, cost, seats.get(who, ())) for held, cost, who, _ in found}
    names = territories.names(reader, {body for body in bodies if body}) if found else {}
    lines = [
        _paid(reader, held, cost, who, rows, people[who], seats.get(who, ()), names) for held, cost, who, rows in found
    ]
    return tuple(sorted(lines, key=lambda one: (fold(one.body), fold(one.name), one.starts_on, one.cohort_id)))


def _paid(
    reader: Reader, held: Held, cost: Cost, who: int, rows: Iterable[Finished], name: str,
    seats: Collection[_Seat], names: dict[Named, str],
) -> Paid:  # fmt: skip
    body = _body(held, cost, seats)
    declared = held.minutes or sum(publishing.cover(reader, one.release_id).minutes for one in rows)
    seat = _seat(cost, seats)
    return Paid(
        names.get(body, "") if body else "", who, name, seat.function if seat else "", held.id, held.name,
        held.starts_on, held.ends_on, declared, cost.cents,
    )  # fmt: skip


def _body(held: Held, cost: Cost, seats: Collection[_Seat]) -> Named | None:
    """Who pays for her: the territory of the session when it is of that kind, otherwise where lists say she sits."""
    if held.place[0] == cost.payer:
        return held.place
    seat = _seat(cost, seats)
    if seat is None:
        return None
    if cost.payer is Payer.COMMUNE:
        return seat.place
    return ("epci", seat.epci) if seat.epci else None


def _seat(cost: Cost, seats: Collection[_Seat]) -> _Seat | None:
    """Her function there: in a commune when it pays; in an EPCI, or in one of its communes."""
    fit = [one for one in seats if one.place[0] == cost.payer]
    if not fit and cost.payer is Payer.EPCI:
        fit = [one for one in seats if one.epci]
    return fit[0] if fit else None


def _there(reader: Reader, cohort_ids: Collection[int]) -> set[tuple[int, int]]:
    """Who was there once, as (session, person): what counts is what was said last."""
    query = (
        select(
            CohortMeeting.cohort_id,
            Attendance.person_id,
            Attendance.meeting_id,
            Attendance.day,
            Attendance.half,
            Attendance.present,
        )
        .join(CohortMeeting, CohortMeeting.id == Attendance.meeting_id)
        .where(CohortMeeting.cohort_id.in_(cohort_ids), CohortMeeting.cancelled_at.is_(None))
        .order_by(Attendance.revision)
    )
    last = {row[1:5]: (row.cohort_id, row.person_id, row.present) for row in reader.execute(query)}
    return {(cohort_id, person_id) for cohort_id, person_id, present in last.values() if present}


def _names(reader: Reader, persons: Collection[int]) -> dict[int, str]:
    query = select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(persons))
    return {number: f"{family} {given}".strip() for number, given, family in reader.execute(query)}


def _seats(reader: Reader, persons: Collection[int]) -> dict[int, tuple[_Seat, ...]]:
    """Where lists say that people sit, the latest first. What they say themselves is theirs."""
    query = (
        select(
            Mandate.person_id, Mandate.function, Mandate.territory_kind, Mandate.territory_code, Territory.epci_siren
        )
        .join(Territory, and_(Territory.kind == Mandate.territory_kind, Territory.code == Mandate.territory_code))
        .where(Mandate.person_id.in_(persons), Mandate.listed)
        .order_by(Mandate.ends_on.is_not(None), Mandate.starts_on.desc(), Mandate.id)
    )
    found: dict[int, list[_Seat]] = {}
    for person_id, function, kind, code, epci in reader.execute(query):
        found.setdefault(person_id, []).append(_Seat(function, (kind, code), epci))
    return {person_id: tuple(rows) for person_id, rows in found.items()}
