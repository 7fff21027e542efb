"""What pages need of a learner's work. Each function is one or two statements, whatever the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from lms import content, publishing
from lms.db import Reader
from lms.learning.behaviours import Behaviour
from lms.learning.models import (
    Answer,
    Attempt,
    CourseCompletion,
    Enrolment,
    Learner,
    LessonCompletion,
    QuizPass,
    StepDone,
)
from lms.learning.operations import shuffle_seed
from lms.learning.progress import Achieved, Journey, Work, journey
from lms.learning.taking import release_taken
from lms.learning.who import OfLearner, Who

# Written once: building a statement costs more than running it.
_LESSON_WORK = OfLearner(
    select(Attempt.id, Attempt.release_id, Attempt.seed, Attempt.finished_at, StepDone.step_key)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .outerjoin(StepDone, StepDone.attempt_id == Attempt.id)
    .where(Enrolment.course_key == bindparam("course"), Attempt.lesson_key == bindparam("lesson"))
    .where(Attempt.set_aside_at.is_(None))
    .order_by(Attempt.id.desc())
)
_LAST_ANSWER = (
    select(Answer.given)
    .where(Answer.attempt_id == bindparam("attempt"), Answer.question_key == bindparam("question"))
    .order_by(Answer.id.desc())
    .limit(1)
)
_WORK = OfLearner(
    select(Enrolment.course_key, Attempt.lesson_key, StepDone.step_key, func.max(StepDone.done_at).label("at"))
    .join(Attempt, Attempt.id == StepDone.attempt_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .group_by(Enrolment.course_key, Attempt.lesson_key, StepDone.step_key)
    .order_by(Enrolment.course_key, Attempt.lesson_key)
)
_LATEST_QUIZ = aliased(Attempt)
_LATEST_QUIZ_ID = (
    select(func.max(Attempt.id))
    .where(Attempt.enrolment_id == Enrolment.id, Attempt.behaviour == Behaviour.CHECK)
    .correlate(Enrolment)
    .scalar_subquery()
)
STANDS = (  # of each course someone is enrolled in
    select(
        Enrolment.course_key,
        LessonCompletion.lesson_key,
        CourseCompletion.release_id.label("completed_release"),
        QuizPass.passed_at,
        CourseCompletion.completed_at,
        _LATEST_QUIZ.started_at,
        _LATEST_QUIZ.finished_at,
    )
    .select_from(Enrolment)
    .outerjoin(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
    .outerjoin(QuizPass, QuizPass.enrolment_id == Enrolment.id)
    .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
    .outerjoin(_LATEST_QUIZ, _LATEST_QUIZ.id == _LATEST_QUIZ_ID)
)
_ACHIEVED = OfLearner(STANDS.join(Learner, Learner.id == Enrolment.learner_id).order_by(Enrolment.course_key))


WorkOf = Mapping[str, Mapping[str, Work]]  # course key -> lesson key -> what was done


class Taken(Protocol):
    """A course someone may be taking: anything with a cover."""

    @property
    def cover(self) -> content.PublishedCourse: ...


@dataclass(frozen=True)
class LessonWork:
    """A learner's latest go at a lesson: the release it is pinned to, and the steps done."""

    attempt_id: int
    release_id: str
    seed: int
    finished: bool
    steps_done: frozenset[str]


@dataclass(frozen=True)
class Sitting:
    """Someone in front of a lesson: the release she takes, and what she has done of it."""

    release_id: str
    cover: content.PublishedCourse
    lesson: content.PublishedLesson
    work: LessonWork | None
    who: Who | None

    @property
    def steps_done(self) -> frozenset[str]:
        return self.work.steps_done if self.work else frozenset()

    @property
    def seed(self) -> int:
        return self.work.seed if self.work else shuffle_seed(self.lesson.key)


