"""What the pages « Analyse » read of lessons: each function is one statement, bounded whatever the number of learners.

A person counts once, by her first go at a lesson: how far she went from a day after she began, what she answered once
she has finished. People enter the figures ten by ten, as with quizzes: looking before and after somebody's lesson tells
nothing of her. How far people go is said of the same ones on every page. At most MOST are read, the latest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from lms.db import Reader
from lms.followup.answers import GivenTimes
from lms.followup.disclosure import FEWEST
from lms.followup.queries import LONGEST, MOST, PRACTISED, RIGHT, seconds_of
from lms.learning.models import Answer, Attempt, Mark, Report, StepDone

A_DAY = timedelta(days=1)  # who has not finished by then has stopped


@dataclass(frozen=True)
class Tries:
    """Those who finished a lesson, and answered one of its questions: how many were right at first, and in the end."""

    people: int
    right_first: int
    right_last: int


@dataclass(frozen=True)
class Practice:
    """The answers to a question of a lesson: those given first, those left in the end."""

    first: tuple[GivenTimes, ...]
    last: tuple[GivenTimes, ...]


@dataclass(frozen=True)
class LessonLine:
    """A lesson of a release: people who began it, and who finished it."""

    begun: int
    finished: int


@dataclass(frozen=True)
class ReportLine:
    received: int
    answered: int


def lesson_lines(reader: Reader, release_id: str, *, at: datetime) -> dict[str, LessonLine]:
    """For each lesson of a release that was begun, how far people went."""
    begun = _begun(release_id, at)
    query = select(begun.c.lesson_key, func.count(), func.sum(begun.c.finished)).group_by(begun.c.lesson_key)
    return {lesson: LessonLine(people, done) for lesson, people, done in reader.execute(query)}


def report_lines(reader: Reader, release_id: str) -> dict[str, ReportLine]:
    """The problems reported on each lesson of a release, and how many have their answer."""
    query = (
        select(Report.lesson_key, func.count(), func.count(Report.answered_at))
        .where(Report.release_id == release_id)
        .group_by(Report.lesson_key)
    )
    return {lesson: ReportLine(received, answered) for lesson, received, answered in reader.execute(query)}


def furthest_steps(
    reader: Reader, release_id: str, lesson_key: str, steps: Sequence[str], *, at: datetime
) -> tuple[int, ...]:
    """For each step of a lesson, in its order, the people who did it or a later one."""
    begun = _begun(release_id, at, lesson_key)
    rank = case(*((StepDone.step_key == key, number) for number, key in enumerate(steps, start=1)), else_=0)
    reached = (
        select(case((begun.c.finished == 1, len(steps)), else_=func.max(rank)).label("done"))
        .select_from(begun)
        .join(StepDone, StepDone.attempt_id == begun.c.id)
        .group_by(begun.c.id, begun.c.finished)
        .cte("reached")
    )
    rows = reader.execute(select(reached.c.done, func.count()).group_by(reached.c.done)).all()
    return tuple(sum(count for done, count in rows if done >= number) for number in range(1, len(steps) + 1))


def tries(reader: Reader, release_id: str, lesson_key: str) -> dict[str, Tries]:
    """For each question of a lesson, first tries against what is left in the end."""
    asked = _asked(_goes(release_id, lesson_key))
    first, last = aliased(Mark), aliased(Mark)
    query = (
        select(asked.c.question_key, func.count(), func.sum(_is_right(first)), func.sum(_is_right(last)))
        .join(first, and_(first.answer_id == asked.c.first, first.revision == 1))
        .join(last, and_(last.answer_id == asked.c.last, last.revision == 1))
        .group_by(asked.c.question_key)
    )
    return {question: Tries(people, first, last) for question, people, first, last in reader.execute(query)}


def practice_answers(reader: Reader, release_id: str, lesson_key: str, question_key: str) -> Practice:
    """The answers to a question of a lesson, first and last. Lessons are never marked again.

    An answer may come in several rows.
    """
    asked = _asked(_goes(release_id, lesson_key), question_key)
    is_first, is_last = case((Answer.id == asked.c.first, 1), else_=0), case((Answer.id == asked.c.last, 1), else_=0)
    query = (
        select(Answer.given, RIGHT, is_first, is_last, func.count())
        .join(asked, (Answer.id == asked.c.first) | (Answer.id == asked.c.last))
        .join(Mark, and_(Mark.answer_id == Answer.id, Mark.revision == 1))
        .group_by(Answer.given, RIGHT, is_first, is_last)
    )
    rows = reader.execute(query).all()
    return Practice(_given(rows, 2), _given(rows, 3))


def practice_seconds(reader: Reader, release_id: str, lesson_key: str, question_key: str) -> tuple[int, ...]:
    """The seconds from the step done before to the first answer, of those who had done one. In no order."""
    asked = _asked(_goes(release_id, lesson_key), question_key)
    before = (
        select(func.max(StepDone.done_at))
        .where(StepDone.attempt_id == Answer.attempt_id, StepDone.done_at < Answer.answered_at)
        .correlate(Answer)
        .scalar_subquery()
    )
    taken = (seconds_of(Answer.answered_at) - seconds_of(before)).label("taken")
    query = select(taken).join(asked, Answer.id == asked.c.first).where(before.is_not(None)).order_by(taken)
    return tuple(int(one) for one in reader.execute(query).scalars() if 0 <= one <= LONGEST)


def _begun(release_id: str, at: datetime, lesson_key: str | None = None) -> CTE:
    """The first go at each lesson, or at one, of those who began it a day ago, and whether they finished it."""
    finished = func.max(case((Attempt.finished_at.is_not(None), 1), else_=0)).label("finished")
    query = select(Attempt.lesson_key, func.min(Attempt.id).label("id"), finished).where(
        Attempt.release_id == release_id, PRACTISED, Attempt.started_at < bindparam("a_day_ago", at - A_DAY)
    )
    if lesson_key is not None:
        query = query.where(Attempt.lesson_key == lesson_key)
    first = query.group_by(Attempt.enrolment_id, Attempt.lesson_key).cte("first_go")
    return _in_tens(first, first.c.id).cte("begun")


def _goes(release_id: str, lesson_key: str) -> CTE:
    """The first go at a lesson of each person who finished it. What is answered afterwards is left out."""
    finished_at = func.min(Attempt.finished_at).label("finished_at")
    first = (
        select(Attempt.lesson_key, func.min(Attempt.id).label("id"), finished_at)
        .where(Attempt.release_id == release_id, Attempt.lesson_key == lesson_key, PRACTISED)
        .where(Attempt.finished_at.is_not(None))
        .group_by(Attempt.enrolment_id, Attempt.lesson_key)
        .cte("first_go")
    )
    return _in_tens(first, first.c.finished_at, first.c.id).cte("goes")


def _in_tens(goes: CTE, *order: ColumnElement[Any]) -> Select[Any]:
    """For each lesson, a whole number of tens, in the order in which people enter the figures: the last ones wait."""
    lesson = goes.c.lesson_key
    nth = func.row_number().over(partition_by=lesson, order_by=[one.desc() for one in order]).label("nth")
    ranked = select(goes, nth, func.count().over(partition_by=lesson).label("people")).cte("ranked")
    waiting = ranked.c.people % FEWEST
    columns = [ranked.c[column.key] for column in goes.c]
    return select(*columns).where(ranked.c.nth > waiting, ranked.c.nth <= waiting + MOST)


def _asked(goes: CTE, question_key: str | None = None) -> CTE:
    """For each go and question answered, the first and the last answer."""
    first, last = func.min(Answer.id).label("first"), func.max(Answer.id).label("last")
    during = and_(goes.c.id == Answer.attempt_id, Answer.answered_at <= goes.c.finished_at)
    query = select(Answer.question_key, first, last).join(goes, during)
    if question_key is not None:
        query = query.where(Answer.question_key == question_key)
    return query.group_by(Answer.attempt_id, Answer.question_key).cte("asked")


def _given(rows: Sequence[Any], flag: int) -> tuple[GivenTimes, ...]:
    return tuple(GivenTimes(row[0], bool(row[1]), row[4]) for row in rows if row[flag])


def _is_right(mark: type[Mark]) -> ColumnElement[int]:
    return case((and_(mark.points == mark.out_of, mark.out_of > 0), 1), else_=0)
