"""A problem on a step: Amina reports it, Bruno answers without knowing who she is, she is told."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from lms import db, mail
from lms.accounts.models import Account
from lms.learning.models import Report
from tests.support import members
from tests.support.example import COURSE
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most

pytestmark = pytest.mark.usefixtures("courses")
STEP, QUESTION = f"/modules/{COURSE}/delais/message", f"/modules/{COURSE}/delais/verifier"
REPORTS = "/formation/signalements"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def hidden(page, name: str) -> str:
    found = re.findall(rf'name="{name}" value="([^"]+)"', text(page))
    assert found
    return found[-1]


def send(person: Person, words: str = "La date est dépassée.", *, step: str = STEP, trouble: str = "error", **more):
    page = person.get(step)
    fields = {name: hidden(page, name) for name in ("csrf_token", "client_id", "release")}
    return person.client.post(f"{step}/signaler", data=fields | {"trouble": trouble, "report": words} | more)


def answer(bruno: Person, words: str = "C’est corrigé, merci."):
    number = re.search(rf"{REPORTS}/(\d+)", text(bruno.get(REPORTS)))
    assert number
    return bruno.send(bruno.get(number[0]), {"answer": words})


def letters(app: Flask) -> list[mail.StoredMessage]:
    with db.reading(app.extensions["database"]) as session:
        return list(mail.mailbox(session, skip=0, most=10)[0])


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.mark.parametrize("step", [STEP, QUESTION])
def test_she_reports_without_leaving_her_step(member: Person, trainer: Person, step: str) -> None:
    sent = send(member, step=step)
    assert (sent.status_code, sent.location) == (303, f"{step}?signale=1#signaler")
    assert "votre signalement est envoyé" in text(member.follow(sent))
    mine = text(member.get("/mes-signalements"))
    assert "La date est dépassée." in mine
    assert "Pas encore de réponse" in mine


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"report": "  "}, "Dites en quelques mots ce qui ne va pas."),
        ({"report": "n" * 1001}, "Ce texte est trop long"),
        ({"trouble": ""}, "Choisissez ce qui ne va pas."),
        ({"trouble": "autre-chose"}, "Choisissez ce qui ne va pas dans la liste."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(member: Person, fields: dict[str, str], sentence: str) -> None:
    page = send(member, **fields)
    assert page.status_code == 422
    assert sentence in text(page)
    assert "Erreur" in text(page)
    if "trouble" in fields:
        sent = member.send(page, {"trouble": "typo"})
        assert sent.status_code == 303
        assert "La date est dépassée." in text(member.get("/mes-signalements"))


@pytest.mark.parametrize("name", ["client_id", "release"])
def test_a_form_that_is_not_ours_is_refused(member: Person, name: str) -> None:
    assert send(member, **{name: "n’importe quoi"}).status_code == 400


def test_a_step_that_does_not_exist_has_nothing_to_report(member: Person) -> None:
    assert member.get(f"/modules/{COURSE}/delais/absente/signaler").status_code == 404
    assert send(member, release="0" * 64).status_code == 404


def test_the_same_form_sent_twice_is_one_report_and_other_words_ask_again(member: Person, engine: Engine) -> None:
    form = str(uuid4())
    assert [send(member, client_id=form).status_code for _ in range(2)] == [303, 303]
    again = send(member, "Autre chose", client_id=form)
    assert again.status_code == 409
    assert "Autre chose</textarea>" in text(again)
    assert member.send(again).status_code == 303
    with engine.connect() as connection:
        assert len(connection.scalars(select(Report.text)).all()) == 2


def test_a_visitor_signs_in_and_finds_her_words_again(app: Flask, amina: Person) -> None:
    page = amina.get(STEP)
    assert "Il faudra vous connecter" in text(page)
    fields = {name: hidden(page, name) for name in ("csrf_token", "client_id", "release")}
    sent = amina.client.post(
        f"{STEP}/signaler",
        data=fields | {"trouble": "typo", "report": "Il manque une lettre."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert sent.status_code == 303
    assert sent.location.startswith("/connexion?suite=")
    members.enter(app, amina)
    page = amina.get("/reprendre")
    assert "Il manque une lettre." in text(page)
    assert "votre signalement est envoyé" in text(amina.follow(amina.send(page)))
    assert "Il manque une lettre." in text(amina.get("/mes-signalements"))


def test_her_reports_are_hers_alone(app: Flask, member: Person) -> None:
    send(member)
    denis = members.member(app, members.Kind("denis@mairie.example", "Denis"))
    assert "Rien de signalé" in text(denis.get("/mes-signalements"))


def test_a_trainer_reads_the_step_and_never_the_name(app: Flask, member: Person, trainer: Person) -> None:
    send(member, step=QUESTION)
    listed = text(trainer.get(REPORTS))
    assert "La date est dépassée." in listed
    number = re.search(rf"{REPORTS}/\d+", listed)
    assert number
    page = text(trainer.get(number[0]))
    assert "Une élue ou un élu" in page
    assert "Sous combien de jours" in page or "Question posée" in page
    for shown in (listed, page):
        assert "Amina" not in shown
        assert "Berthier" not in shown
        assert "amina.berthier" not in shown


def test_the_answer_reaches_her_page_and_her_mailbox(app: Flask, member: Person, trainer: Person) -> None:
    send(member)
    assert answer(trainer).status_code == 303
    assert "Rien n’attend de réponse" in text(trainer.get(REPORTS))
    assert "La date est dépassée." in text(trainer.get(f"{REPORTS}?etat=repondus"))
    assert "C’est corrigé, merci." in text(member.get("/mes-signalements"))
    (letter,) = letters(app)
    assert letter.recipient == "amina.berthier@mairie.example"
    assert "Les délais à respecter" in letter.text
    assert "/mes-signalements" in letter.text


@pytest.mark.parametrize(("change", "written"), [({"reminders": False}, 0), ({"shared_mailbox": True}, 1)])
def test_her_choices_and_her_mailbox_are_respected(
    app: Flask, member: Person, trainer: Person, engine: Engine, change: dict[str, bool], written: int
) -> None:
    send(member)
    with engine.begin() as connection:
        connection.execute(update(Account).where(Account.person_id == member.id).values(**change))
    answer(trainer)
    found = letters(app)
    assert len(found) == written
    assert not any("délais" in letter.text + letter.subject for letter in found)


def test_two_trainers_answer_once(app: Flask, member: Person, trainer: Person) -> None:
    send(member)
    number = re.search(rf"{REPORTS}/\d+", text(trainer.get(REPORTS)))
    assert number
    first, second = trainer.get(number[0]), trainer.get(number[0])
    assert trainer.send(first, {"answer": "C’est corrigé."}).status_code == 303
    assert trainer.send(first, {"answer": "C’est corrigé."}).status_code == 303
    late = trainer.send(second, {"answer": "Ce n’est pas une erreur."})
    assert late.status_code == 409
    assert "Quelqu’un a répondu entre-temps" in text(late)
    assert "Ce n’est pas une erreur.</textarea>" in text(late)
    assert len(letters(app)) == 1


def test_an_answer_must_say_something(member: Person, trainer: Person) -> None:
    send(member)
    assert answer(trainer, " ").status_code == 422
    assert answer(trainer, "n" * 2001).status_code == 422


def test_a_report_that_does_not_exist(trainer: Person) -> None:
    assert trainer.get(f"{REPORTS}/12").status_code == 404


def test_many_reports_take_few_statements_and_few_elements(app: Flask, member: Person, trainer: Person) -> None:
    for number in range(22):
        send(member, f"Remarque {number}")
    for person, address in ((member, "/mes-signalements"), (trainer, REPORTS), (trainer, f"{REPORTS}?page=2")):
        person.get(address)
        with at_most(app):
            person.get(address)
    assert "Remarque 21" in text(trainer.get(f"{REPORTS}?page=2"))


def test_a_step_with_its_report_form_takes_few_statements(app: Flask, member: Person) -> None:
    for address in (STEP, QUESTION, f"/modules/{COURSE}/delais/agir"):
        member.get(address)
        with at_most(app):
            member.get(address)
