"""Fixtures of every test: real databases, three people, a browser, and no way out to the network."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from sqlalchemy import Engine, event

from lms import db
from lms.app import create_app
from lms.settings import Settings
from tests.support import browsing, members, network, once, serving
from tests.support import communes as some_communes
from tests.support.clock import Clock
from tests.support.databases import Databases
from tests.support.inspection import InspectingClient
from tests.support.people import Person

POSTGRES = os.environ.get("ETOFFE_TEST_POSTGRES_URL")
PLACES = {"sqlite": "sur SQLite", "postgres": "sur PostgreSQL", "browser": "dans le navigateur"}

# how fast examples are made says how busy the machine is, nothing about the code
hypothesis.settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
expect.set_options(timeout=30_000)  # as patient as a click: a busy machine is slow, not wrong


@event.listens_for(Engine, "connect")
def shuffle_unordered(connection: Any, _record: Any) -> None:
    """Make SQLite give unordered rows backwards, so that no test passes thanks to an order nobody asked for."""
    if "sqlite3" in type(connection).__module__:
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.close(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        once.share(patch, tmp_path_factory.mktemp("templates"))
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(
        # the process too: another run may borrow the same PostgreSQL, with workers of the same names
        tmp_path_factory.mktemp("databases"),
        POSTGRES,
        f"{os.environ.get('PYTEST_XDIST_WORKER', 'p')}_{os.getpid()}",
    )
    yield made
    made.close()


@pytest.fixture(
    params=[pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgres", marks=pytest.mark.postgres)]
)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """An up-to-date database that belongs to this test; with `courses`, the example is published in it."""
    if request.param == "postgres" and not POSTGRES:
        pytest.skip("ETOFFE_TEST_POSTGRES_URL is not set: use make test")
    with databases.copy(request.param, "example" if "courses" in request.fixturenames else "empty") as url:
        yield url


@pytest.fixture
def courses(database_url: str) -> None:
    """The example course of courses/LISEZMOI.md is published (tests.support.example)."""


@pytest.fixture
def communes(database_url: str) -> None:
    """A few real communes are loaded (tests.support.communes)."""
    some_communes.load(database_url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database alone, for what happens below the web."""
    made = db.make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    yield from prepared(create_app(Settings.for_tests(database_url)))


def prepared(made: Flask) -> Iterator[Flask]:
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False  # an error gives its page, as in service
    made.test_client_class = InspectingClient
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    return app.test_client()


@pytest.fixture
def amina(app: Flask) -> Person:
    return Person("Amina", app.test_client())


@pytest.fixture
def member(app: Flask) -> Person:
    """Amina, signed in on her own telephone."""
    return members.member(app)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the site, which the test moves."""
    return Clock(monkeypatch)


@pytest.fixture
def bruno(app: Flask) -> Person:
    return Person("Bruno", app.test_client())


@pytest.fixture
def claire(app: Flask) -> Person:
    return Person("Claire", app.test_client())


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server with every course published."""
    with serving.live(tmp_path_factory.mktemp("live")) as address:
        yield address


@pytest.fixture
def live_database(live_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of the live server."""
    (path,) = tmp_path_factory.getbasetemp().glob("live[0-9]*/live.sqlite")
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with browsing.chromium(playwright) as launched:
        yield launched


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    with browsing.chromium(playwright, whole=True) as launched:
        yield launched


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say where the tests ran, so that nobody believes in an engine that was left out."""
    counts: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            if getattr(report, "when", "") in ("call", "setup"):
                counts["total"] += 1
                counts.update(marker for marker in PLACES if marker in report.keywords)
    where = " · ".join(f"{counts[marker]} {place}" for marker, place in PLACES.items())
    terminalreporter.write_line(f"{counts['total']} tests, dont {where}.")
