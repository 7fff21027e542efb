"""An administrator brings a list in: looked at, agreed, written, and nothing of elsewhere."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import update
from werkzeug.test import TestResponse

from lms import db
from lms.accounts import Role, Scope
from lms.accounts.models import Person as Someone
from lms.app import create_app
from lms.settings import Settings
from lms.web.admin import carried
from tests.conftest import prepared
from tests.support import communes as some_communes
from tests.support import serving
from tests.support.browsing import accessibility_faults, overflow, watched_page
from tests.support.databases import Databases, fingerprint
from tests.support.letters import letters
from tests.support.members import BRUNO, CLAIRE, member, sign_in_browser
from tests.support.people import Person, main_form
from tests.support.queries import at_most
from tools import server

LIST = "Prénom;Nom;E-mail;Fonction;Commune;Parti\r\nZoé;Noël;zoe@die.example;maire;Die;X\r\nLuc;Petit;;;Eu;X\r\n"


DROME = replace(CLAIRE, roles=((Role.ADMINISTRATOR, Scope("departement", "26")),))


@pytest.fixture
def claire(app: Flask) -> Person:
    return member(app, DROME)


def look(who: Person, data: bytes, name: str = "liste.csv") -> TestResponse:
    fields = main_form(who.get("/suivi/elus/ajouter")).fields.to_dict() | {"origine": "Association, essai"}
    return who.client.post("/suivi/elus/ajouter", data=fields | {"liste": (io.BytesIO(data), name)})


def press(who: Person, report: TestResponse, action: str, **more: str) -> TestResponse:
    """Press a button of a report: each of its forms carries the list."""
    return who.client.post(f"/suivi/elus/{action}", data=main_form(report).fields.to_dict() | more)


def words(page: TestResponse) -> str:
    return html.unescape(page.get_data(as_text=True)).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.usefixtures("communes")
def test_a_list_is_looked_at_agreed_and_written(app: Flask, claire: Person) -> None:
    engine = app.extensions["database"]
    before = fingerprint(engine)
    report = look(claire, LIST.encode("cp1252"))
    shown = words(report)
    assert "Zoé Noël" in shown
    assert "Eu n’est pas dans votre territoire" in shown
    assert "Jamais lu, jamais gardé : Parti." in shown
    corrected = press(claire, report, "a-corriger")
    assert (
        corrected.get_data().decode("utf-8-sig").splitlines()[1]
        == "Luc;Petit;;;Eu;X;Eu n’est pas dans votre territoire"
    )
    assert fingerprint(engine) == before
    done = claire.follow(press(claire, report, "importer", inviter="y"))
    assert "La liste est ajoutée" in words(done)
    assert len(letters(app, "zoe@die.example")) == 1
    elus = claire.get("/suivi/elus")
    assert "Zoé Noël" in words(elus)
    assert "1 mandat en cours" in words(elus)  # Claire sits in the Drôme too: she said it herself
    for asked, there in (
        ("nom=no", True),
        ("nom=x", False),
        ("commune=die", True),
        ("commune=eu", False),
        ("page=9", False),
    ):
        with at_most(app):
            assert ("Zoé Noël" in words(claire.get(f"/suivi/elus?{asked}"))) is there, asked
    assert "ne change rien" in words(look(claire, LIST.encode()))


@pytest.mark.usefixtures("communes")
def test_what_changed_meanwhile_is_shown_again(app: Flask, claire: Person) -> None:
    report = look(claire, LIST.encode())
    look_again = look(claire, LIST.encode())
    press(claire, look_again, "importer")
    with db.transaction(app.extensions["database"]) as session:
        session.execute(update(Someone).where(Someone.given_name == "Zoé").values(family_name="Autre"))
    refused = press(claire, report, "importer")
    assert refused.status_code == 409
    assert "quelque chose a changé" in words(refused)


@pytest.mark.usefixtures("communes")
def test_what_is_not_a_list_is_explained(claire: Person) -> None:
    for data, why in ((b"%PDF-", "est un document"), (b"a;b\n1;2", "aucune ligne de titres"), (b"", "est vide")):
        refused = look(claire, data)
        assert refused.status_code == 422
        assert why in words(refused).lower()
    assert carried.unfolded("pas de nous") == b""
    assert carried.unfolded(carried.folded(b"a" * 4_000_000)) == b""
    report = look(claire, LIST.encode())
    for forged in ("", "abc", carried.folded(b"%PDF-")):
        assert press(claire, report, "importer", porte=forged).status_code == 400


@pytest.mark.usefixtures("communes")
def test_one_person_is_invited_in_her_territory(app: Flask, claire: Person) -> None:
    page = claire.get("/suivi/elus/inviter")
    said = {"given_name": "Zoé", "family_name": "Noël", "email": "zoe@die.example", "function": "maire"}
    away = claire.send(page, said | {"commune": "Eu"})
    assert away.status_code == 422
    assert "Eu n’est pas dans votre territoire." in words(away)
    for _ in range(2):  # a second time, she is there already: nothing is sent
        invited = claire.follow(claire.send(page, said | {"commune": "Die"}))
        assert "1 mandat en cours" in words(invited)
    (letter,) = letters(app, "zoe@die.example")
    assert "Claire Doussot" in letter


@pytest.mark.usefixtures("communes")
def test_who_has_an_account_recognises_herself(app: Flask) -> None:
    """Amina has an account and sits elsewhere: the mandate of the list is hers when she says so, and not before."""
    amina = member(app)
    claire = member(app, replace(CLAIRE, roles=((Role.ADMINISTRATOR, Scope("commune", "26113")),)))
    data = "Prénom;Nom;E-mail;Fonction;Commune\nA.;Berthier;amina.berthier@mairie.example;maire;Die\n".encode()
    press(claire, look(claire, data), "importer", inviter="y")
    (letter,) = letters(app, "amina.berthier@mairie.example")
    address = re.search(r"/invitation/[\w-]+", letter)
    assert address is not None
    page = amina.follow(amina.get(address.group()))
    assert "Maire, Die" in re.sub("</?strong>", "", words(page))
    assert member(app, BRUNO).get(f"{address.group()}/commencer").status_code == 302
    assert member(app, BRUNO).client.post(f"{address.group()}/accepter", data=main_form(page).fields).status_code in (
        400,
        404,
    )
    mine = words(amina.follow(amina.send(page)))
    assert "Maire" in mine
    assert "Membre du conseil municipal" in mine
    elus = words(claire.get("/suivi/elus?nom=berthier"))
    assert "1 mandat en cours" in elus
    assert "Amina Berthier" in elus


@pytest.mark.usefixtures("communes")
def test_a_list_of_hers_is_hers(app: Flask, claire: Person) -> None:
    done = press(claire, look(claire, LIST.encode()), "importer").location
    elsa = member(
        app, replace(CLAIRE, email="elsa@eu.example", roles=((Role.ADMINISTRATOR, Scope("commune", "76255")),))
    )
    assert elsa.get(done).status_code == 404
    assert "Zoé" not in words(elsa.get("/suivi/elus"))


def test_a_list_in_a_browser(databases: Databases, browser: Browser) -> None:
    """With the mouse or a finger: each page on the way is for everyone, narrow or wide, light or dark."""
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    with databases.copy("sqlite", "empty") as url:
        some_communes.load(url)
        for app in prepared(create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))):
            with serving.threaded(app, port), watched_page(browser) as watched:
                sign_in_browser(watched.page.context, url, address, DROME)
                found = _walk(watched.page, address)
            assert found + watched.complaints == []


def _walk(page: Page, address: str) -> list[str]:
    """Bring a list in; what is wrong with the pages."""
    found = []

    def look_here(name: str) -> None:
        page.get_by_role("heading", level=1, name=name).wait_for()
        faults = [*accessibility_faults(page), overflow(page)]
        found.extend(f"{page.url}: {one}" for one in faults if one)

    page.goto(f"{address}/suivi/elus")
    look_here("Les élus de votre territoire")
    page.get_by_role("link", name="Ajouter une liste").click()
    look_here("Ajouter des élus")
    page.get_by_label("Votre liste").set_input_files({"name": "l.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_label("D’où vient cette liste").fill("Association")
    page.get_by_role("button", name="Regarder cette liste").click()
    look_here("Avant d’ajouter ces élus")
    page.get_by_role("button", name="Ajouter ces élus").click()
    look_here("La liste est ajoutée")
    page.get_by_role("link", name="Voir les élus").click()
    page.get_by_role("cell", name="Die").wait_for()
    look_here("Les élus de votre territoire")
    page.get_by_role("link", name="Inviter une personne").click()
    look_here("Inviter une personne")
    return found
