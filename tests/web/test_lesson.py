"""Amina takes a lesson on her phone: step by step, with feedback, and finds her place again."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Person
from tests.support.queries import at_most

MODULE = "/modules/exemple-de-module"
LESSON = f"{MODULE}/delais"
READ, QUESTION, TASK = f"{LESSON}/message", f"{LESSON}/verifier", f"{LESSON}/agir"

pytestmark = pytest.mark.usefixtures("courses")


def text(response) -> str:
    return response.get_data(as_text=True)


def test_a_lesson_opens_at_its_first_step(amina: Person) -> None:
    opened = amina.get(LESSON)
    assert (opened.status_code, opened.location) == (302, READ)
    assert "Un message vaut un courrier" in text(amina.follow(opened))


def test_continuing_leads_from_step_to_step_and_to_the_end(amina: Person) -> None:
    page = amina.get(READ)
    page = amina.follow(amina.send(page))
    assert page.request.path == QUESTION
    page = amina.follow(amina.send(page, {"reponse": "dix-jours"}))
    assert "C’est juste" in text(page)
    page = amina.follow(amina.send(amina.get(TASK)))
    assert page.request.path == f"{LESSON}/fin"
    assert "Un message envoyé à la mairie compte comme un courrier." in text(page)


def test_she_finds_her_place_again(amina: Person) -> None:
    amina.send(amina.get(READ))
    assert amina.get(LESSON).location == QUESTION
    assert QUESTION in text(amina.get("/"))
    assert QUESTION in text(amina.get(MODULE))


def test_her_place_is_hers_alone(amina: Person, claire: Person) -> None:
    amina.send(amina.get(READ))
    amina.follow(amina.send(amina.get(QUESTION), {"reponse": "deux-mois"}))
    assert claire.get(LESSON).location == READ
    assert "Pas tout à fait" not in text(claire.get(QUESTION))


def test_a_wrong_answer_is_explained_and_may_be_tried_again(amina: Person) -> None:
    sent = amina.send(amina.get(QUESTION), {"reponse": "deux-mois"})
    assert sent.status_code == 303
    assert sent.location.endswith("#retour")
    page = text(amina.follow(sent))
    assert "Pas tout à fait" in page
    assert "Deux mois est souvent le délai de réponse." in page
    assert "R112-11-1" in page
    again = amina.get(f"{QUESTION}?essai=1")
    assert "Pas tout à fait" not in text(again)
    assert "C’est juste" in text(amina.follow(amina.send(again, {"reponse": "dix-jours"})))


def test_not_knowing_is_an_answer(amina: Person) -> None:
    page = amina.follow(amina.send(amina.get(QUESTION), {"reponse": "nsp"}))
    assert "Merci de l’avoir dit" in text(page)


def test_the_feedback_is_still_there_when_she_comes_back(amina: Person) -> None:
    amina.send(amina.get(QUESTION), {"reponse": "deux-mois"})
    assert "Pas tout à fait" in text(amina.get(QUESTION))


def test_nothing_of_the_answer_is_on_the_page_before_she_answers(amina: Person) -> None:
    page = text(amina.get(QUESTION))
    for secret in (
        "C’est le délai fixé par le code",
        "L’accusé de réception électronique part",
        "Deux mois est souvent",
    ):
        assert secret not in page


def test_answering_nothing_says_what_to_do_and_gives_nothing_away(amina: Person) -> None:
    page = amina.send(amina.get(QUESTION))
    assert page.status_code == 422
    assert "Il manque votre réponse" in text(page)
    assert "<title>Erreur" in text(page)
    assert "C’est le délai fixé par le code" not in text(page)


@pytest.mark.parametrize("foreign", ["trente-jours", "", "dix-jours\x00", "é" * 500])
def test_an_answer_of_another_question_is_refused_in_french(amina: Person, foreign: str) -> None:
    assert amina.send(amina.get(QUESTION), {"reponse": foreign}).status_code == 422


def test_the_same_form_sent_twice_shows_the_same_page(amina: Person) -> None:
    page = amina.get(QUESTION)
    first = amina.send(page, {"reponse": "dix-jours"})
    second = amina.send(page, {"reponse": "dix-jours"})
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_a_stale_tab_does_not_overwrite_and_says_so(amina: Person) -> None:
    page = amina.get(QUESTION)
    amina.send(page, {"reponse": "dix-jours"})
    refused = amina.send(page, {"reponse": "deux-mois"})
    assert refused.status_code == 409
    assert "déjà enregistrée" in text(refused)
    assert "C’est juste" in text(amina.get(QUESTION))


def test_a_form_without_its_own_id_is_refused(amina: Person) -> None:
    page = amina.get(QUESTION)
    assert amina.send(page, {"reponse": "dix-jours", "client_id": "x"}).status_code == 400


def test_the_end_of_an_unfinished_lesson_leads_to_what_remains(amina: Person) -> None:
    amina.send(amina.get(READ))
    assert amina.get(f"{LESSON}/fin").location == QUESTION


@pytest.mark.parametrize("address", [f"{MODULE}/absente", f"{LESSON}/absente", "/modules/absent", "/medias/00.svg"])
def test_an_address_that_leads_nowhere_gives_a_french_page(amina: Person, address: str) -> None:
    page = amina.get(address)
    assert page.status_code == 404
    assert "Cette page n’existe pas" in text(page)


def test_pages_of_a_lesson_take_four_statements_at_most(app: Flask, amina: Person) -> None:
    amina.send(amina.get(READ))
    amina.send(amina.get(QUESTION), {"reponse": "deux-mois"})
    for address in ("/", "/modules", MODULE, READ, QUESTION, TASK, f"{QUESTION}?essai=1"):
        amina.get(address)
        with at_most(app):
            amina.get(address)
