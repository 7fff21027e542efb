"""What the pages « Analyse » read of lessons: each function is one statement, bounded whatever the number of learners.

A person counts once, by her first go at a lesson, once it is over. Goes enter the figures ten by ten, like quizzes, so
that looking before and after somebody's lesson tells nothing of her. At most MOST people are read, the latest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from lms.db import Reader
from lms.followup.answers import GivenTimes
from lms.followup.disclosure import FEWEST
from lms.followup.queries import LONGEST, MOST, PRACTISED, RIGHT, seconds_of
from lms.learning.models import Answer, Attempt, Mark, Report, StepDone

QUIET = timedelta(days=1)  # an unfinished lesson without anything new for that long is stopped


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
    """For each lesson of a release, those who began it a day ago at least, and who of them finished it."""
    first = (
        select(
            Attempt.lesson_key,
            func.min(Attempt.id).label("id"),
            func.max(case((Attempt.finished_at.is_not(None), 1), else_=0)).label("finished"),
        )
        .where(Attempt.release_id == release_id, PRACTISED, Attempt.started_at < bindparam("quiet", at - QUIET))
        .group_by(Attempt.enrolment_id, Attempt.lesson_key)
        .cte("first_go")
    )
    ranked = select(first, *_in_tens(first.c.id, within=first.c.lesson_key)).cte("ranked")
    counts = select(ranked.c.lesson_key, func.count(), func.sum(ranked.c.finished))
    query = counts.where(ranked.c.nth > ranked.c.people % FEWEST).group_by(ranked.c.lesson_key)
    return {lesson: LessonLine(begun, done) for lesson, begun, done in reader.execute(query)}


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
    """For each step of a lesson, in its order, the people who did it or a later one.

    Those in the middle of the lesson, who did something less than a day ago, are left out: they have not stopped.
    """
    first = (
        select(func.min(Attempt.id).label("id"))
        .where(Attempt.release_id == release_id, Attempt.lesson_key == lesson_key, PRACTISED)
        .group_by(Attempt.enrolment_id)
        .order_by(func.min(Attempt.id).desc())
        .limit(MOST)
        .cte("first_go")
    )
    rank = case(*((StepDone.step_key == key, number) for number, key in enumerate(steps, start=1)), else_=0)
    reached = (
        select(StepDone.attempt_id, func.max(rank).label("rank"), func.max(StepDone.done_at).label("latest"))
        .join(first, first.c.id == StepDone.attempt_id)
        .group_by(StepDone.attempt_id)
        .cte("reached")
    )
    done = case((Attempt.finished_at.is_not(None), len(steps)), else_=reached.c.rank).label("done")
    quiet_at = seconds_of(reached.c.latest) + int(QUIET.total_seconds())
    over = (
        select(done, *_in_tens(func.coalesce(seconds_of(Attempt.finished_at), quiet_at), reached.c.attempt_id))
        .select_from(reached)
        .join(Attempt, Attempt.id == reached.c.attempt_id)
        .where(Attempt.finished_at.is_not(None) | (reached.c.latest < bindparam("quiet", at - QUIET)))
        .cte("over")
    )
    query = select(over.c.done, func.count()).where(over.c.nth > over.c.people % FEWEST).group_by(over.c.done)
    rows = reader.execute(query).all()
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


def _goes(release_id: str, lesson_key: str) -> CTE:
    """The first go at a lesson of each person who finished it. What is answered afterwards is left out."""
    finished_at = func.min(Attempt.finished_at).label("finished_at")
    first = (
        select(func.min(Attempt.id).label("id"), finished_at)
        .where(Attempt.release_id == release_id, Attempt.lesson_key == lesson_key, PRACTISED)
        .where(Attempt.finished_at.is_not(None))
        .group_by(Attempt.enrolment_id)
        .cte("first_go")
    )
    ranked = select(first, *_in_tens(first.c.finished_at, first.c.id)).cte("ranked")
    nth, left_out = ranked.c.nth, ranked.c.people % FEWEST
    return select(ranked.c.id, ranked.c.finished_at).where(nth > left_out, nth <= left_out + MOST).cte("goes")


def _in_tens(*order: ColumnElement[Any], within: Any = None) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """`nth` in the order in which people enter the figures, the latest first, and `people`: those whose `nth` is not
    above `people` modulo ten are left out."""
    nth = func.row_number().over(partition_by=within, order_by=[one.desc() for one in order])
    return nth.label("nth"), func.count().over(partition_by=within).label("people")


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
