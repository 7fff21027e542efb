"""Before publishing: Bruno asks Amel to review, she approves or wants changes; remarks on steps."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask

from lms import db, mail
from lms.publishing import drafts
from lms.publishing.drafts import Right
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import AMEL, HERE, begin, change, files_of

REVIEWS, COMMENTS = f"{HERE}/relecture", f"{HERE}/commentaires"
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


@pytest.fixture
def reviewer(app: Flask, trainer: Person, draft: int) -> Person:
    """Amel may review Bruno's course."""
    person = members.member(app, AMEL)
    with db.transaction(app.extensions["database"]) as session:
        drafts.share(session, draft, person.id, Right.REVIEW, by=trainer.id, client_id="", at=datetime.now(UTC))
        drafts.want_approval(session, draft, True, by=trainer.id, client_id="", at=datetime.now(UTC))
    return person


def edited(old: str = "Un essai vaut mieux", new: str = "Une démonstration vaut mieux") -> bytes:
    return files_of()[LESSON].decode().replace(old, new).encode()


def test_a_review_is_asked_for_and_the_reviewer_is_written_to(app: Flask, trainer: Person, reviewer: Person) -> None:
    asked = trainer.send(trainer.get(REVIEWS), {"of": str(reviewer.id), "message": "Surtout la première leçon."})
    assert "La relecture est demandée" in text(trainer.follow(asked))
    with db.reading(app.extensions["database"]) as session:
        letter = mail.mailbox(session, skip=0, most=5)[0][0]
    assert letter.recipient == AMEL.email
    assert "Surtout la première leçon." in letter.text
    assert REVIEWS in letter.text


def test_she_approves_and_a_change_undoes_it(app: Flask, trainer: Person, reviewer: Person, draft: int) -> None:
    assert "doit être approuvé" in text(trainer.get(REVIEWS))
    given = reviewer.send(reviewer.get(REVIEWS), {"verdict": "oui", "opinion": "Clair et juste."})
    assert given.status_code == 303
    page = text(trainer.get(REVIEWS))
    assert "Ce texte est approuvé" in page
    assert "Clair et juste." in page
    change(app, draft, LESSON, edited(), trainer.id)
    page = text(trainer.get(REVIEWS))
    assert "doit être approuvé" in page
    assert "sur un texte qui a changé depuis" in page


def test_she_sees_what_changed_since_her_opinion(app: Flask, trainer: Person, reviewer: Person, draft: int) -> None:
    reviewer.send(reviewer.get(REVIEWS), {"verdict": "non", "opinion": "Un exemple manque."})
    assert "Rien n’a changé" in text(reviewer.get(REVIEWS))
    change(app, draft, LESSON, edited(), trainer.id)
    page = text(reviewer.get(REVIEWS))
    assert "Une démonstration vaut mieux" in page
    assert LESSON in page
    assert "lecons/02" not in page.split("Donner votre avis")[0]


def test_an_opinion_bears_on_the_text_that_was_shown(app: Flask, trainer: Person, reviewer: Person, draft: int) -> None:
    page = reviewer.get(REVIEWS)
    change(app, draft, LESSON, edited(), trainer.id)
    late = reviewer.send(page, {"verdict": "oui", "opinion": "Très bien."})
    assert late.status_code == 409
    assert "Le texte a changé" in text(late)
    assert "Très bien." in text(late)
    assert reviewer.send(late).status_code == 303


def test_nobody_approves_by_a_form_without_an_opinion_or_a_right(trainer: Person, reviewer: Person, app: Flask) -> None:
    page = reviewer.get(REVIEWS)
    empty = reviewer.send(page, {"opinion": "Bien."})
    assert empty.status_code == 422
    assert "Choisissez votre avis" in text(empty)
    asking = reviewer.client.post(f"{REVIEWS}/demander", data=hidden(page) | {"of": str(trainer.id), "message": ""})
    assert asking.status_code in (403, 422)


def hidden(page) -> dict[str, str]:
    found = re.findall(r'name="(csrf_token|client_id|digest)" value="([^"]+)"', page.get_data(as_text=True))
    return dict(found)


def test_remarks_are_written_read_and_settled(trainer: Person, reviewer: Person) -> None:
    place = {"path": LESSON, "place": "message", "retour": f"{HERE}/essai"}
    fields = hidden(reviewer.get(COMMENTS)) | place
    sent = reviewer.client.post(COMMENTS, data=fields | {"remark": "Un chiffre\nserait utile."})
    assert (sent.status_code, sent.location) == (303, f"{HERE}/essai#remarques")
    again = reviewer.client.post(COMMENTS, data=fields | {"remark": "Un chiffre\nserait utile."})
    assert again.status_code == 303
    page = trainer.get(COMMENTS)
    assert text(page).count(">Un chiffre\nserait utile.<") == 1
    other = reviewer.client.post(COMMENTS, data=fields | {"remark": "Autre chose."})
    assert other.status_code == 409
    settle = re.search(rf'action="({COMMENTS}/\d+)"', text(page))
    assert settle
    for _ in range(2):
        assert trainer.client.post(settle[1], data=hidden(page) | {"client_id": str(uuid4())}).status_code == 303
    assert "1\u00a0remarque réglée" in text(trainer.get(COMMENTS))


@pytest.mark.parametrize("back", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""])
def test_a_remark_never_leads_elsewhere(trainer: Person, draft: int, back: str) -> None:
    fields = hidden(trainer.get(COMMENTS)) | {"retour": back, "remark": "Bien.", "path": "module.toml", "place": ""}
    assert trainer.client.post(COMMENTS, data=fields).location == f"{COMMENTS}#remarques"


@pytest.mark.parametrize("remark", ["", "   ", "n" * 2001])
def test_an_empty_or_endless_remark_is_given_back(trainer: Person, draft: int, remark: str) -> None:
    sent = trainer.send(trainer.get(COMMENTS), {"remark": remark})
    assert sent.status_code == 422


def test_a_stranger_finds_nothing(app: Flask, draft: int) -> None:
    stranger = members.member(app, AMEL)
    for address in (REVIEWS, COMMENTS):
        assert stranger.get(address).status_code == 404
