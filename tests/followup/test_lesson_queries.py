"""What is read of lessons: first tries, last answers, where people stop, what is reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from lms import content, db, followup, learning, publishing
from lms.db import Reader
from lms.followup import GivenTimes, LessonLine, ReportLine, Tries
from lms.learning import Member, Trouble
from tests.support import crowds
from tests.support.example import COURSE, LESSON
from tests.support.quizzes import AT

pytestmark = pytest.mark.usefixtures("courses")
LATER = AT + timedelta(days=3)


def release(reader: Reader) -> str:
    return publishing.current_release(reader, COURSE).release_id


def first_lesson(engine: Engine) -> content.PublishedLesson:
    with db.reading(engine) as reader:
        return publishing.lesson(reader, release(reader), LESSON)


def reached(engine: Engine, at=LATER) -> tuple[int, ...]:
    with db.reading(engine) as reader:
        steps = [step.key for step in publishing.lesson(reader, release(reader), LESSON).steps]
        return followup.furthest_steps(reader, release(reader), LESSON, steps, at=at)


def asked_in(lesson: content.PublishedLesson) -> content.Question:
    return next(step.question for step in lesson.steps if step.question is not None)


def wrong(number: int, question: content.Question) -> content.Given:
    return content.UNKNOWN


def test_where_people_stop(engine: Engine) -> None:
    steps = len(first_lesson(engine).steps)
    crowds.take_lesson(engine, crowds.people(engine, 30), LESSON, steps=lambda number: 1 if number < 12 else 99)
    assert reached(engine) == (30, *[18] * (steps - 1))
    with db.reading(engine) as reader:
        assert followup.lesson_lines(reader, release(reader), at=LATER) == {LESSON: LessonLine(30, 18)}


def test_a_step_skipped_was_passed(engine: Engine) -> None:
    """Steps may be done in any order: whoever did the third went past the second."""
    lesson = first_lesson(engine)
    last = lesson.steps[-1]
    assert last.question is None
    with db.transaction(engine) as session:
        for who in crowds.people(engine, 10):
            seat = learning.Seat(who, COURSE, release(session), lesson)
            learning.read_step(session, seat, lesson.steps[0].key, at=AT)
            learning.read_step(session, seat, last.key, at=AT)
    assert reached(engine) == tuple([10] * len(lesson.steps))


def test_who_began_today_is_not_counted(engine: Engine) -> None:
    """She is in the middle of it: she has not stopped."""
    crowds.take_lesson(engine, crowds.people(engine, 20), LESSON, steps=lambda number: 2 if number % 2 else 99)
    steps = len(first_lesson(engine).steps)
    assert reached(engine, at=AT + timedelta(hours=23)) == tuple([0] * steps)
    assert reached(engine) == (20, 20, *[10] * (steps - 2))


def test_lessons_enter_ten_by_ten(engine: Engine) -> None:
    """Looking before and after somebody's lesson tells neither whether she stopped, nor whether she was right."""
    question = asked_in(first_lesson(engine))

    def shown() -> tuple[object, ...]:
        with db.reading(engine) as reader:
            found = followup.practice_answers(reader, release(reader), LESSON, question.key)
            seconds = followup.practice_seconds(reader, release(reader), LESSON, question.key)
            lines = followup.lesson_lines(reader, release(reader), at=LATER)
            return (
                followup.tries(reader, release(reader), LESSON),
                counted(found.first),
                seconds,
                reached(engine),
                lines,
            )

    crowds.take_lesson(engine, crowds.people(engine, 10), LESSON)
    before = shown()
    crowd = crowds.people(engine, 9, since=10)
    crowds.take_lesson(engine, crowd[:1], LESSON, steps=lambda number: 1, at=AT + timedelta(hours=1))
    crowds.take_lesson(engine, crowd[1:], LESSON, answers=wrong, at=AT + timedelta(hours=2))
    assert shown() == before
    crowds.take_lesson(
        engine, crowds.people(engine, 2, since=19), LESSON, answers=wrong, at=AT + timedelta(days=1, hours=2)
    )
    tries, answers, seconds, steps, lines = shown()
    assert tries == {question.key: Tries(20, 10, 10)}
    assert answers == {(True, False): 10, (False, True): 10}
    assert (len(seconds), steps[0], steps[-1]) == (20, 20, 19)
    assert lines == {LESSON: LessonLine(20, 19)}


