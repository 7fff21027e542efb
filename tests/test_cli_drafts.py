"""A terminal gives a course to a trainer, publishes at their moment the texts that were scheduled, and says what is behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms import content, db, learning, publishing
from lms.publishing import drafts
from lms.publishing.drafts import Announcement
from tests.learning.test_attempts import take
from tests.support import drafting
from tests.support.drafting import AT, LESSON, PRESS, begin, form, person, replaced, save, text
from tests.support.example import COURSE, example_files
from tests.support.quizzes import finish_lessons, member, quiz_files
from tests.test_cli import lms

HOUR = timedelta(hours=1)


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an hour later."""
    clock = type("Clock", (datetime,), {"now": lambda _zone: AT + HOUR})
    monkeypatch.setattr("lms.cli_drafts.datetime", clock)


def schedule(engine: Engine, draft_id: int, who: int, key: str = COURSE) -> None:
    seen = drafting.shown(engine, who, key)
    with db.transaction(engine) as session:
        drafts.schedule(
            session, draft_id, seen, Announcement(), AT + HOUR, by=who, press=PRESS, client_id=form(), at=AT
        )


@pytest.mark.usefixtures("courses")
def test_a_course_is_given(app: Flask, engine: Engine, bruno: int) -> None:
    person(engine, "Amina", trainer=False)
    done = lms(app, "courses", "give", COURSE, "Bruno@formation.example")
    assert (done.exit_code, drafting.opened(engine, bruno).owner) == (0, "Bruno Castel")
    for words, said in (
        (("absent", "bruno@formation.example"), "Aucun module ne porte la clé « absent »."),
        ((COURSE, "amina@formation.example"), "n’a pas le rôle de formateur"),
        ((COURSE, "personne@formation.example"), "Aucun compte n’a l’adresse"),
        ((COURSE, "bruno"), "n’est pas une adresse"),
    ):
        done = lms(app, "courses", "give", *words)
        assert done.exit_code == 1
        assert said in done.output


@pytest.mark.usefixtures("later")
def test_what_is_due_is_published(app: Flask, engine: Engine, bruno: int) -> None:
    schedule(engine, begin(engine, bruno), bruno)
    done = lms(app, "courses", "publish-due")
    assert done.output == "Répondre aux messages des habitants : version 1.\n1 publication prévue.\n"
    assert lms(app, "courses", "publish-due").output == "0 publication prévue.\n"


@pytest.mark.usefixtures("later")
def test_one_accident_does_not_stop_the_others(
    app: Flask, engine: Engine, bruno: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {path: data.replace(COURSE.encode(), b"autre-module") for path, data in example_files().items()}
    schedule(engine, begin(engine, bruno, other, key="autre-module"), bruno, "autre-module")
    schedule(engine, begin(engine, bruno), bruno)
    real = content.read

    def broken(files: dict[str, bytes], *rest: object) -> object:
        if b"autre-module" in files["module.toml"]:
            raise RuntimeError("accident")
        return real(files, *rest)

    monkeypatch.setattr("lms.content.read", broken)
    done = lms(app, "courses", "publish-due")
    assert done.exit_code == 1
    assert "non publié, une erreur inattendue" in done.output
    assert "version 1." in done.output
    assert lms(app, "courses", "publish-due").exit_code == 0


@pytest.mark.usefixtures("later")
def test_a_shorter_course_completes_who_was_waiting(app: Flask, engine: Engine, bruno: int) -> None:
    draft_id = begin(engine, bruno, quiz_files())
    drafting.publish(engine, draft_id, bruno)
    amina = member(engine)
    finish_lessons(engine, amina, ("delais",))
    take(engine, amina, 4)
    second = "lecons/02-toutes-les-questions.md"
    bank = text(engine, draft_id, "quiz.toml")
    save(
        engine, draft_id, bruno, bank.replace(b'lecon = "toutes-les-questions"', b'lecon = "delais"'), path="quiz.toml"
    )
    digest = drafts.digest_of(text(engine, draft_id, second))
    with db.transaction(engine) as session:
        drafts.remove(session, draft_id, by=bruno, path=second, base_sha256=digest, client_id=form(), at=AT)
    schedule(engine, draft_id, bruno)
    assert lms(app, "courses", "publish-due").exit_code == 0
    with db.reading(engine) as reader:
        (course,) = publishing.current_releases(reader)
        assert learning.journeys(reader, amina, [course])[COURSE].completed_at == AT + HOUR


def test_publishing_a_folder_says_that_a_draft_is_behind(
    app: Flask, engine: Engine, bruno: int, tmp_path: Path
) -> None:
    draft_id = begin(engine, bruno)
    drafting.publish(engine, draft_id, bruno)
    there = example_files()
    there[LESSON] = replaced(there[LESSON], "Un essai vaut mieux", "Essayer vaut mieux")
    content.write_folder(tmp_path / COURSE, there)
    done = lms(app, "courses", "publish", tmp_path / COURSE)
    assert "Un brouillon part d’une version antérieure : il est gardé tel quel." in done.output
    assert text(engine, draft_id) == example_files()[LESSON]
