"""Every screen of the quiz and of the positioning, in a real browser: for everyone, light, quiet, without a script."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support import members, quiz_walk
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page
from tests.support.inspection import ELEMENTS

STATES = ["start", "question", "refused", "saved", "conflict", "review", "result", "explained", "start again"]
KIND = members.Kind("quiz@mairie.example", "Amina", "Berthier")


def test_a_quiz_taken_to_its_end(live_server: str, live_database: str, browser: Browser) -> None:
    found, states = [], []
    with watched_page(browser) as watched:
        members.sign_in_browser(watched.page.context, live_database, live_server, KIND)
        for state in quiz_walk.walk(watched.page, f"{live_server}/modules/e-services/quiz"):
            states.append(state)
            found += [f"{state}: {fault}" for fault in accessibility_faults(watched.page)]
            if wide := overflow(watched.page):
                found.append(f"{state}: {wide}")
            elements = watched.page.evaluate("document.querySelectorAll('*').length")
            if elements > ELEMENTS:
                found.append(f"{state}: {elements} elements, at most {ELEMENTS}")
        found += [one for one in watched.complaints if "409" not in one and "422" not in one]
    assert states == STATES
    assert not found, "\n".join(found)


def test_without_a_script_and_by_the_keyboard_alone(live_server: str, live_database: str, browser: Browser) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False, reduced_motion="reduce")
    members.sign_in_browser(context, live_database, live_server, members.Kind("clavier@mairie.example"))
    page = context.new_page()
    page.goto(f"{live_server}/modules/exemple-de-module/faire-le-point")
    reach(page, "Commencer")
    while "/relire" not in page.url:
        reach(page, "Valider ma réponse", tick=True)
    reach(page, "Remettre mes réponses")
    assert "sur 2" in page.locator("h1").inner_text()
    context.close()


def reach(page, words: str, *, tick: bool = False) -> None:
    """Move with Tab to the button that says this and press Enter; tick the first choice on the way."""
    before = page.url
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if tick and focused.get_attribute("type") == "radio":
            page.keyboard.press("Space")
            tick = False
        elif focused.evaluate("one => one.tagName") == "BUTTON" and words in focused.inner_text():
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            assert page.url != before
            return
    raise AssertionError(f"no button « {words} » by the keyboard on {before}")
