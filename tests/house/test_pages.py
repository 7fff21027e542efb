"""Every page of a live site, opened by a real browser: for everyone, light, and quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.support import crawling, walking
from tests.support.browsing import Watched, Weight, accessibility_faults, overflow, watched_page, weigh
from tests.support.inspection import FOR_DEVELOPERS

SHARES = 4  # pages are shared out, so that processes take a share each
ECOINDEX = 82
COLD = (6, 60)  # requests, kilobytes
WARM_KILOBYTES = 8


@dataclass
class Visit:
    """What the browser found on the pages of one share."""

    pages: int = 0
    accessibility: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    weight: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(
    scope="module", params=[pytest.param(n, marks=pytest.mark.xdist_group(f"pages-{n}")) for n in range(SHARES)]
)
def visit(request, live_server: str, browser: Browser) -> Iterator[Visit]:
    """Every page of a share, opened once with an empty cache, then once more."""
    seen = Visit()
    for address in crawling.addresses(live_server)[request.param :: SHARES]:
        with watched_page(browser) as watched:
            visit_one(watched, address, seen)
    return seen


def visit_one(watched: Watched, address: str, seen: Visit) -> None:
    seen.pages += 1
    budgeted = urlsplit(address).path not in FOR_DEVELOPERS
    cold, foreign = weigh(watched, address)
    seen.foreign += [f"{address} fetches {one}" for one in foreign]
    seen.weight += [f"{address}: {fault}" for fault in _too_heavy(cold) if budgeted]
    seen.accessibility += [f"{address}: {fault}" for fault in accessibility_faults(watched.page)]
    if wide := overflow(watched.page):
        seen.overflow.append(f"{address}: {wide}")
    warm, _ = weigh(watched, address)
    if budgeted and warm.kilobytes > WARM_KILOBYTES:
        seen.weight.append(f"{address}: {warm.kilobytes:.1f} KB when it comes back, at most {WARM_KILOBYTES}")
    seen.complaints += [f"{address}: {one}" for one in watched.complaints]


def _too_heavy(cold: Weight) -> Iterator[str]:
    if cold.requests > COLD[0] or cold.kilobytes > COLD[1]:
        yield f"{cold.requests} requests and {cold.kilobytes:.1f} KB, at most {COLD[0]} and {COLD[1]}"
    if cold.ecoindex < ECOINDEX:
        yield f"EcoIndex {cold.ecoindex:.1f} ({cold}), at least {ECOINDEX}"


def test_the_crawl_finds_the_site(visit: Visit):
    assert visit.pages > 2


def test_everyone_can_use_it(visit: Visit):
    assert not visit.accessibility, "\n".join(visit.accessibility)


def test_it_fits_a_small_phone(visit: Visit):
    assert not visit.overflow, "\n".join(visit.overflow)


def test_it_is_light(visit: Visit):
    assert not visit.weight, "\n".join(visit.weight)


def test_it_asks_nobody_else(visit: Visit):
    assert not visit.foreign, "\n".join(visit.foreign)


def test_the_browser_has_nothing_to_say(visit: Visit):
    assert not visit.complaints, "\n".join(visit.complaints)


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
