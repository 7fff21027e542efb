"""The pages « Analyse » full of answers, in a real browser: for everyone, light, quiet, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from lms import content, db, learning
from lms.app import create_app
from lms.publishing import drafts
from lms.settings import Settings
from tests.support import crowds, members, quizzes, serving
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page, weigh
from tests.support.databases import Databases
from tests.support.example import COURSE, LESSON
from tests.support.inspection import ELEMENTS
from tests.support.members import BRUNO
from tests.support.quizzes import RIGHT, WRONG
from tools import server

HERE = f"/formation/analyse/{COURSE}"
PAGES = {  # what it shows: its address, and words that it must say
    "the modules": ("/formation/analyse", "10 personnes"),
    "questions": (f"{HERE}?version=2", "À l’envers"),
    "the easiest first, page 2": (f"{HERE}?version=2&tri=reussite&sens=inverse&page=2", "de la plus facile"),
    "by time": (f"{HERE}?version=2&tri=temps", "À revoir"),
    "few answers": (f"{HERE}?version=3", "Moins de dix réponses"),
    "nobody": (f"{HERE}?version=1", "Pas encore assez"),
    "the quiz": (f"{HERE}/quiz?version=2", "Cohérence interne"),
    "a reversed question": (f"{HERE}/questions/delais-1?version=2", "davantage"),
    "a question of a few": (f"{HERE}/questions/delais-1?version=3", "masqué"),
    "a good question": (f"{HERE}/questions/reprises-2?version=2", "Rien ne demande"),
    "its marks": (f"{HERE}/questions/delais-1/notes?version=2", "Ce qui change"),
    "a neutralised question": (f"{HERE}/questions/reprises-1?version=2", "est neutralisée"),
    "its correction": (f"{HERE}/questions/reprises-1/notes?version=2", "Annuler cette correction"),
    "lessons": (f"{HERE}/lecons", "au moins 60 personnes"),
    "a lesson": (f"{HERE}/lecons/{LESSON}", "Presque comme avant"),
    "a question of a lesson": (f"{HERE}/lecons/{LESSON}/delai-accuse", "Temps médian"),
    "a lesson of many steps": (f"{HERE}/lecons/toutes-les-questions", "100"),
}


def answered(number: int, question: content.Question) -> content.Given:
    """Better by those who come later, but for one question, that is the other way round."""
    if number % 11 == 0:
        return content.UNKNOWN
    right = crowds.strong(number, question, among=46) == RIGHT
    return WRONG if (question.key == "delais-1") is right else RIGHT


def fill(engine: Engine) -> None:
    """Sixty people at the second release of the example, twelve at the third."""
    lessons_at = datetime.now(UTC) - timedelta(days=4)
    quizzes.publish(engine, quizzes.quiz_files(each=9, draws=18))
    crowd = crowds.people(engine, 60)
    crowds.take_quiz(engine, crowd, answered)
    crowds.take_lesson(engine, crowd, LESSON, steps=lambda number: 1 + number % 9, at=lessons_at)
    crowds.take_lesson(
        engine,
        crowd,
        "toutes-les-questions",
        answers=lambda number, question: content.UNKNOWN if number % 2 else question.model(),
        again=lambda number, question: question.model(),
        at=lessons_at,
    )
    quizzes.publish(engine, quizzes.quiz_files(each=9, draws=17))
    crowds.take_quiz(engine, crowds.people(engine, 12, since=60), answered)


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[tuple[str, str]]:
    """The address of the application when its example was taken by many, and its database. Bruno owns the course."""
    with databases.copy("sqlite", "example") as url:
        port = server.free_port()
        address = f"http://{server.HOST}:{port}"
        app = create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))
        engine = app.extensions["database"]
        bruno = members.create(app, BRUNO)
        fill(engine)
        with db.transaction(engine) as session:
            drafts.give(session, COURSE, bruno, at=datetime.now(UTC))
            learning.neutralise(session, COURSE, "reprises-1", reason="Ambiguë.", by="Bruno", at=datetime.now(UTC))
        with serving.threaded(app, port):
            yield address, url
        engine.dispose()


def test_pages_full_of_answers(site: tuple[str, str], browser: Browser) -> None:
    address, url = site
    found = []
    with watched_page(browser) as watched:
        members.sign_in_browser(watched.page.context, url, address, BRUNO)
        for name, (path, words) in PAGES.items():
            weight, foreign = weigh(watched, address + path)
            found += [f"{name}: {one}" for one in (*foreign, *accessibility_faults(watched.page))]
            if words not in watched.page.inner_text("main"):
                found.append(f"{name}: « {words} » is not said")
            if weight.elements > ELEMENTS or weight.ecoindex < 82:
                found.append(f"{name}: {weight}, EcoIndex {weight.ecoindex:.0f}")
            if wide := overflow(watched.page):
                found.append(f"{name}: {wide}")
        found += watched.complaints
    assert not found, "\n".join(found)


def test_without_a_script_from_the_list_to_a_neutralised_question(site: tuple[str, str], browser: Browser) -> None:
    """Another version, another order, the question that is the other way round: neutralised with the keyboard alone."""
    address, url = site
    context = browser.new_context(viewport=NARROW, java_script_enabled=False, reduced_motion="reduce")
    members.sign_in_browser(context, url, address, BRUNO)
    page = context.new_page()
    page.goto(f"{address}/formation/analyse")
    page.get_by_role("link", name="Répondre aux messages des habitants").click()
    page.get_by_label("Version publiée").select_option("2")
    page.get_by_role("button", name="Afficher").click()
    assert "60" in page.locator(".chiffres").inner_text()
    page.goto(page.url + "&tri=distingue")
    first = page.locator("tbody tr").first
    assert "À l’envers" in first.inner_text()
    first.get_by_role("link").click()
    assert "s’y trompent davantage" in page.get_by_role("complementary").inner_text()
    assert page.get_by_role("link", name="Relire la leçon").is_visible()
    follow(page, "Neutraliser la question")
    tab_to(page, "Pourquoi")
    page.keyboard.type("Deux réponses se valent.")
    follow(page, "Corriger les notes")
    assert "Les notes sont corrigées" in page.get_by_role("status").inner_text()
    follow(page, "Annuler cette correction")
    assert "La correction est annulée" in page.get_by_role("status").inner_text()
    context.close()


def follow(page: Page, words: str) -> None:
    """Come to a link or a button with Tab, and press it."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, words: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => { const one = document.activeElement;
                return one === document.body ? "" : one.labels?.[0]?.innerText ?? one.innerText; }"""
        )
        if words in name:
            return
    pytest.fail(f"Tab never comes to « {words} »")
