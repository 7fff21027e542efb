"""A session as evidence reads it: what it is, who is in it, who finished what it asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from lms.accounts.models import Person
from lms.accounts.territories import Named, fold
from lms.db import Reader
from lms.followup.cohorts import CohortUnknown
from lms.followup.cohorts.finishing import finished as everyone_who_finished
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortMeeting, CohortMember
from lms.followup.cohorts.seen import of_places
from lms.learning.models import CourseCompletion, Enrolment, QuizPass

_HELD = select(
    Cohort.id,
    Cohort.name,
    Cohort.kind,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.place_kind,
    Cohort.place_code,
    Cohort.minutes,
    Cohort.tutor_id,
    Cohort.created_by,
    Cohort.cancelled_at,
)


@dataclass(frozen=True)
class Held:
    """A session, as those who run it declared it. `minutes` is how long it lasts, None when they did not say."""

    id: int
    name: str
    kind: str
    starts_on: date
    ends_on: date
    place: Named
    minutes: int | None
    tutor_id: int | None
    created_by: int | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class Participant:
    """Somebody in a session. `told` says that a convocation was written to her, `left` that she went out of it."""

    person_id: int
    given_name: str
    family_name: str
    origin: str
    added_at: datetime
    joined_at: datetime | None
    told: bool
    left: bool

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def rank(self) -> tuple[str, str, int]:
        """Her place in a list of names."""
        return fold(self.family_name), fold(self.given_name), self.person_id


@dataclass(frozen=True)
class Finished:
    """Somebody finished a course that her session asked for. `passed_at` is when its quiz was held, and passed."""

    person_id: int
    course_key: str
    release_id: str
    completed_at: datetime
    passed_at: datetime | None


@dataclass(frozen=True)
class Meeting:
    """A moment when a session meets."""

    id: int
    starts_at: datetime
    ends_at: datetime
    where: str


def held(reader: Reader, places: Collection[Named], cohort_id: int) -> Held:
    """A session of these very territories. Raises CohortUnknown for one of elsewhere, or that does not exist."""
    row = reader.execute(_HELD.where(Cohort.id == cohort_id, of_places(places))).first()
    if row is None:
        raise CohortUnknown(cohort_id)
    return _held(row)


def held_in(reader: Reader, places: Collection[Named], year: int) -> tuple[Held, ...]:
    """The sessions of these territories that ended in a year, those that were cancelled left out."""
    of_year = Cohort.ends_on.between(date(year, 1, 1), date(year, 12, 31))
    query = _HELD.where(of_places(places), of_year, Cohort.cancelled_at.is_(None)).order_by(Cohort.starts_on, Cohort.id)
    return tuple(map(_held, reader.execute(query)))


def participants(reader: Reader, cohort_id: int) -> tuple[Participant, ...]:
    """Who is or was in a session, by family name."""
    query = (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            CohortMember.origin,
            CohortMember.added_at,
            CohortMember.joined_at,
            CohortMember.told_version.is_not(None),
            CohortMember.left_at.is_not(None),
        )
        .join(Person, Person.id == CohortMember.person_id)
        .where(CohortMember.cohort_id == cohort_id)
    )
    return tuple(sorted((Participant(*row) for row in reader.execute(query)), key=lambda one: one.rank))


def course_keys(reader: Reader, cohort_id: int) -> tuple[str, ...]:
    """The courses of a session, in its order."""
    query = select(CohortCourse.course_key).where(CohortCourse.cohort_id == cohort_id)
    return tuple(reader.scalars(query.order_by(CohortCourse.position, CohortCourse.course_key)))


def finished(reader: Reader, *cohort_ids: int) -> dict[int, tuple[Finished, ...]]:
    """Who finished what, session by session, as far as those who run it may know. One statement."""
    found: dict[int, list[Finished]] = {one: [] for one in cohort_ids}
    query = (
        everyone_who_finished(CohortMember.cohort_id.in_(cohort_ids))
        .add_columns(CourseCompletion.release_id, QuizPass.passed_at)
        .outerjoin(QuizPass, QuizPass.enrolment_id == Enrolment.id)
        .order_by(CourseCompletion.completed_at, CohortMember.person_id)
    )
    for row in reader.execute(query):
        done = Finished(row.person_id, row.course_key, row.release_id, row.completed_at, row.passed_at)
        found[row.cohort_id].append(done)
    return {one: tuple(rows) for one, rows in found.items()}


def agenda(reader: Reader, places: Collection[Named], cohort_id: int) -> tuple[Held, tuple[Meeting, ...]]:
    """A session and its meetings, in order, without those that were cancelled. One statement. Raises CohortUnknown."""
    return _agenda(reader, cohort_id, Cohort.id == cohort_id, of_places(places))


def agenda_for(reader: Reader, person_id: int, cohort_id: int) -> tuple[Held, tuple[Meeting, ...]]:
    """The same for somebody who is in the session."""
    mine = select(CohortMember.cohort_id).where(CohortMember.person_id == person_id, CohortMember.left_at.is_(None))
    return _agenda(reader, cohort_id, Cohort.id == cohort_id, Cohort.id.in_(mine))


def _agenda(reader: Reader, cohort_id: int, *where: ColumnElement[bool]) -> tuple[Held, tuple[Meeting, ...]]:
    meets = and_(CohortMeeting.cohort_id == Cohort.id, CohortMeeting.cancelled_at.is_(None))
    query = _HELD.add_columns(
        CohortMeeting.id.label("meeting_id"), CohortMeeting.starts_at, CohortMeeting.ends_at, CohortMeeting.where
    ).outerjoin(CohortMeeting, meets)
    rows = reader.execute(query.where(*where).order_by(CohortMeeting.starts_at, CohortMeeting.id)).all()
    if not rows:
        raise CohortUnknown(cohort_id)
    meetings = (Meeting(*row[-4:]) for row in rows if row.meeting_id is not None)
    return _held(rows[0]), tuple(meetings)


def _held(row: Any) -> Held:
    return Held(
        id=row.id,
        name=row.name,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        place=(row.place_kind, row.place_code),
        minutes=row.minutes,
        tutor_id=row.tutor_id,
        created_by=row.created_by,
        cancelled_at=row.cancelled_at,
    )
