"""« Équipe »: Bruno lets Amel in, and nothing tells whether an address has an account."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from lms import db, mail
from tests.support import members
from tests.support.members import AMINA, BRUNO, CLAIRE
from tests.support.people import Person
from tests.support.workshop import AMEL, HERE, begin

TEAM = f"{HERE}/equipe"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def invitations(app: Flask) -> list[mail.StoredMessage]:
    with db.reading(app.extensions["database"]) as session:
        return [one for one in mail.mailbox(session, skip=0, most=50)[0] if "vous invite à" in one.subject]


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def colleague(app: Flask) -> Person:
    return members.member(app, AMEL)


@pytest.fixture(autouse=True)
def draft(app: Flask, trainer: Person) -> int:
    return begin(app, trainer.id)


def invite(trainer: Person, email: str, right: str = "write"):
    return trainer.send(trainer.get(TEAM), {"email": email, "right": right})


def link_of(app: Flask) -> str:
    found = re.search(r"https?://[^/]+(/formation/\S+)", invitations(app)[0].text)
    assert found
    return found[1]


def join(app: Flask, trainer: Person, colleague: Person, right: str = "write") -> None:
    invite(trainer, AMEL.email, right)
    assert colleague.send(colleague.get(link_of(app))).status_code == 303


def test_she_is_invited_and_joins_when_she_accepts(app: Flask, trainer: Person, colleague: Person) -> None:
    sent = invite(trainer, AMEL.email)
    assert sent.status_code == 303
    assert colleague.get(TEAM).status_code == 404
    assert "Amel" not in text(trainer.follow(sent)).split("Inviter quelqu’un")[0]
    page = colleague.get(link_of(app))
    assert "Bruno Castel vous invite à écrire" in text(page)
    joined = colleague.send(page)
    assert "partie de l’équipe" in text(colleague.follow(joined))
    assert "Peut écrire" in text(trainer.get(TEAM))
    assert (
        colleague.client.post(f"{HERE}/rejoindre", data={"csrf_token": token(page), "jeton": jeton(page)}).status_code
        == 303
    )


def token(page) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', text(page))[-1]


def jeton(page) -> str:
    return re.findall(r'name="jeton" value="([^"]+)"', text(page))[-1]


def test_the_answer_is_the_same_for_a_trainer_a_learner_and_nobody(
    app: Flask, trainer: Person, colleague: Person
) -> None:
    members.create(app, AMINA)
    members.create(app, CLAIRE)
    answers = set()
    for email in (AMEL.email, AMINA.email, CLAIRE.email, "personne@nulle-part.example"):
        sent = invite(trainer, email)
        page = text(trainer.follow(sent))
        answers.add((sent.status_code, sent.location, re.sub(r'value="[^"]*"', "", page)))
    assert len(answers) == 1
    assert [one.recipient for one in invitations(app)] == [AMEL.email]


def test_a_form_sent_twice_writes_one_letter(app: Flask, trainer: Person, colleague: Person) -> None:
    page = trainer.get(TEAM)
    for _ in range(2):
        assert trainer.send(page, {"email": AMEL.email, "right": "both"}).status_code == 303
    assert len(invitations(app)) == 1


def test_an_address_that_is_none_is_said(trainer: Person) -> None:
    page = invite(trainer, "pas une adresse")
    assert page.status_code == 422
    assert "adresse e-mail complète" in text(page)
    assert "pas une adresse" in text(page)


def test_the_link_opens_nothing_to_another(app: Flask, trainer: Person, colleague: Person) -> None:
    invite(trainer, AMEL.email)
    other = members.member(app, members.Kind("zoe@formation.example", "Zoé", "Marin", roles=BRUNO.roles, strong=True))
    assert other.get(link_of(app)).status_code == 410
    assert colleague.get(link_of(app)[:-3] + "abc").status_code == 410
    assert colleague.get(link_of(app).replace("module-de-bruno", "autre-module")).status_code == 404


def test_what_the_owner_could_not_give_any_more_is_not_given(app: Flask, trainer: Person, colleague: Person) -> None:
    join(app, trainer, colleague)
    third = members.member(app, members.Kind("zoe@formation.example", "Zoé", "Marin", roles=BRUNO.roles, strong=True))
    invite(trainer, "zoe@formation.example")
    page = third.get(link_of(app))
    assert give(trainer, colleague).status_code == 303
    assert third.send(page).status_code == 403
    assert third.get(TEAM).status_code == 404


def give(person: Person, to: Person):
    return person.client.post(f"{TEAM}/donner", data=fields(person) | {"personne": str(to.id)})


def fields(person: Person) -> dict[str, str]:
    page = text(person.get(TEAM))
    found = re.findall(r'name="(csrf_token|client_id)" value="([^"]+)"', page)
    return dict(found)


def test_rights_are_taken_back_and_given_back(app: Flask, trainer: Person, colleague: Person) -> None:
    join(app, trainer, colleague, "both")
    page = trainer.get(TEAM)
    assert "Peut écrire et relire" in text(page)
    sent = trainer.client.post(
        f"{TEAM}/retirer", data=fields(trainer) | {"personne": str(colleague.id), "droit": "write"}
    )
    assert "Ce droit est retiré" in text(trainer.follow(sent))
    sent = colleague.client.post(
        f"{TEAM}/retirer", data=fields(colleague) | {"personne": str(colleague.id), "droit": "review"}
    )
    assert sent.location.endswith("/formation")
    assert colleague.get(TEAM).status_code == 404


def test_only_the_owner_decides(app: Flask, trainer: Person, colleague: Person) -> None:
    join(app, trainer, colleague)
    page = text(colleague.get(TEAM))
    assert "Inviter quelqu’un" not in page
    mine = fields(colleague)
    assert colleague.client.post(TEAM, data=mine | {"email": BRUNO.email, "right": "write"}).status_code == 403
    for path in ("retirer", "donner", "approbation"):
        asked = colleague.client.post(f"{TEAM}/{path}", data=mine | {"personne": str(trainer.id), "droit": "write"})
        assert asked.status_code == 403, path


def test_the_course_is_given_to_a_teammate_only(app: Flask, trainer: Person, colleague: Person) -> None:
    assert give(trainer, colleague).status_code == 400
    join(app, trainer, colleague)
    assert "a changé de propriétaire" in text(trainer.follow(give(trainer, colleague)))
    assert "Inviter quelqu’un" in text(colleague.get(TEAM))
    assert "Inviter quelqu’un" not in text(trainer.get(TEAM))


def test_the_rule_of_approval_is_kept(trainer: Person) -> None:
    kept = trainer.client.post(f"{TEAM}/approbation", data=fields(trainer) | {"approbation": "oui"})
    assert "La règle est enregistrée" in text(trainer.follow(kept))
    assert 'id="approbation" checked' in text(trainer.get(TEAM))
