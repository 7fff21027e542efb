"""Each page of an account in a real browser: for everyone, light, quiet; then by keyboard alone, without script."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.support.arriving import sign_in
from tests.support.browsing import NARROW, WIDE, accessibility_faults, overflow, watched_page, weigh
from tests.support.inspection import ELEMENTS

VIEWS = ((NARROW, "light"), (WIDE, "dark"))
PAGES = (
    *("/mon-compte", "/mon-compte/nom", "/mon-compte/mandats/nouveau", "/mon-compte/mandats/nouveau?ou=region"),
    *("/mon-compte/connexions", "/mon-compte/rappels", "/mon-compte/consultations", "/mon-compte/donnees"),
    *("/mon-compte/confirmer", "/mon-compte/suppression", "/compte-supprime", "/invitation/absente"),
)


def test_pages_of_an_account_are_for_everyone_and_light(live_server: str, browser: Browser):
    found = []
    with watched_page(browser) as watched:
        page = watched.page
        sign_in(page, live_server, "amina.pages@mairie.example")
        for path in PAGES:
            weight, foreign = weigh(watched, live_server + path)
            found += [f"{path}: {one}" for one in (*foreign, *accessibility_faults(page, VIEWS))]
            if weight.elements > ELEMENTS or weight.ecoindex < 82:
                found.append(f"{path}: {weight}")
            if wide := overflow(page):
                found.append(f"{path}: {wide}")
        for path in ("/mon-compte/mandats/nouveau?ou=epci", "/mon-compte/nom", "/mon-compte/suppression"):
            page.goto(live_server + path)
            page.evaluate("document.querySelectorAll('main input[type=text]').forEach(one => one.value = '')")
            page.locator("main form").last.get_by_role("button").last.click()
            page.locator("#probleme").wait_for()
            assert page.evaluate("document.activeElement.id") == "probleme"
            found += [f"{path}, refused: {one}" for one in accessibility_faults(page, VIEWS)]
        found += watched.complaints
    assert not found, "\n".join(found)


def test_by_keyboard_without_script(live_server: str, browser: Browser):
    """She adds a mandate, then erases herself, with Tab, Space, Enter and the letters she types."""
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, "amina.clavier@mairie.example")
    page.goto(f"{live_server}/mon-compte/mandats/nouveau?ou=region")
    press_to(page, "#place")
    page.keyboard.type("Norm")
    press_to(page, "#function")
    page.keyboard.type("Membre")
    press_to(page, "#starts_on")
    page.keyboard.type("03032026")  # the same day in every order of day and month
    page.keyboard.press("Enter")
    page.wait_for_url("**/mon-compte")
    assert "Normandie" in page.inner_text("main")
    page.goto(f"{live_server}/mon-compte/suppression")
    press_to(page, "#understood")
    page.keyboard.press("Space")
    press_to(page, "button.bouton--danger")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compte-supprime")
    page.goto(f"{live_server}/mon-compte")
    assert "/connexion" in page.url
    context.close()


def press_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus. It must be reached, and forwards."""
    wanted = page.locator(selector)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and wanted.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"{selector} is not reached with Tab")
