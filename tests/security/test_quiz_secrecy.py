"""S3 on the quiz: nothing of the answer key reaches the browser before the answers are handed in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from lms import db
from lms.learning.models import Attempt
from tests.support import members
from tests.support.people import Person
from tests.support.quizzes import QUIZ, publish, quiz_files

SECRETS = (
    "Explication de",
    "Retour juste de",
    "Retour faux de",
    "C’est juste",
    "Pas tout à fait",
    "est-su",
    'a-revoir">À',
)


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def amina(app: Flask) -> Person:
    publish(app.extensions["database"], quiz_files())
    return members.member(app)


def walk(amina: Person, answer: str) -> list:
    """Every page from the start to the review, each question also refused and answered."""
    pages = [amina.get(QUIZ)]
    page = amina.follow(amina.send(pages[0]))
    while not page.request.path.endswith("/relire"):
        refused = amina.send(page)
        following = amina.follow(amina.send(page, {"reponse": answer}))
        pages += [page, refused, amina.get(page.request.path)]
        page = following
    return [*pages, page, amina.get(page.request.path.replace("relire", "bilan"), follow_redirects=True)]


@pytest.mark.parametrize("answer", ["juste", "faux"])
def test_no_page_before_handing_in_says_what_is_right(amina: Person, answer: str) -> None:
    for page in walk(amina, answer):
        found = [secret for secret in SECRETS if secret in text(page)]
        assert not found, f"{page.request.path}: {found}"


def test_a_conflict_says_what_was_answered_and_not_what_is_right(amina: Person) -> None:
    page = amina.follow(amina.send(amina.get(QUIZ)))
    amina.send(page, {"reponse": "juste"})
    conflict = amina.send(page, {"reponse": "faux", "client_id": "7e9b1a52-9f3c-4a0e-8b34-6a2f5d0c1e11"})
    assert conflict.status_code == 409
    assert not [secret for secret in SECRETS if secret in text(conflict)]


def test_pages_are_the_same_whichever_option_is_right(app: Flask) -> None:
    """The same quiz with the key the other way: every byte before handing in is the same, and so is its length."""
    engine, seen = app.extensions["database"], []
    for kind, wrong in (("amina@mairie.example", False), ("denis@mairie.example", True)):
        files = quiz_files(each=2, draws=4)
        if wrong:
            files["quiz.toml"] = turned(files["quiz.toml"])
        publish(engine, files)
        someone = members.member(app, members.Kind(kind))
        door = someone.get(QUIZ)
        someone.send(door)
        with db.transaction(engine) as session:
            session.execute(
                update(Attempt)
                .where(Attempt.finished_at.is_(None))
                .values(seed=1, questions=["delais-1", "reprises-1", "delais-2", "reprises-2"])
            )
        seen.append([neutral(page) for page in walk(someone, "juste")])
    assert len(seen[0]) == len(seen[1])
    for one, other in zip(*seen, strict=True):
        assert one == other


def turned(bank: bytes) -> bytes:
    """The same bank with the right mark under the other choice of each question."""
    out = bank.replace(b"juste = true\n", b"")
    return re.sub(rb'(cle = "faux"\ntexte = "[^"]+"\n)', rb"\1juste = true\n", out)


def neutral(page) -> str:
    """A page without what belongs to one person and one form."""
    html = re.sub(r'name="(csrf_token|client_id|vu)" value="[^"]*"', "", text(page))
    return re.sub(r"/quiz/\d+", "/quiz/N", html)
