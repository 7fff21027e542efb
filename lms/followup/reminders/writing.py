"""Taking somebody's turn for this week: what is common to reminders and weekly letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import content, learning
from lms.accounts.models import Account
from lms.db import insert_once
from lms.followup.reminders.models import Reminded
from lms.followup.reminders.policy import WEEK, Correspondent
from lms.learning import People

AT_ONCE = 100  # people in a transaction: others wait for it on SQLite


@dataclass(frozen=True)
class Left:
    """A course that is left to someone, by when if a session asks for it, and how long its lessons would take her,
    its quiz apart."""

    course_key: str
    title: str
    minutes: int
    due_on: date | None = None

    @classmethod
    def of(cls, cover: content.PublishedCourse, due_on: date | None, journey: learning.Journey | None = None) -> Left:
        return cls(cover.key, cover.title, learning.minutes_left(cover.lessons, journey), due_on)


@dataclass(frozen=True)
class Review:
    """A lesson to read again."""

    course_key: str
    lesson_key: str
    title: str
    minutes: int


@dataclass(frozen=True)
class Letter:
    """What to write to somebody, in the transaction that took her turn. `key` is its `once` in the outbox; `review` is
    for a weekly letter alone."""

    key: str
    at: datetime
    to: Correspondent
    left: tuple[Left, ...]
    review: Review | None = None


def wait_for(session: Session, people: People) -> None:
    """Let whoever else writes to these people finish first, or change what they accept."""
    theirs = select(Account.person_id).where(Account.person_id.in_(people)).order_by(Account.person_id)
    session.execute(theirs.with_for_update()).all()


def take_turn(session: Session, person_id: int, *, at: datetime) -> str | None:
    """The key of the letter that may be written to her, None when her turn of this week is taken."""
    key = f"reminder:{person_id}:{at:%Y-%m-%dT%H:%M:%S.%f}"
    turn = {"last_at": at, "once": key}
    free = update(Reminded).where(Reminded.person_id == person_id, Reminded.last_at <= at - WEEK)
    taken = session.execute(free.values(turn).returning(Reminded.person_id)).first() is not None
    return key if taken or insert_once(session, Reminded, turn | {"person_id": person_id}) else None
