"""What the pages « Analyse » read of releases and quizzes: each function is one statement, bounded whatever the number
of learners.

A person counts once, by her first quiz of a course. Quizzes enter the figures ten by ten, so that looking before and
after someone hands hers in tells nothing of her. Of each release, at most MOST people are read, the latest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, extract, func, select
from sqlalchemy.orm import aliased

from lms.db import Reader
from lms.followup.answers import GivenTimes
from lms.followup.disclosure import FEWEST
from lms.followup.items import Marks
from lms.learning import Behaviour
from lms.learning.models import Answer, Attempt, Mark
from lms.publishing.models import Publication, Release

MOST = 2000
LONGEST = 30 * 60  # seconds: a longer time between two answers is an interruption, and left out


@dataclass(frozen=True)
class ReleaseLine:
    """A release of a course, and how many people took its quiz, or began one of its lessons."""

    id: str
    course_key: str
    number: int
    published_at: datetime
    people: int


@dataclass(frozen=True)
class QuizMarks:
    """The quizzes handed in: the marks of each, and the seconds that each question took people, in no order.

    A mark is what the quiz counts: 1 when the answer is entirely right, else 0. The seconds run from the answer
    saved before, or from the start, to the first answer to the question: reading, thinking, and whatever else she did.
    `durations` are seconds from the start to handing in, pauses included.
    """

    attempts: tuple[Marks, ...]
    seconds: Mapping[str, Sequence[int]]
    durations: Sequence[int]


_earlier, _later = aliased(Attempt), aliased(Mark)
_HANDED_IN = and_(Attempt.behaviour == Behaviour.CHECK, Attempt.finished_at.is_not(None))
_FIRST_QUIZ = and_(
    _HANDED_IN,
    ~select(_earlier.id)
    .where(
        _earlier.enrolment_id == Attempt.enrolment_id,
        _earlier.behaviour == Behaviour.CHECK,
        _earlier.finished_at.is_not(None),
        _earlier.id < Attempt.id,
    )
    .exists(),
)
PRACTISED = and_(Attempt.behaviour == Behaviour.PRACTICE, Attempt.set_aside_at.is_(None))
_LATEST = select(func.max(_later.revision)).where(_later.answer_id == Mark.answer_id).correlate(Mark).scalar_subquery()
RIGHT = case((and_(Mark.points == Mark.out_of, Mark.out_of > 0), 1), else_=0)


def quiz_releases(reader: Reader, course_key: str | None = None) -> tuple[ReleaseLine, ...]:
    """The releases of a course, or of all, the latest first, with the people who handed in their first quiz there."""
    return _releases(reader, _FIRST_QUIZ, course_key)


def lesson_releases(reader: Reader, course_key: str) -> tuple[ReleaseLine, ...]:
    """The releases of a course, the latest first, with the people who began a lesson there."""
    return _releases(reader, PRACTISED, course_key)


def _releases(reader: Reader, counted: ColumnElement[bool], course_key: str | None) -> tuple[ReleaseLine, ...]:
    of_course = Release.course_key == course_key if course_key is not None else Release.number > 0
    there = select(Release.id).where(of_course)
    people = (
        select(Attempt.release_id, func.count(Attempt.enrolment_id.distinct()).label("people"))
        .where(Attempt.release_id.in_(there), counted)
        .group_by(Attempt.release_id)
        .cte("people")
    )
    published = select(func.min(Publication.published_at)).where(Publication.release_id == Release.id).scalar_subquery()
    query = (
        select(Release.id, Release.course_key, Release.number, published, func.coalesce(people.c.people, 0))
        .outerjoin(people, people.c.release_id == Release.id)
        .where(of_course)
        .order_by(Release.course_key, Release.number.desc())
    )
    return tuple(ReleaseLine(*row) for row in reader.execute(query))


def quiz_marks(reader: Reader, release: ReleaseLine) -> QuizMarks:
    """The marks of the quizzes of a release."""
    quizzes = _quizzes(release)
    event = (
        select(
            Answer.id,
            Answer.attempt_id,
            Answer.question_key,
            Answer.answered_at,
            quizzes.c.started_at,
            quizzes.c.finished_at,
            func.lag(Answer.answered_at).over(partition_by=Answer.attempt_id, order_by=Answer.id).label("before"),
            func.row_number()
            .over(partition_by=(Answer.attempt_id, Answer.question_key), order_by=Answer.id)
            .label("nth"),
        )
        .join(quizzes, quizzes.c.id == Answer.attempt_id)
        .cte("event")
    )
    chosen = and_(event.c.nth == 1, event.c.answered_at < event.c.finished_at)  # not what handing in filled
    taken = seconds_of(event.c.answered_at) - seconds_of(func.coalesce(event.c.before, event.c.started_at))
    query = (
        select(
            event.c.attempt_id,
            event.c.question_key,
            func.max(RIGHT),
            func.max(case((chosen, taken))),
            func.max(seconds_of(event.c.finished_at) - seconds_of(event.c.started_at)),
        )
        .outerjoin(Mark, and_(Mark.answer_id == event.c.id, Mark.revision == _LATEST))
        .group_by(event.c.attempt_id, event.c.question_key)
        .having(func.max(Mark.out_of) > 0)
        .order_by(event.c.question_key, event.c.attempt_id)
    )
    attempts: dict[int, dict[str, float]] = {}
    seconds: dict[str, list[int]] = {}
    durations: dict[int, int] = {}
    for attempt, question, right, took, lasted in reader.execute(query):
        attempts.setdefault(attempt, {})[question] = float(right)
        durations[attempt] = int(lasted)
        if took is not None and 0 <= took <= LONGEST:
            seconds.setdefault(question, []).append(int(took))
    return QuizMarks(tuple(attempts.values()), seconds, tuple(durations.values()))


def quiz_answers(reader: Reader, release: ReleaseLine, question_key: str) -> tuple[GivenTimes, ...]:
    """The answers that count to a question of the quizzes of a release."""
    quizzes = _quizzes(release)
    query = (
        select(Answer.given, RIGHT, func.count())
        .join(quizzes, quizzes.c.id == Answer.attempt_id)
        .join(Mark, and_(Mark.answer_id == Answer.id, Mark.revision == _LATEST))
        .where(Answer.question_key == question_key, Mark.out_of > 0)
        .group_by(Answer.given, RIGHT)
    )
    return tuple(GivenTimes(given, bool(right), people) for given, right, people in reader.execute(query))


def _quizzes(release: ReleaseLine) -> CTE:
    """The quizzes of a release that are read: a whole number of tens, the latest left out until they are ten."""
    query = (
        select(Attempt.id, Attempt.started_at, Attempt.finished_at)
        .where(Attempt.release_id == release.id, _FIRST_QUIZ)
        .order_by(Attempt.finished_at.desc(), Attempt.id.desc())
        .offset(release.people % FEWEST)
        .limit(MOST)
    )
    return query.cte("quizzes")


def seconds_of(moment: Any) -> ColumnElement[int]:
    """A moment as seconds, to subtract."""
    return extract("epoch", moment)
