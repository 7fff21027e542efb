"""What a learner can do: read a step, answer a question. Everything may be sent twice without harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from lms import content
from lms.db import insert_once
from lms.learning.behaviours import Behaviour
from lms.learning.completion import award
from lms.learning.models import Answer, Attempt, Enrolment, Learner, LessonCompletion, Mark, StepDone
from lms.learning.who import Member, OfLearner, Visitor, Who
from lms.personal_data import VISIT

PURGED_AT_ONCE = 50

# Written once, and run on the bare connection: what they cost is mostly what is said around them.
_ATTEMPT = OfLearner(
    select(Attempt.id, Attempt.enrolment_id, Attempt.started_at, Learner.id.label("learner_id"))
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .where(
        Enrolment.course_key == bindparam("course"),
        Attempt.lesson_key == bindparam("lesson"),
        Attempt.release_id == bindparam("release"),
        Attempt.set_aside_at.is_(None),
    )
    .order_by(Attempt.id.desc())
    .limit(1)
    .with_for_update(of=Attempt)
)
_STEPS_DONE = select(StepDone.step_key).where(StepDone.attempt_id == bindparam("attempt"))
_TWIN = select(Answer.id, Answer.question_key, Answer.given).where(
    Answer.attempt_id == bindparam("attempt"), Answer.client_id == bindparam("client")
)
_SEEN = (
    update(Learner)
    .where(Learner.id == bindparam("learner"), Learner.last_seen_at < bindparam("moment"))
    .values(last_seen_at=bindparam("moment"))
)
_NEW_ANSWER = insert(Answer).returning(Answer.id)
_NEW_MARK = insert(Mark)
_UNDER_WAY = (Attempt.finished_at.is_(None), Attempt.set_aside_at.is_(None))


class StepUnknown(Exception):
    """The lesson has no such step, or the step is not of the kind this needs."""


class AnswerConflict(Exception):
    """What is sent contradicts what is stored, which stands: this form was sent with another answer."""


@dataclass(frozen=True)
class Seat:
    """Where someone works: who she is, the course, and the release and lesson in front of her."""

    who: Who
    course_key: str
    release_id: str
    lesson: content.PublishedLesson


def shuffle_seed(lesson_key: str) -> int:
    """The seed of a practice attempt: the same page before and after the attempt starts."""
    return crc32(lesson_key.encode()) & 0x7FFFFFFF


def read_step(session: Session, seat: Seat, step_key: str, *, at: datetime) -> None:
    """Record that a step to read or to do was gone through. Raises StepUnknown."""
    step = _step(seat.lesson, step_key)
    if step.kind is content.StepKind.ANSWER:
        raise StepUnknown(step_key)
    _done(session, _open_attempt(session, seat, at), seat.lesson, step_key, at)


def answer(
    session: Session, seat: Seat, step_key: str, given: content.Given, *, client_id: str, at: datetime
) -> content.Grade:
    """Record an answer, its mark, and the step. Return the grade that is stored.

    The same `client_id` again returns the stored grade and changes nothing; with another
    answer it raises AnswerConflict. Raises StepUnknown when the step asks nothing.
    """
    question = _step(seat.lesson, step_key).question
    if question is None:
        raise StepUnknown(step_key)
    attempt = _open_attempt(session, seat, at)
    connection = session.connection()
    stored = connection.execute(_TWIN, {"attempt": attempt.id, "client": client_id}).first()
    if stored is not None:
        if (stored.question_key, stored.given) != (question.key, given):
            raise AnswerConflict(client_id)
        return _stored_grade(session, stored.id)
    grade = question.grade(given)
    answer_id = add_answer(session, attempt.id, question.key, given, client_id=client_id, at=at)
    mark = {"answer_id": answer_id, "revision": 1, "points": grade.points, "out_of": grade.out_of}
    connection.execute(_NEW_MARK, mark | {"verdict": grade.verdict, "marked_at": at})
    _done(session, attempt, seat.lesson, step_key, at)
    return grade


def add_answer(
    session: Session, attempt_id: int, question_key: str, given: content.Given, *, client_id: str, at: datetime
) -> int:
    """Add an answer as given, without its mark; return its number."""
    event = {"attempt_id": attempt_id, "question_key": question_key, "client_id": client_id}
    inserted = session.connection().execute(_NEW_ANSWER, event | {"given": given, "answered_at": at})
    return int(inserted.scalar_one())


def adopt_visitor(session: Session, visitor: Visitor, member: Member, *, at: datetime) -> None:
    """What a visitor did becomes a person's, when she signs in. Nothing of either is lost; nothing is counted twice."""
    mine = session.execute(select(Learner.id).where(member.is_learner())).scalar_one_or_none()
    theirs = session.execute(select(Learner.id).where(visitor.is_learner()).with_for_update()).scalar_one_or_none()
    if theirs is None:
        return
    if mine is None:
        adopted = update(Learner).where(Learner.id == theirs)
        session.execute(adopted.values(visitor_hash=None, person_id=member.person_id))
        return
    enrolments = select(Enrolment.id, Enrolment.course_key).where(Enrolment.learner_id == theirs)
    for enrolment_id, course_key in session.execute(enrolments.order_by(Enrolment.id)).all():
        already = select(Enrolment.id).where(Enrolment.learner_id == mine, Enrolment.course_key == course_key)
        hers = session.execute(already).scalar_one_or_none()
        if hers is None:
            moved = update(Enrolment).where(Enrolment.id == enrolment_id)
            session.execute(moved.values(learner_id=mine))
        else:
            _merge_enrolments(session, enrolment_id, hers, at)
    session.execute(delete(Learner).where(Learner.id == theirs))


