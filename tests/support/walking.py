"""Taking a lesson as a person would, in a browser, and stopping at each state of each screen."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.support import example

EXAMPLE_LESSONS = (f"/modules/{example.COURSE}/{example.LESSON}", f"/modules/{example.COURSE}/{example.EVERY_KIND}")
MOST_STEPS = 60
FORM = "main form[method=post]:not(.signaler *)"  # the one of the step, not the one that reports a problem


def walk(page: Page, lesson: str) -> Iterator[str]:
    """Open a lesson and take it to its end. Yields the name of each state while the page shows it.

    For a question: the form, the form sent empty (when it is refused), and the feedback.
    """
    page.goto(lesson)
    for _ in range(MOST_STEPS):
        place = urlsplit(page.url).path
        if place.endswith("/fin"):
            yield "end"
            return
        form = page.locator(FORM).first
        yield f"{place} form"
        _press(page, form)
        if urlsplit(page.url).path != place:
            continue
        if page.locator(FORM).count():
            yield f"{place} refused"
            form = page.locator(FORM).first
            fill(form)
            _press(page, form)
        yield f"{place} feedback"
        _leave(page, page.locator("main .suite a.bouton").first)


def fill(form: Locator) -> None:
    """Answer something, whatever is asked: the first of the choices, ten, the first line of a list."""
    asked = {one.get_attribute("name") for one in form.locator("input[type=radio]").all()}
    for name in sorted(filter(None, asked)):
        form.locator(f"input[type=radio][name='{name}']").first.check()
    if form.locator("input[type=checkbox]").count():
        form.locator("input[type=checkbox]").first.check()
    for one in form.locator("select").all():
        one.select_option(index=1)
    for one in form.locator("input:not([type]), textarea").all():
        one.fill("10")


def _press(page: Page, form: Locator) -> None:
    form.evaluate("form => form.noValidate = true")
    _leave(page, form.locator(".suite button").first)


def _leave(page: Page, what: Locator) -> None:
    with page.expect_navigation(wait_until="load"):
        what.click()
