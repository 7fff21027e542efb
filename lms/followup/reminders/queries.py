"""Whom letters go to, and what is left to them. Read models: each function is a statement or two."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms import learning
from lms.accounts.models import Account, Person
from lms.db import Reader
from lms.followup.cohorts.models import Cohort, CohortCourse, CohortMember
from lms.followup.reminders.models import Reminded, ReminderPress
from lms.followup.reminders.policy import Asked, Correspondent, is_due
from lms.mail.models import OutboxMessage

People = learning.People
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
        OutboxMessage.id.label("letter_id"),
        OutboxMessage.sent_at,
        OutboxMessage.given_up_at,
    )
    .outerjoin(Account, Account.person_id == Person.id)
    .outerjoin(Reminded, Reminded.person_id == Person.id)
    .outerjoin(OutboxMessage, OutboxMessage.once == Reminded.letter)
    .order_by(Person.id)
)


@dataclass(frozen=True)
class Pressed:
    """A letter was sent to a session: when, with which sentence added, to about how many people, in tens."""

    at: datetime
    sentence: str
    about: int


@dataclass(frozen=True)
class Audience:
    """The people of a session who are in it today, and what is left to each of what is due."""

    people: tuple[Correspondent, ...]
    left: Mapping[int, tuple[Asked, ...]]


def members(cohort_id: int) -> People:
    """Who is in a session today."""
    return select(CohortMember.person_id).where(CohortMember.cohort_id == cohort_id, CohortMember.left_at.is_(None))


def audience(reader: Reader, people: People, due: Collection[Asked]) -> Audience:
    """Whom letters may go to, and what is left to each. Two statements."""
    found = correspondents(reader, people)
    done = learning.finished(reader, people, [one.course_key for one in due])
    left = {
        one.person_id: tuple(asked for asked in due if (one.person_id, asked.course_key) not in done) for one in found
    }
    return Audience(found, left)


def due_courses(reader: Reader, cohort_id: int, published: Collection[str], at: datetime) -> tuple[Asked, ...]:
    """The published courses of a session whose day is past or near, the first due first. A course without a day is
    due when the session ends. One statement."""
    query = (
        select(CohortCourse.course_key, CohortCourse.due_on, Cohort.ends_on)
        .join(Cohort, Cohort.id == CohortCourse.cohort_id)
        .where(Cohort.id == cohort_id)
        .order_by(CohortCourse.position, CohortCourse.course_key)
    )
    found = [Asked(row.course_key, row.due_on or row.ends_on) for row in reader.execute(query)]
    due = [one for one in found if one.course_key in published and is_due(one.due_on, at.date())]
    return tuple(sorted(due, key=lambda one: one.due_on))


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
            letter_waits=row.letter_id is not None and row.sent_at is None and row.given_up_at is None,
            letter_ended_at=row.sent_at or row.given_up_at,
        )
        for row in reader.execute(_CORRESPONDENTS.where(Person.id.in_(people)))
    )


def presses(reader: Reader, cohort_id: int, *, most: int = 20) -> Sequence[Pressed]:
    """What was sent to a session, the last first. One statement."""
    query = (
        select(ReminderPress.pressed_at, ReminderPress.sentence, ReminderPress.about)
        .where(ReminderPress.cohort_id == cohort_id)
        .order_by(ReminderPress.pressed_at.desc(), ReminderPress.client_id)
        .limit(most)
    )
    return [Pressed(*row) for row in reader.execute(query)]