def _merge_enrolments(session: Session, source: int, target: int, at: datetime) -> None:
    """Move the attempts of one enrolment to another.

    Of two open attempts at a lesson, the target's goes on: it takes the work of the other when both are on the same
    release, otherwise the other is set aside.
    """
    open_ones = select(Attempt.id, Attempt.lesson_key, Attempt.release_id).where(*_UNDER_WAY)
    open_ones = open_ones.where(Attempt.behaviour == Behaviour.PRACTICE)  # a visitor takes lessons only
    hers = {row.lesson_key: row for row in session.execute(open_ones.where(Attempt.enrolment_id == target))}
    for row in session.execute(open_ones.where(Attempt.enrolment_id == source).order_by(Attempt.id)).all():
        kept = hers.get(row.lesson_key)
        if kept is None:
            continue
        if kept.release_id == row.release_id:
            _pour(session, row.id, kept.id)
        session.execute(update(Attempt).where(Attempt.id == row.id).values(set_aside_at=at))
    session.execute(update(Attempt).where(Attempt.enrolment_id == source).values(enrolment_id=target))
    completed = select(LessonCompletion).where(LessonCompletion.enrolment_id == source)
    for one in session.scalars(completed.order_by(LessonCompletion.lesson_key)).all():
        values = {"enrolment_id": target, "lesson_key": one.lesson_key, "attempt_id": one.attempt_id}
        insert_once(session, LessonCompletion, values | {"completed_at": one.completed_at})
    award(session, target, at=at)


def _pour(session: Session, source: int, target: int) -> None:
    """Give the answers and the steps of one attempt to another at the same text."""
    session.execute(update(Answer).where(Answer.attempt_id == source).values(attempt_id=target))
    steps = select(StepDone.step_key, StepDone.done_at).where(StepDone.attempt_id == source)
    for row in session.execute(steps.order_by(StepDone.step_key)).all():
        insert_once(session, StepDone, {"attempt_id": target, "step_key": row.step_key, "done_at": row.done_at})


def purge_visitors(session: Session, *, at: datetime, most: int | None = None) -> int:
    """Delete the visitors unused for seven days, with all they left. Return how many."""
    unused = (Learner.visitor_hash.is_not(None), Learner.last_seen_at < at - VISIT.kept)
    old = select(Learner.id).where(*unused).order_by(Learner.last_seen_at)
    ids = list(session.scalars(old.limit(most) if most else old))
    if ids:
        session.execute(delete(Learner).where(Learner.id.in_(ids)))
    return len(ids)


