"""A list too long for one page: a worker looks at it, she follows it, agrees, and it is written whole or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import func, select, update

from lms import accounts, db
from lms.accounts import Role
from lms.accounts.models import Mandate
from lms.accounts.models import Person as Someone
from lms.app import create_app
from lms.jobs.models import Job
from lms.settings import Settings
from lms.web.admin.long_lists import LONG
from tests.conftest import prepared
from tests.support import communes as some_communes
from tests.support import serving
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page
from tests.support.databases import Databases
from tests.support.letters import letters
from tests.support.members import member, sign_in_browser
from tests.support.people import Person, main_form
from tests.support.queries import at_most
from tests.test_cli import lms
from tests.web.admin.test_lists import DROME, words
from tools import server

AT = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
ROWS = 900
ROW = "Prénom {n};Nom-{n} d’un conseil;{mail};conseiller;{place}\r\n"


def a_list(rows: int = ROWS, *, wrong: int = 0) -> bytes:
    """So many people of Die; the last ones sit where she does not look after."""
    lines = [
        ROW.format(n=n, mail="zoe@die.example" if n == 0 else "", place="Die" if n < rows - wrong else "Eu")
        for n in range(rows)
    ]
    return ("Prénom;Nom;E-mail;Fonction;Commune\r\n" + "".join(lines)).encode()


def send(who: Person, data: bytes, form: str = ""):
    fields = main_form(who.get("/suivi/elus/ajouter")).fields.to_dict() | {"origine": "Association, essai"}
    fields |= {"client_id": form} if form else {}
    return who.client.post("/suivi/elus/ajouter", data=fields | {"liste": (io.BytesIO(data), "l.csv")})


def run(app: Flask) -> None:
    assert lms(app, "jobs", "run").exit_code == 0


def mandates(app: Flask) -> int:
    with db.reading(app.extensions["database"]) as reader:
        return reader.execute(select(func.count()).select_from(Mandate).where(Mandate.listed)).scalar_one()


@pytest.fixture
def claire(app: Flask) -> Person:
    return member(app, DROME)


@pytest.mark.usefixtures("communes")
def test_a_long_list_is_followed_agreed_and_written(app: Flask, claire: Person) -> None:
    data, form = a_list(wrong=2), str(uuid4())
    assert len(data) > LONG
    where = send(claire, data, form).location
    assert send(claire, data, form).location == where  # the same form is the same work
    with at_most(app):
        assert "En attente de son tour" in words(claire.get(where))
    before = mandates(app)
    run(app)
    assert mandates(app) == before
    with at_most(app):
        shown = claire.get(where)
    assert "Avant d’ajouter ces élus" in words(shown)
    assert "Eu n’est pas dans votre territoire" in words(shown)
    assert len(claire.get(f"{where}/a-corriger.csv").get_data().decode("utf-8-sig").splitlines()) == 3
    writing = claire.send(shown, {"inviter": "y"}).location
    assert claire.send(shown).location == writing != where  # agreed twice, written once
    run(app)
    assert "La liste est ajoutée" in words(claire.get(writing))
    assert mandates(app) == before + ROWS - 2
    (letter,) = letters(app, "zoe@die.example")
    assert "Claire Doussot" in letter
    mine = words(claire.get("/suivi/elus/ajouter"))
    assert "Association, essai" in mine
    assert "Liste ajoutée" in mine
    assert "Liste d’élus ajoutée (898 personnes)" in words(claire.get("/suivi/journal"))
    elsa = member(app, replace(DROME, email="elsa@drome.example"))
    for address in (where, writing, f"{where}/a-corriger.csv"):
        assert elsa.get(address).status_code == 404  # hers alone, even in the same territory
    assert elsa.client.post(f"{where}/ajouter", data=main_form(shown).fields).status_code in (400, 404)


@pytest.mark.usefixtures("communes")
def test_nothing_is_written_when_it_is_no_more_what_was_shown(app: Flask, claire: Person) -> None:
    """Somebody changed meanwhile; then her role is taken back before the worker comes; then it is not a list."""
    engine = app.extensions["database"]
    where = send(claire, a_list()).location
    run(app)
    agreed = claire.send(claire.get(where)).location
    with db.transaction(engine) as session:
        place = {"territory_kind": "commune", "territory_code": "26113", "function": "conseiller", "listed": True}
        session.add(Someone(given_name="Prénom 3", family_name="Nom-3 d’un conseil", created_at=AT))
        session.flush()
        known = session.scalars(select(Someone.id).where(Someone.given_name == "Prénom 3")).one()
        session.add(Mandate(person_id=known, starts_on=AT.date(), **place))
    before = mandates(app)
    run(app)
    assert "quelque chose a changé" in words(claire.get(agreed))
    assert mandates(app) == before
    late = send(claire, a_list()).location
    nonsense = send(claire, b"%PDF-" + b"x" * LONG).location
    run_one_without_role(app, claire)
    back = member(app, DROME)
    assert "Vous n’administrez plus aucun territoire" in words(back.get(late))
    run(app)
    assert "est un document" in words(back.get(nonsense)).lower()
    assert mandates(app) == before


def run_one_without_role(app: Flask, claire: Person) -> None:
    """Her role is taken back; the worker does the first thing that waits, the others are kept for later."""
    engine = app.extensions["database"]
    with db.transaction(engine) as session:
        accounts.revoke_role(session, claire.id, Role.ADMINISTRATOR, at=AT)
        waiting = session.scalars(select(Job.id).where(Job.finished_at.is_(None)).order_by(Job.id)).all()
        later = update(Job).where(Job.id.in_(waiting[1:]))
        session.execute(later.values(claimed_until=AT.replace(year=2999)))
    run(app)
    with db.transaction(engine) as session:
        session.execute(update(Job).where(Job.finished_at.is_(None)).values(claimed_until=None))


def test_a_long_list_in_a_browser(databases: Databases, browser: Browser) -> None:
    """It shows how far it is by itself; without a script, by a link. Closed, it is found again."""
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    found = []
    with databases.copy("sqlite", "empty") as url:
        some_communes.load(url)
        for app in prepared(create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))):
            with serving.threaded(app, port), watched_page(browser) as watched:
                page = watched.page
                sign_in_browser(page.context, url, address, DROME)
                page.goto(f"{address}/suivi/elus/ajouter")
                files = {"name": "l.csv", "mimeType": "text/csv", "buffer": a_list()}
                page.get_by_label("Votre liste").set_input_files(files)
                page.get_by_label("D’où vient cette liste").fill("Association")
                page.get_by_role("button", name="Regarder cette liste").click()
                page.get_by_text("En attente de son tour").wait_for()
                found += [*accessibility_faults(page), overflow(page)]
                context = browser.new_context(viewport=NARROW, java_script_enabled=False, reduced_motion="reduce")
                sign_in_browser(context, url, address, DROME)
                plain = context.new_page()
                plain.goto(f"{address}/suivi/elus/ajouter")
                plain.get_by_role("link", name="Association").click()
                run(app)
                page.get_by_role("heading", name="Avant d’ajouter ces élus").wait_for()  # nobody touched it
                found += [*accessibility_faults(page), overflow(page)]
                plain.get_by_role("link", name="Voir où c’en est").click()
                plain.get_by_role("button", name="Ajouter ces élus").click()
                run(app)
                plain.get_by_role("link", name="Voir où c’en est").click()
                plain.get_by_role("heading", name="La liste est ajoutée").wait_for()
                context.close()
                found += watched.complaints
    assert [one for one in found if one] == []
