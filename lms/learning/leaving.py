"""Forgetting what has had its time, and all that a person did (lms.personal_data)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from lms.db import Reader
from lms.learning.behaviours import Behaviour
from lms.learning.models import Answer, Attempt, Enrolment, Learner, LessonCompletion, Report, StepDone
from lms.learning.operations import purge_visitors
from lms.personal_data import ANSWERS, RECORD_YEARS, REPORTED


def erase(session: Session, person_id: int) -> None:
    """Delete a person's learning, with everything below it."""
    session.execute(delete(Learner).where(Learner.person_id == person_id))


def seen_since(reader: Reader, persons: Collection[int], since: datetime) -> frozenset[int]:
    """Those of some persons who did a step or answered after a moment."""
    query = select(Learner.person_id).where(Learner.person_id.in_(persons), Learner.last_seen_at > since)
    return frozenset(number for number in reader.scalars(query) if number is not None)


def forget_due(session: Session, *, at: datetime) -> int:
    """Delete old visits, answers and reports of more than a year, courses worked at more than three calendar years ago.

    A lesson stays done when its answers go, a quiz stays passed; its answers go together. Return how many visits went.
    """
    over = at - ANSWERS.kept
    handed_in = select(Attempt.id).where(Attempt.behaviour != Behaviour.PRACTICE, Attempt.finished_at.is_not(None))
    whole = Answer.attempt_id.in_(handed_in.where(Attempt.finished_at <= over))
    alone = and_(Answer.answered_at <= over, Answer.attempt_id.not_in(handed_in))
    session.execute(delete(Answer).where(or_(whole, alone)))
    session.execute(delete(Report).where(Report.reported_at <= at - REPORTED.kept))
    since = record_since(at)
    recent = (
        exists().where(Attempt.enrolment_id == Enrolment.id, Attempt.started_at >= since),
        exists().where(
            Attempt.enrolment_id == Enrolment.id, StepDone.attempt_id == Attempt.id, StepDone.done_at >= since
        ),
        exists().where(LessonCompletion.enrolment_id == Enrolment.id, LessonCompletion.completed_at >= since),
    )
    session.execute(delete(Enrolment).where(Enrolment.enrolled_at < since, *(~one for one in recent)))
    return purge_visitors(session, at=at)


def record_since(at: datetime) -> datetime:
    """The first moment whose year did not end three years ago: what was last worked at before is forgotten."""
    return datetime(at.year - RECORD_YEARS, 1, 1, tzinfo=UTC)
