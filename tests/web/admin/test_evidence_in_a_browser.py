"""The pages of the proofs of a session, for everyone: narrow or wide, light or dark, mouse or finger."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Browser, Page

from lms.app import create_app
from lms.settings import Settings
from lms.web.opinions import opinion_token
from tests.conftest import prepared
from tests.support import gatherings, serving
from tests.support.browsing import VIEWS, accessibility_faults, overflow, watched_page
from tests.support.clock import Clock
from tests.support.completions import complete
from tests.support.databases import Databases
from tests.support.gatherings import MORNING
from tests.support.members import AMINA, CLAIRE, create, sign_in_browser
from tests.web.admin.test_evidence import AFTER, DURING
from tools import server

HERS = (
    ("preuves", "Preuves et bilan"),
    ("presences", "Présences"),
    (f"presences/1/{MORNING}", "Émargement du 25 novembre 2026, matin"),
    ("avis", "Avis sur la session"),
    ("reclamations/1", "Réclamations"),
    ("attestations", "Attestations"),
    ("dossier", "Dossier de conformité"),
)


def test_the_proofs_of_a_session_in_a_browser(databases: Databases, browser: Browser, clock: Clock) -> None:
    clock.time = DURING
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    with databases.copy("sqlite", "example") as url:
        for app in prepared(create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))):
            _prepare(app)
            with serving.threaded(app, port), watched_page(browser) as watched:
                sign_in_browser(watched.page.context, url, address, AMINA, at=DURING)
                found = _of_amina(watched.page, address)
                watched.page.context.clear_cookies()
                sign_in_browser(watched.page.context, url, address, CLAIRE, at=DURING)
                found += _of_claire(watched.page, address)
                clock.time = AFTER.replace(month=3)
                with app.app_context():
                    token = opinion_token(1, create(app, AMINA))
                watched.page.goto(f"{address}/avis/{token}?reponse=4")
                found += _faults(watched.page, "Trois mois après")
                watched.page.get_by_role("button", name="Envoyer mon avis").click()
                found += _faults(watched.page, "Merci")
            assert found + watched.complaints == []


def _prepare(app: Flask) -> None:
    engine = app.extensions["database"]
    amina = create(app, AMINA)
    gatherings.gather(engine, create(app, CLAIRE), 3)
    gatherings.join(app, 1, amina)
    complete(engine, amina, at=DURING)


def _of_amina(page: Page, address: str) -> list[str]:
    """She says that she is there, what she thinks and what went wrong, with the keyboard alone."""
    page.goto(f"{address}/mes-sessions/1")
    page.get_by_role("link", name="Indiquer ma présence").press("Enter")
    found = _faults(page, "Votre présence")
    page.get_by_role("button", name="Je suis présent").press("Enter")
    page.get_by_text("Votre présence est enregistrée").wait_for()
    page.goto(f"{address}/mes-sessions/1/avis")
    found += _faults(page, "Cette session vous est-elle utile")
    page.get_by_label("Plutôt oui").press("Space")
    page.get_by_role("button", name="Envoyer mon avis").press("Enter")
    page.get_by_role("heading", level=1, name="Merci").wait_for()
    page.goto(f"{address}/mes-sessions/1/reclamation")
    page.get_by_label("Que s’est-il passé").fill("La salle était froide.")
    page.get_by_role("button", name="Envoyer la réclamation").press("Enter")
    page.get_by_text("Votre réclamation est reçue").wait_for()
    return found + _faults(page, "Une réclamation")


def _of_claire(page: Page, address: str) -> list[str]:
    found = []
    for path, title in HERS:
        page.goto(f"{address}/suivi/sessions/1/{path}")
        found += _faults(page, title)
    page.goto(f"{address}/suivi/sessions/1/preuves")
    page.get_by_label("Coût par personne").fill("150")
    page.get_by_label("L’intercommunalité de chaque personne").check()
    page.get_by_role("button", name="Enregistrer le coût").click()
    page.get_by_role("link", name="Tableau annuel").click()
    page.get_by_role("button", name="Afficher les noms").click()
    page.get_by_role("rowheader", name="Berthier Amina").wait_for()
    return found + _faults(page, "Formations des élus en 2026")


def _faults(page: Page, title: str) -> list[str]:
    page.get_by_role("heading", level=1, name=title).wait_for()
    return [f"{page.url}: {one}" for one in (*accessibility_faults(page, VIEWS[::3]), overflow(page)) if one]