def test_her_second_go_changes_nothing(engine: Engine) -> None:
    crowd = crowds.people(engine, 10)
    crowds.take_lesson(engine, crowd, LESSON)
    question = asked_in(first_lesson(engine))
    crowds.take_lesson(engine, crowd[:5], LESSON, answers=wrong, at=AT + timedelta(days=2))
    with db.reading(engine) as reader:
        assert followup.tries(reader, release(reader), LESSON) == {question.key: Tries(10, 10, 10)}


def test_first_tries_against_the_end(engine: Engine) -> None:
    question = asked_in(first_lesson(engine))
    crowd = crowds.people(engine, 20)
    crowds.take_lesson(engine, crowd[:8], LESSON)
    crowds.take_lesson(engine, crowd[8:15], LESSON, answers=wrong, again=lambda number, asked: asked.model())
    crowds.take_lesson(engine, crowd[15:], LESSON, answers=wrong)
    with db.reading(engine) as reader:
        assert followup.tries(reader, release(reader), LESSON) == {question.key: Tries(20, 8, 15)}
        found = followup.practice_answers(reader, release(reader), LESSON, question.key)
    assert counted(found.first) == {(True, False): 8, (False, True): 12}
    assert counted(found.last) == {(True, False): 15, (False, True): 5}


def counted(rows: Sequence[GivenTimes]) -> Counter[tuple[bool, bool]]:
    """How many people by (right, does not know); the same answer may come in several rows."""
    return sum((Counter({(one.right, one.given == content.UNKNOWN): one.people}) for one in rows), Counter())


def test_visitors_count_as_people(engine: Engine) -> None:
    visitors = [learning.Visitor(f"{number:043}") for number in range(10)]
    crowds.take_lesson(engine, visitors, LESSON)
    with db.reading(engine) as reader:
        assert followup.lesson_releases(reader, crowds.ANYONE, COURSE)[0].people == 10
        assert {one.people for one in followup.tries(reader, release(reader), LESSON).values()} == {10}


def test_someone_counts_once_when_a_visit_becomes_hers(engine: Engine) -> None:
    """She finished the lesson at home, then again as a visitor, and signed in: two goes, one person."""
    who, *others = crowds.people(engine, 10)
    visitor = learning.Visitor("v" * 43)
    crowds.take_lesson(engine, [who, visitor, *others], LESSON)
    with db.transaction(engine) as session:
        learning.adopt_visitor(session, visitor, who, at=LATER)
    with db.reading(engine) as reader:
        assert followup.lesson_lines(reader, release(reader), at=LATER) == {LESSON: LessonLine(10, 10)}
        assert {one.people for one in followup.tries(reader, release(reader), LESSON).values()} == {10}
    assert set(reached(engine)) == {10}


def test_the_time_from_the_step_before(engine: Engine) -> None:
    lesson = first_lesson(engine)
    question = asked_in(lesson)
    crowds.take_lesson(engine, crowds.people(engine, 10), LESSON, again=wrong)
    with db.reading(engine) as reader:
        taken = followup.practice_seconds(reader, release(reader), LESSON, question.key)
    assert taken == (40,) * 10


def test_no_time_without_a_step_before(engine: Engine) -> None:
    lesson = first_lesson(engine)
    with db.transaction(engine) as session:
        for who in crowds.people(engine, 10):
            seat = learning.Seat(who, COURSE, release(session), lesson)
            for step in sorted(lesson.steps, key=lambda one: one.question is None):
                if step.question is None:
                    learning.read_step(session, seat, step.key, at=LATER)
                else:
                    learning.answer(session, seat, step.key, content.UNKNOWN, client_id=str(uuid4()), at=AT)
    with db.reading(engine) as reader:
        assert followup.tries(reader, release(reader), LESSON)
        assert followup.practice_seconds(reader, release(reader), LESSON, asked_in(lesson).key) == ()


def test_reports_received_and_answered(engine: Engine) -> None:
    lesson = first_lesson(engine)
    (who,) = crowds.people(engine, 1)
    for number in range(3):
        report(engine, who, lesson, f"Remarque {number}")
    with db.transaction(engine) as session:
        waiting = learning.reports(session, answered=False)
        learning.answer_report(session, waiting[0].id, "Merci.", by=who.person_id, at=LATER)
    with db.reading(engine) as reader:
        assert followup.report_lines(reader, release(reader)) == {LESSON: ReportLine(3, 1)}


def report(engine: Engine, who: Member, lesson: content.PublishedLesson, words: str) -> None:
    with db.transaction(engine) as session:
        spot = learning.spot(session, COURSE, release(session), lesson.key, lesson.steps[0].key)
        learning.report(session, who, spot, Trouble.ERROR, words, client_id=str(uuid4()), at=AT)
