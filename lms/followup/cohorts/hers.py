"""What someone sees of the sessions she is in, or invited to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.territories import Named, name_of
from lms.db import Reader
from lms.followup.cohorts.finishing import PRESENT
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortInvitation, CohortMeeting, CohortMember
from lms.followup.cohorts.operations import CohortUnknown
from lms.followup.cohorts.policy import Kind, Origin, may_leave
from lms.followup.cohorts.seen import TUTOR_NAME, SeenCourse, SeenMeeting, tutor, work

SHOWN_AFTER = timedelta(days=30)  # since its last day, in her own list

organiser = aliased(Person)


@dataclass(frozen=True)
class Asked:
    """A course that a session asks of her."""

    course_key: str
    due_on: date | None


@dataclass(frozen=True)
class Glance:
    """A session among hers. `member` is false while she is only invited."""

    id: int
    name: str
    kind: Kind
    starts_on: date
    ends_on: date
    cancelled: bool
    member: bool
    next_at: datetime | None  # her next meeting there
    courses: tuple[Asked, ...]


@dataclass(frozen=True)
class HerCohort:
    """A session as its people see it: `organiser` is who made it, "" once she is erased."""

    id: int
    name: str
    kind: Kind
    starts_on: date
    ends_on: date
    place: Named
    place_name: str
    minutes: int | None
    version: int
    cancelled_at: datetime | None
    cancelled_because: str
    tutor: str
    organiser: str
    member: bool
    leaves: bool
    earlier_told: bool
    courses: tuple[SeenCourse, ...]
    meetings: tuple[SeenMeeting, ...]


_NEXT = select(func.min(CohortMeeting.starts_at)).where(
    CohortMeeting.cohort_id == Cohort.id, CohortMeeting.cancelled_at.is_(None)
)


def of_person(reader: Reader, person_id: int, email: str, *, at: datetime) -> tuple[Glance, ...]:
    """The sessions of someone that are not over, the first to begin first. One statement."""
    upcoming = _NEXT.where(CohortMeeting.ends_at > at).scalar_subquery()
    query = (
        select(
            Cohort.id,
            Cohort.name,
            Cohort.kind,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.cancelled_at.is_not(None),
            CohortMember.person_id.is_not(None),
            upcoming,
            CohortCourse.course_key,
            CohortCourse.due_on,
        )
        .outerjoin(CohortMember, _is_there(person_id))
        .outerjoin(CohortInvitation, _is_invited(email))
        .outerjoin(CohortCourse, CohortCourse.cohort_id == Cohort.id)
        .where(
            or_(
                CohortMember.person_id.is_not(None),
                and_(CohortInvitation.email.is_not(None), Cohort.cancelled_at.is_(None)),
            ),
            or_(
                Cohort.id.in_(select(CohortMember.cohort_id).where(CohortMember.person_id == person_id)),
                Cohort.id.in_(select(CohortInvitation.cohort_id).where(CohortInvitation.email == email)),
            ),
            Cohort.ends_on >= (at - SHOWN_AFTER).date(),
        )
        .order_by(Cohort.starts_on, Cohort.id, CohortCourse.position)
    )
    rows: dict[int, list[Any]] = {}
    for row in reader.execute(query):
        rows.setdefault(row[0], []).append(row)
    return tuple(_glance(found) for found in rows.values())


def _glance(rows: Sequence[Any]) -> Glance:
    number, name, kind, starts_on, ends_on, cancelled, member, next_at, *_ = rows[0]
    courses = tuple(Asked(row[8], row[9]) for row in rows if row[8] is not None)
    return Glance(number, name, Kind(kind), starts_on, ends_on, bool(cancelled), bool(member), next_at, courses)


def hers(reader: Reader, number: int, person_id: int, email: str) -> HerCohort:
    """A session that someone is in, or invited to. Two statements. Raises CohortUnknown."""
    query = (
        select(
            Cohort.id,
            Cohort.name,
            Cohort.kind,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.place_kind,
            Cohort.place_code,
            name_of(Cohort.place_kind.expression, Cohort.place_code.expression).label("place_name"),
            Cohort.minutes,
            Cohort.version,
            Cohort.cancelled_at,
            Cohort.cancelled_because,
            TUTOR_NAME.label("tutor"),
            func.coalesce(func.trim(organiser.given_name + " " + organiser.family_name), "").label("organiser"),
            CohortMember.origin,
            CohortMember.earlier_told_at,
        )
        .outerjoin(CohortMember, _is_there(person_id))
        .outerjoin(CohortInvitation, _is_invited(email))
        .outerjoin(tutor, tutor.id == Cohort.tutor_id)
        .outerjoin(organiser, organiser.id == Cohort.created_by)
        .where(
            Cohort.id == number,
            or_(
                CohortMember.person_id.is_not(None),
                and_(CohortInvitation.email.is_not(None), Cohort.cancelled_at.is_(None)),
            ),
        )
    )
    row = reader.execute(query).mappings().first()
    if row is None:
        raise CohortUnknown(number)
    said = {name: row[name] for name in HerCohort.__dataclass_fields__ if name in row}
    courses, meetings = work(reader, number, counted=False)
    origin = row["origin"]
    return HerCohort(
        **said | {"kind": Kind(row["kind"]), "place_name": row["place_name"] or row["place_code"]},
        place=(row["place_kind"], row["place_code"]),
        member=origin is not None,
        leaves=origin is not None and may_leave(Origin(origin)),
        earlier_told=row["earlier_told_at"] is not None,
        courses=courses,
        meetings=meetings,
    )


def _is_there(person_id: int) -> Any:
    return and_(CohortMember.cohort_id == Cohort.id, CohortMember.person_id == person_id, PRESENT)


def _is_invited(email: str) -> Any:
    return and_(CohortInvitation.cohort_id == Cohort.id, CohortInvitation.email == email)
