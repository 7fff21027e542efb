"""The attestation as a page: what the PDF says, fit to be served, white in the dark, on one sheet when printed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, Route

from lms.web.access import Access, open_to
from lms.web.documents import Attestation, attestation_sheet
from tests.support import browsing
from tests.support.inspection import InspectingClient
from tests.web.documents.examples import ATTESTATION
from tests.web.documents.test_attestation import A4_LANDSCAPE, LONGEST

PAGE = """{% extends "layout.html" %}
{% from "components/attestation.html" import attestation %}
{% block title %}Votre attestation{% endblock %}
{% block motifs %}{{ motifs([feuille.weave]) }}{% endblock %}
{% block main %}
<div class="contenu non-imprime marge-m"><h1>Votre attestation</h1></div>
<div class="contenu marge-m">{{ attestation(feuille) }}</div>
{% endblock %}"""
# Nothing here reads a database.
pytestmark = pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)

WHITE, INK = "rgb(255, 255, 255)", "rgb(14, 36, 41)"


def client_of(app: Flask, shown: Attestation) -> InspectingClient:
    """A client of the application, with the attestation at /essai."""

    @open_to(Access.EVERYONE)
    def essai() -> str:
        return render_template_string(PAGE, feuille=attestation_sheet(shown))

    app.add_url_rule("/essai", view_func=essai)
    return app.test_client()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browsing.watched_page(browser) as watched:
        yield watched.page


def opened_in(page: Page, client: InspectingClient) -> None:
    """Show /essai in the browser, every request being answered by the client."""

    def answer(route: Route) -> None:
        given = client.get(route.request.url.removeprefix("http://essai.test"))
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)

    page.route("**/*", answer)
    page.goto("http://essai.test/essai")


@pytest.mark.parametrize("shown", [ATTESTATION, LONGEST], ids=["usual", "longest"])
def test_it_says_what_the_paper_says(app: Flask, shown: Attestation):
    said = client_of(app, shown).get("/essai").get_data(as_text=True)  # inspected: weight, elements, alternatives …
    for text in (shown.name, "Identité déclarée par la personne", shown.course, *shown.objectives, shown.organiser):
        assert text in said
    for text in (f"<code>{shown.serial}</code>", shown.address, "a1b2c3d4", "1<sup>er</sup>", "ni titre ni diplôme"):
        assert text in said


def test_what_people_write_is_text(app: Flask):
    said = client_of(app, replace(ATTESTATION, name="<b>Amina</b>", organiser="<i>A</i> & B")).get("/essai")
    assert "&lt;b&gt;Amina&lt;/b&gt;" in said.text
    assert "&lt;i&gt;A&lt;/i&gt; &amp; B" in said.text


@pytest.mark.parametrize("shown", [ATTESTATION, LONGEST], ids=["usual", "longest"])
def test_it_prints_on_one_sheet(app: Flask, page: Page, shown: Attestation):
    opened_in(page, client_of(app, shown))
    printed = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) == 1
    assert tuple(round(float(side)) for side in printed.pages[0].MediaBox[2:]) == A4_LANDSCAPE


def test_it_is_white_in_the_dark_and_everyone_can_use_it(app: Flask, page: Page):
    opened_in(page, client_of(app, LONGEST))
    page.emulate_media(color_scheme="dark")
    style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert page.locator(".feuille").evaluate(style) == [WHITE, INK]
    assert not browsing.accessibility_faults(page)
    assert not browsing.overflow(page)
