"""Bruno writes a step and its question; nothing typed is ever lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lms.publishing import drafts
from lms import db
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import AMEL, HERE, begin, change

pytestmark = pytest.mark.usefixtures("courses")
LESSON, FILE = f"{HERE}/lecons/delais", "lecons/01-les-delais.md"


@pytest.fixture
def bruno(app: Flask) -> Person:
    someone = members.member(app, BRUNO)
    someone.draft = begin(app, someone.id)
    return someone


def text(app: Flask, draft: int, path: str = FILE) -> str:
    with db.reading(app.extensions["database"]) as reader:
        return drafts.draft_file(reader, draft, path).data.decode()


def test_a_step_is_read_and_saved(app, bruno):
    page = bruno.get(f"{LESSON}/message")
    assert "Un message vaut un courrier" in page.text
    page = bruno.follow(bruno.send(page, {"titre": "Un message compte", "texte": "Une phrase.\n\n- un\n- deux"}))
    assert "Enregistré à" in page.text and "<li>deux</li>" in page.text
    assert "## Un message compte {#message}\n\nUne phrase.\n\n- un\n- deux\n" in text(app, bruno.draft)


@pytest.mark.parametrize(
    "address",
    [
        f"{LESSON}/verifier",
        f"{LESSON}/agir",
        LESSON,
        f"{HERE}/quiz",
        f"{HERE}/quiz/quiz-delai",
        f"{HERE}/texte?fichier={FILE}",
    ],
)
def test_saving_what_is_shown_changes_nothing(app, bruno, address):
    before = [text(app, bruno.draft), text(app, bruno.draft, "quiz.toml")]
    page = bruno.get(address)
    assert page.status_code == 200
    if not address.endswith("/quiz"):
        assert bruno.send(page).status_code == 303
    assert [text(app, bruno.draft), text(app, bruno.draft, "quiz.toml")] == before
