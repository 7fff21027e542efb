"""The yearly table of CGCT L2123-12: the training that communes and EPCI paid for their élus.

Only who was there or finished something is in it, in sessions that a commune or an EPCI pays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from lms import publishing
from lms.accounts.models import Mandate, Person
from lms.accounts.territories import Named, Territory, fold, name_of
from lms.db import Reader
from lms.followup.cohorts.finishing import finished
from lms.followup.cohorts.models import Cohort, CohortMeeting, CohortMember
from lms.followup.cohorts.seen import of_places
from lms.followup.evidence.costs import Payer
from lms.followup.evidence.models import Attendance, CohortCost
from lms.learning.models import CourseCompletion

Seats = Mapping[int, Sequence[Any]]


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


def yearly_table(reader: Reader, places: Collection[Named], year: int) -> tuple[Paid, ...]:
    """The lines of a year, by body then by name. Two statements once the covers are in memory."""
    rows: dict[tuple[int, int], list[Any]] = {}
    for row in _trained(reader, places, year):
        rows.setdefault((row.cohort_id, row.person_id), []).append(row)
    seats = _seats(reader, {person_id for _, person_id in rows})
    lines = [_paid(reader, found, seats) for found in rows.values()]
    return tuple(sorted(lines, key=lambda one: (fold(one.body), fold(one.name), one.starts_on, one.cohort_id)))


def _trained(reader: Reader, places: Collection[Named], year: int) -> Iterable[Any]:
    """Who was trained in a session that is paid, a row for each course she finished and one for her presence."""
    paid = (
        select(Cohort.id)
        .join(CohortCost, CohortCost.cohort_id == Cohort.id)
        .where(of_places(places), Cohort.ends_on.between(date(year, 1, 1), date(year, 12, 31)))
        .where(Cohort.cancelled_at.is_(None), CohortCost.payer != Payer.OTHER.value)
    )
    trained = _finished_or_there(paid).subquery()
    query = (
        select(
            trained.c.cohort_id,
            trained.c.person_id,
            trained.c.release_id,
            Person.given_name,
            Person.family_name,
            Cohort.name,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.minutes,
            Cohort.place_kind,
            name_of(Cohort.place_kind.expression, Cohort.place_code.expression).label("place_name"),
            CohortCost.payer,
            CohortCost.cents,
        )
        .join(Cohort, Cohort.id == trained.c.cohort_id)
        .join(CohortCost, CohortCost.cohort_id == Cohort.id)
        .join(Person, Person.id == trained.c.person_id)
    )
    return reader.execute(query)


def _finished_or_there(cohorts: Select[Any]) -> CompoundSelect[Any]:
    """Of who was there, what counts is what was said last."""
    done = finished(CohortMember.cohort_id.in_(cohorts)).with_only_columns(
        CohortMember.cohort_id, CohortMember.person_id, CourseCompletion.release_id.label("release_id")
    )
    later = aliased(Attendance)
    key = ("meeting_id", "day", "half", "person_id")
    corrected = exists().where(
        *(getattr(later, name) == getattr(Attendance, name) for name in key), later.revision > Attendance.revision
    )
    there = (
        select(CohortMeeting.cohort_id, Attendance.person_id, null().label("release_id"))
        .join(CohortMeeting, CohortMeeting.id == Attendance.meeting_id)
        .where(CohortMeeting.cohort_id.in_(cohorts), CohortMeeting.cancelled_at.is_(None))
        .where(Attendance.present, ~corrected)
        .distinct()
    )
    return union_all(done, there)


def _paid(reader: Reader, rows: Sequence[Any], seats: Seats) -> Paid:
    one = rows[0]
    every = seats.get(one.person_id, ())
    seat = _seat(one.payer, every)
    told = seat or (every[0] if every else None)
    if one.place_kind == one.payer:
        body = one.place_name
    else:
        body = seat and (seat.place_name if one.payer == Payer.COMMUNE else seat.epci_name)
    releases = {row.release_id for row in rows if row.release_id is not None}
    return Paid(
        body=body or "",
        person_id=one.person_id,
        name=f"{one.family_name} {one.given_name}".strip(),
        function=told.function if told else "",
        cohort_id=one.cohort_id,
        cohort=one.name,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        minutes=one.minutes or sum(publishing.cover(reader, release).minutes for release in releases),
        cents=one.cents,
    )


def _seat(payer: str, seats: Sequence[Any]) -> Any:
    """Her seat in what pays: in a commune; in an EPCI, or in one of its communes. None when no list says one."""
    fit = [one for one in seats if one.territory_kind == payer]
    if not fit and payer == Payer.EPCI:
        fit = [one for one in seats if one.epci_name]
    return fit[0] if fit else None


def _seats(reader: Reader, persons: Collection[int]) -> Seats:
    """Where lists say that people sit, the latest first. What they say themselves is theirs."""
    query = (
        select(
            Mandate.person_id,
            Mandate.function,
            Mandate.territory_kind,
            name_of(Mandate.territory_kind.expression, Mandate.territory_code.expression).label("place_name"),
            name_of(literal("epci"), func.coalesce(Territory.epci_siren, "")).label("epci_name"),
        )
        .join(Territory, and_(Territory.kind == Mandate.territory_kind, Territory.code == Mandate.territory_code))
        .where(Mandate.person_id.in_(persons), Mandate.listed)
        .order_by(Mandate.ends_on.is_not(None), Mandate.starts_on.desc(), Mandate.id)
    )
    found: dict[int, list[Any]] = {}
    for row in reader.execute(query):
        found.setdefault(row.person_id, []).append(row)
    return found
