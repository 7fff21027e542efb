"""Pages that many people see alike: kept once, and nobody's own words in them."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError

from lms.web import pages
from tests.support.people import Person

MARKS = {"«a»": "csrf_token", "«b»": "retour"}
VALUES = st.binary(max_size=300).map(lambda data: data.hex().encode())
READ = "/modules/exemple-de-module/delais/message"


@given(st.lists(st.sampled_from(["«a»", "«b»", "<p>", "é’\u202f", "mot " * 40]) | st.text(max_size=40)), VALUES, VALUES)
def test_a_sheet_says_the_same_packed_or_not(parts: list[str], token: bytes, retour: bytes) -> None:
    html = "".join(parts)
    filling = {"csrf_token": token, "retour": retour}
    sheet = pages.make_sheet(html, MARKS, {name: len(value) for name, value in filling.items()})
    expected = html.replace("«a»", token.decode()).replace("«b»", retour.decode()).encode()
    assert sheet.plain(filling) == expected
    assert gzip.decompress(sheet.gzip(filling)) == expected  # checks the sum and the length too


def test_what_fills_a_hole_may_be_very_long() -> None:
    filling = {"csrf_token": b"x" * 200_000, "retour": b""}
    sheet = pages.make_sheet("un «a» deux «b» trois", MARKS, {"csrf_token": 200_000, "retour": 0})
    assert gzip.decompress(sheet.gzip(filling)) == b"un " + b"x" * 200_000 + b" deux  trois"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "gzip"), ("br", "br"), ("gzip;q=0, br", "br"), ("identity", None), ("", None)],
)
def test_each_browser_gets_what_it_takes(app: Flask, accepted: str, encoding: str | None) -> None:
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[encoding]
    response = FlaskClient(app).get("/aide", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert b"<h1>Aide</h1>" in unpack(response.data)
    if encoding:
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(("method", "address", "status"), [("GET", "/rien", 404), ("POST", "/connexion", 400)])
def test_an_error_travels_compressed_too(app: Flask, method: str, address: str, status: int):
    response = FlaskClient(app).open(address, method=method, headers={"Accept-Encoding": "br"})
    assert (response.status_code, response.headers.get("Content-Encoding")) == (status, "br")
    assert len(response.data) < 4096


def token_of(page: str) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]


def test_each_person_has_her_own_token(amina: Person, claire: Person, courses: None) -> None:
    hers, other = (person.get(READ).get_data(as_text=True) for person in (amina, claire))
    assert token_of(hers) != token_of(other)
    forms = r'name="client_id" value="[^"]+"'
    assert re.sub(forms, "", hers).replace(token_of(hers), "") == re.sub(forms, "", other).replace(token_of(other), "")
    stolen = amina.client.post(READ, data={"csrf_token": token_of(other)})
    assert stolen.status_code == 400
    assert amina.client.post(READ, data={"csrf_token": token_of(hers)}).status_code == 303


def test_each_person_has_her_own_display(amina: Person, claire: Person) -> None:
    page = amina.get("/aide")
    amina.client.post("/affichage", data={"csrf_token": token_of(page.get_data(as_text=True)), "theme": "sombre"})
    assert 'data-theme="sombre"' in amina.get("/aide").get_data(as_text=True)
    assert "data-theme" not in claire.get("/aide").get_data(as_text=True)


def test_each_address_leads_back_to_itself(amina: Person) -> None:
    for address in ("/modules", "/modules?pour=maire", '/modules?pour="><p>'):
        back = re.findall(r'name="retour" value="([^"]*)"', amina.get(address).get_data(as_text=True))
        assert back, address
        assert back[0].startswith("/modules")
    assert "maire" in amina.get("/modules?pour=maire").get_data(as_text=True)


def test_the_sign_in_page_keeps_to_each_her_own_way_back_and_challenge(amina: Person, claire: Person) -> None:
    hers, other = (
        person.get(f"/connexion?suite={back}").get_data(as_text=True)
        for person, back in ((amina, '/a-faire"><p>'), (claire, "/mes-avis--"))
    )
    for page, back in ((hers, "/a-faire&#34;&gt;&lt;p&gt;"), (other, "/mes-avis--")):
        assert set(re.findall(r'name="suite" value="([^"]*)"', page)) == {back}
    challenges = [re.findall(r'data-options="([^"]*)"', page) for page in (hers, other)]
    assert all(len(found) == 1 for found in challenges)
    assert challenges[0] != challenges[1]


def test_two_forms_of_one_page_have_two_ids(amina: Person, courses: None) -> None:
    page = "/modules/exemple-de-module/delais/verifier"
    ids = {re.findall(r'name="client_id" value="([^"]+)"', amina.get(page).get_data(as_text=True))[0] for _ in range(3)}
    assert len(ids) == 3


def test_a_template_that_writes_of_one_person_is_refused(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({"jeton": "<p>{{ autre_jeton() }}", "session": "<p>{{ session.visitor }}"})
    app.jinja_env.globals["autre_jeton"] = generate_csrf
    with app.test_request_context("/aide"):
        with pytest.raises(pages.NotShared):
            pages.shared_page("jeton")
        with pytest.raises(UndefinedError):
            pages.shared_page("session")


def test_only_so_many_pages_are_kept() -> None:
    sheets, sheet = pages.Sheets(), pages.make_sheet("", MARKS, {})
    drawn = [number for number in range(pages.KEPT + 1) if sheets.get(number, lambda: sheet) is sheet]
    again: list[int] = []
    sheets.get(0, lambda: again.append(0) or sheet)  # type: ignore[func-returns-value]
    sheets.get(drawn[-1], lambda: again.append(1) or sheet)  # type: ignore[func-returns-value]
    assert again == [0]
