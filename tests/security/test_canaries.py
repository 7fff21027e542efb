"""S2: Amina is planted everywhere, each column with a word of its own; everyone looks everywhere.

A word is seen only where the visibility matrix allows: her own pages for herself, what she reported for trainers
(nothing says who), her certificate for whoever holds its number. Scores have no words: so nobody else opens an address
that only she has.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from werkzeug.test import TestResponse

from lms import accounts, db, learning, privacy
from lms.accounts import Device, Role, Scope
from lms.accounts.models import Account, Consultation, Mandate
from lms.app import create_app
from lms.db import Base
from lms.learning import Behaviour, Desk
from lms.learning.certificates.models import Certificate
from lms.learning.models import Report
from lms.mail.models import OutboxMessage
from lms.personal_data import SECRET
from lms.settings import Mode, Settings
from lms.web.access import Access
from tests.conftest import prepared
from tests.support import completions, members
from tests.support.canaries import WANTED, plant, planted
from tests.support.example import COURSE, EVERY_KIND
from tests.support.exploring import explore
from tests.support.journeys import publish_many, seat
from tests.support.members import AMINA, BRUNO, CLAIRE, COMMUNE, Kind
from tests.support.people import Person
from tests.support.routing import routes
from tests.web.test_reports import answer, send

pytestmark = pytest.mark.usefixtures("courses")
SITE = "https://etoffe.example"
WORD = "canariamina"
WORDS = re.compile(rf"(?:{WORD}|{WORD[::-1]})[\w@.-]*")  # backwards: her certificate (tests.support.canaries)
TYPED = f"{WORD}-reponse-libre"
REPORTED = f"{WORD}-nouveau-signalement"
ANSWERED = f"{WORD}-reponse-au-signalement"
FIRST_NAME, LAST_NAME = f"{WORD}-person-given_name", f"{WORD}-person-family_name"

OTHERS: dict[str, Kind | None] = {
    "visitor": None,
    "colleague": replace(AMINA, email="colegue@mairie.example", given_name="Denis", family_name="Aubin"),
    "trainer": BRUNO,
    "her administrator": replace(CLAIRE, roles=((Role.ADMINISTRATOR, Scope("commune", COMMUNE)),)),
    "another administrator": replace(CLAIRE, email="elsa@epci.example"),
    "operator": replace(BRUNO, email="olga@etoffe.example", roles=((Role.OPERATOR, None),)),
}


class Browser(FlaskClient):
    """A client on the public address of the site; its pages are inspected elsewhere."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **({"base_url": SITE, "headers": {"Referer": f"{SITE}/"}} | kwargs))


@pytest.fixture
def site(database_url: str) -> Iterator[Flask]:
    """The site in production, where Amina is everywhere and has done everything."""
    for app in prepared(create_app(Settings.for_tests(database_url, mode=Mode.PRODUCTION, base_url=SITE))):
        app.test_client_class = Browser
        yield app


@pytest.fixture
def amina(site: Flask) -> tuple[Person, list[str]]:
    """She, and the pages of her open quiz, where no link leads."""
    engine = site.extensions["database"]
    with engine.begin() as connection:
        number = plant(connection, WORD)
        for change in (  # what pages look up exists
            update(Mandate).values(territory_code=COMMUNE, function="conseiller", ends_on=None),
            update(Report).values(lesson_key="delais", step_key="message"),
            update(Account).values(reminders=True),
            update(Consultation).values(viewer_role="trainer"),
        ):
            connection.execute(change)
    (other,) = publish_many(engine, range(1))  # the course of the planted certificate: the example's will be real
    with engine.begin() as connection:
        connection.execute(update(Certificate).values(course_key=other, subject=other))
    quiz = f"/modules/{COURSE}/quiz/{live(engine, number)}"
    someone = Person("Amina", site.test_client(), number)
    open_browser(site, someone)
    assert someone.send(someone.get("/mes-attestations")).status_code == 303
    assert send(someone, REPORTED).status_code == 303
    return someone, [f"{quiz}/1", f"{quiz}/2", f"{quiz}/relire"]


def live(engine: Engine, number: int) -> int:
    """She completes the example, answers in her own words, and leaves a second quiz open: its number."""
    who, at = learning.Member(number), completions.AT
    completions.complete(engine, number)
    with db.transaction(engine) as session:
        here = seat(session, who, lesson=EVERY_KIND)
        learning.answer(session, here, "essai-texte-court", {"text": TYPED}, client_id=str(uuid4()), at=at)
        again = learning.start(session, who, COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=8, at=at)
        question = learning.paper(session, who, COURSE, Behaviour.CHECK, again).questions[0]
        desk = Desk(who, COURSE, Behaviour.CHECK, again)
        learning.save_answer(session, desk, question.key, question.model(), shown="", client_id=str(uuid4()), at=at)
    return again


