"""The final quiz and the positioning: start, answer, hand in. Everything may be sent twice without harm.

Answers are added, never changed: the last one before handing in counts. A form says which answer it was shown with,
so that what came since from another tab or device is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from lms import content, publishing
from lms.db import insert_once
from lms.learning.behaviours import Behaviour, Rule
from lms.learning.completion import record_pass
from lms.learning.drawing import draw
from lms.learning.marking import marker_of, write_mark
from lms.learning.models import Answer, Attempt, Enrolment, Learner
from lms.learning.operations import AnswerConflict, add_answer, enrol, seen
from lms.learning.results import is_right
from lms.learning.taking import release_taken
from lms.learning.who import Member, OfLearner

# Written once: building a statement costs more than running it.
_LOCKED = OfLearner(
    select(Attempt.id, Attempt.questions, Attempt.due_at, Attempt.finished_at, Learner.id.label("learner_id"))
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .where(
        Enrolment.course_key == bindparam("course"),
        Attempt.behaviour == bindparam("behaviour"),
        Attempt.id == bindparam("attempt"),
    )
    .with_for_update(of=Attempt)
)
# What bears on a new answer: one sent with the same form, and those to the same question.
_BEFORE = (
    select(Answer.client_id, Answer.question_key, Answer.given)
    .where(
        Answer.attempt_id == bindparam("attempt"),
        (Answer.client_id == bindparam("client")) | (Answer.question_key == bindparam("question")),
    )
    .order_by(Answer.id)
)


class AttemptUnknown(Exception):
    """She has no such attempt."""


class QuestionUnknown(Exception):
    """The attempt does not ask this."""


class AttemptClosed(Exception):
    """It was handed in: what was handed in stands."""


class TimeOver(Exception):
    """Its time is over: what was saved counts."""


class TooManyAttempts(Exception):
    """The course allows no other attempt."""


class TooSoon(Exception):
    """Another attempt may start at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AnswerMoved(Exception):
    """Another answer was saved since this form was shown: `stored`, sent as `client_id`. It stands."""

    def __init__(self, stored: content.Given, client_id: str) -> None:
        super().__init__(client_id)
        self.stored, self.client_id = stored, client_id


@dataclass(frozen=True)
class Desk:
    """Where a person works at an attempt."""

    who: Member
    course_key: str
    behaviour: Behaviour
    attempt_id: int


def start(
    session: Session, who: Member, course_key: str, behaviour: Behaviour, *, start_id: str, seed: int, at: datetime
) -> int:
    """Start an attempt at the release she takes, or find the one under way. Return its number.

    `start_id` is the form's: sent twice, it starts once. Raises publishing.CourseUnknown, TooManyAttempts, TooSoon.
    """
    release = release_taken(session, who, course_key)
    enrolment_id = enrol(session, who, course_key, at=at)
    session.execute(select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update())  # one start at a time
    past = _past(session, enrolment_id)
    for one in past:
        if one.start_id == start_id:
            return one.id
        if one.behaviour == behaviour and one.finished_at is None:
            if one.due_at is None or at <= one.due_at:
                return one.id
            _close(session, one.id, at)
            past = _past(session, enrolment_id)
    bank = publishing.bank(session, release.release_id)
    factor = session.execute(select(Learner.time_factor).where(who.is_learner())).scalar_one()
    rule = Rule.of(behaviour, release.cover, len(bank), time_factor=factor)
    _check_limits(rule, [one for one in past if one.behaviour == behaviour], at)
    attempt = Attempt(
        enrolment_id=enrolment_id,
        behaviour=behaviour,
        lesson_key="",
        start_id=start_id,
        release_id=release.release_id,
        questions=list(draw(bank.values(), rule.draws, seed=seed, asked=[one.questions for one in past])),
        seed=seed,
        rule=rule.to_json(),
        started_at=at,
        due_at=rule.due_at(at),
    )
    session.add(attempt)
    session.flush()
    return attempt.id


