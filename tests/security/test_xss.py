"""A hostile trainer writes scripts into a course: each of the two walls holds alone.

The sanitiser is tried with the Content-Security-Policy taken away, and the policy with
raw payloads in the page. A third page, without either, shows that the detector works.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, Route

from lms import content, db, publishing
from lms.app import create_app
from lms.settings import Settings
from lms.web.addresses import ADDRESSES
from lms.web.http import HEADERS
from tests.support.example import TODAY, example_files, library
from tests.support.payloads import payloads

LESSON = "lecons/01-les-delais.md"
PLACE = b"Un essai vaut mieux qu\xe2\x80\x99une consigne."
PER_STEP, STEPS = 22, 9
LOOKS = ("stylesheet", "font")  # the site's own, which run nothing, and cost more to draw than the rest of a page
ORIGIN = "http://etoffe.test"
CLOSE = "\n--></script></style></textarea></title></template></svg></math></select></table></form></iframe><p>fin</p>\n"

WATCH = """
window.executed = [];
for (const name of ['alert', 'confirm', 'prompt']) { window[name] = (number) => { window.top.executed.push(number); }; }
"""
PROVOKE = """
() => {
  for (const element of document.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith('on')) element.dispatchEvent(new Event(name.slice(2)));
    }
    if (element.tagName === 'A' || element.tagName === 'AREA') {
      let scheme = 'http:';
      try { scheme = new URL(element.href.baseVal || element.href, location).protocol; } catch { /* not an address */ }
      if (!/^(https?|mailto):$/.test(scheme)) element.click?.();
    } else if (element.tagName === 'BUTTON' && !element.closest('form[method=post]')) element.click();
  }
}
"""


def readable(texts: list[str]) -> list[str]:
    """The payloads that the reader accepts in a step's body; it names the others to the trainer."""
    files = {path: data for path, data in example_files().items() if path in (LESSON, "module.toml", "quiz.toml")}
    kept = []
    for text in texts:
        tried = files | {LESSON: files[LESSON].replace(PLACE, PLACE + b"\n\n" + text.encode())}
        if content.read(tried, library(), TODAY).course is not None:
            kept.append(text)
    return kept


def hostile_courses(texts: list[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Courses whose lessons hold the payloads, each in a paragraph of its own, and in every plain text too."""
    files = example_files()
    lesson = files[LESSON].decode()
    per_course = PER_STEP * STEPS
    for number, start in enumerate(range(0, len(texts), per_course), start=1):
        batch = texts[start : start + per_course]
        steps = "".join(
            f"\n## Étape {place} {{#etape-{place}}}\n\n" + "\n\nSuite.\n\n".join(batch[place::STEPS]) + "\n"
            for place in range(min(STEPS, len(batch)))
        )
        key = f"hostile-{number}"
        body = lesson.replace("\n## Vérifiez-vous", steps + "\n## Vérifiez-vous", 1).replace(
            "minutes = 6", "minutes = 10", 1
        )
        toml = files["module.toml"].decode().replace('"exemple-de-module"', f'"{key}"')
        yield key, files | {LESSON: body.encode(), "module.toml": toml.encode()}


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    url = f"sqlite:///{tmp_path}/hostile.sqlite"
    db.upgrade(url)
    return create_app(Settings.for_tests(url, base_url=ORIGIN))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from watched(browser)


@pytest.fixture
def raw_page(whole_browser: Browser) -> Iterator[Page]:
    """Nothing is cleaned there: payloads close windows and download, which the headless shell waits for."""
    yield from watched(whole_browser)


def watched(browser: Browser) -> Iterator[Page]:
    """A page where what runs is counted."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def publish(site: Flask, files: dict[str, bytes]) -> content.Course:
    reading = content.read(files, library(), TODAY)
    assert reading.course is not None, "\n".join(map(str, reading.problems[:5]))
    with db.transaction(site.extensions["database"]) as session:
        publishing.publish(
            session,
            reading.course,
            files,
            library=library(),
            addresses=ADDRESSES,
            by="Bruno",
            message="Essai",
            at=datetime.now(UTC),
        )
    return reading.course


def serve_without_policy(page: Page, site: Flask) -> None:
    """Let the page be answered by the application in this process, its policy taken away."""
    client = site.test_client()

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.netloc != urlsplit(ORIGIN).netloc or route.request.resource_type in LOOKS:
            route.abort()
            return
        response = client.get(parts.path, base_url=ORIGIN)
        headers = {name: value for name, value in response.headers if name != "Content-Security-Policy"}
        route.fulfill(status=response.status_code, headers=headers, body=response.data)

    page.route("**/*", answer)


def executed(page: Page) -> list[int]:
    page.wait_for_load_state("load")
    page.evaluate(PROVOKE)
    page.wait_for_timeout(20)
    found: list[int] = page.evaluate("() => window.executed")
    return found


def test_the_sanitiser_alone_lets_nothing_run(site: Flask, page: Page, record_property) -> None:
    tried = payloads()
    kept = readable(tried)
    serve_without_policy(page, site)
    ran: list[int] = []
    pages = 0
    for _key, files in hostile_courses(kept):
        course = publish(site, files)
        for step in course.lessons[0].steps:
            page.goto(f"{ORIGIN}/modules/{course.key}/{course.lessons[0].key}/{step.key}")
            assert page.locator("h1").count() == 1
            ran += executed(page)
            pages += 1
    record_property("payloads", len(tried))
    print(
        f"\n{len(tried)} payloads, {len(tried) - len(kept)} refused by the reader, {pages} pages, {len(ran)} executed"
    )
    assert len(tried) >= 2500
    assert len(kept) >= 1000
    assert ran == []


def test_the_policy_alone_lets_nothing_run(raw_page: Page) -> None:
    assert raw_pages(raw_page, dict(HEADERS), payloads()) == []


def test_without_either_wall_scripts_do_run(raw_page: Page) -> None:
    """The detector works: on a page without any wall, many of the same payloads succeed. One in three is tried."""
    assert len(set(raw_pages(raw_page, {}, payloads()[::3]))) > 170


def raw_pages(page: Page, headers: dict[str, str], texts: list[str]) -> list[int]:
    """Show payloads unsanitised, a few to a page, and return the numbers of those that ran."""
    batches = [texts[start : start + 12] for start in range(0, len(texts), 12)]

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.netloc == urlsplit(ORIGIN).netloc and parts.path.strip("/").isdigit():
            body = CLOSE.join(batches[int(parts.path.strip("/"))])
            html = f"<!doctype html><title>x</title><main>{body}{CLOSE}</main>"
            route.fulfill(status=200, headers=headers | {"Content-Type": "text/html; charset=utf-8"}, body=html)
        else:
            route.fulfill(status=404, body="")

    page.context.route("**/*", answer)
    ran: list[int] = []
    for number in range(len(batches)):
        fresh = page.context.new_page()  # what an earlier payload set going does not disturb this one
        fresh.on("dialog", lambda dialog: dialog.dismiss())
        try:
            fresh.goto(f"{ORIGIN}/{number}", wait_until="load")
            ran += executed(fresh)
        except Error as error:  # a payload that navigates away took its page with it
            if "navigat" not in str(error) and "destroyed" not in str(error):
                raise
        fresh.close()
    return ran
