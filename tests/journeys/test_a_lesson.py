"""Amina, on her phone, takes a whole lesson: with a finger, with keys alone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import walking
from tests.support.browsing import NARROW
from tests.support.hands import Finger, Hand, Keys, follow, take

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
