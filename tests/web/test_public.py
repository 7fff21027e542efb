"""What anyone finds without opening a lesson: modules, glossary, display settings, legal pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lms.personal_data import RULES
from tests.support.people import Person
from tests.support.queries import at_most, count_queries

pytestmark = pytest.mark.usefixtures("courses")
MODULE = "/modules/exemple-de-module"
PAGES = [
    *("/", "/modules", MODULE, "/glossaire", "/aide", "/mentions-legales", "/donnees-personnelles", "/accessibilite"),
    *("/plan-du-site", "/affichage"),
]


def text(response) -> str:
    return response.get_data(as_text=True)


def title(response) -> str:
    found = re.search(r"<title>(.*?)</title>", text(response), re.S)
    assert found
    return found[1]


def test_every_page_opens_under_its_own_title(amina: Person) -> None:
    pages = [amina.get(address) for address in PAGES]
    assert {page.status_code for page in pages} == {200}
    assert len({title(page) for page in pages}) == len(PAGES)


def test_looking_around_leaves_no_trace_of_a_visitor(amina: Person) -> None:
    for address in PAGES:
        amina.get(address)
    with amina.client.session_transaction() as session:
        assert "visitor" not in session


def test_pages_take_few_statements(app: Flask, amina: Person) -> None:
    for address in PAGES:
        amina.get(address)
        with at_most(app):
            amina.get(address)


def test_more_courses_do_not_take_more_statements(app: Flask, amina: Person) -> None:
    def counted() -> list[int]:
        counts = []
        for address in ("/", "/modules", "/glossaire", "/plan-du-site"):
            amina.get(address)
            with count_queries(app) as statements:
                amina.get(address)
            counts.append(len(statements))
        return counts

    amina.send(amina.get(f"{MODULE}/delais/message"))
    alone = counted()
    done = app.test_cli_runner().invoke(args=["lms", "courses", "publish", "--outdated-ok", "courses/e-services"])
    assert done.exit_code == 0, done.output
    assert counted() == alone


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?pour=maire",
        "?communes=500-a-3500",
        "?pour=secretaire",
        "?pour=inconnu&communes=<b>",
        "?pour=" + "x" * 5000,
    ],
)
def test_filters_keep_what_suits_and_ignore_the_unknown(amina: Person, query: str) -> None:
    page = amina.get(f"/modules{query}")
    assert page.status_code == 200
    assert "Répondre aux messages des habitants" in text(page)


@pytest.mark.parametrize("words", ["rgpd", "RGPD", "règlement general protection", "données personnelles"])
def test_the_glossary_is_searched_without_accents_or_case(amina: Person, words: str) -> None:
    assert 'id="rgpd"' in text(amina.get("/glossaire", query_string={"q": words}))


@pytest.mark.parametrize("words", ["zzzz", "<script>alert(1)</script>", "%", "a" * 500])
def test_a_search_without_result_says_so(amina: Person, words: str) -> None:
    page = amina.get("/glossaire", query_string={"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in text(page)


def test_a_letter_shows_its_terms(amina: Person) -> None:
    assert 'id="rgpd"' in text(amina.get("/glossaire?lettre=R"))
    assert 'id="rgpd"' not in text(amina.get("/glossaire?lettre=C"))


def test_display_choices_are_kept_for_her_and_bring_her_back(amina: Person, claire: Person) -> None:
    page = amina.get("/affichage")
    chosen = amina.send(page, {"taille": "grand", "theme": "sombre", "contraste": "fort", "retour": "/aide"})
    assert (chosen.status_code, chosen.location) == (303, "/aide")
    root = re.search(r"<html[^>]*>", text(amina.get("/aide")))
    assert root
    assert 'data-taille="grand"' in root[0]
    assert 'data-theme="sombre"' in root[0]
    assert 'data-contraste="fort"' in root[0]
    assert "data-theme" not in text(claire.get("/aide")).partition("<head>")[0]


@pytest.mark.parametrize("forged", [{"taille": "enorme"}, {"theme": "<script>"}, {"contraste": ""}])
def test_a_choice_that_does_not_exist_is_refused(amina: Person, forged: dict) -> None:
    refused = amina.send(amina.get("/affichage"), forged)
    assert refused.status_code == 400
    assert "data-" not in text(amina.get("/aide")).partition("<head>")[0]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://ailleurs.example",
        "//ailleurs.example",
        "/\\ailleurs.example",
        "\\\\ailleurs.example",
        "javascript:alert(1)",
        "/absente",
        "/modules\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_display_choices_lead_nowhere_else(amina: Person, elsewhere: str) -> None:
    sent = amina.send(amina.get("/affichage"), {"retour": elsewhere})
    assert (sent.status_code, sent.location) == (303, "/affichage")


def test_the_controller_and_the_contact_are_named(amina: Person) -> None:
    assert "Association fictive des communes du Val" in text(amina.get("/mentions-legales"))
    privacy = text(amina.get("/donnees-personnelles"))
    assert "donnees@etoffe.example" in privacy
    assert "sept jours" in privacy


def test_what_is_kept_is_told_class_by_class(amina: Person) -> None:
    page = text(amina.get("/donnees-personnelles"))
    for rule in RULES:
        assert rule.name in page
        assert rule.retention in page


def test_the_accessibility_statement_claims_nothing(amina: Person) -> None:
    assert "non conforme" in text(amina.get("/accessibilite"))
