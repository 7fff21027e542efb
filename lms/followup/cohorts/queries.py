"""What pages need of sessions, for whoever runs them. A count of who finished, and their names, follow one rule:
policy.told. Who has not is never told by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from lms import publishing
from lms.accounts.models import Consultation, Mandate, Person
from lms.accounts.territories import Named, name_of
from lms.db import Reader
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortInvitation, CohortMeeting, CohortMember
from lms.followup.cohorts.operations import CohortUnknown
from lms.followup.cohorts.policy import Kind
from lms.learning.models import CourseCompletion, Enrolment, Learner
from lms.publishing.models import CurrentRelease, Release

AT_ONCE = 50  # people of a page
tutor = aliased(Person)
_NAME = func.trim(Person.given_name + " " + Person.family_name)
TUTOR_NAME = func.coalesce(func.trim(tutor.given_name + " " + tutor.family_name), "")
PRESENT = CohortMember.left_at.is_(None)


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
class SeenCourse:
    """A course of a session, `finished` by how many of its people; None where nobody may know."""

    key: str
    title: str
    due_on: date | None
    finished: int | None = None


@dataclass(frozen=True)
class SeenMeeting:
    """A meeting; one that was called off keeps its place."""

    id: int
    starts_at: datetime
    ends_at: datetime
    where: str
    link: str
    cancelled_at: datetime | None


@dataclass(frozen=True)
class SeenCohort:
    """What a session is. `untold` counts the people whose last letter does not say its present days, or who had none;
    `corrected` those of them who had one."""

    id: int
    name: str
    kind: Kind
    starts_on: date
    ends_on: date
    place: Named
    place_name: str
    minutes: int | None
    tutor_id: int | None
    tutor: str
    version: int
    code: str | None
    code_until: datetime | None
    cancelled_at: datetime | None
    cancelled_because: str
    people: int = 0
    untold: int = 0
    corrected: int = 0
    courses: tuple[SeenCourse, ...] = field(default=())
    meetings: tuple[SeenMeeting, ...] = field(default=())


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


@dataclass(frozen=True)
class Finished:
    """Someone finished a course of the session."""

    person_id: int
    name: str
    course_key: str
    completed_at: datetime


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


def cohort(reader: Reader, number: int, places: Collection[Named]) -> SeenCohort:
    """A session with its courses and meetings. Two statements. Raises CohortUnknown."""
    here = (CohortMember.cohort_id == Cohort.id, PRESENT)
    stale = or_(CohortMember.told_version.is_(None), CohortMember.told_version < Cohort.version)
    count = select(func.count()).select_from(CohortMember)
    query = (
        select(
            *FACTS,
            count.where(*here).scalar_subquery().label("people"),
            count.where(*here, stale).scalar_subquery().label("untold"),
            count.where(*here, CohortMember.told_version < Cohort.version).scalar_subquery().label("corrected"),
        )
        .outerjoin(tutor, tutor.id == Cohort.tutor_id)
        .where(Cohort.id == number, of_places(places))
    )
    row = reader.execute(query).first()
    if row is None:
        raise CohortUnknown(number)
    courses, meetings = work(reader, number, counted=True)
    return SeenCohort(
        **_facts(row), people=row[-3], untold=row[-2], corrected=row[-1], courses=courses, meetings=meetings
    )


FACTS = (
    Cohort.id,
    Cohort.name,
    Cohort.kind,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.place_kind,
    Cohort.place_code,
    name_of(Cohort.place_kind.expression, Cohort.place_code.expression).label("place_name"),
    Cohort.minutes,
    Cohort.tutor_id,
    TUTOR_NAME.label("tutor"),
    Cohort.version,
    Cohort.code,
    Cohort.code_until,
    Cohort.cancelled_at,
    Cohort.cancelled_because,
)


def _facts(row: Any) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in SeenCohort.__dataclass_fields__ if hasattr(row, name)}
    place = (row.place_kind, row.place_code)
    return said | {"kind": Kind(row.kind), "place": place, "place_name": row.place_name or row.place_code}


def work(reader: Reader, number: int, *, counted: bool) -> tuple[tuple[SeenCourse, ...], tuple[SeenMeeting, ...]]:
    """The courses of a session in their order, and its meetings by day: one statement once the covers are in memory."""
    done = finished(CohortMember.cohort_id == number).subquery()
    people = select(func.count()).where(done.c.course_key == CohortCourse.course_key).scalar_subquery()
    last = (
        select(Release.id)
        .where(Release.course_key == CohortCourse.course_key)
        .order_by(Release.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    courses = (
        select(
            literal("course").label("what"),
            CohortCourse.position.label("id"),
            CohortCourse.course_key.label("key"),
            func.coalesce(CurrentRelease.release_id, last).label("release_id"),
            CohortCourse.due_on,
            (people if counted else null()).label("people"),
            *(null().label(name) for name in ("starts_at", "ends_at", "where", "link", "cancelled_at")),
        )
        .outerjoin(CurrentRelease, CurrentRelease.course_key == CohortCourse.course_key)
        .where(CohortCourse.cohort_id == number)
    )
    meetings = select(
        literal("meeting"),
        CohortMeeting.id,
        *(null() for _ in range(4)),
        CohortMeeting.starts_at,
        CohortMeeting.ends_at,
        CohortMeeting.where,
        CohortMeeting.link,
        CohortMeeting.cancelled_at,
    ).where(CohortMeeting.cohort_id == number)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in reader.execute(union_all(courses, meetings)).all():
        found[row.what].append(row)
    courses_seen = tuple(
        SeenCourse(row.key, publishing.cover(reader, row.release_id).title, row.due_on, row.people)
        for row in sorted(found["course"], key=lambda row: (row.id, row.key))
    )
    meetings_seen = tuple(
        SeenMeeting(row.id, row.starts_at, row.ends_at, row.where, row.link, row.cancelled_at)
        for row in sorted(found["meeting"], key=lambda row: (row.starts_at, row.id))
    )
    return courses_seen, meetings_seen


def participants(reader: Reader, number: int, *, page: int) -> Participants:
    """Who is in a session, fifty at a time; the caller has found the session. One statement."""
    seat = (
        select(Mandate.id)
        .where(Mandate.person_id == CohortMember.person_id, Mandate.ends_on.is_(None), Mandate.listed)
        .order_by(Mandate.starts_on, Mandate.id)
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


def finished(*only: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who finished what was asked of her, as policy.told has it: the one place that counts and lists read."""
    since = and_(
        CourseCompletion.completed_at >= CohortMember.added_at,
        CourseCompletion.completed_at >= CohortCourse.assigned_at,
    )
    return (
        select(
            CohortMember.cohort_id,
            CohortMember.person_id,
            CohortCourse.course_key,
            CohortCourse.position,
            CourseCompletion.completed_at,
        )
        .join(CohortCourse, CohortCourse.cohort_id == CohortMember.cohort_id)
        .join(Learner, Learner.person_id == CohortMember.person_id)
        .join(Enrolment, and_(Enrolment.learner_id == Learner.id, Enrolment.course_key == CohortCourse.course_key))
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(PRESENT, or_(since, CohortMember.earlier_told_at.is_not(None)), *only)
    )


