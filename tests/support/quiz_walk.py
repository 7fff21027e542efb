"""Taking a quiz as a person would, in a browser, and stopping at each state of each screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.support.walking import fill


def walk(page: Page, door: str) -> Iterator[str]:
    """Open a quiz and take it to its explanations. Yields the name of each state while the page shows it.

    Every question is answered; the first one is also refused, seen again once saved, and answered from a stale tab.
    """
    page.goto(door)
    yield "start"
    _press(page, "main form .bouton")
    first = page.url
    yield "question"
    _press(page, "main form.question .suite button")
    yield "refused"
    page.goto(first)
    stale = page.content()
    while not urlsplit(page.url).path.endswith("/relire"):
        fill(page.locator("main form.question"))
        _press(page, "main form.question .suite button")
    page.goto(first)
    yield "saved"
    _send_stale(page, stale)
    yield "conflict"
    page.goto(f"{first.rsplit('/', 1)[0]}/relire")
    yield "review"
    _press(page, "main form .bouton")
    yield "result"
    page.goto(f"{page.url}/1")
    yield "explained"
    page.goto(door)
    yield "start again"


def _send_stale(page: Page, html: str) -> None:
    """Send « je ne sais pas » from the page as it was before anything was saved."""
    old = dict(re.findall(r'name="(client_id|vu)" value="([^"]*)"', html))
    form = page.locator("main form.question")
    for name in ("client_id", "vu"):
        form.locator(f"[name={name}]").evaluate("(one, value) => one.value = value", old[name])
    form.evaluate(
        """form => {
            const one = document.createElement("input");
            Object.assign(one, {type: "hidden", name: "nsp", value: "1"});
            form.append(one);
            for (const radio of form.querySelectorAll("input[name=reponse]")) radio.disabled = true;
            form.querySelector("input[value=nsp]")?.removeAttribute("disabled");
            const nsp = form.querySelector("input[name=reponse][value=nsp]");
            if (nsp) nsp.checked = true;
        }"""
    )
    _press(page, "main form.question .suite button")


def _press(page: Page, what: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.locator(what).first.click()
