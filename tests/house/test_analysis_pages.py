"""The pages « Analyse » full of answers, in a real browser: for everyone, light, quiet, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from lms import content, db
from tests.support import crowds, members, quizzes, serving
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page, weigh
from tests.support.example import COURSE, LESSON
from tests.support.inspection import ELEMENTS
from tests.support.members import BRUNO
from tests.support.quizzes import RIGHT, WRONG

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server whose example was taken by many, and its database."""
    folder = tmp_path_factory.mktemp("analysis")
    with serving.live(folder) as address:
        url = f"sqlite:///{folder / 'live.sqlite'}"
        engine = db.make_engine(url)
        fill(engine)
        engine.dispose()
        yield address, url


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


def test_without_a_script_from_the_list_to_a_suggestion(site: tuple[str, str], browser: Browser) -> None:
    """Another version, another order, the question that is the other way round, what it suggests."""
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
    context.close()
