"""The pages of sessions in a real browser: made, filled, told, looked at, on a phone and a computer."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Browser, Page

from lms import db
from lms.app import create_app
from lms.settings import Settings
from lms.web import demonstration
from tests.conftest import prepared
from tests.support import communes, serving
from tests.support.browsing import accessibility_faults, overflow, watched_page
from tests.support.cohorts import RUNNER
from tests.support.databases import Databases
from tests.support.members import AMINA, sign_in_browser
from tools import server


def test_a_session_is_made_told_and_followed(browser: Browser, databases: Databases) -> None:
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    with databases.copy("sqlite", "example") as url:
        communes.load(url)
        engine = db.make_engine(url)
        demonstration.settle(engine, at=datetime.now(UTC))
        demonstration.meet(engine, at=datetime.now(UTC))
        engine.dispose()
        for app in prepared(create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))):
            with serving.threaded(app, port), watched_page(browser) as watched:
                sign_in_browser(watched.page.context, url, address, RUNNER)
                found = runs(watched.page, address)
                sign_in_browser(watched.page.context, url, address, AMINA)
                found += follows(watched.page, address)
            assert found + watched.complaints == []


def faults(page: Page) -> list[str]:
    return [f"{page.url}: {one}" for one in (*accessibility_faults(page), overflow(page)) if one]


def runs(page: Page, address: str) -> list[str]:
    """Claire makes a session and fills it by its buttons; what is wrong with the pages."""
    page.goto(f"{address}/suivi/sessions")
    found = faults(page)
    page.goto(f"{address}/suivi/sessions/nouvelle")
    page.get_by_label("Nom de la session").fill("Essai")
    page.get_by_role("button", name="Créer la session").click()
    page.get_by_role("heading", name="Il y a un problème").wait_for()
    found += faults(page)
    for label, day in (("Premier jour", "2026-12-01"), ("Dernier jour", "2026-12-31")):
        page.get_by_label(label).fill(day)
    page.get_by_label("Répondre", exact=False).first.check()
    page.get_by_role("button", name="Créer la session").click()
    page.get_by_role("link", name="Choisir des élus").click()
    found += faults(page)
    page.get_by_role("button", name="Ajouter toute la recherche").click()
    page.get_by_role("heading", name="14 élus").wait_for()
    found += faults(page)
    for path in ("inviter", "convocations", "rencontres/nouvelle", "annuler"):
        page.goto(f"{address}/suivi/sessions/3/{path}")
        found += faults(page)
    page.goto(f"{address}/suivi/sessions/1")
    page.get_by_role("button", name="Voir qui a terminé").click()
    page.get_by_role("heading", name="Qui a terminé").wait_for()
    return found + faults(page)


def follows(page: Page, address: str) -> list[str]:
    """Amina types a code, and reads what her session asks."""
    page.goto(f"{address}/rejoindre")
    page.get_by_label("Code de la session").fill("ABCD EFGH")
    page.get_by_role("button", name="Rejoindre la session").click()
    page.get_by_role("heading", name="Il y a un problème").wait_for()
    found = faults(page)
    page.goto(f"{address}/mon-parcours")
    found += faults(page)
    return found
