"""The editor in a real browser: by keyboard alone, cut off from the network, and for everyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.app import create_app
from lms.settings import Settings
from tests.support import browsing, members, serving
from tests.support.databases import Databases
from tests.support.members import BRUNO
from tests.support.workshop import HERE, begin
from tools import server

LESSON = f"{HERE}/lecons/delais"


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "example") as url:
        yield url


@pytest.fixture
def page(sqlite_url: str, browser: Browser) -> Iterator[Page]:
    """Bruno's browser, at a server that has the draft of his course."""
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings.for_tests(sqlite_url, base_url=address, secret_key=serving.SECRET_KEY))
    begin(app, members.create(app, BRUNO))
    with serving.threaded(app, port):
        context = browser.new_context(base_url=address, reduced_motion="reduce", viewport=browsing.WIDE)
        members.sign_in_browser(context, sqlite_url, address, BRUNO)
        yield context.new_page()
        context.close()
    app.extensions["database"].dispose()


def test_what_is_written_is_shown_and_saved(page: Page):
    """By keyboard alone."""
    page.goto(f"{LESSON}/message")
    page.locator("#source").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nUne phrase ")
    page.keyboard.press("Control+b")
    page.keyboard.type("de plus")
    expect(page.locator("#apercu-corps strong").last).to_have_text("de plus")
    page.keyboard.press("Control+s")
    expect(page.locator("#etat")).to_contain_text("Enregistré à")
    page.reload()
    assert "Une phrase **de plus**" in page.input_value("#source")


def test_what_is_written_without_a_network_is_kept(page: Page):
    page.goto(f"{LESSON}/message")
    page.context.set_offline(True)
    page.locator("#titre").fill("Un titre écrit dans le train")
    expect(page.locator("#etat")).to_have_text("Hors connexion, gardé sur cet appareil")
    other = page.context.new_page()
    page.close()  # as after a crash
    other.context.set_offline(False)
    other.goto(f"{LESSON}/message")
    other.get_by_role("button", name="Le reprendre").click()
    assert other.input_value("#titre") == "Un titre écrit dans le train"
    expect(other.locator("#etat")).to_contain_text("Enregistré à")


def test_the_builder_by_keyboard(page: Page):
    page.goto(f"{LESSON}/verifier")
    page.get_by_role("button", name="Ajouter une réponse").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=q-choix-2-texte]")).to_be_focused()
    page.keyboard.type("Six mois")
    expect(page.locator("[name=q-choix-2-cle]")).to_have_value("six-mois")
    page.get_by_role("button", name="Monter réponse 3").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=q-choix-1-texte]")).to_have_value("Six mois")
    assert page.evaluate("document.activeElement.value") == "monter:choix-1"


def test_two_people_at_the_same_step(page: Page):
    page.goto(f"{LESSON}/message")
    other = page.context.new_page()
    other.goto(f"{LESSON}/message")
    other.locator("#titre").fill("Le titre de l’autre")
    expect(other.locator("#etat")).to_contain_text("Enregistré à")
    other.close()
    page.locator("#titre").fill("Mon titre")
    page.get_by_role("button", name="Voir les deux versions").click()
    page.get_by_label("Ma version").check()
    page.get_by_role("button", name="Enregistrer ce choix").click()
    expect(page.locator("#titre")).to_have_value("Mon titre")


def test_pages_are_for_everyone(page: Page):
    found = []
    for path in (
        LESSON,
        f"{LESSON}/message",
        f"{LESSON}/verifier",
        f"{LESSON}/agir",
        f"{HERE}/quiz",
        f"{HERE}/quiz/quiz-delai",
        f"{HERE}/texte",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found += [f"{path}: {one}" for one in browsing.accessibility_faults(page)]
        if wide := browsing.overflow(page):
            found.append(f"{path}: {wide}")
    assert not found, "\n".join(found)
