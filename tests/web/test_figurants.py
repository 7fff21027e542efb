"""The people of the demonstration: real work, made once; entered from the sign-in page, never in production."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from lms import db
from lms.app import create_app
from lms.settings import Mode, Settings
from lms.web import demonstration
from lms.web.demonstration import councils, crowd, sessions
from tests.conftest import prepared
from tests.support import places
from tests.support.databases import fingerprint
from tests.support.example import COURSE, LESSON
from tests.support.people import Person
from tests.test_cli import lms

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("courses")


@pytest.fixture
def site(database_url: str):
    made = create_app(Settings.for_tests(database_url, mode=Mode.DEMONSTRATION))
    with db.transaction(made.extensions["database"]) as session:
        places.know(session, places.DROME, *(("commune", one.commune_code) for one in demonstration.PEOPLE))
    yield from prepared(made)


def test_they_are_made_once(site: Flask) -> None:
    engine = site.extensions["database"]
    assert demonstration.settle(engine, at=AT) == len(demonstration.PEOPLE)
    before = fingerprint(engine)
    assert demonstration.settle(engine, at=AT) == 0
    assert fingerprint(engine) == before


def test_many_answered_before_and_bruno_reads_what_they_say(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made once, by what people really do; nobody enters as one of them."""
    monkeypatch.setattr(crowd, "PEOPLE", 30)
    engine = site.extensions["database"]
    demonstration.settle(engine, at=AT)
    assert demonstration.gather(engine, at=AT) == 30
    before = fingerprint(engine)
    assert demonstration.gather(engine, at=AT) == 0
    assert fingerprint(engine) == before
    bruno = Person("Bruno", site.test_client())
    door = bruno.get("/connexion")
    assert "fictive" not in door.get_data(as_text=True)
    bruno.send(door, {"qui": "bruno"})
    assert "30 personnes ont passé le quiz" in bruno.get("/formation/analyse").get_data(as_text=True)
    lesson = bruno.get(f"/formation/analyse/{COURSE}/lecons/{LESSON}").get_data(as_text=True)
    assert "Étape par étape" in lesson


def test_others_sit_around_them_and_are_counted(site: Flask, communes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command, once; then « followup rebuild » counts all who were elected, whatever the figures may show."""
    monkeypatch.setattr(crowd, "PEOPLE", 3)
    monkeypatch.setattr(councils, "PEOPLE", 4)
    said = lms(site, "demo").output
    assert "4 figurants de plus" in said
    assert "de plus" not in lms(site, "demo").output
    counted = lms(site, "followup", "rebuild")
    assert counted.exit_code == 0
    claire = Person("Claire", site.test_client())
    claire.send(claire.get("/connexion"), {"qui": "claire"})
    assert "fictive n° 8" in claire.get("/suivi/elus?nom=fictive").get_data(as_text=True)  # the first of her list
    registered = 3 + 3 + 4 + sessions.CAME  # Bruno was not elected
    assert counted.output.startswith(f"{registered}\xa0personnes inscrites, dont 0")


def test_no_fictitious_person_in_production(database_url: str) -> None:
    for app in prepared(create_app(Settings.for_tests(database_url, mode=Mode.PRODUCTION))):
        before = fingerprint(app.extensions["database"])
        assert lms(app, "demo").exit_code == 1
        assert fingerprint(app.extensions["database"]) == before


def test_chance_draws_the_same_every_time() -> None:
    first, again, other = (crowd.Someone(1, number, AT) for number in (7, 7, 8))
    assert (first.form(), first.later(), first.knows) == (again.form(), again.later(), again.knows)
    assert first.form() != other.form()


@pytest.mark.parametrize("one", demonstration.PEOPLE, ids=lambda one: one.key)
def test_anyone_enters_as_one_of_them(site: Flask, one: demonstration.DemoPerson) -> None:
    demonstration.settle(site.extensions["database"], at=AT)
    visitor = Person("Quelqu’un", site.test_client())
    page = visitor.get("/connexion")
    assert one.family_name in page.get_data(as_text=True)
    entered = visitor.follow(visitor.send(page, {"qui": one.key}))
    assert entered.request.path == "/mon-parcours"
    assert one.given_name in entered.get_data(as_text=True)


def test_who_has_finished_can_take_her_certificate(site: Flask) -> None:
    demonstration.settle(site.extensions["database"], at=AT)
    josiane = Person("Josiane", site.test_client())
    josiane.send(josiane.get("/connexion"), {"qui": "josiane"})
    shelf = josiane.get("/mes-attestations")
    page = josiane.follow(josiane.send(shelf))
    assert "Josiane Marchal" in page.get_data(as_text=True)


def test_nobody_enters_so_where_it_is_not_a_demonstration(database_url: str) -> None:
    settings = Settings.for_tests(database_url, mode=Mode.DEVELOPMENT)
    for app in prepared(create_app(settings)):
        with db.reading(app.extensions["database"]):
            visitor = Person("Quelqu’un", app.test_client())
            assert "Entrer dans la démonstration" not in visitor.get("/connexion").get_data(as_text=True)
