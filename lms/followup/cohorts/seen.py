"""A session as it is: its facts, courses and meetings, for whoever runs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from lms import publishing
from lms.accounts.models import Person
from lms.accounts.territories import Named, name_of
from lms.db import Moment, Reader
from lms.followup.cohorts.finishing import PRESENT, finished
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortMeeting, CohortMember
from lms.followup.cohorts.operations import CohortUnknown
from lms.followup.cohorts.policy import Kind
from lms.publishing.models import CurrentRelease, Release

tutor = aliased(Person)
TUTOR_NAME = func.coalesce(func.trim(tutor.given_name + " " + tutor.family_name), "")


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
    return SeenCohort(**_facts(row), courses=courses, meetings=meetings)


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
            *(type_coerce(null(), Moment).label(name) for name in ("starts_at", "ends_at")),
            *(null().label(name) for name in ("where", "link")),
            type_coerce(null(), Moment).label("cancelled_at"),
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
    rows: Sequence[Any] = reader.execute(union_all(courses, meetings)).all()
    for row in rows:
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


def of_places(places: Collection[Named]) -> ColumnElement[bool]:
    """The sessions of these very territories: policy.runs, in a statement."""
    return or_(false(), *(and_(Cohort.place_kind == kind, Cohort.place_code == code) for kind, code in places))
