"""The editor in a real browser: by keyboard alone, cut off from the network, and for everyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lms.app import create_app
from lms.settings import Settings
from tests.support import browsing, members, serving
from tests.support.databases import Databases
from tests.support.members import BRUNO
from tests.support.workshop import HERE, begin, change
from tools import server

LESSON = f"{HERE}/lecons/delais"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M0 0h40v30H0z"/></svg>'
ENDS = browsing.VIEWS[::3]  # a phone by day, a computer by night


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "example") as url:
        yield url


@pytest.fixture
def draft(sqlite_url: str) -> Iterator[tuple[Flask, int, int]]:
    """A site that has the draft of Bruno's course, the number of that draft, and his."""
    address = f"http://127.0.0.1:{server.free_port()}"
    app = create_app(Settings.for_tests(sqlite_url, base_url=address, secret_key=serving.SECRET_KEY))
    bruno = members.create(app, BRUNO)
    yield app, begin(app, bruno), bruno
    app.extensions["database"].dispose()


@pytest.fixture
def page(draft: tuple[Flask, int, int], sqlite_url: str, browser: Browser) -> Iterator[Page]:
    """Bruno's browser, at a server."""
    app = draft[0]
    address = app.config["SETTINGS"].base_url
    with serving.threaded(app, int(address.rpartition(":")[2])):
        context = browser.new_context(base_url=address, reduced_motion="reduce", viewport=browsing.WIDE)
        members.sign_in_browser(context, sqlite_url, address, BRUNO)
        yield context.new_page()
        context.close()


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
    assert not browsing.accessibility_faults(page, ENDS)
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


def test_a_question_is_tried_and_put_in_order_where_it_is_written(page: Page):
    page.goto(f"{LESSON}/verifier")
    asked = page.locator("#essai-corps")
    page.locator("[name=q-enonce]").fill("Et aujourd’hui ?")
    expect(asked.locator(".question__titre")).to_have_text("Et aujourd’hui\u202f?")
    asked.get_by_role("button", name="Valider").click()
    expect(asked.locator(".champ__erreur")).to_be_focused()
    asked.get_by_label("Dix jours").check()
    asked.get_by_role("button", name="Valider").click()
    expect(asked.locator("#retour")).to_be_focused()
    assert not browsing.accessibility_faults(page, ENDS)
    page.set_viewport_size(browsing.WIDE)
    first, second = (page.locator(f"[name=q-choix-{number}-texte]") for number in (0, 1))
    words = second.input_value()
    drag(page, 1, 0)
    expect(first).to_have_value(words)
    expect(page.locator("#annonce")).to_contain_text("place 1 sur 2")
    expect(page.locator("button[value='descendre:choix-0']")).to_be_focused()
    page.locator("button[value='supprimer:choix-0']").click()
    expect(first).not_to_have_value(words)
    page.get_by_role("button", name="Annuler la suppression").click()
    expect(first).to_have_value(words)
    expect(page.locator("#etat")).to_contain_text("Enregistré à")
    page.goto(f"{HERE}/quiz")
    words = page.locator(".rangs a").nth(1).inner_text()[1:]
    drag(page, 1, 0)
    expect(page.locator("#annonce")).to_contain_text("place 1 sur 2")
    assert page.locator(".rangs a").first.inner_text()[1:] == words


def drag(page: Page, one: int, other: int) -> None:
    """Take a row by its handle, let it go where another one is."""
    page.locator(".poignee").nth(one).scroll_into_view_if_needed()
    start, end = (page.locator(".poignee").nth(number).bounding_box() for number in (one, other))
    assert start
    assert end
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 9, end["y"], steps=8)
    page.mouse.up()


def test_a_picture_is_put_in_with_its_description(page: Page, draft: tuple[Flask, int, int]):
    change(draft[0], draft[1], "images/vue.svg", PICTURE, draft[2])
    page.goto(f"{LESSON}/message")
    page.get_by_role("button", name="Image", exact=True).click()
    page.get_by_role("button", name="vue.svg").click()
    page.get_by_role("button", name="Insérer").click()
    expect(page.locator("#image-description")).to_be_focused()
    expect(page.get_by_text("Décrivez l’image")).to_be_visible()
    assert not browsing.accessibility_faults(page, ENDS)
    page.locator("#image-description").fill("La mairie, vue de la place")
    page.get_by_role("button", name="Insérer").click()
    assert "![La mairie, vue de la place](images/vue.svg)" in page.input_value("#source")
    expect(page.locator("#apercu-corps img")).to_have_attribute("alt", "La mairie, vue de la place")


def test_two_people_at_the_same_step(page: Page):
    page.goto(f"{LESSON}/message")
    other = page.context.new_page()
    other.goto(f"{LESSON}/message")
    other.locator("#titre").fill("Le titre de l’autre")
    expect(other.locator("#etat")).to_contain_text("Enregistré à")
    other.close()
    page.locator("#titre").fill("Mon titre")
    page.get_by_role("button", name="Voir les deux versions").click()
    assert not browsing.accessibility_faults(page, ENDS)
    page.get_by_role("button", name="Enregistrer ce choix").click()
    expect(page.get_by_text("Choisissez une version")).to_be_visible()
    assert not browsing.accessibility_faults(page, ENDS)
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
        found += [f"{path}: {one}" for one in browsing.accessibility_faults(page, ENDS)]
        if wide := browsing.overflow(page):
            found.append(f"{path}: {wide}")
    assert not found, "\n".join(found)