def save_answer(
    session: Session, desk: Desk, question_key: str, given: content.Given, *, shown: str, client_id: str, at: datetime
) -> None:
    """Save an answer, that may still be changed until the attempt is handed in.

    `shown` is the client id of the answer the form was shown with, "" for none. Raises AttemptUnknown,
    QuestionUnknown, AttemptClosed, TimeOver, AnswerConflict (the form of another question), AnswerMoved (also for the
    same form with another answer, as when a browser goes back).
    """
    attempt = _locked(session, desk)
    if question_key not in attempt.questions:
        raise QuestionUnknown(question_key)
    asked = {"attempt": attempt.id, "client": client_id, "question": question_key}
    before = session.connection().execute(_BEFORE, asked).all()
    twin = next((row for row in before if row.client_id == client_id), None)
    if twin is not None and twin.question_key != question_key:
        raise AnswerConflict(client_id)
    if twin is not None and twin.given == given:
        return
    if attempt.finished_at is not None:
        raise AttemptClosed(attempt.id)
    if attempt.due_at is not None and at > attempt.due_at:
        raise TimeOver(attempt.id)
    last = next((row for row in reversed(before) if row.question_key == question_key), None)
    if last is not None and last.given == given:
        return
    if twin is not None or (last.client_id if last else "") != shown:
        raise AnswerMoved(last.given if last else dict(content.UNKNOWN), last.client_id if last else "")
    add_answer(session, attempt.id, question_key, given, client_id=client_id, at=at)
    seen(session, attempt.learner_id, at)


def hand_in(session: Session, desk: Desk, *, at: datetime) -> None:
    """Hand an attempt in: mark it, and record what it gives. Twice is once.

    What has no answer is answered « je ne sais pas ». When the time is over, it is handed in at the last moment.
    Raises AttemptUnknown.
    """
    attempt = _locked(session, desk)
    if attempt.finished_at is None:
        _close(session, attempt.id, at)
        seen(session, attempt.learner_id, at)


def choose_time_factor(session: Session, who: Member, factor: int, *, at: datetime) -> None:
    """How many times the usual time she gives herself, from 1 to 10, for the attempts that will start."""
    if not 1 <= factor <= 10:
        raise ValueError(factor)
    values = who.columns() | {"created_at": at, "last_seen_at": at, "time_factor": factor}
    if not insert_once(session, Learner, values):
        session.execute(update(Learner).where(who.is_learner()).values(time_factor=factor))


def _locked(session: Session, desk: Desk) -> Row[int, list[str], datetime | None, datetime | None, int]:
    """Her attempt, locked until the transaction ends. Raises AttemptUnknown."""
    asked = {"course": desk.course_key, "behaviour": desk.behaviour, "attempt": desk.attempt_id}
    found = session.connection().execute(*_LOCKED.of(desk.who, **asked)).first()
    if found is None:
        raise AttemptUnknown(desk.attempt_id)
    return found


def _past(session: Session, enrolment_id: int) -> list[Attempt]:
    """The attempts outside of lessons, oldest first."""
    query = select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.behaviour != Behaviour.PRACTICE)
    fresh = query.order_by(Attempt.id).execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def _check_limits(rule: Rule, past: list[Attempt], at: datetime) -> None:
    if rule.attempts is not None and len(past) >= rule.attempts:
        raise TooManyAttempts(rule.attempts)
    if past and past[-1].finished_at is not None and at < rule.next_at(past[-1].finished_at):
        raise TooSoon(rule.next_at(past[-1].finished_at))


def _close(session: Session, attempt_id: int, at: datetime) -> None:
    """Mark an open attempt, locked by the caller, and record what it gives."""
    attempt = session.get_one(Attempt, attempt_id)
    finished_at = max(attempt.started_at, at)  # the clock may have been set back
    if attempt.due_at is not None:
        finished_at = min(finished_at, attempt.due_at)
    events = select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.id)
    last = {answer.question_key: answer for answer in session.scalars(events)}
    for key in attempt.questions:
        if key not in last:
            client_id = str(uuid5(NAMESPACE_URL, f"{attempt_id}/{key}"))
            values = {"attempt_id": attempt_id, "question_key": key, "client_id": client_id}
            last[key] = Answer(**values, given=dict(content.UNKNOWN), answered_at=finished_at)
            session.add(last[key])
    session.flush()
    marker = marker_of(session, attempt.enrolment_id, attempt.questions)
    grades = [write_mark(session, marker, attempt.release_id, last[key], at=at) for key in attempt.questions]
    attempt.finished_at = finished_at
    session.flush()
    right = sum(is_right(grade.points, grade.out_of) for grade in grades)
    if attempt.behaviour == Behaviour.CHECK and right >= Rule.from_json(attempt.rule).needed:
        record_pass(session, attempt.enrolment_id, attempt_id, passed_at=finished_at, at=at)
