"""`make screenshots`: every page and every state, on a phone and a computer, in light and dark.

The pages are those the tests crawl, and a lesson and a quiz are taken to their end: what is photographed is what is
tested. Pictures go to var/screenshots/<page>-<width>[-dark].png; those of someone signed in begin with her name.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests.support import browsing, crawling, quiz_walk, serving, walking

FOLDER = Path(__file__).resolve().parent.parent / "var" / "screenshots"
QUIZ = "/modules/e-services/quiz"


def main(words: list[str]) -> int:
    """Take the pictures; `words` keeps only the pages whose address holds one of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.live(Path(folder)) as base,
        sync_playwright() as playwright,
        browsing.chromium(playwright) as browser,
    ):
        for who, address in [("", one) for one in crawling.addresses(base)] + [
            (one.who, one.address) for one in crawling.signed_in_pages(base)
        ]:
            if chosen(address, words):
                with browsing.watched_page(browser) as watched:
                    if who:
                        crawling.enter(watched.page.context, base, who)
                    watched.page.goto(address)
                    parts = urlsplit(address)
                    taken += photograph(watched.page, f"{who}{parts.path} {parts.query}".rstrip())
        for lesson in walking.EXAMPLE_LESSONS:
            if chosen(lesson, words):
                with browsing.watched_page(browser) as watched:
                    for state in walking.walk(watched.page, base + lesson):
                        taken += photograph(watched.page, f"{lesson}/fin" if state == "end" else state)
        if chosen(QUIZ, words):
            with browsing.watched_page(browser) as watched:
                crawling.enter(watched.page.context, base, "amina")
                for state in quiz_walk.walk(watched.page, base + QUIZ):
                    taken += photograph(watched.page, f"amina{QUIZ} {state}")
    print(f"{taken} images dans {FOLDER.relative_to(Path.cwd())}/")
    return 0


def chosen(address: str, words: list[str]) -> bool:
    return not words or any(word in address for word in words)


def photograph(page: Page, name: str) -> int:
    """Take a page in the four views; return how many pictures that makes."""
    plain = re.sub(r"[^\w.-]+", "-", name.strip("/").replace("/", "_")) or "accueil"
    for size, scheme in browsing.VIEWS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        suffix = "-dark" if scheme == "dark" else ""
        page.screenshot(path=FOLDER / f"{plain}-{size['width']}{suffix}.png", full_page=True)
    page.set_viewport_size(browsing.NARROW)
    return len(browsing.VIEWS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
