"""Amina looks after her account. Denis, her colleague, has one too: nothing of his is hers, nor hers his."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from lms import accounts, db
from lms.accounts import Device, Role
from lms.web.unsubscribing import stop_address
from tests.support import places
from tests.support.members import AMINA, BRUNO, create, member
from tests.support.people import Person, main_form
from tests.support.queries import at_most

DENIS = replace(AMINA, email="denis.colas@mairie.example", given_name="Denis", family_name="Colas")
PAGES = (
    *("/mon-compte", "/mon-compte/nom", "/mon-compte/mandats/nouveau", "/mon-compte/mandats/nouveau?ou=departement"),
    *(
        "/mon-compte/connexions",
        "/mon-compte/rappels",
        "/mon-compte/temps",
        "/mon-compte/consultations",
        "/mon-compte/donnees",
    ),
    *("/mon-compte/suppression", "/mon-compte/confirmer"),
)


@pytest.fixture
def denis(app: Flask) -> Person:
    return member(app, DENIS)


def text(page) -> str:
    return page.get_data(as_text=True)


def of(app: Flask, someone: Person) -> tuple[accounts.HeldMandate, ...]:
    with db.reading(app.extensions["database"]) as session:
        return accounts.mandates(session, someone.id)


def test_each_page_asks_little_however_much_there_is(app: Flask, member: Person):
    def look() -> None:
        for address in PAGES:
            with at_most(app):
                assert member.get(address).status_code == 200, address

    look()
    bruno, at = create(app, BRUNO), datetime.now(UTC)
    with db.transaction(app.extensions["database"]) as session:
        viewer = _bruno(session, bruno, at)
        places.know(session, ("commune", "76255"))
        for number in range(30):
            since = date(1990, 1, 1) + timedelta(number)
            accounts.hold_mandate(session, member.id, "adjoint", "commune", "76255", starts_on=since)
            accounts.open_session(session, member.id, device=Device.OWN, label="Firefox", strong=False, at=at)
            accounts.record_consultation(
                session, member.id, viewer, Role.TRAINER, what="réponses", reason="Aide demandée", at=at
            )
    look()


def _bruno(session, person_id: int, at: datetime) -> accounts.SignedIn:
    """Someone of the staff, signed in."""
    token = accounts.open_session(session, person_id, device=Device.OWN, label="Essai", strong=True, at=at)
    found = accounts.signed_in(session, token, at=at)
    assert found
    return found


def test_she_changes_her_name(member: Person):
    page = member.get("/mon-compte/nom")
    assert 'value="Amina"' in text(page)
    assert member.send(page, {"given_name": " ", "family_name": "B"}).status_code == 422
    done = member.send(page, {"given_name": "Amina", "family_name": "Berthier  Morel"})
    assert "Amina Berthier Morel" in text(member.follow(done))


@pytest.mark.usefixtures("communes")
@pytest.mark.parametrize(
    ("kind", "fields", "place"),
    [
        ("commune", {"function": "adjoint", "commune": "Eu"}, "Eu"),
        ("epci", {"function": "conseiller-communautaire", "commune": "Eu"}, "CC des Villes Soeurs"),
        ("departement", {"function": "conseiller-departemental", "place": "76"}, "Seine-Maritime"),
        ("region", {"function": "conseiller-regional", "place": "28"}, "Normandie"),
    ],
)
def test_she_adds_a_mandate_and_ends_it(app: Flask, member: Person, kind: str, fields: dict[str, str], place: str):
    page = member.get(f"/mon-compte/mandats/nouveau?ou={kind}")
    done = member.send(page, fields | {"starts_on": "2026-03-22"})
    assert done.status_code == 303, text(done)
    home = text(member.follow(done))
    assert place in home
    assert "22\u00a0mars 2026" in home
    added = next(one for one in of(app, member) if one.starts_on == date(2026, 3, 22))
    end = member.get(f"/mon-compte/mandats/{added.id}")
    assert member.send(end, {"ends_on": "2026-03-01"}).status_code == 422
    assert member.send(end, {"ends_on": "2026-09-30"}).status_code == 303
    assert "30\u00a0septembre 2026" in text(member.get("/mon-compte"))
    assert member.get(f"/mon-compte/mandats/{added.id}").status_code == 404  # it is over


@pytest.mark.usefixtures("communes")
def test_a_mandate_that_says_nothing_is_explained(member: Person):
    page = member.get("/mon-compte/mandats/nouveau?ou=epci")
    said = text(member.send(page, {"starts_on": "hier"}))
    assert "Indiquez votre commune" in said
    assert "Choisissez votre fonction." in said
    assert "Indiquez depuis quand" in said
    alone = member.send(page, {"commune": "29155", "function": "autre", "starts_on": "2026-03-22"})
    assert "n’appartient à aucune intercommunalité" in text(alone)
    searched = member.send(page, {"commune": "Saint-Denis"}, button="commune-chercher=1")
    assert searched.status_code == 200
    assert "97411" in text(searched)
    assert member.get("/mon-compte/mandats/nouveau?ou=planete").status_code == 404
    forged = member.send(page, {"commune": "Eu", "function": "maire", "starts_on": "2026-03-22"})
    assert forged.status_code == 422  # not a function of an intercommunality


def test_her_colleague_cannot_touch_what_is_hers(app: Flask, member: Person, denis: Person):
    hers = of(app, member)[0].id
    with db.reading(app.extensions["database"]) as session:
        browser = accounts.open_sessions(session, member.id, at=datetime.now(UTC))[0].id
    form = {"csrf_token": _csrf(denis)}
    assert denis.get(f"/mon-compte/mandats/{hers}").status_code == 404
    for address in (f"/mon-compte/mandats/{hers}", f"/mon-compte/connexions/{browser}/fermer"):
        assert denis.client.post(address, data=form | {"ends_on": "2026-12-31"}).status_code == 404
    assert of(app, member)[0].ends_on is None
    assert member.get("/mon-compte").status_code == 200
    assert "Amina" not in text(denis.get("/mon-compte/donnees.html"))


def _csrf(someone: Person) -> str:
    return text(someone.get("/mon-compte")).split('name="csrf_token" value="')[1].split('"')[0]


def test_she_closes_another_device_then_all_of_them(app: Flask, member: Person):
    others = [_second_browser(app) for _ in range(3)]
    page = member.get("/mon-compte/connexions")
    assert "Cet appareil" in text(page)
    assert member.send(page).status_code == 303  # the first form: the latest of the others
    assert sorted(one.get("/mon-compte").status_code for one in others) == [200, 200, 302]
    form = {"csrf_token": _csrf(member)}
    assert member.client.post("/mon-compte/connexions/fermer", data=form).status_code == 303
    assert {one.get("/mon-compte").status_code for one in others} == {302}
    assert member.get("/mon-compte").status_code == 200


def _second_browser(app: Flask) -> Person:
    return member(app)


def test_she_gives_herself_more_time(member: Person):
    page = member.get("/mon-compte/temps")
    assert member.send(page, {"factor": "99"}).status_code == 422
    assert member.send(page, {"factor": "3"}).status_code == 303
    again = text(member.get("/mon-compte/temps"))
    assert re.search(r'value="3"[^>]* selected', again)


def test_reminders_stop_from_her_account_or_from_a_letter(app: Flask, member: Person, amina: Person):
    page = member.get("/mon-compte/rappels")
    assert "oui, un par semaine" in text(member.get("/mon-compte"))
    member.send(page, {"reminders": "non"})
    assert "Rappels par e-mail&nbsp;: non" in text(member.get("/mon-compte"))
    member.send(page, {"reminders": "oui"})
    with app.app_context():
        address = stop_address(member.id).removeprefix(app.config["SETTINGS"].base_url)
    opened = amina.get(address)  # a scanner, or she, in a browser that knows nothing of her
    assert "oui, un par semaine" in text(member.get("/mon-compte"))
    assert amina.send(opened).status_code == 200
    assert "Rappels par e-mail&nbsp;: non" in text(member.get("/mon-compte"))


def test_she_pauses_reminders_and_asks_for_a_letter_each_week(app: Flask, member: Person, amina: Person):
    """From her account or from a letter; a pause of a month can be cut short, and stopping ends the rest."""
    page = member.get("/mon-compte/rappels")
    assert member.send(page, {"reminders": "jamais"}).status_code == 422
    member.send(page, {"reminders": "pause", "weekly": "y"})
    again = text(member.get("/mon-compte/rappels"))
    assert "Ils sont en pause jusqu’au" in again
    assert re.search(r'name="weekly"[^>]* checked', again)
    assert "en pause jusqu’au" in text(member.get("/mon-compte"))
    member.send(page, {"reminders": "oui"})
    assert "oui, un par semaine" in text(member.get("/mon-compte"))
    with app.app_context():
        address = stop_address(member.id).removeprefix(app.config["SETTINGS"].base_url)
    opened = amina.get(address)
    fields = main_form(opened).fields
    assert "Pas de rappel pendant un mois" in text(amina.client.post(f"{address}/pause", data=fields))
    assert "en pause jusqu’au" in text(member.get("/mon-compte"))
    assert amina.client.post(f"{address[:-3]}AAA/pause", data=fields).status_code == 404


def test_a_mailbox_stops_reminders_alone(app: Flask, member: Person):
    """RFC 8058: one POST, no cookie, no token of a form. A forged address stops nobody's."""
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        address = stop_address(member.id).removeprefix(app.config["SETTINGS"].base_url)
    mailbox = app.test_client()
    forged = mailbox.post(address[:-3] + "AAA", data={"List-Unsubscribe": "One-Click"})
    assert forged.status_code == 404
    assert "oui, un par semaine" in text(member.get("/mon-compte"))
    assert mailbox.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "Rappels par e-mail&nbsp;: non" in text(member.get("/mon-compte"))


