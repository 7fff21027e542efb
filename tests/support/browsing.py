"""A page seen by a real browser: what it weighs, whether everyone can use it, what it complains about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support import ecoindex

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
VIEWS = tuple((size, scheme) for size in (NARROW, WIDE) for scheme in ("light", "dark"))
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN_AXE = """async options => (await axe.run(document, options)).violations.map(one =>
    `${one.id} (${one.help}) at ` + one.nodes.slice(0, 3).map(node => node.target[0]).join(", "))"""
LESSON_IMAGES = "/medias/"  # counted apart

_axe = Axe()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = os.environ.get("ETOFFE_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Traffic:
    """What a page fetched since the last `clear`. `bytes` counts headers and bodies as they travelled."""

    requests: list[str] = field(default_factory=list)
    bytes: int = 0

    def clear(self) -> None:
        self.requests.clear()
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
    addresses: dict[str, str] = {}

    def asked(event: dict) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def finished(event: dict) -> None:
        address = addresses.get(event["requestId"], "")
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
    watched.page.goto(address, wait_until="networkidle")
    elements = watched.page.evaluate("document.querySelectorAll('*').length")
    origin = "/".join(address.split("/", 3)[:3])
    foreign = [one for one in watched.traffic.requests if not one.startswith(origin)]
    return Weight(elements, len(watched.traffic.requests), watched.traffic.bytes / 1000), foreign


def accessibility_faults(page: Page, views: tuple = VIEWS) -> list[str]:
    """Run axe on the page as it is, on a phone and a computer, in light and dark, folded parts open.

    A scheme changes colours and nothing else: at a size that was looked at already, only their rules are run again.
    """
    found, sizes = [], set()
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    page.evaluate(_axe.axe_script)
    for size, scheme in views:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        options = AXE_OPTIONS | (COLOURS if size["width"] in sizes else {})
        sizes.add(size["width"])
        for fault in page.evaluate(RUN_AXE, options):
            found.append(f"{size['width']} px {scheme}: {fault}")
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
