"""An operator corrects the marks of a question with `flask lms regrade`: seen first, then done, then undone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import content, db
from lms.learning.models import CourseCompletion, Mark, QuizPass, Regrade
from tests.learning.test_attempts import longer, take
from tests.support.example import COURSE
from tests.support.quizzes import LESSON_OF, finish_lessons, member, publish, quiz_files
from tests.test_cli import lms

KEY = "delais-1"


@pytest.fixture
def engine(app: Flask):
    """Amina has answered the whole bank right; the key of one question is the wrong way round."""
    engine = app.extensions["database"]
    publish(engine, quiz_files(each=2, draws=4, pass_mark=100, wrong_key=KEY))
    amina = member(engine)
    finish_lessons(engine, amina, tuple(LESSON_OF.values()))
    take(engine, amina, 4)
    return engine


def counts(engine) -> tuple[int, ...]:
    with db.reading(engine) as session:
        stored = (Regrade, Mark, QuizPass, CourseCompletion)
        return tuple(session.execute(select(func.count()).select_from(one)).scalar_one() for one in stored)


def test_a_dry_run_tells_and_changes_nothing(app: Flask, engine) -> None:
    before = counts(engine)
    done = lms(
        app, "regrade", "apply", COURSE, KEY, "--neutralise", "--reason", "Deux réponses se valent.", "--dry-run"
    )
    assert done.exit_code == 0, done.output
    assert "Essai, rien n’est changé" in done.output
    assert "1 note à jour, dont 1 en plus et 0 en moins" in done.output
    assert "1 module achevé de plus" in done.output
    assert counts(engine) == before


def test_it_is_done_listed_and_undone(app: Flask, engine) -> None:
    regrades, marks, *_ = counts(engine)
    publish(engine, quiz_files(each=2, draws=4, pass_mark=100))
    done = lms(app, "regrade", "apply", COURSE, KEY, "--reason", "La clé était inversée.")
    assert "1 quiz réussi de plus" in done.output
    assert counts(engine) == (regrades + 1, marks + 1, 1, 1)
    assert f"{COURSE} {KEY} : clé revue" in lms(app, "regrade", "list", COURSE).output
    assert lms(app, "regrade", "undo", 1).exit_code == 0
    assert counts(engine) == (regrades + 1, marks + 2, 1, 1)
    listed = lms(app, "regrade", "list").output
    assert "annulée le" in listed
    assert "La clé était inversée." in listed


def test_what_does_not_exist_is_said_in_french(app: Flask, engine) -> None:
    reason = ("--reason", "Essai.")
    for words, said in (
        (("apply", COURSE, "absente", *reason), "n’a pas de question « absente »"),
        (("apply", "absent", KEY, *reason), "Aucun module publié"),
        (("undo", 7), "Aucune correction en vigueur ne porte le numéro 7"),
        (("apply", COURSE, KEY, "--reason", " "), "Donnez une raison"),
    ):
        done = lms(app, "regrade", *words)
        assert done.exit_code == 1
        assert said in done.output


def test_publishing_fewer_lessons_completes_the_course_of_who_waited_for_it(app: Flask, tmp_path) -> None:
    engine = app.extensions["database"]
    publish(engine, longer(quiz_files()))
    amina = member(engine)
    finish_lessons(engine, amina, tuple(LESSON_OF.values()))
    take(engine, amina, 4)
    assert counts(engine)[3] == 0
    content.write_folder(tmp_path / COURSE, quiz_files())
    assert lms(app, "courses", "publish", tmp_path / COURSE, "--outdated-ok").exit_code == 0
    assert counts(engine)[3] == 1
