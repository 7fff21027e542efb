"""What people think of a session, at its end (hot) and ninety days later (cold): five answers, and a sentence.

What is answered is kept without its author from the first moment. It is shown once nobody can answer any more, ten
answers together at least: what one person said can be found neither by comparing two days nor two counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account
from lms.db import Reader, insert_once
from lms.followup.cohorts.models import Cohort, CohortMeeting, CohortMember
from lms.followup.disclosure import FEWEST, intervals
from lms.followup.evidence.halves import PARIS
from lms.followup.evidence.models import Attendance, SatisfactionAnswer, SatisfactionRequest
from lms.followup.evidence.queries import Held, course_keys, finished
from lms.followup.reminders import take_turns

VALUES = (1, 2, 3, 4, 5)
OPEN_FOR = timedelta(days=30)
COLD_AFTER = timedelta(days=90)
ASKED_FOR = timedelta(days=21)  # from then on: whoever is written to has nine days at least to answer


class NotAsked(Exception):
    """She is not in this session, or nobody asks her now."""


class Moment(StrEnum):
    """When it is asked."""

    HOT = "hot"
    COLD = "cold"


@dataclass(frozen=True)
class Band:
    """How many people answered from `first` to `last`, ten at least, or nobody."""

    first: int
    last: int
    people: int


@dataclass(frozen=True)
class Opinion:
    """What is known of a moment of a session. `bands` and `remarks` are empty until it is closed, and under ten."""

    moment: Moment
    opens_on: date
    closes_on: date
    closed: bool
    enough: bool
    bands: tuple[Band, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Somebody to ask by letter what she thinks of a session, ninety days later. `key` is the letter's `once`."""

    cohort_id: int
    cohort_name: str
    person_id: int
    email: str
    shared_mailbox: bool
    key: str


def first_day(held: Held, moment: Moment) -> date:
    """When everyone of a session may answer. Who has finished all its courses may answer before, when it is hot."""
    return held.ends_on if moment is Moment.HOT else held.ends_on + COLD_AFTER


def last_day(held: Held, moment: Moment) -> date:
    """The last day when one may answer."""
    return first_day(held, moment) + OPEN_FOR


def may_answer(reader: Reader, held: Held, person_id: int, moment: Moment, *, at: datetime) -> bool:
    """Whether somebody of a session is asked now, and has not answered."""
    today = at.astimezone(PARIS).date()
    if held.cancelled_at is not None or today > last_day(held, moment):
        return False
    if today < first_day(held, moment) and not (moment is Moment.HOT and _is_through(reader, held, person_id)):
        return False
    return not reader.execute(select(exists().where(_given(held.id, person_id, moment)))).scalar_one()


def answer(
    session: Session, held: Held, person_id: int, moment: Moment, value: int, remark: str, *, key: str, at: datetime
) -> bool:
    """Keep what somebody of a session thinks of it; False when she had answered: the first time stands.

    `key` is drawn at random: nothing ties the answer to her. Raises NotAsked.
    """
    open_now = may_answer(session, held, person_id, moment, at=at)
    if not open_now and not session.execute(select(exists().where(_given(held.id, person_id, moment)))).scalar_one():
        raise NotAsked(held.id, moment)
    if not open_now or not _mark_given(session, held.id, person_id, moment, at):
        return False
    session.add(SatisfactionAnswer(id=key, cohort_id=held.id, moment=moment.value, value=value, remark=remark))
    session.flush()
    return True


def opinions(reader: Reader, held: Held, *, at: datetime) -> tuple[Opinion, ...]:
    """What people think of a session at each moment, as it may be shown. One statement."""
    told = select(SatisfactionAnswer.moment, SatisfactionAnswer.value, SatisfactionAnswer.remark)
    rows = reader.execute(told.where(SatisfactionAnswer.cohort_id == held.id)).all()
    today = at.astimezone(PARIS).date()
    return tuple(
        _opinion(held, moment, today, [(row.value, row.remark) for row in rows if row.moment == moment])
        for moment in Moment
    )


