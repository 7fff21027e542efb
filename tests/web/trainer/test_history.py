"""« Historique »: every action with who and when, each earlier text readable, everything brought back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from lms import db
from lms.publishing import drafts
from lms.publishing.drafts import What
from lms.web.trainer.history import WORDS
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most
from tests.support.workshop import AMEL, HERE, begin, change, files_of

HISTORY = f"{HERE}/historique"
LESSON = "lecons/01-les-delais.md"


def text(response) -> str:
    """The page, whose lines are whole: the words that changed in them have marks."""
    return unescape(re.sub("</?(ins|del)>", "", response.get_data(as_text=True)))


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def draft(app: Flask, trainer: Person) -> int:
    return begin(app, trainer.id)


def edited() -> bytes:
    return files_of()[LESSON].decode().replace("Un essai vaut mieux", "Une démonstration vaut mieux").encode()


def texts(app: Flask, draft: int) -> dict[str, bytes]:
    with db.reading(app.extensions["database"]) as reader:
        return drafts.draft_files(reader, draft)


def address_of(page, words: str) -> str:
    """The link of the latest line that says this."""
    found = re.search(rf'{words}.*?href="({HISTORY}/\d+)"', text(page), re.S)
    assert found, words
    return found[1]


def test_every_kind_of_action_has_its_words() -> None:
    assert set(WORDS) == set(What)


def test_who_did_what_is_told(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, LESSON, edited(), trainer.id)
    page = text(trainer.get(HISTORY))
    assert "Bruno Castel" in page
    assert "a modifié" in page
    assert LESSON in text(trainer.get(f"{HISTORY}?fichier={LESSON}"))
    assert "quiz.toml" not in text(trainer.get(f"{HISTORY}?fichier={LESSON}"))


def test_an_earlier_text_is_read_and_written_again(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, LESSON, edited(), trainer.id)
    first = address_of(trainer.get(f"{HISTORY}?fichier={LESSON}"), "a ajouté|a commencé")
    page = trainer.get(first)
    assert "Un essai vaut mieux" in text(page)
    assert "Une démonstration vaut mieux" in text(page)  # what differs today
    for _ in range(2):
        assert trainer.send(page).status_code == 303
    assert texts(app, draft)[LESSON] == files_of()[LESSON]


def test_what_was_taken_away_comes_back(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, LESSON, None, trainer.id)
    page = trainer.get(HISTORY)
    assert f"Remettre {LESSON}" in text(page)
    back = re.search(rf'href="({HISTORY}/\d+)">Remettre', text(page))
    assert back
    assert trainer.send(trainer.get(back[1])).status_code == 303
    assert texts(app, draft)[LESSON] == files_of()[LESSON]
    assert "Remettre" not in text(trainer.get(HISTORY))


def test_what_moved_meanwhile_is_shown_again(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, LESSON, edited(), trainer.id)
    page = trainer.get(address_of(trainer.get(f"{HISTORY}?fichier={LESSON}"), "a ajouté|a commencé"))
    other = files_of()[LESSON].decode().replace("Un essai vaut mieux", "Rien ne vaut").encode()
    change(app, draft, LESSON, other, trainer.id)
    late = trainer.send(page)
    assert late.status_code == 409
    assert "Rien n’a été remplacé" in text(late)
    assert texts(app, draft)[LESSON] == other
    assert trainer.send(late).status_code == 303
    assert texts(app, draft)[LESSON] == files_of()[LESSON]


def test_an_image_is_in_the_history_without_a_text(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, "fichiers/note.txt", b"Bonjour", trainer.id)
    page = trainer.get(address_of(trainer.get(f"{HISTORY}?fichier=fichiers/note.txt"), "a ajouté"))
    assert "C’est le texte d’aujourd’hui" in text(page)


def test_lines_of_another_draft_lead_nowhere(app: Flask, trainer: Person, draft: int) -> None:
    stranger = members.member(app, AMEL)
    begin(app, stranger.id, "module-d-amel")
    lines = [int(one) for one in re.findall(rf"{HISTORY}/(\d+)", text(trainer.get(HISTORY)))]
    for line in lines:
        assert stranger.get(f"/formation/module-d-amel/historique/{line}").status_code == 404
        assert stranger.get(f"{HISTORY}/{line}").status_code == 404
    assert stranger.get(HISTORY).status_code == 404


def test_a_long_history_is_paged(app: Flask, trainer: Person, draft: int) -> None:
    for number in range(25):
        change(app, draft, "fichiers/note.txt", f"Version {number}".encode(), trainer.id)
    page = text(trainer.get(HISTORY))
    older = re.search(r'href="([^"]+)">Plus ancien', page)
    assert older
    assert "a ajouté" in text(trainer.get(older[1]))
    with at_most(app, 10):
        trainer.get(HISTORY)
