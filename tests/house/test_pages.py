"""Every page of a live site, opened by a real browser: for everyone, light, and quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.support import crawling, walking
from tests.support.browsing import NARROW, VIEWS, Watched, Weight, accessibility_faults, overflow, watched_page, weigh
from tests.support.inspection import FOR_DEVELOPERS
from tests.support.inspection import WORKSHOP as TRAINERS

SHARES = 8  # pages are shared out, so that each process takes some
SIGNED_IN_SHARES = 4


@dataclass(frozen=True)
class Budget:
    """What a page may weigh: with an empty cache, when it comes back, and its EcoIndex."""

    requests: int
    cold: int  # kilobytes, fonts included
    warm: int
    ecoindex: int


LEARNING = Budget(6, 60, 8, 82)
# Trainers work at length on one page, which holds a whole lesson, quiz or file; a sheet and a script of 25 KB more.
WORKSHOP = Budget(8, 90, 16, 65)


@pytest.mark.parametrize("share", range(SHARES))
def test_pages_are_for_everyone_and_light(share: int, live_server: str, browser: Browser):
    """Each page, opened with an empty cache, looked at on a phone and a computer, then opened again."""
    addresses = crawling.addresses(live_server)[share::SHARES]
    assert len(addresses) > 2
    found = []
    for address in addresses:
        with watched_page(browser) as watched:
            found += [f"{address}: {fault}" for fault in faults(watched, address)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("share", range(SIGNED_IN_SHARES))
def test_pages_of_those_who_signed_in(share: int, live_server: str, browser: Browser):
    """Half-way, finished, a trainer: as above. A view that was seen before is looked at on a phone, once."""
    found, pages = [], crawling.share_of(crawling.signed_in_pages(live_server), share, SIGNED_IN_SHARES)
    assert pages
    for page in pages:
        with watched_page(browser) as watched:
            crawling.enter(watched.page.context, live_server, page.who)
            seen = faults(watched, page.address, VIEWS if page.new else VIEWS[:1], again=page.new)
            found += [f"{page.who}, {page.address}: {fault}" for fault in seen]
            assert urlsplit(watched.page.url).path != "/connexion", f"{page.who} was signed out"
    assert not found, "\n".join(found)


def faults(watched: Watched, address: str, views: tuple = VIEWS, *, again: bool = True) -> Iterator[str]:
    """What is wrong with a page, opened with an empty cache; then `again`, with what it left there."""
    path = urlsplit(address).path
    budget = WORKSHOP if path.startswith(TRAINERS) else LEARNING
    budgeted = path not in FOR_DEVELOPERS
    cold, foreign = weigh(watched, address)
    yield from (f"fetches {one}" for one in foreign)
    if budgeted:
        yield from _too_heavy(cold, budget)
    yield from accessibility_faults(watched.page, views)
    if wide := overflow(watched.page):
        yield wide
    if again:
        warm, _ = weigh(watched, address)
        if budgeted and warm.kilobytes > budget.warm:
            yield f"{warm.kilobytes:.1f} KB when it comes back, at most {budget.warm}"
    yield from watched.complaints


def _too_heavy(cold: Weight, budget: Budget) -> Iterator[str]:
    if cold.requests > budget.requests or cold.kilobytes > budget.cold:
        yield f"{cold.requests} requests and {cold.kilobytes:.1f} KB, at most {budget.requests} and {budget.cold}"
    if cold.ecoindex < budget.ecoindex:
        yield f"EcoIndex {cold.ecoindex:.1f} ({cold}), at least {budget.ecoindex}"


@pytest.mark.parametrize("lesson", walking.EXAMPLE_LESSONS)
def test_a_lesson_taken_to_its_end(lesson: str, live_server: str, browser: Browser):
    """Each state of each step: to answer, refused, answered; then the end of the lesson."""
    found, states = [], []
    with watched_page(browser) as watched:
        for state in walking.walk(watched.page, live_server + lesson):
            states.append(state)
            found += [f"{state}: {fault}" for fault in accessibility_faults(watched.page)]
            if wide := overflow(watched.page):
                found.append(f"{state}: {wide}")
        found += watched.complaints
    assert states[-1] == "end", states
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("question", "kind"), [("essai-choix-multiple", "checkbox"), ("essai-vrai-faux", "radio")])
@pytest.mark.parametrize("colours", ["active", "none"])
def test_what_is_chosen_looks_chosen(question: str, kind: str, colours: str, live_server: str, browser: Browser):
    """Also where the system imposes its colours, which would draw a mark that is only transparent."""
    context = browser.new_context(viewport=NARROW, forced_colors=colours, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server}{walking.EXAMPLE_LESSONS[1]}/{question}")
    boxes = page.locator(f"main input[type={kind}]")
    marks = "all => all.map(one => getComputedStyle(one, '::after').display !== 'none')"
    assert not any(boxes.evaluate_all(marks))
    before = boxes.first.screenshot()
    boxes.first.check()
    page.mouse.move(0, 0)
    assert boxes.evaluate_all(marks).count(True) == 1
    assert boxes.first.screenshot() != before
    context.close()


def test_paper_shows_what_is_folded_and_drawn(live_server: str, browser: Browser):
    """Printed as soon as it is loaded, a step shows the text of the law and its drawing, and no button."""
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{live_server}/modules/e-services/message/deux-accuses")
    assert page.locator("details.volet:not(.signaler)").count() == 1
    assert page.locator("details.volet:not(.signaler) p").evaluate(
        "one => one.checkVisibility() && one.innerText.includes('R112-11-1')"
    )
    assert page.locator("main img").evaluate("one => one.complete && one.naturalWidth > 0")
    assert not [one for one in page.locator("button, header, footer").all() if one.is_visible()]
    context.close()


def test_the_question_stays_in_sight_above_its_answer(live_server: str, browser: Browser):
    """On a phone too, where the page is scrolled to the feedback, which takes the focus."""
    context = browser.new_context(viewport=NARROW, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server}/modules/e-services/message/recommencer")
    page.locator("main input[type=radio]").first.check()
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Valider ma réponse").click()
    bar, question = page.locator("header").bounding_box(), page.locator("h1").bounding_box()
    assert bar
    assert question
    assert question["y"] >= bar["y"] + bar["height"]
    assert page.locator("#retour").evaluate("one => one === document.activeElement")
    context.close()