def sitting(reader: Reader, who: Who | None, course_key: str, lesson_key: str) -> Sitting:
    """A lesson as this person takes it. Two statements once the texts are in memory.

    An attempt that is under way stays on its release; a finished one gives way to the current
    release. A course that is archived stays open to who has begun it.
    Raises publishing.CourseUnknown, publishing.LessonUnknown.
    """
    current = release_taken(reader, who, course_key)
    work = _lesson_work(reader, who, course_key, lesson_key)
    if work is not None and work.finished and work.release_id != current.release_id:
        work = None
    release_id = work.release_id if work else current.release_id
    return Sitting(
        release_id=release_id,
        cover=publishing.cover(reader, release_id),
        lesson=publishing.lesson(reader, release_id, lesson_key),
        work=work,
        who=who,
    )


def _lesson_work(reader: Reader, who: Who | None, course_key: str, lesson_key: str) -> LessonWork | None:
    """The latest attempt at a lesson, None when there is none. One statement."""
    if who is None:
        return None
    rows = reader.execute(*_LESSON_WORK.of(who, course=course_key, lesson=lesson_key)).all()
    if not rows:
        return None
    latest = rows[0]
    steps = frozenset(row.step_key for row in rows if row.id == latest.id and row.step_key is not None)
    return LessonWork(latest.id, latest.release_id, latest.seed, latest.finished_at is not None, steps)


def last_answer(reader: Reader, work: LessonWork | None, question_key: str) -> content.Given | None:
    """What was last answered to a question in this work, None when nothing was. One statement."""
    if work is None:
        return None
    asked = {"attempt": work.attempt_id, "question": question_key}
    return reader.execute(_LAST_ANSWER, asked).scalar_one_or_none()


def journeys(reader: Reader, who: Who | None, taken: Iterable[Taken]) -> dict[str, Journey]:
    """Where someone stands in each course she has begun, by course key. Two statements."""
    if who is None:
        return {}
    return journeys_from(_work(reader, who), gather_achieved(reader.execute(*_ACHIEVED.of(who))), taken)


def journeys_from(work: WorkOf, achieved: Mapping[str, Achieved], taken: Iterable[Taken]) -> dict[str, Journey]:
    """The same, for someone whose work is already read. Pure."""
    found = {}
    for release in taken:
        key = release.cover.key
        here = journey(release.cover.lessons, achieved.get(key, Achieved()), work.get(key, {}))
        if here is not None:
            found[key] = here
    return found


def _work(reader: Reader, who: Who) -> WorkOf:
    return gather_work(reader.execute(*_WORK.of(who)))


def gather_work(done_steps: Iterable[tuple[str, str, str, datetime]]) -> WorkOf:
    """Put together steps that were done: (course key, lesson key, step key, when), all attempts together."""
    steps: dict[tuple[str, str], list[tuple[str, datetime]]] = {}
    for course_key, lesson_key, step_key, at in done_steps:
        steps.setdefault((course_key, lesson_key), []).append((step_key, at))
    found: dict[str, dict[str, Work]] = {}
    for (course_key, lesson_key), done in steps.items():
        work = Work(frozenset(step for step, _ in done), max(at for _, at in done))
        found.setdefault(course_key, {})[lesson_key] = work
    return found


def gather_achieved(rows: Iterable[Any]) -> dict[str, Achieved]:
    """Put together rows of STANDS, by course key."""
    found: dict[str, Achieved] = {}
    for row in rows:
        lessons = found[row.course_key].lessons if row.course_key in found else frozenset()
        found[row.course_key] = Achieved(
            lessons | {row.lesson_key} if row.lesson_key else lessons,
            quiz_passed=row.passed_at is not None,
            completed_at=row.completed_at,
            completed_release=row.completed_release,
            quiz_open=row.started_at is not None and row.finished_at is None,
            quiz_at=row.started_at,
        )
    return found


def time_factor(reader: Reader, who: Who) -> int:
    """How many times the usual time someone gives herself where time is limited; 1 until she chooses."""
    return reader.execute(select(Learner.time_factor).where(who.is_learner())).scalar_one_or_none() or 1
