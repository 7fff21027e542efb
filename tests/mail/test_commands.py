"""`flask lms mail`, and a page that posts: what each of them waits for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms import mail
from lms.app import create_app
from lms.settings import Mode, Settings
from lms.web.access import Access, open_to
from lms.web.http import now, writing_session
from tests.conftest import prepared
from tests.mail.test_outbox import letter, post, stored
from tests.support import postmen
from tests.support.postmen import SENDER, Postman
from tests.test_cli import lms


@pytest.fixture
def postman() -> Iterator[Postman]:
    with postmen.postman() as made:
        yield made


@pytest.fixture
def sending(database_url: str, postman: Postman) -> Iterator[Flask]:
    """The application where e-mails are really sent."""
    settings = Settings.for_tests(database_url, smtp_url=postman.url, mail_from=SENDER)
    yield from prepared(create_app(settings))


def test_one_pass_sends_what_waits(sending: Flask, engine: Engine, postman: Postman) -> None:
    post(engine, letter(), letter("bruno@etoffe.example"), at=datetime.now(UTC))
    postman.replies["bruno@etoffe.example"] = ["550 Inconnu"]
    done = lms(sending, "mail", "send")
    assert (done.exit_code, done.stdout) == (0, "1 message envoyé, 1 non.\n")
    assert len(postman.received) == 1
    assert lms(sending, "mail", "send").stdout == "0 message envoyé, 0 non.\n"
    assert lms(sending, "mail", "status").stdout == "En attente : 0\nAbandonnés : 1\n  Recipient 550 : 1\n"


def test_a_server_that_is_away_is_said(sending: Flask, engine: Engine, postman: Postman) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    post(engine, letter(), at=at)
    postman.shut()
    assert lms(sending, "mail", "send").exit_code == 1
    status = lms(sending, "mail", "status").stdout.splitlines()
    assert status == ["En attente : 1", f"Le plus ancien : {at.isoformat()}", "Abandonnés : 0"]


@pytest.mark.parametrize("command", ["work", "send"])
def test_without_a_server_nothing_is_sent_and_it_says_where_to_read(app: Flask, engine: Engine, command: str) -> None:
    post(engine, letter(), at=datetime.now(UTC))
    done = lms(app, "mail", command)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "ETOFFE_SMTP_URL n’est pas réglé : rien n’est envoyé.",
        "Les e-mails se lisent sur le site : http://localhost/demonstration/courriers",
    ]
    assert stored(engine)[0].tries == 0


def test_a_page_that_posts_does_not_speak_to_the_server(sending: Flask, engine: Engine, postman: Postman) -> None:
    """The server would keep everyone waiting for half a minute."""
    postman.delay = 30

    @sending.post("/essai")
    @open_to(Access.EVERYONE)
    def write() -> tuple[str, int]:
        with writing_session() as database:
            mail.post(database, letter(), at=now())
        return "", 204

    sending.config["WTF_CSRF_ENABLED"] = False
    client = sending.test_client()
    for _ in range(5):
        started = time.monotonic()
        assert client.post("/essai").status_code == 204
        assert time.monotonic() - started < 1
    assert len(stored(engine)) == 5
    assert postman.spoken_to == 0


def test_a_letter_that_would_forge_a_header_is_a_page_that_says_no(sending: Flask, engine: Engine) -> None:
    @sending.post("/essai")
    @open_to(Access.EVERYONE)
    def write() -> tuple[str, int]:
        with writing_session() as database:
            mail.post(database, letter("amina@etoffe.example\r\nBcc: bruno@etoffe.example"), at=now())
        return "", 204

    sending.config["WTF_CSRF_ENABLED"] = False
    assert sending.test_client().post("/essai").status_code == 400
    assert stored(engine) == []


@pytest.mark.parametrize("mode", list(Mode))
def test_the_mailbox_is_closed_where_mail_is_sent_and_in_production(
    database_url: str, engine: Engine, mode: Mode
) -> None:
    post(engine, letter(), at=datetime.now(UTC))
    for smtp_url in ("", "smtp://127.0.0.1:1"):
        for made in prepared(create_app(Settings.for_tests(database_url, mode=mode, smtp_url=smtp_url))):
            closed = mode is Mode.PRODUCTION or bool(smtp_url)
            for address in ("/demonstration/courriers", "/demonstration/courriers/1"):
                assert made.test_client().get(address).status_code == (404 if closed else 200)
            footer = made.test_client().get("/aide").get_data(as_text=True)
            assert ("/demonstration/courriers" in footer) != closed
