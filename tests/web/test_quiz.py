"""Amina takes the final quiz on her phone: she may stop, go back, change her mind, and learns only once she hands in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from lms import db, learning
from lms.learning.models import Attempt
from tests.support import members
from tests.support.example import COURSE
from tests.support.people import Person
from tests.support.queries import at_most
from tests.support.quizzes import (
    LESSON_OF,
    POSITIONING,
    QUIZ,
    every_kind_files,
    finish_lessons,
    publish,
    quiz_files,
)

LESSONS = tuple(LESSON_OF.values())
MODULE = f"/modules/{COURSE}"


@pytest.fixture
def engine(app: Flask):
    return app.extensions["database"]


@pytest.fixture
def amina(app: Flask, engine) -> Person:
    publish(engine, quiz_files())
    return members.member(app)


def text(response) -> str:
    return response.get_data(as_text=True)


def title(response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text(response), re.S)
    assert found
    return found.group(1)


def begin(someone: Person, door: str = QUIZ):
    """Press the button of the start page; return the first question."""
    return someone.follow(someone.send(someone.get(door)))


def answer_all(someone: Person, page, right: int):
    """Answer each question in turn, the first ones right; return the page to read again."""
    number = 0
    while not page.request.path.endswith("/relire"):
        page = someone.follow(someone.send(page, {"reponse": "juste" if number < right else "faux"}))
        number += 1
    return page


def take(someone: Person, right: int, door: str = QUIZ):
    """A whole attempt; return its result page."""
    return someone.follow(someone.send(answer_all(someone, begin(someone, door), right)))


def test_a_visitor_signs_in_first_and_comes_back(app: Flask, engine) -> None:
    publish(engine, quiz_files())
    sent = Person("Visiteuse", app.test_client()).get(QUIZ)
    assert sent.status_code == 302
    assert sent.location.startswith("/connexion?suite=")
    assert "quiz" in sent.location


def test_the_start_page_says_the_rule(amina: Person) -> None:
    page = text(amina.get(QUIZ))
    for words in ("4\u00a0questions", "3\u00a0bonnes réponses", "Rien n’est chronométré", "Commencer"):
        assert words in page


def test_she_passes_and_the_module_is_completed(engine, amina: Person) -> None:
    finish_lessons(engine, learning.Member(amina.id), LESSONS)
    assert "Passer le quiz final" in text(amina.get(MODULE))
    page = take(amina, 3)
    assert title(page) == "3 sur 4. Le quiz est réussi."
    assert "est achevé" in text(page)
    module = text(amina.get(MODULE))
    assert "Module achevé le" in module
    assert "Réussi" in module
    end = text(amina.get(f"{MODULE}/{LESSONS[-1]}/fin"))
    assert all("Obtenir mon attestation" in one for one in (text(page), module, end))


def test_she_misses_and_is_told_what_to_read_again(amina: Person) -> None:
    page = take(amina, 0)
    assert title(page) == "0 sur 4. Il en faut 3."
    assert "Deux leçons à revoir, puis vous pourrez réessayer" in text(page)
    assert f"{MODULE}/delais" in text(page)
    question = amina.get(f"{page.request.path}/1")
    assert "Pas tout à fait" in text(question)
    assert "Retour faux de" in text(question)
    again = amina.get(QUIZ)
    assert "Recommencer, avec d’autres questions" in text(again)
    assert "0 sur 4" in text(again)


def test_what_remains_is_said_after_the_quiz_and_on_the_module(engine, amina: Person) -> None:
    finish_lessons(engine, learning.Member(amina.id), LESSONS[:1])
    assert "Il reste&nbsp;: 1\u00a0leçon et le quiz." in text(amina.get(MODULE))
    assert "il reste 1\u00a0leçon à faire" in text(take(amina, 4))
    assert "Il reste&nbsp;: 1\u00a0leçon." in text(amina.get(MODULE))


def test_she_stops_and_comes_back_on_another_device(app: Flask, amina: Person) -> None:
    page = begin(amina)
    amina.send(page, {"reponse": "juste"})
    tablet = members.member(app)
    module = text(tablet.get(MODULE))
    assert "En cours" in module
    assert begin(tablet).request.path.endswith("/2")
    first = text(tablet.get(page.request.path))
    assert "Réponse enregistrée" in first
    assert 'value="juste" id="reponse' in first
    assert "checked" in first


def test_she_reads_her_answers_again_and_changes_one(amina: Person) -> None:
    page = begin(amina)
    first = page.request.path
    review = answer_all(amina, page, 4)
    assert text(review).count("La bonne réponse de") == 4
    amina.send(amina.get(first), {"reponse": "faux"})
    assert text(amina.get(review.request.path)).count("La bonne réponse de") == 3
    assert title(amina.follow(amina.send(review))).startswith("3 sur 4")


def test_the_review_says_what_is_missing(amina: Person) -> None:
    page = begin(amina)
    amina.send(page, {"reponse": "nsp"})
    review = text(amina.get(page.request.path.rsplit("/", 1)[0] + "/relire"))
    assert "3\u00a0questions n’ont pas encore de réponse" in review
    assert "Je ne sais pas" in review
    assert review.count("Sans réponse") == 3


def test_answering_nothing_says_what_to_do(amina: Person) -> None:
    refused = amina.send(begin(amina))
    assert refused.status_code == 422
    assert "Il manque votre réponse" in text(refused)


def test_a_stale_tab_overwrites_nothing_and_shows_both(amina: Person) -> None:
    page = begin(amina)
    amina.send(page, {"reponse": "juste"})
    stale = {"client_id": "7e9b1a52-9f3c-4a0e-8b34-6a2f5d0c1e11", "reponse": "faux"}
    refused = amina.send(page, stale)
    assert refused.status_code == 409
    assert "Deux réponses à cette question" in text(refused)
    assert "La bonne réponse de" in text(refused)
    assert "La mauvaise réponse de" in text(refused)
    assert 'value="juste" id="reponse" checked' in text(amina.get(page.request.path)).replace(
        'id="reponse-juste"', 'id="reponse"'
    )
    kept = amina.send(refused)  # she keeps the one of this page
    assert kept.status_code == 303
    assert 'value="faux" id="reponse" checked' in text(amina.get(page.request.path)).replace(
        'id="reponse-faux"', 'id="reponse"'
    )


def test_going_back_and_sending_the_same_form_otherwise_shows_both(amina: Person) -> None:
    page = begin(amina)
    amina.send(page, {"reponse": "juste"})
    assert amina.send(page, {"reponse": "juste"}).status_code == 303
    both = amina.send(page, {"reponse": "faux"})
    assert both.status_code == 409
    assert "Deux réponses à cette question" in text(both)
    assert amina.send(both).status_code == 303


def test_nothing_is_accepted_after_handing_in(amina: Person) -> None:
    page = begin(amina)
    result = amina.follow(amina.send(answer_all(amina, page, 4)))
    before = text(result)
    late = amina.send(page, {"reponse": "faux", "client_id": "7e9b1a52-9f3c-4a0e-8b34-6a2f5d0c1e12"})
    assert late.status_code == 409
    assert "Vos réponses ont déjà été remises" in text(late)
    assert amina.follow(amina.get(page.request.path)).request.path.endswith("/relire")
    assert comparable(amina.get(result.request.path)) == comparable(before)


def test_when_time_is_over_she_is_told_and_hands_in(app: Flask, engine) -> None:
    publish(engine, quiz_files(limits="duree_minutes = 20"))
    amina = members.member(app)
    assert "20\u00a0min" in text(amina.get(QUIZ))
    page = begin(amina)
    second = amina.follow(amina.send(page, {"reponse": "juste"}))
    assert "À remettre avant" in text(second)
    with db.transaction(engine) as session:
        past = datetime.now(UTC) - timedelta(hours=1)
        session.execute(update(Attempt).values(started_at=past, due_at=past + timedelta(minutes=20)))
    late = amina.send(second, {"reponse": "juste"})
    assert late.status_code == 409
    assert "Le temps est écoulé" in text(late)
    over = amina.follow(amina.get(second.request.path))
    assert title(over) == "Le temps est écoulé"
    assert title(amina.follow(amina.send(over))) == "1 sur 4. Il en faut 3."


def test_she_gives_herself_more_time(app: Flask, engine) -> None:
    publish(engine, quiz_files(limits="duree_minutes = 20"))
    amina = members.member(app)
    form = text(amina.get(QUIZ))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    sent = amina.client.post(f"{QUIZ}/temps", data={"csrf_token": token, "time_factor": "3"})
    assert sent.status_code == 303
    assert "1\u00a0h une fois" in text(amina.follow(sent))
    assert amina.client.post(f"{QUIZ}/temps", data={"csrf_token": token, "time_factor": "30"}).status_code == 400


def test_the_limits_of_the_course_are_said_and_hold(app: Flask, engine) -> None:
    publish(engine, quiz_files(limits="tentatives = 1"))
    amina = members.member(app)
    door = amina.get(QUIZ)
    take(amina, 0)
    closed = amina.get(QUIZ)
    assert "Vous avez fait la tentative que ce module permet." in text(closed)
    refused = amina.send(door, {"client_id": "7e9b1a52-9f3c-4a0e-8b34-6a2f5d0c1e13"})
    assert refused.status_code == 409
    assert "Toutes les tentatives ont été faites" in text(refused)
    publish(engine, quiz_files(limits="delai_heures = 24"))
    soon = amina.get(QUIZ)
    assert "Le prochain quiz s’ouvre le" in text(soon)
    refused = amina.send(door, {"client_id": "7e9b1a52-9f3c-4a0e-8b34-6a2f5d0c1e14"})
    assert "C’est un peu tôt pour recommencer" in text(refused)


def test_positioning_says_where_to_begin(amina: Person) -> None:
    assert POSITIONING in text(amina.get(MODULE))
    page = begin(amina, POSITIONING)
    while not page.request.path.endswith("/relire"):
        right = "La question delais" in text(page)
        page = amina.follow(amina.send(page, {"reponse": "juste" if right else "nsp"}))
    result = amina.follow(amina.send(page))
    assert title(result) == "2 réponses justes sur 4"
    assert "Commencer par «&#8239;Toutes les sortes de questions&#8239;»" in text(result)
    assert "Ce qui peut attendre" in text(result)
    assert "Il en faut" not in text(result)


def test_her_attempt_is_hers_alone(app: Flask, amina: Person) -> None:
    page = begin(amina)
    review = page.request.path.rsplit("/", 1)[0] + "/relire"
    claire = members.member(app, members.CLAIRE)
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', text(claire.get(QUIZ)))[0]}
    for address in (page.request.path, review, review.replace("relire", "bilan"), review.replace("relire", "bilan/1")):
        assert claire.get(address).status_code == 404
    for address in (page.request.path, review):
        assert claire.client.post(address, data=form | {"reponse": "faux"}).status_code == 404
    assert "Réponse enregistrée" not in text(amina.get(page.request.path))


def test_an_address_that_leads_nowhere(amina: Person) -> None:
    place = begin(amina).request.path.rsplit("/", 1)[0]
    for end in ("0", "5", "100", "x", "../2147483648/1"):
        assert amina.get(f"{place}/{end}").status_code == 404


def test_an_old_result_is_the_same_after_any_release(engine, amina: Person) -> None:
    addresses = [take(amina, 2).request.path]
    addresses += [f"{addresses[0]}/{number}" for number in range(1, 5)]
    before = [comparable(amina.get(address)) for address in addresses]
    for number in range(3):
        files = quiz_files(draws=2 + number, pass_mark=100, wrong_key="delais-1")
        renamed = {path: data.replace(b"La question", b"La question n. %d" % number) for path, data in files.items()}
        renamed["module.toml"] = renamed["module.toml"].replace(b"indiquer les", b"retenir les")
        publish(engine, renamed)
        assert [comparable(amina.get(address)) for address in addresses] == before


def comparable(page) -> str:
    """A page without the token of its forms."""
    html = page if isinstance(page, str) else text(page)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", html)


def test_a_question_that_was_cancelled_says_so(engine, amina: Person) -> None:
    result = take(amina, 2)
    with db.transaction(engine) as session:
        wrong = (
            learning.result(
                session,
                learning.Member(amina.id),
                COURSE,
                learning.Behaviour.CHECK,
                int(result.request.path.split("/")[4]),
            )
            .marked[3]
            .question.key
        )
        learning.neutralise(
            session, COURSE, wrong, reason="Deux réponses étaient défendables.", by="Bruno", at=datetime.now(UTC)
        )
    assert title(amina.get(result.request.path)) == "3 sur 4. Le quiz est réussi."
    assert "Comptée juste" in text(amina.get(result.request.path))
    assert "Deux réponses étaient défendables." in text(amina.get(f"{result.request.path}/4"))


def test_every_kind_of_question_can_be_answered_kept_and_handed_in(app: Flask, engine) -> None:
    publish(engine, every_kind_files())
    amina = members.member(app)
    page = begin(amina)
    seen = 0
    while not page.request.path.endswith("/relire"):
        address = page.request.path
        sent = amina.send(page, button="nsp=1") if 'name="nsp"' in text(page) else amina.send(page, {"reponse": "nsp"})
        page, seen = amina.follow(sent), seen + 1
        assert "Réponse enregistrée" in text(amina.get(address))
    assert seen == 7
    result = amina.follow(amina.send(page))
    for number in range(1, seen + 1):
        assert "Merci de l’avoir dit" in text(amina.get(f"{result.request.path}/{number}"))


def test_a_line_is_moved_and_the_saved_order_is_shown_again(app: Flask, engine) -> None:
    publish(engine, every_kind_files())
    amina = members.member(app)
    page = begin(amina)
    while 'name="deplacer"' not in text(page):
        page = amina.get(re.sub(r"\d+$", lambda found: str(int(found.group()) + 1), page.request.path))
    address = page.request.path
    order = re.findall(r'name="ordre" value="([^"]+)"', text(page))
    moved = amina.follow(amina.send(page, button=f"deplacer=monter:{order[-1]}"))
    turned = [*order[:-2], order[-1], order[-2]]
    assert re.findall(r'name="ordre" value="([^"]+)"', text(moved)) == turned
    amina.send(moved)
    assert re.findall(r'name="ordre" value="([^"]+)"', text(amina.get(address))) == turned


def test_an_answer_sent_after_the_session_ended_is_kept(app: Flask, engine, amina: Person) -> None:
    page = begin(amina)
    with amina.client.session_transaction() as cookie:
        signed_in = dict(cookie)
        del cookie["_user_id"]
    headers = {"Sec-Fetch-Site": "same-origin"}
    form = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text(page))
    sent = amina.client.post(page.request.path, data=dict(form) | {"reponse": "juste"}, headers=headers)
    assert sent.status_code == 303
    with amina.client.session_transaction() as cookie:
        cookie["_user_id"] = signed_in["_user_id"]
    amina.send(amina.get("/reprendre"))
    assert "Réponse enregistrée" in text(amina.get(page.request.path))


def test_pages_take_four_statements_at_most_whatever_the_past(app: Flask, amina: Person) -> None:
    for round_ in range(2):
        page = begin(amina)
        amina.send(page, {"reponse": "juste"})
        place = page.request.path.rsplit("/", 1)[0]
        for address in (QUIZ, MODULE, page.request.path, f"{place}/relire"):
            amina.get(address)
            with at_most(app):
                amina.get(address)
        result = amina.follow(amina.send(answer_all(amina, amina.get(page.request.path), round_)))
        for address in (result.request.path, f"{result.request.path}/2", QUIZ, MODULE):
            with at_most(app):
                amina.get(address)
