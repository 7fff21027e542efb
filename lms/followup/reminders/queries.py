"""Whom letters go to, and what is left to them. Read models: each function is a statement or two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms import learning, publishing
from lms.accounts.models import Account, Person
from lms.accounts.territories import Named
from lms.db import Reader
from lms.followup import cohorts
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortMember
from lms.followup.reminders.models import Reminded, ReminderPress
from lms.followup.reminders.policy import Asked, Correspondent, is_due
from lms.learning import People
from lms.mail.models import OutboxMessage
from lms.publishing.models import CurrentRelease

Releases = Mapping[str, publishing.CurrentRelease]

_CORRESPONDENTS = (
    select(
        Person.id,
        Person.given_name,
        Account.email,
        Account.shared_mailbox,
        Account.welcomed_at,
        Account.suspended_at,
        Account.reminders,
        Account.reminders_paused_until,
        Reminded.last_at,
        func.coalesce(OutboxMessage.sent_at, OutboxMessage.given_up_at).label("ended_at"),
        OutboxMessage.expires_at,
        OutboxMessage.claimed_until,
    )
    .outerjoin(Account, Account.person_id == Person.id)
    .outerjoin(Reminded, Reminded.person_id == Person.id)
    .outerjoin(OutboxMessage, OutboxMessage.once == Reminded.once)
    .order_by(Person.id)
)
_EARLIER = aliased(ReminderPress)


@dataclass(frozen=True)
class Pressed:
    """A letter was sent to a session: when, with which sentence added, to about how many people, in tens."""

    at: datetime
    sentence: str
    about: int


@dataclass(frozen=True)
class Summons:
    """A session, as far as letters go: what is due in it, as it is published, and the last letter."""

    name: str
    due: tuple[Asked, ...]
    published: Releases
    last: Pressed | None


@dataclass(frozen=True)
class Audience:
    """People, and what is left to each of what is due."""

    people: tuple[Correspondent, ...]
    left: Mapping[int, tuple[Asked, ...]]


def releases(reader: Reader) -> Releases:
    """The published courses, by key. One statement."""
    return {one.cover.key: one for one in publishing.current_releases(reader)}


def summons(reader: Reader, cohort_id: int, *, places: Collection[Named], at: datetime) -> Summons:
    """What may be said to a session: its published courses whose day is past or near, the first due first. A course
    without a day is due when the session ends. One statement once the covers are in memory. Raises
    cohorts.CohortUnknown."""
    last = select(_EARLIER.client_id).where(_EARLIER.cohort_id == Cohort.id).order_by(_EARLIER.pressed_at.desc())
    query = (
        select(
            Cohort.name,
            Cohort.ends_on,
            CohortCourse.course_key,
            CohortCourse.due_on,
            CurrentRelease.release_id,
            CurrentRelease.since,
            ReminderPress.pressed_at,
            ReminderPress.sentence,
            ReminderPress.about,
        )
        .outerjoin(CohortCourse, CohortCourse.cohort_id == Cohort.id)
        .outerjoin(CurrentRelease, CurrentRelease.course_key == CohortCourse.course_key)
        .outerjoin(ReminderPress, ReminderPress.client_id == last.limit(1).correlate(Cohort).scalar_subquery())
        .where(Cohort.id == cohort_id, Cohort.cancelled_at.is_(None), cohorts.of_places(places))
        .order_by(CohortCourse.position, CohortCourse.course_key)
    )
    rows = reader.execute(query).all()
    if not rows:
        raise cohorts.CohortUnknown(cohort_id)
    published = {
        row.course_key: publishing.CurrentRelease(row.release_id, row.since, publishing.cover(reader, row.release_id))
        for row in rows
        if row.release_id is not None
    }
    asked = [Asked(row.course_key, row.due_on or row.ends_on) for row in rows if row.course_key in published]
    due = sorted((one for one in asked if is_due(one.due_on, at.date())), key=lambda one: one.due_on)
    first = rows[0]
    pressed = None if first.pressed_at is None else Pressed(first.pressed_at, first.sentence, first.about)
    return Summons(first.name, tuple(due), published, pressed)


def members(cohort_id: int, after: int = 0, most: int | None = None) -> Select[int]:
    """Who is in a session today, by number, after this one."""
    inside = select(CohortMember.person_id).where(CohortMember.cohort_id == cohort_id, CohortMember.left_at.is_(None))
    return inside.where(CohortMember.person_id > after).order_by(CohortMember.person_id).limit(most)


def audience(reader: Reader, people: People, due: Collection[Asked]) -> Audience:
    """Whom letters may go to, and what is left to each. Two statements."""
    found = correspondents(reader, people)
    done = learning.finished(reader, people, [one.course_key for one in due])
    left = {
        one.person_id: tuple(asked for asked in due if (one.person_id, asked.course_key) not in done) for one in found
    }
    return Audience(found, left)


def correspondents(reader: Reader, people: People) -> tuple[Correspondent, ...]:
    """These people, as far as writing to them goes, by number. One statement."""
    return tuple(
        Correspondent(
            person_id=row.id,
            given_name=row.given_name,
            email=row.email or "",
            shared_mailbox=bool(row.shared_mailbox),
            has_come_in=row.welcomed_at is not None,
            suspended=row.suspended_at is not None,
            accepts=bool(row.reminders),
            paused_until=row.reminders_paused_until,
            last_at=row.last_at,
            letter_ends_at=row.ended_at or max(filter(None, (row.expires_at, row.claimed_until)), default=None),
        )
        for row in reader.execute(_CORRESPONDENTS.where(Person.id.in_(people)))
    )


def asked_by_sessions(reader: Reader, people: People, today: date) -> Mapping[int, tuple[Asked, ...]]:
    """What sessions ask of each of these people, whatever the day. One statement."""
    query = (
        select(CohortMember.person_id, CohortCourse.course_key, CohortCourse.due_on, Cohort.ends_on)
        .join(Cohort, and_(Cohort.id == CohortMember.cohort_id, Cohort.cancelled_at.is_(None)))
        .join(CohortCourse, CohortCourse.cohort_id == Cohort.id)
        .where(CohortMember.person_id.in_(people), CohortMember.left_at.is_(None))
        .where(or_(Cohort.ends_on >= today, CohortCourse.due_on >= today))
        .order_by(CohortMember.person_id, Cohort.ends_on, CohortCourse.position)
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for row in reader.execute(query):
        found[row.person_id].append(Asked(row.course_key, row.due_on or row.ends_on))
    return {person: tuple(asked) for person, asked in found.items()}


def want_digest(after: int, most: int) -> Select[int]:
    """Some of those who asked for a letter each week, by number, after this one."""
    wanting = select(Account.person_id).where(Account.digest_since.is_not(None), Account.person_id > after)
    return wanting.where(Account.shared_mailbox.is_(False)).order_by(Account.person_id).limit(most)
