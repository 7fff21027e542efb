"""Work done in lessons survives the arrival of the quiz, and its departure; the database refuses the impossible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from lms import db, learning
from lms.learning.models import Attempt
from tests.learning.test_attempts import begin, take
from tests.support.quizzes import AT, LESSON_OF, finish_lessons, member, publish, quiz_files

KEPT = ("learner", "enrolment", "step_done", "lesson_completion")


def rows(engine: Engine, table: str, columns: str = "*", where: str = "1=1") -> list[Any]:
    with engine.connect() as connection:
        return sorted(map(repr, connection.execute(text(f"SELECT {columns} FROM {table} WHERE {where}"))))


def practice(engine: Engine) -> list[list[Any]]:
    """What was there before quizzes, in columns that both schemas have."""
    attempts = rows(engine, "attempt", "id, enrolment_id, lesson_key, seed, started_at", "behaviour = 'practice'")
    joined = "answer JOIN attempt ON attempt.id = answer.attempt_id"
    answers = rows(engine, joined, "answer.id, question_key, client_id", "behaviour = 'practice'")
    marks = rows(
        engine, f"mark JOIN {joined.replace('answer JOIN', 'answer ON answer.id = mark.answer_id JOIN')}",
        "answer_id, revision, points, verdict", "behaviour = 'practice'",
    )  # fmt: skip
    counted = [rows(engine, table, "count(*)") for table in KEPT]
    return [attempts, answers, marks, *counted]


def test_down_and_up_with_data_loses_no_lesson(engine: Engine, database_url: str) -> None:
    publish(engine, quiz_files())
    amina, claire = member(engine), member(engine, "Claire")
    for who in (amina, claire, learning.Visitor("a-token")):
        finish_lessons(engine, who, tuple(LESSON_OF.values())[:1])
    take(engine, amina, 4)
    begin(engine, claire)
    before = practice(engine)
    assert all(before)
    engine.dispose()
    db.downgrade(database_url, "0004")
    assert practice(engine) == before
    assert rows(engine, "attempt", "behaviour", "behaviour <> 'practice'") == []
    engine.dispose()
    db.upgrade(database_url)
    assert practice(engine) == before
    assert rows(engine, "learner", "DISTINCT time_factor") == ["(1,)"]
    finish_lessons(engine, amina, tuple(LESSON_OF.values())[1:])
    take(engine, amina, 4)
    assert rows(engine, "course_completion", "count(*)") == ["(1,)"]


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("practice_has_lesson", {"behaviour": "practice", "start_id": None}),
        ("practice_has_lesson", {"lesson_key": "delais"}),
        ("practice_needs_no_start", {"start_id": None}),
        ("time_of_check_only", {"behaviour": "positioning", "due_at": AT + timedelta(hours=1)}),
        ("due_after_started", {"due_at": AT}),
        ("finished_in_time", {"due_at": AT + timedelta(hours=1), "finished_at": AT + timedelta(hours=2)}),
        ("behaviour_known", {"behaviour": "exam"}),
    ],
)
def test_impossible_attempts_are_refused(engine: Engine, what: str, values: dict[str, Any]) -> None:
    publish(engine, quiz_files())
    desk = begin(engine, member(engine))
    with db.transaction(engine) as session:
        row = session.execute(text("SELECT enrolment_id, release_id FROM attempt")).one()
        session.execute(text("DELETE FROM attempt WHERE id = :id"), {"id": desk.attempt_id})
    sound = {
        "enrolment_id": row.enrolment_id, "release_id": row.release_id, "behaviour": "check", "lesson_key": "",
        "start_id": "form", "questions": [], "seed": 1, "rule": {}, "started_at": AT,
    }  # fmt: skip
    with db.transaction(engine) as session, pytest.raises(IntegrityError, match=what):
        session.execute(insert(Attempt).values(sound | values))


def test_one_open_quiz_and_one_open_positioning(engine: Engine) -> None:
    publish(engine, quiz_files())
    amina = member(engine)
    quiz, point = begin(engine, amina), begin(engine, amina, behaviour=learning.Behaviour.POSITIONING)
    assert quiz.attempt_id != point.attempt_id
    finish_lessons(engine, amina, ("delais",))
    copied = (
        "INSERT INTO attempt (enrolment_id, behaviour, lesson_key, start_id, release_id, questions, seed, rule,"
        " started_at) SELECT enrolment_id, behaviour, lesson_key, 'other', release_id, questions, seed, rule,"
        " started_at FROM attempt WHERE id = :id"
    )
    with db.transaction(engine) as session, pytest.raises(IntegrityError):
        session.execute(text(copied), {"id": quiz.attempt_id})


def test_a_first_mark_is_never_a_regrade(engine: Engine) -> None:
    publish(engine, quiz_files())
    take(engine, member(engine), 4)
    with db.transaction(engine) as session:
        effects = learning.neutralise(session, "exemple-de-module", "delais-1", reason="Essai", by="Bruno", at=AT)
    wrong = "UPDATE mark SET regrade_id = :id WHERE revision = 1"
    with db.transaction(engine) as session, pytest.raises(IntegrityError, match="regrade_revises"):
        session.execute(text(wrong), {"id": effects.regrade_id})
