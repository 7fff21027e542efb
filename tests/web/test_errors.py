"""When something goes wrong: a French page, a number that finds the line in the log, and nothing about anyone."""

from __future__ import annotations

import json
import logging
import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.app import create_app
from lms.settings import Settings
from lms.web.access import Access, open_to
from lms.web.http import JsonLines, log
from tests.conftest import prepared
from tests.support.people import Person

SECRET = "motdepasse-de-madame-tessier"


@pytest.fixture
def lines() -> list[dict]:
    """Every line that the application writes in its log, as JSON."""
    written: list[dict] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(JsonLines().format(record)))

    handler = Keep()
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


@pytest.fixture
def broken(database_url: str):
    """The application, with pages that fail."""
    made = create_app(Settings.for_tests(database_url))

    @open_to(Access.EVERYONE)
    def bug() -> str:
        raise ValueError(f"{SECRET} cannot be read")

    @open_to(Access.EVERYONE)
    def no_database() -> str:
        raise OperationalError(f"SELECT '{SECRET}'", {"name": SECRET}, Exception("gone"))

    made.add_url_rule("/bug", "bug", bug)
    made.add_url_rule("/no-database", "no_database", no_database)
    yield from prepared(made)


@pytest.mark.parametrize(("address", "status"), [("/bug", 500), ("/no-database", 503)])
def test_an_incident_has_a_number_that_finds_its_line(broken: Flask, lines: list, address: str, status: int) -> None:
    page = broken.test_client().get(f"{address}?jeton={SECRET}", headers={"Cookie": f"a={SECRET}"})
    shown = page.get_data(as_text=True)
    assert page.status_code == status
    number = re.search(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b", shown)
    assert number
    assert "Traceback" not in shown
    assert "ValueError" not in shown
    incidents = [line for line in lines if line.get("incident") == number[0]]
    assert len(incidents) == 1
    assert "test_errors.py" in incidents[0]["trace"]
    assert "cannot be read" not in shown
    assert SECRET not in json.dumps(lines)


def test_the_log_of_a_request_says_nothing_of_the_person(app: Flask, lines: list) -> None:
    app.test_client().get(f"/glossaire?q={SECRET}", headers={"User-Agent": SECRET, "X-Forwarded-For": "192.0.2.7"})
    assert [sorted(line) for line in lines] == [["at", "endpoint", "event", "level", "method", "ms", "status"]]
    assert SECRET not in json.dumps(lines)
    assert "192.0.2.7" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("method", "address", "status", "title"),
    [
        ("GET", "/absente", 404, "Cette page n’existe pas"),
        ("GET", "/modules/" + "x" * 3000, 404, "Cette page n’existe pas"),
        ("GET", "/modules/%00", 404, "Cette page n’existe pas"),
        ("DELETE", "/aide", 405, "Cette page ne s’ouvre pas ainsi"),
        ("POST", "/affichage", 400, "Votre page était ouverte depuis longtemps"),
    ],
)
def test_a_refusal_is_a_page_in_french(amina: Person, method: str, address: str, status: int, title: str) -> None:
    page = amina.client.open(address, method=method)
    assert page.status_code == status
    assert title in page.get_data(as_text=True)


def test_a_form_too_long_is_refused_in_french(amina: Person) -> None:
    page = amina.client.post("/affichage", data={"taille": "x" * 400_000})
    assert page.status_code == 413
    assert "Raccourcissez votre texte" in page.get_data(as_text=True)


def test_health_follows_the_database(database_url: str, app: Flask) -> None:
    well = app.test_client().get("/healthz")
    assert (well.status_code, well.json) == (200, {"status": "ok"})
    lost = create_app(Settings.for_tests("postgresql://127.0.0.1:9/etoffe"))
    for client in (one.test_client() for one in prepared(lost)):
        assert client.get("/healthz").status_code == 503


def test_in_service_the_browser_is_told_to_come_back_encrypted(database_url: str) -> None:
    for made in prepared(create_app(Settings.for_tests(database_url, base_url="https://etoffe.example"))):
        page = made.test_client().get("/", base_url="https://etoffe.example")
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-etoffe=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
