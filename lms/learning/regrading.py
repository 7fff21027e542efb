"""Correct how a question was marked, and undo it. May give a pass or a completion, never takes one back.

The latest correction in force decides. The same twice is once: the first stands, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import content, publishing
from lms.db import Reader
from lms.learning.attempts import QuestionUnknown
from lms.learning.behaviours import Behaviour, Rule
from lms.learning.completion import record_pass
from lms.learning.marking import LATEST, NEUTRALISE, REKEY, RIGHT, add_mark, grade_of
from lms.learning.models import Answer, Attempt, Enrolment, Mark, QuizPass, Regrade
from lms.learning.results import is_right


class RegradeUnknown(Exception):
    """No regrade has this number, or it is undone already."""


@dataclass(frozen=True)
class Effects:
    """What a regrade changed. `gained` and `lost` are answers that became right, or stopped being so.

    All are 0 when it was in force already.
    """

    regrade_id: int
    marks: int
    gained: int
    lost: int
    passes: int
    completions: int


@dataclass(frozen=True)
class RegradeLine:
    """A regrade in the list of a course, the latest first."""

    id: int
    course_key: str
    question_key: str
    kind: str
    reason: str
    applied_by: str
    applied_at: datetime
    undone_by: str | None
    undone_at: datetime | None

    @property
    def neutral(self) -> bool:
        """Whether the question counts as right for everybody; else it is marked by another key."""
        return self.kind == NEUTRALISE


def rekey(session: Session, course_key: str, question_key: str, *, reason: str, by: str, at: datetime) -> Effects:
    """Mark every answer to a question again, by the key it has in the release that was published last.

    That of an archived course is the one it had then: its results go on being read, so they can be put right.
    Raises publishing.CourseUnknown, QuestionUnknown.
    """
    release_id = publishing.last_published(session, course_key)
    if question_key not in publishing.bank(session, release_id):
        raise QuestionUnknown(question_key)
    return _apply(session, course_key, question_key, REKEY, release_id, reason, by, at)


def neutralise(session: Session, course_key: str, question_key: str, *, reason: str, by: str, at: datetime) -> Effects:
    """Count a question as right for everybody. Raises publishing.CourseUnknown, QuestionUnknown (never asked)."""
    bank = publishing.bank(session, publishing.last_published(session, course_key))
    asked = (
        select(Answer.id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.course_key == course_key, Attempt.behaviour != Behaviour.PRACTICE)
        .where(Answer.question_key == question_key)
    )
    if question_key not in bank and session.execute(asked.limit(1)).first() is None:
        raise QuestionUnknown(question_key)
    return _apply(session, course_key, question_key, NEUTRALISE, None, reason, by, at)


def undo_regrade(session: Session, regrade_id: int, *, by: str, at: datetime) -> Effects:
    """Mark as before a regrade. Raises RegradeUnknown, also when it is undone already."""
    regrade = session.get(Regrade, regrade_id)
    if regrade is None:
        raise RegradeUnknown(regrade_id)
    publishing.hold(session, regrade.course_key)
    session.refresh(regrade)
    if regrade.undone_at is not None:
        raise RegradeUnknown(regrade_id)
    regrade.undone_by, regrade.undone_at = by, max(at, regrade.applied_at)
    session.flush()
    return _mark_again(session, regrade.id, regrade.course_key, regrade.question_key, at)


def regrades(reader: Reader, course_key: str | None = None, question_key: str | None = None) -> tuple[RegradeLine, ...]:
    """The regrades of a question, of a course, or of all, the latest first. One statement."""
    columns = [getattr(Regrade, one.name) for one in fields(RegradeLine)]
    query = select(*columns).order_by(Regrade.id.desc())
    if course_key is not None:
        query = query.where(Regrade.course_key == course_key)
    if question_key is not None:
        query = query.where(Regrade.question_key == question_key)
    return tuple(RegradeLine(*row) for row in reader.execute(query))


def _apply(
    session: Session,
    course_key: str,
    question_key: str,
    kind: str,
    release_id: str | None,
    reason: str,
    by: str,
    at: datetime,
) -> Effects:
    publishing.hold(session, course_key)
    correction = _in_force(session, course_key, question_key)
    if correction is not None and (correction.kind, correction.release_id) == (kind, release_id):
        return Effects(correction.id, 0, 0, 0, 0, 0)
    regrade = Regrade(course_key=course_key, question_key=question_key, kind=kind, release_id=release_id)
    regrade.reason, regrade.applied_by, regrade.applied_at = reason, by, at
    session.add(regrade)
    session.flush()
    return _mark_again(session, regrade.id, course_key, question_key, at)


def _in_force(session: Session, course_key: str, question_key: str) -> Regrade | None:
    """The correction that decides of a question."""
    of_it = select(Regrade).where(Regrade.course_key == course_key, Regrade.question_key == question_key)
    return session.scalars(of_it.where(Regrade.undone_at.is_(None)).order_by(Regrade.id.desc()).limit(1)).first()


def _mark_again(session: Session, regrade_id: int, course_key: str, question_key: str, at: datetime) -> Effects:
    """Add a mark to each answer that the corrections in force mark otherwise than its latest mark does."""
    correction = _in_force(session, course_key, question_key)
    _wait_for_hand_ins(session, course_key)
    marked = (
        select(Answer.id, Answer.attempt_id, Answer.given, Attempt.release_id, Mark)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Mark, Mark.answer_id == Answer.id)
        .where(Enrolment.course_key == course_key, Answer.question_key == question_key)
        .where(Attempt.behaviour != Behaviour.PRACTICE, Mark.revision == LATEST)
        .order_by(Answer.id)
    )
    touched, gained, lost = [], 0, 0
    for answer_id, attempt_id, given, release_id, mark in session.execute(marked).all():
        before = content.Grade(mark.points, mark.out_of, content.Verdict(mark.verdict))
        grade = grade_of(session, correction, release_id, question_key, given)
        by_whom = correction.id if correction else None
        if (grade, by_whom) == (before, mark.regrade_id):
            continue
        add_mark(session, answer_id, mark.revision + 1, grade, by_whom, at=at)
        was, now_is = is_right(before.points, before.out_of), is_right(grade.points, grade.out_of)
        gained, lost = gained + (now_is and not was), lost + (was and not now_is)
        touched.append(attempt_id)
    session.flush()
    passes, completions = _give(session, touched, at)
    return Effects(regrade_id, len(touched), gained, lost, passes, completions)


def _wait_for_hand_ins(session: Session, course_key: str) -> None:
    """Let those who are handing in finish, and those who will wait: no answer is marked without this correction."""
    under_way = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.course_key == course_key, Attempt.behaviour != Behaviour.PRACTICE)
        .where(Attempt.finished_at.is_(None))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
    )
    session.execute(under_way).all()


def _give(session: Session, attempt_ids: Iterable[int], at: datetime) -> tuple[int, int]:
    """Record the passes that these attempts now deserve; return how many, and how many courses that completes."""
    passes = completions = 0
    for attempt_id in attempt_ids:
        query = (
            select(Attempt.enrolment_id, Attempt.rule, RIGHT.label("right"))
            .outerjoin(QuizPass, QuizPass.enrolment_id == Attempt.enrolment_id)
            .where(Attempt.id == attempt_id, Attempt.behaviour == Behaviour.CHECK, QuizPass.enrolment_id.is_(None))
        )
        row = session.execute(query).first()
        if row is not None and row.right >= Rule.from_json(row.rule).needed:
            passes += 1
            completions += record_pass(session, row.enrolment_id, attempt_id, passed_at=at, at=at)
    return passes, completions
