"""Ways to use a page: with a finger, or with keys alone. What they cost is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.support import walking

MOST_TABS = 60
FOCUSED = "one => one === document.activeElement"
SHOWS_FOCUS = """one => [one, one.closest('.option')].some(
    (seen) => seen && (getComputedStyle(seen).outlineStyle !== 'none' || getComputedStyle(seen).boxShadow !== 'none'))"""


@dataclass
class Effort:
    """What was asked of somebody: things to find and press, and keys struck one by one."""

    gestures: int = 0
    keys: int = 0


class Hand(Protocol):
    """A way to use a page."""

    page: Page
    effort: Effort

    def press(self, what: Locator) -> None: ...
    def pick(self, what: Locator) -> None: ...
    def write(self, what: Locator, words: str) -> None: ...
    def tick(self, what: Locator) -> None:
        """Choose one of several radio buttons."""


@dataclass
class Finger:
    page: Page
    effort: Effort = field(default_factory=Effort)

    def press(self, what: Locator) -> None:
        self.effort.gestures += 1
        what.tap()

    def pick(self, what: Locator) -> None:
        self.effort.gestures += 2
        what.select_option(index=1)  # the phone's own wheel

    def write(self, what: Locator, words: str) -> None:
        self.press(what)
        self.effort.keys += len(words)
        self.page.keyboard.type(words)

    def tick(self, what: Locator) -> None:
        self.press(what)


@dataclass
class Keys:
    """Tab, Enter, space and arrows: nothing is pointed at."""

    page: Page
    effort: Effort = field(default_factory=Effort)

    def press(self, what: Locator) -> None:
        self._reach(what)
        self._strike("Space" if what.get_attribute("type") in ("radio", "checkbox") else "Enter")

    def pick(self, what: Locator) -> None:
        self._reach(what)
        self._strike("ArrowDown")

    def write(self, what: Locator, words: str) -> None:
        self._reach(what)
        self.effort.keys += len(words)
        self.page.keyboard.type(words)

    def tick(self, what: Locator) -> None:
        """Tab stops once in a group, arrows move within."""
        name = what.get_attribute("name")
        self.press(self.page.locator(f"input[type=radio][name='{name}']").first)
        for _ in range(MOST_TABS):
            if what.is_checked():
                return
            self._strike("ArrowDown")
        raise AssertionError(f"arrows do not reach {what}")

    def _reach(self, what: Locator) -> None:
        self.effort.gestures += 1
        for _ in range(MOST_TABS):
            if what.evaluate(FOCUSED):
                assert what.evaluate(SHOWS_FOCUS), f"nothing shows where the focus is on {what}"
                return
            self._strike("Tab")
        raise AssertionError(f"{MOST_TABS} tabs do not reach {what}")

    def _strike(self, key: str) -> None:
        self.effort.keys += 1
        self.page.keyboard.press(key)


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
