"""What the pages « Analyse » read of releases and quizzes: each function is one statement, bounded whatever the number
of learners.

Who may read what is decided here, in the statement that every page begins with: see `_readable_by`.

A person counts once, by her first quiz of a course. Quizzes enter the figures ten by ten, so that looking before and
after someone hands hers in tells nothing of her. Of each release, at most MOST people are read, the latest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, extract, func, select
from sqlalchemy.orm import aliased

from lms.db import Reader
from lms.followup.answers import GivenTimes
from lms.followup.disclosure import FEWEST
from lms.followup.items import Marks
from lms.learning import Behaviour
from lms.learning.models import Answer, Attempt, Mark, Regrade
from lms.publishing.drafts.models import Draft, DraftRight
from lms.publishing.models import CurrentRelease, Publication, Release

MOST = 2000
LONGEST = 30 * 60  # seconds: a longer time between two answers is an interruption, and left out


class Hold(StrEnum):
    """What a course is to a trainer who may read its answers."""

    OWNED = "owned"
    SHARED = "shared"  # she writes or reviews its draft
    FREE = "free"  # it has no draft: it was published at the command line, and belongs to nobody


@dataclass(frozen=True)
class ReleaseLine:
    """A release of a course, and how many people took its quiz, or began one of its lessons.

    `current` is the one that new learners take; none is when the course is archived.
    """

    id: str
    course_key: str
    number: int
    published_at: datetime
    people: int
    current: bool
    hold: Hold


@dataclass(frozen=True)
class QuizMarks:
    """The quizzes handed in: the marks of each, and the seconds that each question took people, in no order.

    A mark is what the quiz counts: 1 when the answer is entirely right, else 0. The seconds run from the answer
    saved before, or from the start, to the first answer to the question: reading, thinking, and whatever else she did.
    `durations` are seconds from the start to handing in, pauses included. `neutralised` are the questions that count
    as right for everybody.
    """

    attempts: tuple[Marks, ...]
    seconds: Mapping[str, Sequence[int]]
    durations: Sequence[int]
    neutralised: frozenset[str]


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


def quiz_releases(reader: Reader, person_id: int, course_key: str | None = None) -> tuple[ReleaseLine, ...]:
    """The releases of a course, or of all, that a trainer may read, the latest first, with the people who handed in
    their first quiz there."""
    return _releases(reader, _FIRST_QUIZ, person_id, course_key)


def lesson_releases(reader: Reader, person_id: int, course_key: str) -> tuple[ReleaseLine, ...]:
    """The releases of a course that a trainer may read, the latest first, with the people who began a lesson there."""
    return _releases(reader, PRACTISED, person_id, course_key)


def _releases(
    reader: Reader, counted: ColumnElement[bool], person_id: int, course_key: str | None
) -> tuple[ReleaseLine, ...]:
    of_course = Release.course_key == course_key if course_key is not None else Release.number > 0
    there = select(Release.id).where(of_course)
    people = (
        select(Attempt.release_id, func.count(Attempt.enrolment_id.distinct()).label("people"))
        .where(Attempt.release_id.in_(there), counted)
        .group_by(Attempt.release_id)
        .cte("people")
    )
    published = select(func.min(Publication.published_at)).where(Publication.release_id == Release.id).scalar_subquery()
    hold = case((Draft.id.is_(None), Hold.FREE), (Draft.owner_id == person_id, Hold.OWNED), else_=Hold.SHARED)
    counts, is_current = func.coalesce(people.c.people, 0), CurrentRelease.release_id.is_not(None)
    query = (
        select(Release.id, Release.course_key, Release.number, published, counts, is_current, hold)
        .select_from(Release)
        .outerjoin(people, people.c.release_id == Release.id)
        .outerjoin(CurrentRelease, CurrentRelease.release_id == Release.id)
        .outerjoin(Draft, Draft.course_key == Release.course_key)
        .where(of_course, _readable_by(person_id))
        .order_by(Release.course_key, Release.number.desc())
    )
    return tuple(
        ReleaseLine(key, course, number, published, people, bool(current), Hold(hold))
        for key, course, number, published, people, current, hold in reader.execute(query)
    )


def _readable_by(person_id: int) -> ColumnElement[bool]:
    """The courses that she owns, writes or reviews, and those that belong to nobody: any trainer may copy them."""
    shared = select(DraftRight.kind).where(DraftRight.draft_id == Draft.id, DraftRight.person_id == person_id)
    return Draft.id.is_(None) | (Draft.owner_id == person_id) | shared.exists()


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
            func.max(case((Regrade.kind == "neutralise", 1), else_=0)),
        )
        .select_from(event)
        .outerjoin(Mark, and_(Mark.answer_id == event.c.id, Mark.revision == _LATEST))
        .outerjoin(Regrade, Regrade.id == Mark.regrade_id)
        .group_by(event.c.attempt_id, event.c.question_key)
        .having(func.max(Mark.out_of) > 0)
        .order_by(event.c.question_key, event.c.attempt_id)
    )
    attempts: dict[int, dict[str, float]] = {}
    seconds: dict[str, list[int]] = {}
    durations: dict[int, int] = {}
    neutralised = set()
    for attempt, question, right, took, lasted, neutral in reader.execute(query):
        attempts.setdefault(attempt, {})[question] = float(right)
        durations[attempt] = int(lasted)
        if took is not None and 0 <= took <= LONGEST:
            seconds.setdefault(question, []).append(int(took))
        if neutral:
            neutralised.add(question)
    return QuizMarks(tuple(attempts.values()), seconds, tuple(durations.values()), frozenset(neutralised))


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
