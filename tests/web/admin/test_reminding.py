"""Claire reminds the people of a session: she reads the letter, sees round numbers, presses once."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms import db, mail
from lms.accounts import Role, Scope
from lms.app import create_app
from lms.followup.reminders.models import ReminderPress
from lms.settings import Settings
from tests.conftest import prepared
from tests.support import example, members, serving, summoned
from tests.support.browsing import accessibility_faults, overflow, watched_page
from tests.support.clock import Clock
from tests.support.databases import Databases, fingerprint
from tests.support.letters import letters
from tests.support.members import CLAIRE, member
from tests.support.people import Person, main_form
from tests.support.queries import at_most
from tests.support.summoned import ELSEWHERE
from tools import server

EVA = replace(CLAIRE, email="eva@epci.example", roles=((Role.ADMINISTRATOR, Scope(*ELSEWHERE)),))


@pytest.fixture
def claire(app: Flask, clock: Clock) -> Person:
    return member(app, CLAIRE)


def gathered(app: Flask, claire: Person, clock: Clock, members: list[int]) -> str:
    """The address of the letter to a session with these people."""
    number = summoned.gather(app.extensions["database"], members, by=claire.id, at=clock.time)
    return f"/suivi/sessions/{number}/relancer"


def words(page: TestResponse) -> str:
    text = re.sub(r"<[^>]+>", " ", page.get_data(as_text=True).partition("<main")[2])
    return re.sub(r"\s+", " ", html.unescape(text))


def address(person: int) -> str:
    return f"personne-{person}@mairie.example"


def push(who: Person, door: str, number: int) -> TestResponse:
    """Send a form made by hand, with the token of another page of hers."""
    token = main_form(who.get("/suivi/elus/inviter")).fields["csrf_token"]
    form = {"csrf_token": token, "client_id": f"00000000-0000-4000-8000-{number:012}", "phrase": ""}
    return who.client.post(door, data=form)


def sent(app: Flask) -> list[mail.StoredMessage]:
    with db.reading(app.extensions["database"]) as session:
        return [one for one in mail.mailbox(session, skip=0, most=100)[0] if one.recipient.startswith("personne-")]


@pytest.mark.usefixtures("courses")
def test_what_is_shown_is_what_is_sent(app: Flask, claire: Person, clock: Clock) -> None:
    """She looks, adds a sentence, looks again, sends; each person gets her own, once."""
    people = summoned.people(app.extensions["database"], 12, at=clock.time)
    door = gathered(app, claire, clock, people)
    with at_most(app):
        page = claire.get(door)
    assert "Bonjour Camille," in words(page)
    page = claire.get(f"{door}?phrase=Je suis là le mardi <b>")
    assert "Claire Doussot ajoute : « Je suis là le mardi <b> »" in words(page)
    shown = re.search(r'prose coupable">(.*?)</div>', page.get_data(as_text=True), re.S)
    done = claire.follow(claire.send(page, {"client_id": "00000000-0000-4000-8000-000000000001"}))
    assert "est partie à" in words(done)
    assert "La prochaine pourra partir le" in words(done)
    assert len(sent(app)) == 12
    (text,) = letters(app, address(people[0]))
    said = re.sub(r"\s+", " ", text.replace("--\n", "").replace("Martine", "Camille"))
    said = re.sub(r"/rappels/\S+", "/rappels/exemple", said)
    assert shown
    shown_words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown.group(1)))).strip()
    assert shown_words.replace(" .", ".").endswith(said.strip())
    again = claire.send(page, {"client_id": "00000000-0000-4000-8000-000000000001"})
    assert again.status_code == 303
    assert len(sent(app)) == 12
    assert claire.send(page, {"client_id": "00000000-0000-4000-8000-000000000002"}).status_code == 409


@pytest.mark.usefixtures("courses")
def test_numbers_name_nobody(app: Flask, claire: Person, clock: Clock) -> None:
    """Under ten, nothing is said but that it is under ten; nothing else of the page tells who is kept from it."""
    engine = app.extensions["database"]
    few = summoned.people(engine, 9, at=clock.time)
    page = words(claire.get(gathered(app, claire, clock, few)))
    assert "Moins de dix personnes" in page
    many = summoned.people(engine, 30, at=clock.time) + summoned.people(engine, 12, at=clock.time, reminders=False)
    page = words(claire.get(gathered(app, claire, clock, many)))
    assert re.search(r"Environ (30|40) personnes", page)
    assert re.search(r"(10|20) personnes qui ont fait une pause ou arrêté les rappels", page)
    alone = words(claire.get(gathered(app, claire, clock, summoned.people(engine, 1, at=clock.time, reminders=False))))
    free = words(claire.get(gathered(app, claire, clock, summoned.people(engine, 1, at=clock.time))))
    assert alone == free


@pytest.mark.usefixtures("courses")
def test_looking_writes_nothing(app: Flask, claire: Person, clock: Clock) -> None:
    door = gathered(app, claire, clock, summoned.people(app.extensions["database"], 2, at=clock.time))
    before = fingerprint(app.extensions["database"])
    claire.get(f"{door}?phrase=Bonjour")
    assert fingerprint(app.extensions["database"]) == before


@pytest.mark.usefixtures("courses")
def test_nothing_is_sent_before_a_day_is_near(app: Flask, claire: Person, clock: Clock) -> None:
    engine = app.extensions["database"]
    far = clock.time.date() + timedelta(days=60)
    number = summoned.gather(engine, summoned.people(engine, 2), by=claire.id, due_on=far, at=clock.time)
    page = claire.get(f"/suivi/sessions/{number}/relancer")
    assert "rien à rappeler" in words(page)
    assert "Envoyer cette lettre" not in words(page)


@pytest.mark.parametrize(
    "sentence",
    ["Voir https://a.example", "Voir www.a.example", "Voir a.example", "claire@epci.example", "x" * 301],
)
@pytest.mark.usefixtures("courses")
def test_a_sentence_leads_nowhere_and_stays_short(app: Flask, claire: Person, clock: Clock, sentence: str) -> None:
    """Seen or sent by hand, it is refused with the same words, and nothing leaves."""
    door = gathered(app, claire, clock, summoned.people(app.extensions["database"], 2, at=clock.time))
    page = claire.get(door)
    assert claire.get(door, query_string={"phrase": sentence}).status_code == 422
    refused = claire.send(page, {"phrase": sentence, "client_id": "00000000-0000-4000-8000-000000000003"})
    assert refused.status_code == 422
    assert sent(app) == []


@pytest.mark.usefixtures("courses")
def test_a_sentence_cannot_make_headers_nor_html(app: Flask, claire: Person, clock: Clock) -> None:
    (one,) = people = summoned.people(app.extensions["database"], 1, at=clock.time)
    page = claire.get(gathered(app, claire, clock, people))
    hostile = "Merci\r\nBcc: tous\r\n\r\n<script>alert(1)</script>\u2028{{ 7*7 }}"
    claire.send(page, {"phrase": hostile, "client_id": "00000000-0000-4000-8000-000000000004"})
    (text,) = letters(app, address(one))
    (message,) = sent(app)
    assert "«\u202fMerci Bcc: tous <script>alert(1)</script> {{ 7*7 }}\u202f»" in text
    assert "Bcc" not in message.subject
    with db.reading(app.extensions["database"]) as session:
        html_part = session.execute(select(mail.models.OutboxMessage.html)).scalars().all()
    assert not any("<script" in part for part in html_part)


@pytest.mark.usefixtures("courses")
def test_the_session_of_another_is_unknown(app: Flask, claire: Person, clock: Clock) -> None:
    door = gathered(app, claire, clock, summoned.people(app.extensions["database"], 2, at=clock.time))
    eva = member(app, EVA)
    assert eva.get(door).status_code == 404
    assert push(eva, door, 5).status_code == 404
    assert sent(app) == []


@pytest.mark.usefixtures("courses")
def test_pressing_all_day_sends_one_letter(app: Flask, claire: Person, clock: Clock) -> None:
    """Flooding: many forms are one letter, one row, and one sentence that says why."""
    door = gathered(app, claire, clock, summoned.people(app.extensions["database"], 2, at=clock.time))
    assert [push(claire, door, number).status_code for number in range(4)] == [303, 409, 409, 409]
    assert len(sent(app)) == 2
    with db.reading(app.extensions["database"]) as session:
        assert session.execute(select(func.count()).select_from(ReminderPress)).scalar_one() == 1


@pytest.mark.usefixtures("courses")
def test_the_link_leads_to_the_exact_step(app: Flask, claire: Person, member: Person, clock: Clock) -> None:
    page = member.get(f"/mon-parcours/{example.COURSE}")
    assert page.location.startswith(f"/modules/{example.COURSE}/")
    stranger = app.test_client().get(f"/mon-parcours/{example.COURSE}")
    assert stranger.location.startswith("/connexion?suite=/mon-parcours/")


def test_a_reminder_in_a_browser(databases: Databases, browser: Browser) -> None:
    """By keyboard: from the session to the letter, a sentence, the letter again, sent. Each page is for everyone."""
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    with databases.copy("sqlite", "example") as url:
        for app in prepared(create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))):
            at, engine = datetime.now(UTC), app.extensions["database"]
            number = summoned.gather(engine, summoned.people(engine, 12), by=members.create(app, CLAIRE), at=at)
            with serving.threaded(app, port), watched_page(browser) as watched:
                members.sign_in_browser(watched.page.context, url, address, CLAIRE)
                found = _walk(watched.page, f"{address}/suivi/sessions/{number}")
            assert found + watched.complaints == []


def _walk(page: Page, address: str) -> list[str]:
    found = []

    def look_here() -> None:
        page.get_by_role("heading", level=1, name="Relancer").wait_for()
        faults = [*accessibility_faults(page), overflow(page)]
        found.extend(f"{page.url}: {one}" for one in faults if one)

    page.goto(address)
    page.get_by_role("link", name="Relancer").press("Enter")
    look_here()
    page.get_by_label("Ajouter une phrase").fill("Voir www.a.example")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    look_here()
    page.get_by_label("Ajouter une phrase").fill("Je suis là le mardi.")
    page.keyboard.press("Enter")
    page.get_by_text("Claire Doussot ajoute").wait_for()
    page.get_by_role("button", name="Envoyer cette lettre").press("Enter")
    page.get_by_role("status").get_by_text("est partie à").wait_for()
    look_here()
    return found