def _opinion(held: Held, moment: Moment, today: date, rows: list[tuple[int, str]]) -> Opinion:
    """Nothing of what was said before nobody can say any more: comparing two days would tell one person's answer."""
    closes_on = last_day(held, moment)
    closed = today > closes_on
    enough = closed and len(rows) >= FEWEST
    spread = intervals([sum(value == one for one, _ in rows) for value in VALUES]) if enough else ()
    bands = tuple(Band(first + 1, last + 1, people) for first, last, people in spread)
    remarks = tuple(sorted(remark for _, remark in rows if remark)) if enough else ()
    return Opinion(moment, first_day(held, moment), closes_on, closed, enough, bands, remarks)


def ask_cold(session: Session, *, at: datetime) -> tuple[Asked, ...]:
    """Whom to write to now, ninety days after their session; remembers it, so that each is written to once.

    Those who were there once or finished one of its courses. It takes their turn of the week: whoever was written to
    these days, or paused our letters, is asked within three weeks, or not at all. Nobody learns who they are.
    """
    today = at.astimezone(PARIS).date()
    query = (
        select(Cohort.id, Cohort.name, Account.person_id, Account.email, Account.shared_mailbox)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .join(Account, Account.person_id == CohortMember.person_id)
        .where(
            Cohort.ends_on.between(today - COLD_AFTER - ASKED_FOR, today - COLD_AFTER), Cohort.cancelled_at.is_(None)
        )
        .where(CohortMember.left_at.is_(None), ~exists().where(_asked_or_given()))
        .order_by(Cohort.ends_on, Cohort.id, Account.person_id)
    )
    rows = session.execute(query).all()
    took = _took_part(session, {row.id for row in rows})
    first = {row.person_id: row for row in reversed(rows) if (row.id, row.person_id) in took}
    turns = take_turns(session, sorted(first), at=at)
    told = []
    for person_id, key in sorted(turns.items()):
        row = first[person_id]
        asked = {"cohort_id": row.id, "person_id": person_id, "moment": Moment.COLD.value, "asked_at": at}
        insert_once(session, SatisfactionRequest, asked)
        told.append(Asked(row.id, row.name, person_id, row.email, row.shared_mailbox, key))
    return tuple(told)


def _took_part(reader: Reader, cohort_ids: set[int]) -> set[tuple[int, int]]:
    there = (
        select(CohortMeeting.cohort_id, Attendance.person_id)
        .join(CohortMeeting, CohortMeeting.id == Attendance.meeting_id)
        .where(CohortMeeting.cohort_id.in_(cohort_ids), Attendance.present)
    )
    done = {(number, one.person_id) for number, rows in finished(reader, *cohort_ids).items() for one in rows}
    return done | {(cohort_id, person_id) for cohort_id, person_id in reader.execute(there)}


def _mark_given(session: Session, cohort_id: int, person_id: int, moment: Moment, at: datetime) -> bool:
    who = {"cohort_id": cohort_id, "person_id": person_id, "moment": moment.value}
    if insert_once(session, SatisfactionRequest, {**who, "given_at": at}):
        return True
    asked = update(SatisfactionRequest).filter_by(**who)
    asked = asked.where(SatisfactionRequest.given_at.is_(None)).values(given_at=at)
    done = session.execute(
        asked.returning(SatisfactionRequest.person_id), execution_options={"synchronize_session": False}
    )
    return done.first() is not None


def _is_through(reader: Reader, held: Held, person_id: int) -> bool:
    """Whether somebody has finished all that a session asks."""
    asked = set(course_keys(reader, held.id))
    return bool(asked) and asked <= {
        one.course_key for one in finished(reader, held.id)[held.id] if one.person_id == person_id
    }


def _given(cohort_id: int, person_id: int, moment: Moment) -> ColumnElement[bool]:
    return (
        (SatisfactionRequest.cohort_id == cohort_id)
        & (SatisfactionRequest.person_id == person_id)
        & (SatisfactionRequest.moment == moment.value)
        & SatisfactionRequest.given_at.is_not(None)
    )


def _asked_or_given() -> ColumnElement[bool]:
    return (
        (SatisfactionRequest.cohort_id == Cohort.id)
        & (SatisfactionRequest.person_id == Account.person_id)
        & (SatisfactionRequest.moment == Moment.COLD.value)
    )