def test_she_sees_who_read_her_data(app: Flask, member: Person):
    assert "Personne, à ce jour" in text(member.get("/mon-compte/consultations"))
    bruno, at = create(app, BRUNO), datetime.now(UTC)
    with db.transaction(app.extensions["database"]) as session:
        viewer = _bruno(session, bruno, at)
        accounts.record_consultation(session, member.id, viewer, Role.TRAINER, what="réponses", reason="Aide", at=at)
    page = text(member.get("/mon-compte/consultations"))
    assert "Bruno Castel (Formation)" in page


def test_she_takes_her_data_away(member: Person, denis: Person):
    file = member.get("/mon-compte/donnees.json")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    given = json.loads(file.get_data())["donnees"]
    assert given["account"]["lignes"][0]["email"] == AMINA.email
    assert given["mandate"]["lignes"][0]["function"] == "conseiller"
    assert "colas" not in text(file).lower()
    page = text(member.get("/mon-compte/donnees.html"))
    assert AMINA.email in page
    assert "Adresse e-mail" in page


@pytest.mark.parametrize("address", ["/mon-compte/donnees.json", "/mon-compte/donnees.html", "/mon-compte/suppression"])
def test_an_old_session_proves_itself_first(app: Flask, address: str):
    """Someone else at her desk neither takes nor erases: a code goes to her mailbox."""
    late = member(app, at=datetime.now(UTC) - timedelta(minutes=11))
    page = late.get(address)
    assert page.status_code == 302
    assert "Confirmez que c’est vous" in text(late.follow(page))
    if address.endswith("suppression"):
        erased = late.client.post(address, data={"csrf_token": _csrf(late), "understood": "y"})
        assert erased.location.startswith("/mon-compte/confirmer")
        assert late.get("/mon-compte").status_code == 200


def test_she_erases_herself(app: Flask, member: Person, denis: Person):
    page = member.get("/mon-compte/suppression")
    assert "Ce qui reste" in text(page)
    assert member.send(page).status_code == 422  # the box is not ticked
    done = member.send(page, {"understood": "y"})
    assert "Votre compte est supprimé" in text(member.follow(done))
    assert member.get("/mon-compte").status_code == 302
    with member.client.session_transaction() as cookie:
        assert "connus" not in cookie
    with db.reading(app.extensions["database"]) as session:
        assert accounts.find_account(session, AMINA.email) is None
        assert accounts.find_account(session, DENIS.email) == denis.id
    assert denis.get("/mon-compte").status_code == 200
    create(app, AMINA)  # she may come back, as somebody new
    assert of(app, member) == ()
