"""A page seen by a real browser: what it weighs, whether everyone can use it, what it complains about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.support import ecoindex

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
VIEWS = tuple((size, scheme) for size in (NARROW, WIDE) for scheme in ("light", "dark"))
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
COLOURLESS = {"rules": AXE_OPTIONS["rules"] | {"color-contrast": {"enabled": False}}}
LESSON_IMAGES = "/medias/"  # counted apart
STILL = 150  # milliseconds without a request after which a page is said to be loaded
PATIENCE = 200  # such times


@contextmanager
def chromium(playwright: Playwright, *, whole: bool = False) -> Iterator[Browser]:
    """Chromium without its window and all that goes with it, which a page does not see and which costs twice as much.

    `whole` gives the one that people have: where it is not certain that pages see no difference.
    """
    complete = os.environ.get("ETOFFE_CHROMIUM", "/usr/bin/chromium")
    program = complete if whole else os.environ.get("ETOFFE_HEADLESS_SHELL", complete)
    browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    yield browser
    browser.close()


@dataclass
class Traffic:
    """What a page fetched since the last `clear`. `bytes` counts headers and bodies as they travelled.

    `asked` has the addresses of every request by its number, `pending` the numbers of those not answered yet.
    """

    requests: list[str] = field(default_factory=list)
    bytes: int = 0
    asked: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)

    def clear(self) -> None:
        self.requests.clear()
        self.pending.clear()
        self.bytes = 0


@dataclass
class Watched:
    """A page of the browser, and what was heard from it."""

    page: Page
    traffic: Traffic
    complaints: list[str]


@contextmanager
def watched_page(browser: Browser) -> Iterator[Watched]:
    """Open a page with an empty cache and no cookie, and listen to its network and its console."""
    context: BrowserContext = browser.new_context(
        viewport=NARROW, color_scheme="light", reduced_motion="reduce", locale="fr-FR"
    )
    page = context.new_page()
    traffic, complaints = Traffic(), []

    def heard(message: ConsoleMessage) -> None:
        # Chromium reports the page's own 404 as an error: the page was asked for on purpose.
        own = message.location.get("url") == page.url and "the server responded with a status of" in message.text
        if message.type in ("error", "warning") and not own:
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    served: set[str] = set()

    def asked(event: dict) -> None:
        traffic.asked[event["requestId"]] = event["request"]["url"]
        traffic.pending.add(event["requestId"])

    def finished(event: dict) -> None:
        address = traffic.asked.get(event["requestId"], "")
        traffic.pending.discard(event["requestId"])
        if event["requestId"] not in served and not address.startswith("data:") and LESSON_IMAGES not in address:
            traffic.requests.append(address)
            traffic.bytes += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.requestServedFromCache", lambda event: served.add(event["requestId"]))
    wire.on(
        "Network.responseReceived",
        lambda event: event["response"].get("fromDiskCache") and served.add(event["requestId"]),
    )
    wire.on("Network.loadingFinished", finished)
    wire.on("Network.loadingFailed", lambda event: traffic.pending.discard(event["requestId"]))
    yield Watched(page, traffic, complaints)
    context.close()


@dataclass(frozen=True)
class Weight:
    """A visit's cost. `kilobytes` is what travelled, `elements` what the browser built."""

    elements: int
    requests: int
    kilobytes: float

    @property
    def ecoindex(self) -> float:
        return ecoindex.score(self.elements, self.requests, self.kilobytes)


def weigh(watched: Watched, address: str) -> tuple[Weight, list[str]]:
    """Open an address; return what it cost, images of lessons apart, and the addresses fetched from elsewhere."""
    watched.traffic.clear()
    watched.page.goto(address, wait_until="load")
    _settle(watched)
    elements = watched.page.evaluate("document.querySelectorAll('*').length")
    origin = "/".join(address.split("/", 3)[:3])
    foreign = [one for one in watched.traffic.requests if not one.startswith(origin)]
    return Weight(elements, len(watched.traffic.requests), watched.traffic.bytes / 1000), foreign


def _settle(watched: Watched) -> None:
    """Wait until nothing has been asked for a while, and all that was asked has come."""
    traffic, before = watched.traffic, -1
    for _ in range(PATIENCE):
        if not traffic.pending and before == len(traffic.asked):
            return
        before = len(traffic.asked)
        watched.page.wait_for_timeout(STILL)
    raise AssertionError(f"{watched.page.url} never ends loading: {[traffic.asked[one] for one in traffic.pending]}")


def accessibility_faults(page: Page, views: tuple = VIEWS, *, colours: bool = True) -> list[str]:
    """Run axe on the page as it is, on a phone and a computer, in light and dark, folded parts open.

    A scheme changes colours and nothing else: at a size that was looked at already, only their rules are run again.
    Without `colours`, they are not looked at: half the time, where another page has the same.
    """
    found, sizes = [], set()
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    for size, scheme in views:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        options = AXE_OPTIONS | (COLOURS if size["width"] in sizes else {} if colours else COLOURLESS)
        sizes.add(size["width"])
        for violation in page.evaluate("async options => (await axe.run(options)).violations", options):
            places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            found.append(f"{size['width']} px {scheme}: {violation['id']} ({violation['help']}) at {places}")
    return found


def overflow(page: Page, width: int = 320) -> str:
    """Return what sticks out when the page is that narrow, an empty string when nothing does."""
    page.set_viewport_size({"width": width, "height": 640})
    return page.evaluate(
        """width => {
            const root = document.scrollingElement;
            if (root.scrollWidth <= width) return "";
            const wide = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > width + 1);
            return `${root.scrollWidth} px wide at ${width} px: ` + wide.slice(0, 3).map(one => one.tagName + "." + one.className).join(", ");
        }""",
        width,
    )