def _step(lesson: content.PublishedLesson, step_key: str) -> content.PublishedStep:
    for step in lesson.steps:
        if step.key == step_key:
            return step
    raise StepUnknown(step_key)


@dataclass(frozen=True)
class _Open:
    """The attempt to write to, locked until the transaction ends."""

    id: int
    enrolment_id: int
    started_at: datetime
    learner_id: int


def _open_attempt(session: Session, seat: Seat, at: datetime) -> _Open:
    """Find the attempt of this seat, creating what is missing. Raises AnswerConflict."""
    found = _find_attempt(session, seat)
    if found is not None:
        seen(session, found.learner_id, at)
        return found
    enrolment_id = enrol(session, seat.who, seat.course_key, at=at)
    insert_once(session, Attempt, _practice(enrolment_id, seat, at))
    found = _find_attempt(session, seat)
    if found is None:  # another attempt at this lesson was opened meanwhile, on another release
        raise AnswerConflict(seat.lesson.key)
    return found


def _find_attempt(session: Session, seat: Seat) -> _Open | None:
    place = {"course": seat.course_key, "lesson": seat.lesson.key, "release": seat.release_id}
    row = session.connection().execute(*_ATTEMPT.of(seat.who, **place)).first()
    return _Open(row.id, row.enrolment_id, row.started_at, row.learner_id) if row else None


def _practice(enrolment_id: int, seat: Seat, at: datetime) -> dict[str, object]:
    return {
        "enrolment_id": enrolment_id,
        "behaviour": Behaviour.PRACTICE,
        "lesson_key": seat.lesson.key,
        "release_id": seat.release_id,
        "questions": [step.question.key for step in seat.lesson.steps if step.question is not None],
        "seed": shuffle_seed(seat.lesson.key),
        "rule": {},
        "started_at": at,
    }


def enrol(session: Session, who: Who, course_key: str, *, at: datetime) -> int:
    """Return the enrolment of someone in a course, made now if need be."""
    enrolment = {"learner_id": learner_of(session, who, at), "course_key": course_key}
    insert_once(session, Enrolment, enrolment | {"enrolled_at": at})
    return session.execute(select(Enrolment.id).filter_by(**enrolment)).scalar_one()


def seen(session: Session, learner_id: int, at: datetime) -> None:
    """Remember that someone did something."""
    session.connection().execute(_SEEN, {"learner": learner_id, "moment": at})


def learner_of(session: Session, who: Who, at: datetime) -> int:
    """Return the learner behind someone. A new visitor makes room by purging a few old ones."""
    find = select(Learner.id).where(who.is_learner())
    found = session.execute(find).scalar_one_or_none()
    if found is None:
        if isinstance(who, Visitor):
            purge_visitors(session, at=at, most=PURGED_AT_ONCE)
        insert_once(session, Learner, who.columns() | {"created_at": at, "last_seen_at": at})
        found = session.execute(find).scalar_one()
    return found


def _done(session: Session, attempt: _Open, lesson: content.PublishedLesson, step_key: str, at: datetime) -> None:
    """Record the step, and the lesson once all its steps are done."""
    insert_once(session, StepDone, {"attempt_id": attempt.id, "step_key": step_key, "done_at": at})
    done = session.connection().execute(_STEPS_DONE, {"attempt": attempt.id}).scalars()
    if not {step.key for step in lesson.steps} <= set(done):
        return
    finish = update(Attempt).where(Attempt.id == attempt.id, Attempt.finished_at.is_(None))
    session.execute(finish.values(finished_at=max(at, attempt.started_at)))  # the clock may have been set back
    completion = {"enrolment_id": attempt.enrolment_id, "lesson_key": lesson.key, "attempt_id": attempt.id}
    if insert_once(session, LessonCompletion, completion | {"completed_at": at}):
        award(session, attempt.enrolment_id, at=at)


def _stored_grade(session: Session, answer_id: int) -> content.Grade:
    query = select(Mark.points, Mark.out_of, Mark.verdict).where(Mark.answer_id == answer_id)
    row = session.execute(query.order_by(Mark.revision.desc()).limit(1)).one()
    return content.Grade(row.points, row.out_of, content.Verdict(row.verdict))