def open_browser(site: Flask, someone: Person) -> None:
    """She signed in with her passkey, a moment ago."""
    at = datetime.now(UTC)
    with db.transaction(site.extensions["database"]) as session:
        token = accounts.open_session(session, someone.id, device=Device.OWN, label="Essai", strong=True, at=at)
    with someone.client.session_transaction(base_url=SITE) as cookie:
        cookie["_user_id"] = token
        cookie["vu"] = int(at.timestamp()) // 60


def starts(site: Flask) -> list[str]:
    return [one.address for one in routes(site) if one.method == "GET"]


def test_what_is_hers_is_seen_where_the_matrix_allows(
    site: Flask, amina: tuple[Person, list[str]], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    hers = explore(amina[0].client, SITE, [*starts(site), *amina[1]])
    assert not [one for one in hers if one.status >= 500]
    seen = {word for one in hers for word in words(one.text)}
    assert {TYPED, REPORTED, f"{WORD}-task_note-note", f"{WORD}-report-answer"} <= seen
    assert len(seen) > 30, seen
    assert any("PDF" in one.text and FIRST_NAME in one.text for one in hers), "her attestation was not read"
    assert not seen & secrets()

    addresses = [one.address for one in hers]
    guarded = [one.address for one in hers if one.status == 200 and is_one_of_hers(site, one.address)]
    assert len(guarded) > 8, guarded
    faults, told = [], set()
    for name, kind in OTHERS.items():
        someone = members.member(site, kind) if kind else Person("Visiteuse", site.test_client())
        for sight in explore(someone.client, SITE, [*starts(site), *addresses]):
            found = words(sight.text) - words(sight.address)
            told |= found if name == "trainer" else set()
            if forbidden := {word for word in found if not allowed(word, name, sight.address)}:
                faults.append(f"{name} sees {sorted(forbidden)} at {sight.address}")
            if sight.status == 200 and sight.address in guarded:
                faults.append(f"{name} opens {sight.address}, which is hers alone")
            if sight.status >= 500:
                faults.append(f"{name} breaks {sight.address}")
        if name == "trainer":
            assert answer(someone, ANSWERED).status_code == 303
    assert not faults, "\n".join(faults)
    assert {REPORTED, f"{WORD}-report-text"} <= told, told
    logged = {word for record in caplog.records for word in words(str(vars(record)))}
    assert not logged - {word for one in addresses for word in words(one)}
    assert_letters_go_to_her(site)


def words(text: str) -> set[str]:
    return set(WORDS.findall(text))


def secrets() -> set[str]:
    """What was planted in the columns that nobody is ever shown, herself included."""
    tables = {one.name: one for one in Base.metadata.sorted_tables}
    return {
        planted(WORD, tables[said.name], tables[said.name].columns[name])
        for said in privacy.REGISTER.values()
        for name, column in said.columns.items()
        if said.owner and column.hidden is SECRET and name not in WANTED and f"{said.name}.{name}" not in WANTED
    }


def is_one_of_hers(site: Flask, address: str) -> bool:
    """Whether an address names something that belongs to one person: an attempt, a certificate, a mandate."""
    path = address.partition("?")[0]
    endpoint, values = site.url_map.bind("etoffe.example", url_scheme="https").match(path)
    private = site.view_functions[endpoint].access is Access.SIGNED_IN
    return private and bool(values.keys() & {"attempt", "serial", "number"})


def allowed(word: str, who: str, address: str) -> bool:
    """The visibility matrix, for what exists today."""
    if address.startswith("/verifier/"):  # she gave the number; the page says whose it is and for what
        return word in (FIRST_NAME, LAST_NAME)
    if who == "operator" and address.startswith("/exploitation/journal"):  # she was planted in the staff, and came in
        return word in (FIRST_NAME, LAST_NAME)
    if who == "her administrator" and address.startswith("/suivi/sessions/"):  # whom she put there, or invited
        complained = tuple(f"{WORD}-complaint-{name}" for name in ("text", "answer", "done"))  # to who runs the session
        cut = f"{WORD}-"  # her name on paper, where a line of the sheet ends
        return word in (FIRST_NAME, LAST_NAME, f"{WORD}@canari.example", cut) or (
            "/reclamations" in address and word in complained
        )
    reported = (REPORTED, ANSWERED, f"{WORD}-report-text", f"{WORD}-report-answer")
    return who == "trainer" and address.startswith("/formation/signalements") and word in reported


def assert_letters_go_to_her(site: Flask) -> None:
    with db.reading(site.extensions["database"]) as session:
        rows = session.execute(select(OutboxMessage.recipient, OutboxMessage.subject, OutboxMessage.text)).all()
    assert any(one.recipient.startswith(WORD) and "signal" in one.text for one in rows), "nobody wrote to her"
    assert not [one for one in rows if not one.recipient.startswith(WORD) and words(f"{one.subject} {one.text}")]
