"""Who keeps the site running: how it stands, who did what, and what anybody may read. Never anybody's results."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from lms import accounts, db, followup
from lms.accounts import Role, Scope
from lms.app import create_app
from lms.settings import Settings
from tests.conftest import prepared
from tests.support import country, members, serving
from tests.support.browsing import accessibility_faults, overflow, watched_page, weigh
from tests.support.databases import Databases, fingerprint
from tests.support.members import AMINA, BRUNO, CLAIRE
from tests.support.people import Person
from tests.support.queries import at_most
from tools import server

OLGA = replace(BRUNO, email="olga@etoffe.example", given_name="Olga", roles=((Role.OPERATOR, None),))
OF_26 = replace(CLAIRE, email="dora@departement.example", roles=((Role.ADMINISTRATOR, Scope("departement", "26")),))
OF_05 = replace(CLAIRE, email="elsa@alpes.example", roles=((Role.ADMINISTRATOR, Scope("departement", "05")),))


def text(page) -> str:
    words = html.unescape(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))
    return " ".join(words.replace("\u202f", " ").replace("\xa0", " ").split())


def fill(app: Flask) -> None:
    """Two départements full of people, counted."""
    engine = app.extensions["database"]
    country.load(engine)
    country.settle(engine, country.drawn(engine, seed=7))
    with db.transaction(engine) as session:
        followup.rebuild(session, secret=app.config["SETTINGS"].secret_key, at=country.AT)


@pytest.fixture
def olga(app: Flask) -> Person:
    return members.member(app, OLGA)


def test_how_the_site_stands(app: Flask, olga: Person, tmp_path: Path) -> None:
    for kind in (AMINA, BRUNO, OF_26, OF_05):
        members.member(app, kind)
    olga.get("/exploitation")
    with at_most(app):
        page = text(olga.get("/exploitation"))
    for said in ("5 comptes", "1 formateurs", "2 administrateurs", "1 exploitants", "5 connexions ouvertes"):
        word = " ".join(reversed(said.split(" ", 1))) if "connexions" not in said else said
        assert word in page, said
    assert "jamais comptés" in page
    assert "Go libres" in page
    assert "Berthier" not in page
    assert "Dernière sauvegarde le site ne la connaît pas" in page
    stamp = tmp_path / "saved"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], backup_stamp=str(stamp))
    assert "ne la connaît pas" in text(olga.get("/exploitation"))  # not once yet
    stamp.touch()
    os.utime(stamp, (1_790_000_000, 1_790_000_000))
    assert "Dernière sauvegarde le 21 septembre 2026" in text(olga.get("/exploitation"))


def test_public_figures_are_closed_opened_and_closed_again(app: Flask, courses: None, olga: Person) -> None:
    fill(app)
    visitor = Person("Visiteuse", app.test_client())
    assert visitor.get("/chiffres").status_code == 404
    shut = olga.get("/exploitation")
    for _ in range(2):  # an old page asks to open what is open
        olga.send(shut)
    with at_most(app):
        page = text(visitor.get("/chiffres"))
    assert "Auvergne-Rhône-Alpes" in page
    assert "Provence-Alpes-Côte d’Azur" in page
    assert "Étoffe en chiffres" in text(visitor.get("/plan-du-site"))
    told = text(olga.get("/exploitation/journal"))
    assert told.count("Chiffres publics ouverts") == 1
    assert "Olga" in told
    olga.send(olga.get("/exploitation"))
    assert visitor.get("/chiffres").status_code == 404
    assert "Chiffres publics fermés" in text(olga.get("/exploitation/journal"))


def test_public_figures_say_what_administrators_read_in_tens(app: Flask, courses: None) -> None:
    fill(app)
    with db.transaction(app.extensions["database"]) as session:
        followup.open_figures(session, by=1, at=country.AT)
    with db.reading(app.extensions["database"]) as reader:
        found = followup.public_figures(reader)
        regions = {name: followup.board(reader, [("region", code)], followup.Asked()) for code, name in REGIONS}
    assert found is not None
    assert {name for name, _ in found.regions} <= regions.keys()
    for name, figures in found.regions:
        board = regions[name]
        assert board is not None
        shown = board.total.shown
        assert figures.registered == shown.registered // 10 * 10
        assert (figures.started, figures.finished) == (shown.started, shown.finished)
    every = (found.total, *(one for _, one in found.regions))
    assert all(count % 10 == 0 for one in every for count in (one.registered, one.started, one.finished))
    assert found.total.registered > 100


REGIONS = (("84", "Auvergne-Rhône-Alpes"), ("93", "Provence-Alpes-Côte d’Azur"))


def test_an_administrator_reads_what_was_done_in_her_territory(app: Flask, courses: None, olga: Person) -> None:
    fill(app)
    engine = app.extensions["database"]
    dora, elsa = members.member(app, OF_26), members.member(app, OF_05)
    with db.transaction(engine) as session:
        learner = members.create(app, AMINA)
        token = accounts.open_session(
            session, dora.id, device=accounts.Device.OWN, label="Essai", strong=True, at=country.AT
        )
        viewer = accounts.signed_in(session, token, at=country.AT)
        assert viewer is not None
        accounts.record_consultations(
            session, [learner], viewer, Role.ADMINISTRATOR, what="session", reason="Aide",
            subject="cohort:12", scope=("commune", "26113"), at=country.AT,
        )  # fmt: skip
    before = fingerprint(engine)
    with at_most(app):
        hers = text(dora.get("/suivi/journal"))
    assert "Données individuelles consultées (1 personne) Die" in hers
    assert "Rôle donné : administration, Claire Doussot Drôme" in hers
    assert "Connexion par clé d’accès" in hers
    other = text(elsa.get("/suivi/journal"))
    assert "consultées" not in other
    assert "Drôme" not in other
    assert other.count("Connexion") == 1  # her own alone
    with at_most(app):
        every = text(olga.get("/exploitation/journal"))
    assert "Données individuelles consultées" in every
    assert "Berthier" not in hers + other + every  # whose data were read is for her to know
    assert fingerprint(engine) == before
    assert olga.get("/exploitation/journal?page=9").status_code == 200


@pytest.fixture
def here(databases: Databases) -> Iterator[tuple[Flask, str]]:
    with databases.copy("sqlite", "example") as url:
        for app in prepared(create_app(Settings.for_tests(url, secret_key=serving.SECRET_KEY))):
            fill(app)
            yield app, url


TITLES = {
    "/exploitation": "Exploitation du site",
    "/exploitation/journal": "Journal du site",
    "/chiffres": "Étoffe en chiffres",
}


def test_these_pages_in_a_browser(here: tuple[Flask, str], browser: Browser) -> None:
    """Each is for everyone, narrow or wide; the public one weighs what a visitor's page may."""
    app, url = here
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    found = []
    with serving.threaded(app, port), watched_page(browser) as watched:
        members.sign_in_browser(watched.page.context, url, address, OLGA)
        watched.page.goto(f"{address}/exploitation")
        watched.page.get_by_role("button", name="Ouvrir les chiffres publics").click()
        watched.page.get_by_role("link", name="Étoffe en chiffres").wait_for()
        for path, title in TITLES.items():
            weight, foreign = weigh(watched, address + path)
            watched.page.get_by_role("heading", level=1, name=title).wait_for()
            faults = [*foreign, *accessibility_faults(watched.page), overflow(watched.page)]
            found += [f"{path}: {one}" for one in faults if one]
            if weight.elements > 300 or weight.requests > 10 or weight.ecoindex < 82:
                found.append(f"{path}: {weight}, EcoIndex {weight.ecoindex:.0f}")
        found += watched.complaints
    assert not found, "\n".join(found)
