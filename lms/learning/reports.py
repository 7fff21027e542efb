"""« Signaler un problème »: someone says that a step has a problem, a trainer answers.

What trainers read says nothing of who reported: `SeenReport` has no place for a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms import content, publishing
from lms.db import Reader, insert_once
from lms.learning.models import Learner, Report
from lms.learning.operations import StepUnknown, learner_of
from lms.learning.who import Member

TEXT_LENGTH = 1000
ANSWER_LENGTH = 2000


class Trouble(StrEnum):
    """What is wrong with a step."""

    ERROR = "error"
    TYPO = "typo"
    DEAD_LINK = "dead-link"
    UNCLEAR = "unclear"
    ACCESSIBILITY = "accessibility"
    OTHER = "other"


class ReportConflict(Exception):
    """This form was already sent, with other words. The first report stands."""


class ReportUnknown(Exception):
    """There is no such report."""


class ReportAnswered(Exception):
    """The report already has another answer, which stands."""


@dataclass(frozen=True)
class Spot:
    """The exact place a report is about, as its reader saw it."""

    course: content.PublishedCourse
    release_id: str
    lesson: content.PublishedLesson
    step: content.PublishedStep


@dataclass(frozen=True)
class SeenReport:
    """A report as it is read, by its author or by a trainer."""

    id: int
    course_key: str
    release_id: str
    lesson_key: str
    step_key: str
    trouble: Trouble
    text: str
    reported_at: datetime
    answer: str | None
    answered_at: datetime | None


_SEEN = select(
    Report.id,
    Report.course_key,
    Report.release_id,
    Report.lesson_key,
    Report.step_key,
    Report.kind,
    Report.text,
    Report.reported_at,
    Report.answer,
    Report.answered_at,
)


def spot(reader: Reader, course_key: str, release_id: str, lesson_key: str, step_key: str) -> Spot:
    """The place in a release that a report is about. No statement once the texts are in memory.

    Raises publishing.LessonUnknown, and StepUnknown when the release or the lesson has no such step.
    """
    lesson = publishing.lesson(reader, release_id, lesson_key)
    course = publishing.cover(reader, release_id)
    for step in lesson.steps:
        if step.key == step_key and course.key == course_key:
            return Spot(course, release_id, lesson, step)
    raise StepUnknown(step_key)


def report(
    session: Session, member: Member, place: Spot, trouble: Trouble, text: str, *, client_id: str, at: datetime
) -> None:
    """Keep what someone reports. The same form sent twice is one report; with other words it raises ReportConflict."""
    learner_id = learner_of(session, member, at)
    values = {
        "course_key": place.course.key,
        "release_id": place.release_id,
        "lesson_key": place.lesson.key,
        "step_key": place.step.key,
        "question_key": place.step.question.key if place.step.question else "",
        "kind": trouble.value,
        "text": text,
    }
    mine = {"learner_id": learner_id, "client_id": client_id}
    if insert_once(session, Report, mine | values | {"reported_at": at}):
        return
    stored = session.execute(select(*(getattr(Report, name) for name in values)).filter_by(**mine)).one()
    if tuple(stored) != tuple(values.values()):
        raise ReportConflict(client_id)


def reports_of(reader: Reader, member: Member, *, most: int = 20, after: int = 0) -> Sequence[SeenReport]:
    """What someone has reported, the latest first: at most `most`, the `after` latest left out. One statement."""
    query = _SEEN.join(Learner, Learner.id == Report.learner_id).where(Learner.person_id == member.person_id)
    rows = reader.execute(query.order_by(Report.id.desc()).limit(most).offset(after))
    return [_seen(row) for row in rows]


def reports(reader: Reader, *, answered: bool, most: int = 20, after: int = 0) -> Sequence[SeenReport]:
    """The reports of everyone by course: the oldest first when they wait, else the latest. One statement."""
    query = _SEEN.where(Report.answered_at.is_not(None) if answered else Report.answered_at.is_(None))
    order = Report.id.desc() if answered else Report.id
    rows = reader.execute(query.order_by(Report.course_key, order).limit(most).offset(after))
    return [_seen(row) for row in rows]


def seen_report(reader: Reader, report_id: int) -> SeenReport:
    """One report. Raises ReportUnknown."""
    row = reader.execute(_SEEN.where(Report.id == report_id)).first()
    if row is None:
        raise ReportUnknown(report_id)
    return _seen(row)


def waiting_reports(reader: Reader) -> int:
    """How many reports wait for an answer."""
    return reader.execute(select(func.count()).where(Report.answered_at.is_(None))).scalar_one()


def answer_report(session: Session, report_id: int, answer: str, *, by: int, at: datetime) -> int | None:
    """Answer a report; return the person to tell, None when this answer was already there.

    Raises ReportUnknown, and ReportAnswered when another answer was given meanwhile.
    """
    open_one = update(Report).where(Report.id == report_id, Report.answered_at.is_(None))
    answered = open_one.values(answer=answer, answered_at=at, answered_by=by).returning(Report.learner_id)
    learner_id = session.execute(answered, execution_options={"synchronize_session": False}).scalar_one_or_none()
    if learner_id is not None:
        return session.execute(select(Learner.person_id).where(Learner.id == learner_id)).scalar_one()
    if seen_report(session, report_id).answer != answer:
        raise ReportAnswered(report_id)
    return None


def _seen(row: object) -> SeenReport:
    values = row._mapping  # type: ignore[attr-defined]
    return SeenReport(**{name: values[name] for name in values if name != "kind"}, trouble=Trouble(values["kind"]))
