"""« Où en sont vos communes ? »: for whom, that files say what the page says, and nothing outside a territory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser

from lms import accounts, db, followup
from lms.accounts import Role, Scope
from lms.app import create_app
from lms.content import SIZES
from lms.settings import Settings
from tests.conftest import prepared
from tests.support import boards, country, members, serving
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page, weigh
from tests.support.country import AT
from tests.support.databases import Databases
from tests.support.inspection import WORKSHOP_ELEMENTS
from tests.support.members import BRUNO, CLAIRE
from tests.support.queries import at_most
from tools import server

DIOIS, VAL_DE_DROME = "242600534", "242600252"
DROME = replace(CLAIRE, email="dora@departement.example", roles=((Role.ADMINISTRATOR, Scope("departement", "26")),))
OF_DIOIS = replace(CLAIRE, email="denise@diois.example", roles=((Role.ADMINISTRATOR, Scope("epci", DIOIS)),))
OF_DIE = replace(CLAIRE, email="die@diois.example", roles=((Role.ADMINISTRATOR, Scope("commune", "26113")),))


def fill(app: Flask) -> None:
    engine = app.extensions["database"]
    country.load(engine)
    country.settle(engine, country.drawn(engine, seed=7) | {"26113": country.Stage(9, 6, 3)})
    with db.transaction(engine) as session:
        followup.rebuild(session, secret=app.config["SETTINGS"].secret_key, at=AT)


@pytest.fixture
def site(app: Flask, courses: None) -> Flask:
    """Two départements full of people, on each database."""
    fill(app)
    return app


@pytest.fixture
def here(databases: Databases) -> Iterator[tuple[Flask, str]]:
    """The same on SQLite alone, and its address: what does not depend on the database."""
    with databases.copy("sqlite", "example") as url:
        for app in prepared(create_app(Settings.for_tests(url, secret_key=serving.SECRET_KEY))):
            fill(app)
            yield app, url


def test_an_administrator_sees_her_territory_and_nobody_else_does(site: Flask) -> None:
    """No page, no file, no filter, no guessed address tells her of another one."""
    claire = members.member(site, OF_DIOIS)
    claire.get("/suivi")
    with at_most(site):
        page = claire.get("/suivi").get_data(as_text=True)
    assert "CC du Diois" in page
    assert 'name="interco"' not in page  # nothing to choose: it is all she has
    assert re.search(r"\bDie\b", page)
    page += claire.get("/suivi?vue=tableau").get_data(as_text=True)
    others = [one.name for one in country.edition().epcis if one.siren != DIOIS]
    communes = [one.name for one in country.edition().communes if one.epci == VAL_DE_DROME]
    told = page + "".join(map(str, (boards.cells(claire, form) for form in boards.FORMS)))
    assert not [name for name in (*others, *communes) if name in told]
    for address in (f"interco={VAL_DE_DROME}", "departement=05", "region=93", "departement=26x", "interco=x"):
        assert claire.get(f"/suivi?{address}").status_code == 404, address
        assert claire.get(f"/suivi/export.csv?{address}").status_code == 404, address
    assert "Commune introuvable" in claire.get("/suivi?commune=Crest").get_data(as_text=True)
    assert "élus inscrits" in claire.get("/suivi?commune=DIE").get_data(as_text=True)
    who_has_no_figures(site)


def who_has_no_figures(site: Flask) -> None:
    """One commune, another département, a trainer, a role taken back, an account suspended."""
    assert "Une commune seule" in members.member(site, OF_DIE).get("/suivi").get_data(as_text=True)
    elsewhere = replace(CLAIRE, roles=((Role.ADMINISTRATOR, Scope("departement", "75")),))
    claire = members.member(site, elsewhere)
    assert "Pas encore de chiffres" in claire.get("/suivi").get_data(as_text=True)
    assert claire.get("/suivi/export.csv").status_code == 404
    assert members.member(site, BRUNO).get("/suivi").status_code == 403
    dora = members.member(site, DROME)
    assert dora.get("/suivi").status_code == 200
    with db.transaction(site.extensions["database"]) as session:
        accounts.revoke_role(session, dora.id, Role.ADMINISTRATOR, at=AT)
    assert dora.get("/suivi").status_code == 403  # at her next request
    suspended = members.member(site, replace(DROME, email="s@departement.example", more=("suspended",)))
    assert suspended.get("/suivi/export.csv").location.startswith("/connexion")


def test_files_say_what_the_page_says(here: tuple[Flask, str]) -> None:
    app, _ = here
    region = replace(
        DROME, roles=((Role.ADMINISTRATOR, Scope("region", "84")), (Role.ADMINISTRATOR, Scope("departement", "05")))
    )
    areas = boards.ask(app.extensions["database"], followup.Asked(), (("region", "84"), ("departement", "05"))).areas
    names = {one.epci: one.name for one in country.edition().communes}
    places = [(area, names[area.epci]) for area in areas if area.epci]
    boards.same_in_files(members.member(app, region), places, 50)


def test_a_page_in_a_browser(here: tuple[Flask, str], browser: Browser) -> None:
    """For everyone, narrow or wide, light; then without a script: filter, go into an EPCI, sort, come back."""
    app, url = here
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    found = []
    with serving.threaded(app, port), watched_page(browser) as watched:
        members.sign_in_browser(watched.page.context, url, address, DROME)
        for path in (
            "/suivi",
            "/suivi?vue=tableau",
            f"/suivi?interco={DIOIS}&taille={SIZES[0]}",
            "/suivi?commune=rien",
        ):
            weight, foreign = weigh(watched, address + path)
            found += [f"{path}: {one}" for one in (*foreign, *accessibility_faults(watched.page))]
            if weight.elements > WORKSHOP_ELEMENTS or weight.ecoindex < 82:
                found.append(f"{path}: {weight}, EcoIndex {weight.ecoindex:.0f}")
            if wide := overflow(watched.page):
                found.append(f"{path}: {wide}")
        found += watched.complaints
        context = browser.new_context(viewport=NARROW, java_script_enabled=False, reduced_motion="reduce")
        members.sign_in_browser(context, url, address, replace(DROME, email="eve@departement.example"))
        page = context.new_page()
        page.goto(f"{address}/suivi")
        page.get_by_label("Taille des communes").select_option(SIZES[0])
        page.get_by_role("button", name="Appliquer").click()
        page.get_by_role("link", name="Tableau").click()
        page.get_by_role("table").get_by_role("link", name="CC du Diois").click()
        assert f"interco={DIOIS}" in page.url
        assert "taille=" in page.url
        page.get_by_role("link", name="Élus inscrits").click()
        assert "tri=inscrits" in page.url
        page.get_by_role("link", name="Moins de 500").click()
        assert "taille" not in page.url
        context.close()
    assert not found, "\n".join(found)
