"""Amina, on her phone, takes a whole lesson: with a finger, with keys alone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import walking
from tests.support.browsing import NARROW

MOST_TABS = 60
FOCUSED = "one => one === document.activeElement"
SHOWS_FOCUS = """one => [one, one.closest('.option')].some(
    (seen) => seen && (getComputedStyle(seen).outlineStyle !== 'none' || getComputedStyle(seen).boxShadow !== 'none'))"""


class Hand(Protocol):
    """A way to use a page."""

    page: Page

    def press(self, what: Locator) -> None: ...
    def pick(self, what: Locator) -> None: ...
    def write(self, what: Locator, words: str) -> None: ...


@dataclass
class Finger:
    page: Page

    def press(self, what: Locator) -> None:
        what.tap()

    def pick(self, what: Locator) -> None:
        what.select_option(index=1)  # the phone's own wheel

    def write(self, what: Locator, words: str) -> None:
        what.tap()
        self.page.keyboard.type(words)


@dataclass
class Keys:
    """Tab, Enter, space and arrows: nothing is pointed at."""

    page: Page

    def press(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Space" if what.get_attribute("type") in ("radio", "checkbox") else "Enter")

    def pick(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("ArrowDown")

    def write(self, what: Locator, words: str) -> None:
        self._reach(what)
        self.page.keyboard.type(words)

    def _reach(self, what: Locator) -> None:
        for _ in range(MOST_TABS):
            if what.evaluate(FOCUSED):
                assert what.evaluate(SHOWS_FOCUS), f"nothing shows where the focus is on {what}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} tabs do not reach {what}")


WAYS: dict[str, tuple[Callable[[Page], Hand], bool]] = {
    "finger": (Finger, True),
    "keys": (Keys, True),
    "finger-no-script": (Finger, False),
    "keys-no-script": (Keys, False),
}


@pytest.fixture(params=WAYS)
def hand(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Hand]:
    way, scripts = WAYS[request.param]
    context = browser.new_context(
        viewport=NARROW,
        has_touch=True,
        is_mobile=True,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        locale="fr-FR",
    )
    yield way(context.new_page())
    context.close()


def test_from_the_first_page_to_the_end_of_a_lesson(hand: Hand, live_server: str) -> None:
    page = hand.page
    page.goto(live_server)
    follow(hand, page.get_by_role("link", name="Les services en ligne de la commune").first)
    follow(hand, page.get_by_role("link", name=re.compile("^Commencer")))
    take(hand)
    expect(page.get_by_role("heading", level=1)).to_have_text("Leçon terminée")
    follow(hand, page.get_by_role("link", name="M’arrêter là"))
    expect(page.locator("main")).to_contain_text("1 leçon faite sur 5")
    page.goto(live_server)
    resume = page.get_by_role("link", name=re.compile("^Reprendre"))
    expect(resume).to_be_visible()
    follow(hand, resume)
    assert "/modules/e-services/une-fois/" in page.url


def test_every_kind_of_question(hand: Hand, live_server: str) -> None:
    hand.page.goto(live_server + walking.EXAMPLE_LESSONS[1])
    take(hand)
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Leçon terminée")


def test_stopping_in_the_middle_and_coming_back(hand: Hand, live_server: str) -> None:
    page = hand.page
    page.goto(live_server + walking.EXAMPLE_LESSONS[0])
    follow(hand, page.locator("main .suite button").first)
    left = urlsplit(page.url).path
    follow(hand, page.get_by_role("link", name="M’arrêter là"))
    follow(hand, page.get_by_role("link", name=re.compile("^Reprendre")))
    assert urlsplit(page.url).path == left


def take(hand: Hand) -> None:
    """Take the lesson from the step shown to its end, answering as it comes."""
    page = hand.page
    for _ in range(walking.MOST_STEPS):
        if urlsplit(page.url).path.endswith("/fin"):
            return
        assert page.get_by_role("link", name="M’arrêter là").is_visible()
        answer(hand, page.locator(walking.FORM).first)
        feedback = page.locator("#retour")
        if feedback.count():
            assert feedback.evaluate(FOCUSED), "the feedback is not where the focus is"
            expect(feedback).to_be_in_viewport()
            follow(hand, page.locator("main .suite a.bouton").first)
    raise AssertionError(f"more than {walking.MOST_STEPS} steps")


def answer(hand: Hand, form: Locator) -> None:
    """The first of the choices, the first of each list, ten; the first line moved down."""
    for kind in ("radio", "checkbox"):
        if form.locator(f"input[type={kind}]").count():
            hand.press(form.locator(f"input[type={kind}]").first)
    for one in form.locator("select").all():
        hand.pick(one)
    for one in form.locator("input:not([type]), textarea").all():
        hand.write(one, "10")
    if form.locator(".ordre").count():
        first = form.locator(".ordre li > span:first-of-type").first.inner_text()
        hand.press(form.locator("#reponse"))
        expect(form.locator(".ordre li > span:first-of-type").nth(1)).to_have_text(first)
    follow(hand, form.locator(".suite button").first)


def follow(hand: Hand, what: Locator) -> None:
    with hand.page.expect_navigation(wait_until="load"):
        hand.press(what)
