"""What happens to a session: made, changed, called off, with its meetings. Each operation is given the territories of
who asks, and touches no session but theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import accounts, publishing
from lms.accounts.territories import Named
from lms.db import insert_once
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortMeeting
from lms.followup.cohorts.policy import Kind, runs


class CohortUnknown(Exception):
    """There is no such session, or none that this person runs or follows."""


class CohortCancelled(Exception):
    """The session was called off: nothing of it changes any more."""


class MeetingUnknown(Exception):
    """The session has no such meeting."""


class NotATutor(Exception):
    """The person chosen as tutor is no trainer."""


class FormReused(Exception):
    """This form has already made something else."""


@dataclass(frozen=True)
class Assigned:
    """A course to follow, with the day by which it is hoped for."""

    course_key: str
    due_on: date | None = None


@dataclass(frozen=True)
class Terms:
    """What a session is. `minutes` is how long it lasts, as declared."""

    name: str
    kind: Kind
    starts_on: date
    ends_on: date
    courses: tuple[Assigned, ...]
    tutor_id: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Appointment:
    """When and where people meet: a room, an address of a video room, or both."""

    starts_at: datetime
    ends_at: datetime
    where: str = ""
    link: str = ""


def create(session: Session, terms: Terms, *, place: Named, by: int, client_id: str, at: datetime) -> int:
    """Make a session of one of her territories, which the caller has checked; return its number.

    The same form twice is one session. Raises FormReused, NotATutor, publishing.CourseUnknown.
    """
    _check(session, terms, known=frozenset())
    values = _values(terms) | {"place_kind": place[0], "place_code": place[1], "created_by": by, "client_id": client_id}
    fresh = {"version": 1, "created_at": at, "cancelled_because": ""}
    made = insert_once(session, Cohort, values | fresh)
    stored = select(Cohort.id, *(getattr(Cohort, name) for name in values))
    row = session.execute(stored.where(Cohort.created_by == by, Cohort.client_id == client_id)).one()
    if tuple(row[1:]) != tuple(values.values()):
        raise FormReused(client_id)
    if made:
        _assign(session, row.id, terms.courses, at)
    return int(row.id)


def change(session: Session, number: int, terms: Terms, *, places: Collection[Named], at: datetime) -> None:
    """Say anew what a session is. A course that stays keeps the day it was asked for; one that is taken out is no more
    asked. Its version grows when days or manner change. Raises as `create` does, CohortUnknown, CohortCancelled."""
    stored = held(session, number, places)
    known = frozenset(session.scalars(select(CohortCourse.course_key).where(CohortCourse.cohort_id == number)))
    _check(session, terms, known=known)
    moved = (stored.kind, stored.starts_on, stored.ends_on) != (terms.kind, terms.starts_on, terms.ends_on)
    version = Cohort.version + 1 if moved else Cohort.version
    session.execute(update(Cohort).where(Cohort.id == number).values(**_values(terms), version=version))
    kept = [one.course_key for one in terms.courses]
    session.execute(delete(CohortCourse).where(CohortCourse.cohort_id == number, CohortCourse.course_key.not_in(kept)))
    _assign(session, number, terms.courses, at)


def cancel(session: Session, number: int, *, because: str, places: Collection[Named], at: datetime) -> None:
    """Call a session off: nothing is lost, and its code closes. Raises CohortUnknown, CohortCancelled."""
    held(session, number, places)
    ended = {"cancelled_at": at, "cancelled_because": because, "code": None, "code_until": None}
    session.execute(update(Cohort).where(Cohort.id == number).values(**ended, version=Cohort.version + 1))


def hold_meeting(
    session: Session, number: int, when: Appointment, *, client_id: str, places: Collection[Named], at: datetime
) -> None:
    """Add a meeting. The same form twice is one meeting. Raises CohortUnknown, CohortCancelled, FormReused."""
    held(session, number, places)
    values = {"cohort_id": number, **asdict(when), "client_id": client_id}
    if insert_once(session, CohortMeeting, values | {"created_at": at}):
        _renew(session, number)
        return
    stored = select(*(getattr(CohortMeeting, name) for name in values)).filter_by(cohort_id=number, client_id=client_id)
    if tuple(session.execute(stored).one()) != tuple(values.values()):
        raise FormReused(client_id)


def move_meeting(session: Session, number: int, meeting: int, when: Appointment, *, places: Collection[Named]) -> None:
    """Say anew when and where. Saying the same changes nothing. Raises CohortUnknown, CohortCancelled,
    MeetingUnknown."""
    held(session, number, places)
    stored = _meeting(session, number, meeting)
    if Appointment(*stored) != when:
        session.execute(update(CohortMeeting).where(CohortMeeting.id == meeting).values(**asdict(when)))
        _renew(session, number)


def cancel_meeting(session: Session, number: int, meeting: int, *, places: Collection[Named], at: datetime) -> None:
    """Call a meeting off. Raises CohortUnknown, CohortCancelled, MeetingUnknown."""
    held(session, number, places)
    _meeting(session, number, meeting)
    session.execute(update(CohortMeeting).where(CohortMeeting.id == meeting).values(cancelled_at=at))
    _renew(session, number)


def held(session: Session, number: int, places: Collection[Named], *, cancelled_too: bool = False) -> Cohort:
    """The session, kept from others until the transaction ends. Raises CohortUnknown, CohortCancelled."""
    found = session.execute(select(Cohort).where(Cohort.id == number).with_for_update()).scalar_one_or_none()
    if found is None or not runs(places, (found.place_kind, found.place_code)):
        raise CohortUnknown(number)
    if found.cancelled_at is not None and not cancelled_too:
        raise CohortCancelled(number)
    return found


def _meeting(session: Session, number: int, meeting: int) -> tuple[datetime, datetime, str, str]:
    query = select(CohortMeeting.starts_at, CohortMeeting.ends_at, CohortMeeting.where, CohortMeeting.link).where(
        CohortMeeting.id == meeting, CohortMeeting.cohort_id == number, CohortMeeting.cancelled_at.is_(None)
    )
    row = session.execute(query).first()
    if row is None:
        raise MeetingUnknown(meeting)
    return row[0], row[1], row[2], row[3]


def _check(session: Session, terms: Terms, *, known: Collection[str]) -> None:
    """What only the database knows. A course that was asked stays, even if it is archived since."""
    for one in terms.courses:
        if one.course_key not in known:
            publishing.current_release(session, one.course_key)
    if terms.tutor_id is not None and terms.tutor_id not in accounts.people_with_role(session, accounts.Role.TRAINER):
        raise NotATutor(terms.tutor_id)


def _values(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in ("name", "kind", "starts_on", "ends_on", "tutor_id", "minutes")}


def _assign(session: Session, number: int, courses: Collection[Assigned], at: datetime) -> None:
    for position, one in enumerate(courses):
        key = {"cohort_id": number, "course_key": one.course_key}
        said = {"position": position, "due_on": one.due_on}
        if not insert_once(session, CohortCourse, key | said | {"assigned_at": at}):
            session.execute(update(CohortCourse).filter_by(**key).values(**said))


def _renew(session: Session, number: int) -> None:
    """What letters and calendars said is no more so."""
    session.execute(update(Cohort).where(Cohort.id == number).values(version=Cohort.version + 1))
