"""Amina obtains her attestation in a browser and a stranger verifies the file: for everyone, and on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from tests.support import browsing, serving
from tests.support.completions import complete
from tests.support.people import Person
from tools import server

pytestmark = [
    pytest.mark.usefixtures("courses"),
    pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True),
]
SITE = "http://essai.test"


@pytest.fixture
def page(browser: Browser, app: Flask, member: Person) -> Iterator[Page]:
    """Amina's browser, without JavaScript."""
    complete(app.extensions["database"], member.id)
    port = server.free_port()
    site = f"http://localhost:{port}"
    context = browser.new_context(base_url=site, viewport=browsing.NARROW, locale="fr-FR", java_script_enabled=False)
    cookie = member.client.get_cookie("etoffe", domain="localhost")
    assert cookie
    context.add_cookies([{"name": "etoffe", "value": cookie.value, "url": site}])
    with serving.threaded(app, port):
        yield context.new_page()
        context.close()


def test_obtained_printed_and_verified_without_a_script(page: Page):
    page.goto("/mes-attestations")
    page.get_by_role("button", name="Obtenir mon attestation").press("Enter")
    page.wait_for_url("**/ETF-*")
    assert page.get_by_role("button", name="Imprimer").count() == 0  # never a dead button
    sheet = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(sheet.pages) == 1
    serial = page.url.rpartition("/")[2]
    page.goto("/verifier")
    page.get_by_label("Numéro de l’attestation").fill(serial.lower())
    page.get_by_role("button", name="Vérifier le numéro").press("Enter")
    page.wait_for_url(f"**/verifier/{serial}")
    assert page.get_by_role("heading", level=1).inner_text() == "Cette attestation est valable"


def test_each_state_is_for_everyone(browser: Browser, app: Flask, member: Person):
    complete(app.extensions["database"], member.id)
    form = member.get("/mes-attestations")
    address = member.send(form).location
    hours = member.send(member.get("/mes-attestations"), {"first": "2026-01-01", "last": "2026-12-31"}).location
    with browsing.watched_page(browser) as watched:
        watched.page.route("**/*", lambda route: fulfil(route, member))
        for path in (
            "/mes-attestations",
            address,
            hours,
            f"/verifier/{hours.rpartition('/')[2]}",
            "/verifier?numero=1",
        ):
            watched.page.goto(SITE + path)
            assert not browsing.accessibility_faults(watched.page), path
            assert not browsing.overflow(watched.page), path


def fulfil(route: Route, person: Person) -> None:
    given = person.get(route.request.url.removeprefix(SITE))
    route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)
