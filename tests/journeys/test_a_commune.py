"""Amina chooses her commune in a browser: by keyboard with suggestions, by finger, and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from lms.web.communes import NAMESAKES
from tests.support.browsing import NARROW, VIEWS, Watched, accessibility_faults, overflow, watched_page

PAGE = "/composants"


@pytest.fixture
def watched(browser: Browser, live_server: str) -> Iterator[Watched]:
    with watched_page(browser) as opened:
        opened.page.goto(live_server + PAGE)
        yield opened
        assert not opened.complaints


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture
def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Votre commune")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def values(page: Page) -> dict[str, str]:
    """What the form would send."""
    return page.eval_on_selector("[data-communes]", "one => Object.fromEntries(new FormData(one.closest('form')))")


def test_by_keyboard(page: Page, field: Locator) -> None:
    field.press_sequentially("saint-denis")
    expect(options(page)).to_have_count(6)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("6 communes trouvées.")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    active(page, field, 0)
    field.press("ArrowUp")
    active(page, field, 5)
    field.press("ArrowDown")
    field.press("ArrowDown")
    active(page, field, 1)
    assert not accessibility_faults(page, VIEWS[::3])
    page.set_viewport_size(NARROW)
    field.press("Enter")
    expect(field).to_have_value("Saint-Denis (93)")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("status")).to_have_text("Saint-Denis (93), choisie.")
    assert values(page) == {
        "commune": "Saint-Denis (93)",
        "commune-cherche": "Saint-Denis (93)",
        "commune-code": "93066",
    }
    field.press("Enter")  # the list is closed: this sends the form
    expect(page.get_by_text("Commune enregistrée")).to_contain_text("Saint-Denis (93)")


def active(page: Page, field: Locator, rank: int) -> None:
    """One option is the active one, for the eyes and for screen readers."""
    expect(options(page).nth(rank)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", options(page).nth(rank).get_attribute("id") or "")
    expect(field).to_be_focused()


def test_escape_closes_and_keeps_what_was_typed(page: Page, field: Locator) -> None:
    field.press_sequentially("oeuilly")
    expect(options(page)).to_have_count(2)
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert field.get_attribute("aria-activedescendant") is None
    expect(field).to_have_value("oeuilly")
    field.press("ArrowDown")
    expect(options(page)).to_have_count(2)
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_by_finger_then_changing_her_mind(page: Page, field: Locator) -> None:
    field.press_sequentially("malo")
    options(page).first.click()
    expect(field).to_have_value("Saint-Malo (35)")
    assert values(page)["commune-code"] == "35288"
    field.press("End")
    field.press("Backspace")
    assert values(page)["commune-code"] == ""
    expect(options(page)).to_have_count(1)  # « Saint-Malo (35 »


def test_it_asks_little_and_once_she_pauses(page: Page, field: Locator) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/communes?" in request.url:
            asked.append(request.url.partition("?")[2])

    page.on("request", note)
    page.clock.install()
    field.press_sequentially("ha")
    page.clock.run_for(2000)
    field.press_sequentially("v")
    page.clock.run_for(300)
    field.press_sequentially("r")
    page.clock.run_for(300)
    assert asked == []
    page.clock.run_for(250)
    expect(options(page)).to_have_count(1)
    assert asked == ["q=havr"]
    field.fill("35400")
    page.clock.run_for(10)
    expect(options(page)).to_have_count(1)
    assert asked == ["q=havr", "q=35400"]


def test_nothing_found_and_no_answer_are_no_dead_end(watched: Watched, page: Page, field: Locator) -> None:
    field.fill("zzzz")
    expect(page.get_by_role("status")).to_have_text("Aucune commune trouvée.")
    page.route("**/communes?*", lambda route: route.fulfill(status=503))
    with page.expect_response("**/communes?*"):
        field.fill("le havre")
    expect(options(page)).to_have_count(0)
    watched.complaints.clear()  # the browser reports the 503
    field.press("Enter")
    expect(page.get_by_text("Commune enregistrée")).to_contain_text("Le Havre (76)")


def test_the_choice_after_a_refusal(page: Page, field: Locator) -> None:
    """She sends a shared name at once: the radios come, and typing anew takes them away."""
    field.fill("sainte colombe")
    field.press("Enter")
    expect(page.get_by_text(NAMESAKES)).to_be_visible()
    expect(page.get_by_role("radio", name="Sainte-Colombe")).to_have_count(12)
    assert not accessibility_faults(page, VIEWS[1:2])
    assert not overflow(page)
    page.set_viewport_size(NARROW)
    field.fill("havre")
    expect(page.get_by_role("radio", name="Sainte-Colombe")).to_have_count(0)
    options(page).first.click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Commune enregistrée")).to_contain_text("Le Havre (76)")


def test_without_script(browser: Browser, live_server: str) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(live_server + PAGE)
    field = page.get_by_label("Votre commune")
    field.fill("saint denis")
    field.press("Enter")  # the first button of the form: « Chercher »
    expect(page.get_by_text(NAMESAKES)).to_have_count(0)
    radios = page.get_by_role("radio", name="Saint-Denis")
    expect(radios).to_have_count(6)
    expect(page.get_by_label("Votre commune")).to_have_value("saint denis")
    radios.nth(0).check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Commune enregistrée")).to_contain_text("Saint-Denis (974)")
    context.close()
