"""Claire tries a demonstration and reads the e-mails it would send."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import Engine
from werkzeug.serving import make_server

from lms import mail
from lms.web import letters
from lms.web.demonstration.screens import elapsed
from tests.mail.test_outbox import letter, post
from tests.support.browsing import accessibility_faults, overflow, watched_page, weigh
from tests.support.people import Person
from tests.support.queries import at_most

MAILBOX = "/demonstration/courriers"
AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
LINK = "https://etoffe.example/connexion/lien?jeton=abc"


def text(response) -> str:
    return response.get_data(as_text=True)


def code(app: Flask, at: datetime) -> mail.Letter:
    with app.app_context():
        return letters.sign_in_code(to="amina@etoffe.example", code="123456", link=LINK, asked_at=at)


def test_an_empty_mailbox_says_what_will_come(claire: Person) -> None:
    assert "Aucun courrier pour l’instant" in text(claire.get(MAILBOX))
    assert claire.get(f"{MAILBOX}/1").status_code == 404


def test_the_code_of_a_fictitious_person_is_read_on_the_site(app: Flask, engine: Engine, claire: Person) -> None:
    at = datetime.now(UTC)
    post(engine, code(app, at), at=at)
    page = text(claire.get(MAILBOX))
    assert "amina@etoffe.example" in page
    address = re.search(rf'href="({MAILBOX}/\d+)"', page)
    assert address
    message = text(claire.get(address[1]))
    assert "123\N{NO-BREAK SPACE}456" in message
    assert f'<a href="{LINK}" rel="noreferrer">{LINK}</a>' in message
    assert "version mise en forme" in message


def test_a_code_that_expired_is_no_longer_there(app: Flask, engine: Engine, claire: Person) -> None:
    at = datetime.now(UTC)
    post(engine, code(app, at - timedelta(minutes=11)), at=at - timedelta(minutes=11))
    post(engine, letter(), at=at)
    message = text(claire.get(f"{MAILBOX}/1"))
    assert "456" not in message
    assert "Ce texte est effacé" in message


def test_html_is_shown_by_no_page(engine: Engine, claire: Person) -> None:
    sent = letter(
        subject="<b>Gras</b> & <script>a()</script>",
        text="<img src=x onerror=a()>\n\njavascript:a()\n",
        html="<script>parent.a()</script>",
    )
    post(engine, sent, at=datetime.now(UTC))
    for address in (MAILBOX, f"{MAILBOX}/1"):
        page = text(claire.get(address))
        assert "<b>Gras" not in page
        assert "onerror=a()>" not in page
        assert "parent.a()" not in page
        assert 'href="javascript' not in page


def test_twenty_a_page_newest_first(app: Flask, engine: Engine, claire: Person) -> None:
    post(engine, *(letter(subject=f"Courrier {n}") for n in range(1, 46)), at=datetime.now(UTC))

    def subjects(query: str) -> list[int]:
        return [int(n) for n in re.findall(r">Courrier (\d+)<", text(claire.get(MAILBOX + query)))]

    assert subjects("") == list(range(45, 25, -1))
    assert subjects("?page=2") == list(range(25, 5, -1))
    assert subjects("?page=3") == list(range(5, 0, -1))
    assert subjects("?page=4") == []
    assert "rien de plus ancien" in text(claire.get(f"{MAILBOX}?page=900"))
    claire.get(MAILBOX)
    with at_most(app, 2):
        claire.get(MAILBOX)


def test_an_address_typed_by_hand_breaks_nothing(engine: Engine, claire: Person) -> None:
    post(engine, letter(), at=datetime.now(UTC))
    for page in ("", "0", "-1", "abc", "²", "1e9", "9" * 5000, "99999"):
        assert claire.get(MAILBOX, query_string={"page": page}).status_code == 200, page
    for number in ("0", "2", "2147483647", "2147483648", "99999999999999999999", "abc", "-1"):
        assert claire.get(f"{MAILBOX}/{number}").status_code == 404, number


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        ({"seconds": -5}, "à l’instant"),
        ({"seconds": 59}, "à l’instant"),
        ({"minutes": 1}, "il y a 1\N{NO-BREAK SPACE}minute"),
        ({"minutes": 59}, "il y a 59\N{NO-BREAK SPACE}minutes"),
        ({"hours": 23}, "il y a 23\N{NO-BREAK SPACE}heures"),
        ({"days": 1}, "il y a 1\N{NO-BREAK SPACE}jour"),
        ({"days": 40}, "il y a 40\N{NO-BREAK SPACE}jours"),
    ],
)
def test_dates_are_said_in_words(ago: dict[str, int], words: str) -> None:
    assert elapsed(AT - timedelta(**ago), AT) == words


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served for a browser."""
    served = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.port}"
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_mailbox_is_light_and_for_everyone(app: Flask, engine: Engine, address: str, browser: Browser) -> None:
    """Long addresses included, on the narrowest phone."""
    at = datetime.now(UTC)
    post(engine, *(letter(f"elue{n}@etoffe.example", subject=f"Courrier {n}") for n in range(40)), at=at)
    post(engine, letter("tres-longue-adresse-" * 10 + "@etoffe.example"), code(app, at), at=at)
    with watched_page(browser) as watched:
        for page in ("?page=2", "/42"):
            cost, _ = weigh(watched, address + MAILBOX + page)
            assert cost.elements <= 300
            assert cost.kilobytes <= 60
            assert not accessibility_faults(watched.page)
        for page in ("", "/41", "/42"):
            watched.page.goto(address + MAILBOX + page)
            assert not overflow(watched.page)
        assert not watched.complaints