def finished_by_name(
    reader: Reader, number: int, *, viewer_id: int, mark: str, since: datetime
) -> tuple[Finished, ...]:
    """Who finished which course, by name. Only of people who were told today that this viewer looks (`mark` is what is
    written of it, `since` when today began): looking at the others first takes a form that writes it. One statement."""
    told = select(Consultation.person_id).where(*_looked(viewer_id, mark, since))
    done = finished(CohortMember.cohort_id == number, CohortMember.person_id.in_(told)).subquery()
    query = (
        select(done.c.person_id, _NAME.label("name"), done.c.course_key, done.c.completed_at)
        .join(Person, Person.id == done.c.person_id)
        .order_by(Person.family_name, Person.given_name, Person.id, done.c.position)
    )
    return tuple(Finished(*row) for row in reader.execute(query))


def not_yet_told(reader: Reader, number: int, *, viewer_id: int, mark: str, since: datetime) -> Sequence[int]:
    """The people of a session of whom it is not written yet that this viewer looks at them today."""
    told = select(Consultation.person_id).where(*_looked(viewer_id, mark, since))
    query = select(CohortMember.person_id).where(CohortMember.cohort_id == number, PRESENT)
    return reader.scalars(query.where(CohortMember.person_id.not_in(told)).order_by(CohortMember.person_id)).all()


def _looked(viewer_id: int, mark: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return Consultation.viewer_id == viewer_id, Consultation.what == mark, Consultation.at >= since


def of_places(places: Collection[Named]) -> ColumnElement[bool]:
    """The sessions of these very territories: policy.runs, in a statement."""
    return or_(false(), *(and_(Cohort.place_kind == kind, Cohort.place_code == code) for kind, code in places))
