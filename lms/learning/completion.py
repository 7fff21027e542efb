"""When a course is completed: its lessons are done and its quiz is passed. Dated once, never taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import publishing
from lms.db import insert_once
from lms.learning.models import Attempt, CourseCompletion, Enrolment, LessonCompletion, QuizPass


def award(session: Session, enrolment_id: int, *, at: datetime) -> bool:
    """Record that a course is completed if it is; tell whether it just was.

    The lessons that count are those of the current release; they may have been done on any other.
    """
    passed = session.execute(
        select(QuizPass.attempt_id, Enrolment.course_key, Attempt.release_id)
        .join(Enrolment, Enrolment.id == QuizPass.enrolment_id)
        .join(Attempt, Attempt.id == QuizPass.attempt_id)
        .where(QuizPass.enrolment_id == enrolment_id)
    ).first()
    if passed is None:
        return False
    try:
        release = publishing.current_release(session, passed.course_key)
        release_id, cover = release.release_id, release.cover
    except publishing.CourseUnknown:  # no longer published: the text she passed the quiz of
        release_id, cover = passed.release_id, publishing.cover(session, passed.release_id)
    done = select(LessonCompletion.lesson_key).where(LessonCompletion.enrolment_id == enrolment_id)
    if not {lesson.key for lesson in cover.lessons} <= set(session.scalars(done)):
        return False
    values = {"enrolment_id": enrolment_id, "release_id": release_id, "attempt_id": passed.attempt_id}
    return insert_once(session, CourseCompletion, values | {"completed_at": at})


def record_pass(session: Session, enrolment_id: int, attempt_id: int, *, passed_at: datetime, at: datetime) -> bool:
    """Record that the quiz is passed, the first time; tell whether that completes the course."""
    insert_once(session, QuizPass, {"enrolment_id": enrolment_id, "attempt_id": attempt_id, "passed_at": passed_at})
    return award(session, enrolment_id, at=at)


def award_everyone(session: Session, course_key: str, *, at: datetime) -> int:
    """Record every completion that a new release makes possible, by having fewer lessons. Return how many."""
    waiting = (
        select(QuizPass.enrolment_id)
        .join(Enrolment, Enrolment.id == QuizPass.enrolment_id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == QuizPass.enrolment_id)
        .where(Enrolment.course_key == course_key, CourseCompletion.enrolment_id.is_(None))
        .order_by(QuizPass.enrolment_id)
    )
    return sum(award(session, enrolment_id, at=at) for enrolment_id in session.scalars(waiting).all())
