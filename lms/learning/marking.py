"""Marks: what an answer is worth by the key of its text, then by what was corrected since. Rows are only added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lms import content, publishing
from lms.learning.models import Answer, Attempt, Enrolment, Mark, Regrade

REKEY, NEUTRALISE = "rekey", "neutralise"
Marker = Mapping[str, Regrade]  # question key -> the correction in force

_later = aliased(Mark)
LATEST = select(func.max(_later.revision)).where(_later.answer_id == Mark.answer_id).correlate(Mark).scalar_subquery()
# How many answers of an attempt are entirely right today.
RIGHT = (
    select(func.count())
    .select_from(Answer)
    .join(Mark, Mark.answer_id == Answer.id)
    .where(Answer.attempt_id == Attempt.id, Mark.points == Mark.out_of, Mark.out_of > 0, Mark.revision == LATEST)
    .correlate(Attempt)
    .scalar_subquery()
)


def marker_of(session: Session, enrolment_id: int, question_keys: Collection[str]) -> Marker:
    """The corrections in force for these questions of the course someone takes."""
    course_key = select(Enrolment.course_key).where(Enrolment.id == enrolment_id).scalar_subquery()
    active = select(Regrade).where(Regrade.course_key == course_key, Regrade.undone_at.is_(None))
    rows = session.scalars(active.where(Regrade.question_key.in_(question_keys)).order_by(Regrade.id))
    return {row.question_key: row for row in rows}  # the latest wins


def grade_of(
    session: Session, correction: Regrade | None, release_id: str, question_key: str, given: content.Given
) -> content.Grade:
    """What an answer to a question of a release is worth under a correction."""
    if correction is not None and correction.release_id is not None:
        return publishing.bank(session, correction.release_id)[question_key].grade(given)
    question = publishing.bank(session, release_id)[question_key]
    if correction is None:
        return question.grade(given)
    return content.Grade.of(question.out_of, question.out_of)


def write_mark(session: Session, marker: Marker, release_id: str, answer: Answer, *, at: datetime) -> content.Grade:
    """Mark an answer that has no mark yet; return what it is worth."""
    correction = marker.get(answer.question_key)
    grade = grade_of(session, None, release_id, answer.question_key, answer.given)
    add_mark(session, answer.id, 1, grade, None, at=at)
    if correction is None:
        return grade
    grade = grade_of(session, correction, release_id, answer.question_key, answer.given)
    add_mark(session, answer.id, 2, grade, correction.id, at=at)
    return grade


def add_mark(
    session: Session, answer_id: int, revision: int, grade: content.Grade, regrade_id: int | None, *, at: datetime
) -> None:
    mark = Mark(answer_id=answer_id, revision=revision, points=grade.points, out_of=grade.out_of, verdict=grade.verdict)
    mark.marked_at, mark.regrade_id = at, regrade_id
    session.add(mark)
