"""The sessions of some territories, and who is in one of them, for whoever runs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from lms.accounts.models import Mandate, Person
from lms.accounts.territories import Named, name_of
from lms.db import Reader
from lms.followup.cohorts.finishing import PRESENT, finished
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortInvitation, CohortMember
from lms.followup.cohorts.policy import Kind
from lms.followup.cohorts.seen import of_places

AT_ONCE = 50  # people of a page


@dataclass(frozen=True)
class CohortLine:
    """A session among others. `finished` counts the modules its people finished, of `asked` in all."""

    id: int
    name: str
    kind: Kind
    starts_on: date
    ends_on: date
    cancelled_at: datetime | None
    people: int
    courses: int
    finished: int

    @property
    def asked(self) -> int:
        return self.people * self.courses


@dataclass(frozen=True)
class Participant:
    """Someone in a session, with the first function that a list says of her; `email` alone of who was invited and has
    not come in."""

    person_id: int | None
    name: str
    function: str
    place: str
    email: str


@dataclass(frozen=True)
class Participants:
    """A page of them, by name, those who are only invited last."""

    rows: tuple[Participant, ...]
    page: int
    has_more: bool


def lines(reader: Reader, places: Collection[Named]) -> tuple[CohortLine, ...]:
    """The sessions of some territories, by name. One statement."""
    people = (
        select(CohortMember.cohort_id, func.count().label("people")).where(PRESENT).group_by(CohortMember.cohort_id)
    ).subquery()
    courses = select(CohortCourse.cohort_id, func.count().label("courses")).group_by(CohortCourse.cohort_id).subquery()
    done = finished().subquery()
    count = select(done.c.cohort_id, func.count().label("finished")).group_by(done.c.cohort_id).subquery()
    query = (
        select(
            Cohort.id,
            Cohort.name,
            Cohort.kind,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.cancelled_at,
            *(func.coalesce(one, 0) for one in (people.c.people, courses.c.courses, count.c.finished)),
        )
        .outerjoin(people, people.c.cohort_id == Cohort.id)
        .outerjoin(courses, courses.c.cohort_id == Cohort.id)
        .outerjoin(count, count.c.cohort_id == Cohort.id)
        .where(of_places(places))
        .order_by(func.lower(Cohort.name), Cohort.id)
    )
    return tuple(CohortLine(row[0], row[1], Kind(row[2]), *row[3:]) for row in reader.execute(query))


def participants(reader: Reader, number: int, *, page: int) -> Participants:
    """Who is in a session, fifty at a time; the caller has found the session. One statement."""
    one = aliased(Mandate)
    seat = (
        select(one.id)
        .where(one.person_id == CohortMember.person_id, one.ends_on.is_(None), one.listed)
        .order_by(one.starts_on, one.id)
        .limit(1)
        .scalar_subquery()
    )
    inside = (
        select(
            Person.id.label("person_id"),
            Person.given_name,
            Person.family_name,
            Mandate.function,
            name_of(Mandate.territory_kind.expression, Mandate.territory_code.expression).label("place"),
            literal("").label("email"),
        )
        .join(CohortMember, CohortMember.person_id == Person.id)
        .outerjoin(Mandate, Mandate.id == seat)
        .where(CohortMember.cohort_id == number, PRESENT)
    )
    invited = select(null(), literal(""), literal(""), null(), null(), CohortInvitation.email).where(
        CohortInvitation.cohort_id == number
    )
    everybody = union_all(inside, invited).subquery()
    ordered = select(everybody).order_by(
        everybody.c.email, everybody.c.family_name, everybody.c.given_name, everybody.c.person_id
    )
    rows: Sequence[Any] = reader.execute(ordered.limit(AT_ONCE + 1).offset((page - 1) * AT_ONCE)).all()
    shown = tuple(
        Participant(
            row.person_id,
            f"{row.given_name} {row.family_name}".strip(),
            row.function or "",
            row.place or "",
            row.email,
        )
        for row in rows[:AT_ONCE]
    )
    return Participants(shown, page, len(rows) > AT_ONCE)
