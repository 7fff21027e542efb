"""Bruno neutralises a question from its analysis, opens it in the workshop, and goes back. Nobody else may."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms import content, db, learning
from lms.publishing import drafts
from lms.publishing.drafts import Right
from tests.support import crowds, drafting, members, quizzes, workshop
from tests.support.example import COURSE, LESSON
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most
from tests.support.quizzes import RIGHT, WRONG
from tests.support.workshop import AMEL

ON_SQLITE = pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
HERE = f"/formation/analyse/{COURSE}"
QUESTION = f"{HERE}/questions/delais-1"
MARKS = f"{QUESTION}/notes"
WHY = "Deux réponses se valent."


def words(response) -> str:
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u202f", " "))


def token(person: Person) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', person.get("/mon-compte").get_data(as_text=True))[-1]


@pytest.fixture
def owner(app: Flask, courses: None) -> Person:
    """Bruno, who owns the course, published as he wrote it."""
    bruno = members.member(app, BRUNO)
    quizzes.publish(app.extensions["database"], quizzes.quiz_files(draws=8))
    with db.transaction(app.extensions["database"]) as session:
        drafts.give(session, COURSE, bruno.id, at=quizzes.AT)
    return bruno


def corrections(engine: Engine) -> tuple[learning.RegradeLine, ...]:
    with db.reading(engine) as reader:
        return learning.regrades(reader, COURSE)


def missed_by(some: int):
    return lambda number, question: WRONG if number < some and question.key == "delais-1" else RIGHT


def test_he_neutralises_a_question_and_goes_back(app: Flask, engine: Engine, owner: Person) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 40), missed_by(24))
    (address,) = re.findall(r'href="([^"]+/notes[^"]*)"', owner.get(QUESTION).get_data(as_text=True))
    page = owner.get(unescape(address))
    assert "d’au moins 20 personnes" in words(page)
    assert "Aucune réussite ni attestation n’est reprise" in words(page)
    refused = owner.send(page, {"reason": " "})
    assert refused.status_code == 422
    assert "Dites pourquoi" in words(refused)
    assert corrections(engine) == ()
    done = owner.follow(owner.send(page, {"reason": WHY}))
    assert "Les notes sont corrigées" in words(done)
    assert f"« {WHY} »" in words(done)
    (line,) = corrections(engine)
    assert (line.question_key, line.neutral, line.applied_by) == ("delais-1", True, "Bruno Castel")
    assert "Neutralisée" in words(owner.get(f"{HERE}?tri=question"))
    neutral = words(owner.get(QUESTION))
    assert "Cette question est neutralisée" in neutral
    assert "Entièrement juste selon le corrigé : 40 %" in neutral  # 16 of 40: what was answered still reads
    assert neutral.count(" corrigé ") == 2
    back = owner.follow(owner.send(done))
    assert "La correction est annulée" in words(back)
    assert "Annulé le" in words(back)
    assert corrections(engine)[0].undone_by == "Bruno Castel"
    assert "Neutralisée" not in words(owner.get(f"{HERE}?tri=question"))


@ON_SQLITE
def test_the_published_key_may_mark_it_again(app: Flask, engine: Engine, owner: Person) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 12), missed_by(12))
    quizzes.publish(engine, quizzes.quiz_files(draws=8, wrong_key="delais-1"))
    owner.send(owner.get(MARKS), {"reason": WHY, "kind": "rekey"})
    assert [line.kind for line in corrections(engine)] == ["rekey"]
    assert "Entièrement juste : plus de" not in words(owner.get(f"{QUESTION}?version=2")).replace("\xa0", " ")
    assert "100 %" in words(owner.get(f"{QUESTION}?version=2"))


@ON_SQLITE
def test_how_many_change_is_said_by_tens(app: Flask, engine: Engine, owner: Person) -> None:
    """One more who answers wrong changes nothing on the page."""
    assert "de moins de dix personnes" in words(owner.get(MARKS))
    crowds.take_quiz(engine, crowds.people(engine, 30), missed_by(29))
    before = words(owner.get(MARKS))
    assert "d’au moins 20 personnes" in before
    crowds.take_quiz(engine, crowds.people(engine, 9, since=30), lambda number, question: WRONG, since=30)
    assert words(owner.get(MARKS)) == before


@ON_SQLITE
def test_twice_is_once(app: Flask, engine: Engine, owner: Person) -> None:
    page = owner.get(MARKS)
    for reason in (WHY, "Une autre raison."):
        assert owner.send(page, {"reason": reason}).status_code == 303
    (line,) = corrections(engine)
    assert line.reason == WHY
    page = owner.get(MARKS)
    assert [owner.send(page).status_code for _ in range(2)] == [303, 303]
    assert len(corrections(engine)) == 1


@ON_SQLITE
def test_a_question_of_an_archived_course_is_corrected_too(app: Flask, engine: Engine, owner: Person) -> None:
    page = owner.get(MARKS)
    with db.transaction(engine) as session:
        draft = drafts.draft(session.connection(), COURSE, owner.id)
        drafts.archive(session, draft.id, by=owner.id, client_id=drafting.form(), at=quizzes.AT)
    assert HERE in owner.get(f"/formation/{COURSE}/versions").get_data(as_text=True)  # no list shows it any more
    assert "Ce qui change" in words(owner.get(MARKS))
    assert owner.send(page, {"reason": WHY}).status_code == 303
    assert len(corrections(engine)) == 1


@ON_SQLITE
def test_a_colleague_reads_and_corrects_nothing(app: Flask, engine: Engine, owner: Person) -> None:
    form = owner.get(MARKS)
    amel = members.member(app, AMEL)
    with db.transaction(engine) as session:
        draft = drafts.draft(session.connection(), COURSE, owner.id)
        drafts.share(session, draft.id, amel.id, Right.WRITE, by=owner.id, client_id=drafting.form(), at=quizzes.AT)
    page = words(amel.get(QUESTION))
    assert "Ouvrir dans l’atelier" in page
    assert "Neutraliser" not in page
    assert amel.get(MARKS).status_code == 403
    sent = {"csrf_token": token(amel)}
    assert amel.client.post(MARKS, data={**sent, "reason": WHY, "kind": "neutralise"}).status_code == 403
    owner.send(form, {"reason": WHY})
    assert amel.client.post(f"{MARKS}/{corrections(engine)[0].id}/annuler", data=sent).status_code == 403
    assert corrections(engine)[0].undone_at is None


@ON_SQLITE
def test_a_stranger_finds_nothing(app: Flask, engine: Engine, owner: Person) -> None:
    """Another trainer, by the list, by every address, and by her own course with his numbers."""
    crowds.take_quiz(engine, crowds.people(engine, 12))
    owner.send(owner.get(MARKS), {"reason": WHY})
    number = corrections(engine)[0].id
    amel = members.member(app, AMEL)
    assert HERE not in amel.get("/formation/analyse").get_data(as_text=True)
    tails = ("", "/quiz", "/lecons", f"/lecons/{LESSON}", f"/lecons/{LESSON}/delai-accuse", "/modifier", "?version=2")
    for address in (*(HERE + tail for tail in tails), QUESTION, MARKS):
        assert amel.get(address).status_code == 404, address
    data = {"csrf_token": token(amel), "reason": WHY, "kind": "neutralise"}
    for address in (f"{HERE}/questions/delais-2/notes", f"{MARKS}/{number}/annuler"):
        assert amel.client.post(address, data=data).status_code == 404, address
    workshop.begin(app, amel.id, "module-d-amel")
    quizzes.publish(engine, workshop.files_of("module-d-amel"))
    hers = "/formation/analyse/module-d-amel/questions/quiz-delai/notes"
    assert amel.get(hers).status_code == 200
    assert amel.client.post(f"{hers}/{number}/annuler", data=data).status_code == 404
    assert [line.undone_at for line in corrections(engine)] == [None]


@ON_SQLITE
def test_what_belongs_to_nobody_is_read_and_copied(app: Flask, engine: Engine, courses: None) -> None:
    bruno = members.member(app, BRUNO)
    quizzes.publish(engine, quizzes.quiz_files())
    assert f"copie={COURSE}" in bruno.get(QUESTION).get_data(as_text=True)
    assert bruno.get(MARKS).status_code == 404


@ON_SQLITE
def test_the_workshop_opens_where_it_is_today(app: Flask, owner: Person) -> None:
    lesson = quizzes.quiz_files()["lecons/01-les-delais.md"].decode()
    asks = next(one.key for one in content.step_parts(lesson) if one.block and "delai-accuse" in one.block.text)
    places = {
        "question=delais-1": "/quiz/delais-1",
        "question=partie": "/quiz",
        f"lesson={LESSON}&question=delai-accuse": f"/lecons/{LESSON}/{asks}",
        "lesson=partie&question=delai-accuse": f"/lecons/{LESSON}/{asks}",
        f"lesson={LESSON}&step=message": f"/lecons/{LESSON}/message",
        f"lesson={LESSON}&step=partie": f"/lecons/{LESSON}",
        "lesson=partie&step=partie": "",
    }
    for query, place in places.items():
        found = owner.get(f"{HERE}/modifier?{query}")
        assert (found.status_code, found.location) == (302, f"/formation/{COURSE}{place}"), query
        assert owner.follow(found).status_code == 200


@ON_SQLITE
def test_few_statements(app: Flask, owner: Person) -> None:
    owner.get(MARKS)
    with at_most(app):
        owner.get(MARKS)
