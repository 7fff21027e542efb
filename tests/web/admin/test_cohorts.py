"""An administrator runs a session: made, filled, told, read; nothing of another's."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support import cohorts as sessions
from tests.support.cohorts import RUNNER, STRANGER, listed, made
from tests.support.completions import complete
from tests.support.databases import fingerprint
from tests.support.example import COURSE
from tests.support.letters import letters
from tests.support.members import AMINA, member
from tests.support.people import Person, main_form
from tests.support.queries import at_most

pytestmark = pytest.mark.usefixtures("courses", "communes")
LIST = "/suivi/sessions"
SAID = {
    "nom": "Hiver numérique",
    "maniere": "on_site",
    "debut": "2026-12-01",
    "fin": "2027-01-31",
    f"module-{COURSE}": "y",
    f"pour-{COURSE}": "15/01/2027",
}


def words(page: TestResponse) -> str:
    return html.unescape(page.get_data(as_text=True)).replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def claire(app: Flask) -> Person:
    return member(app, RUNNER)


def test_a_session_is_made_filled_told_and_read(app: Flask, claire: Person) -> None:
    engine = app.extensions["database"]
    people = listed(engine)
    form = claire.get(f"{LIST}/nouvelle")
    refused = claire.send(form, SAID | {"fin": "2026-11-01"})
    assert refused.status_code == 422
    assert "Le dernier jour vient avant le premier." in words(refused)
    created = [claire.send(form, SAID).location for _ in range(2)]
    assert created[0] == created[1]
    here = created[0]
    assert "Personne encore" in words(claire.get(here))
    with at_most(app, 6):
        choice = claire.get(f"{here}/choisir?ou=die&fonction=maire&taille=3500-a-10000&nom=no")
    assert "1 élu correspond" in words(choice)
    claire.send(claire.get(f"{here}/choisir"), {"personne": [str(people["Zoé"]), str(people["Rémi"])]})
    with at_most(app):
        page = claire.get(here)
    assert "Zoé Noël" in words(page)
    assert "Rémi" not in words(page)  # he sits elsewhere, whatever number is sent
    claire.send(claire.get(f"{here}/choisir"), {"tous": "oui"})
    assert "3 élus" in words(claire.get(here))
    told(app, claire, here)
    gone = claire.follow(claire.send(claire.get(here), {"personne": str(people["Luc"])}))
    assert "2 élus" in words(gone)


def told(app: Flask, claire: Person, here: str) -> None:
    """Meetings and letters: one each, another when days change, one more when it is called off."""
    meeting = {"jour": "2026-12-03", "de": "18:00", "a": "20:00", "lieu": "Salle du conseil, Die"}
    added = claire.get(f"{here}/rencontres/nouvelle")
    assert claire.send(added, meeting | {"a": "17:00"}).status_code == 422
    assert claire.send(added, meeting | {"lieu": "", "lien": "http://visio.example"}).status_code == 422
    for _ in range(2):
        claire.send(added, meeting)
    preview = claire.get(f"{here}/convocations")
    assert "3 personnes recevront cette lettre" in words(preview)
    for _ in range(2):
        claire.send(preview)
    (first,) = letters(app, "zoe@die.example")[:-1] or letters(app, "zoe@die.example")
    assert "3 décembre 2026, de 18" in first
    assert "Tout le monde a reçu" in words(claire.get(f"{here}/convocations"))
    edit = claire.get(f"{here}/rencontres/1")
    claire.send(edit, {"de": "19:00", "a": "21:00"})
    assert "Les dates ont changé depuis la convocation de 3 personnes" in words(claire.get(here))
    claire.send(claire.get(f"{here}/convocations"))
    assert "ont changé" in letters(app, "zoe@die.example")[-1]
    called_off = claire.get(f"{here}/rencontres/1")
    claire.client.post(f"{here}/rencontres/1/annuler", data={"csrf_token": csrf(called_off)})
    assert "Annulée" in words(claire.get(here))
    assert claire.get(f"{here}/rencontres/1").status_code == 404


def csrf(page: TestResponse) -> str:
    return main_form(page).fields["csrf_token"]


def test_it_is_called_off_once_and_those_who_knew_are_told(app: Flask, claire: Person) -> None:
    engine = app.extensions["database"]
    listed(engine)
    number = made(engine, claire.id, full=True)
    here = f"{LIST}/{number}"
    claire.send(claire.get(f"{here}/convocations"))
    page = claire.get(f"{here}/annuler")
    assert claire.send(page, {"raison": " "}).status_code == 422
    assert claire.send(page, {"raison": "Trop peu d’inscrits"}).status_code == 303
    assert claire.send(page, {"raison": "Encore"}).status_code == 409
    assert "Session annulée" in words(claire.get(here))
    assert "Trop peu d’inscrits" in letters(app, "zoe@die.example")[-1]
    assert claire.get(f"{here}/modifier").status_code == 409
    file = claire.get(f"{here}/session.ics").get_data(as_text=True)
    assert "STATUS:CANCELLED" in file
    assert "Annulée" in words(claire.get(LIST))


def test_who_finished_is_shown_once_those_people_are_told(app: Flask, claire: Person) -> None:
    engine = app.extensions["database"]
    listed(engine)
    amina = member(app, AMINA)
    complete(engine, amina.id, at=sessions.AT - timedelta(days=1))  # before: hers alone
    number = made(engine, claire.id, full=True)
    here = f"{LIST}/{number}"
    assert "0 sur 3" in words(claire.get(here))
    assert claire.follow(claire.get(f"{here}/termine")).request.path == here  # looking first takes a form
    assert claire.get(f"{here}/termine.csv").status_code == 404
    look = claire.get(here)
    assert "Personne n’a encore terminé" in words(claire.follow(claire.send(look)))
    amina.send(amina.get(f"/mes-sessions/{number}"))  # she lets it be known
    before = fingerprint(engine)
    with at_most(app, 4):
        shown = claire.get(f"{here}/termine")
    assert "Amina Berthier" in words(shown)
    assert "Zoé" not in words(shown)  # who has not finished is nowhere
    for sheet in ("csv", "xlsx", "ods"):
        assert claire.get(f"{here}/termine.{sheet}").status_code == 200
        assert claire.get(f"{LIST}/export.{sheet}").status_code == 200
    assert fingerprint(engine) == before
    csv = claire.get(f"{here}/termine.csv").get_data(as_text=True)
    assert [line.split(";")[0] for line in csv.splitlines()[1:]] == ["Amina Berthier"]
    claire.send(look)
    seen = words(amina.get("/mon-compte/consultations"))
    assert seen.count("Modules terminés, session n° 1") == 1  # once a day, however often
    assert "1 sur 3" in words(claire.get(LIST))


def test_nothing_of_the_session_of_another(app: Flask, claire: Person) -> None:
    """Every address and every form, by number, from the administrator of another territory."""
    engine = app.extensions["database"]
    people = listed(engine)
    number = made(engine, claire.id, full=True)
    elsa = member(app, STRANGER)
    assert "Aucune session encore" in words(elsa.get(LIST))
    token = csrf(elsa.get(f"{LIST}/nouvelle"))
    before = fingerprint(engine)
    said = SAID | {"raison": "Non", "adresses": "x@y.example", "jusqu_au": "2027-01-01", "personne": people["Zoé"]}
    said |= {"jour": "2026-12-03", "de": "18:00", "a": "20:00", "lieu": "Ici", "client_id": str(uuid4())}
    for path in (
        *("", "/modifier", "/annuler", "/choisir", "/inviter", "/convocations", "/termine", "/session.ics"),
        *("/rencontres/nouvelle", "/rencontres/1", "/termine.csv"),
    ):
        assert elsa.get(f"{LIST}/{number}{path}").status_code == 404, path
    for path in (
        *("/modifier", "/annuler", "/choisir", "/retirer", "/inviter", "/code", "/convocations", "/termine"),
        *("/rencontres/nouvelle", "/rencontres/1", "/rencontres/1/annuler"),
    ):
        sent = elsa.client.post(f"{LIST}/{number}{path}", data=said | {"csrf_token": token, "tous": "oui"})
        assert sent.status_code == 404, path
    assert fingerprint(engine) == before


def test_the_code_is_typed_and_the_invitation_accepted(app: Flask, claire: Person) -> None:
    engine = app.extensions["database"]
    number = made(engine, claire.id)
    page = claire.get(f"{LIST}/{number}/inviter")
    assert claire.send(page, {"adresses": "pas-une-adresse"}).status_code == 422
    assert claire.send(page, {"jusqu_au": "hier"}).status_code == 422
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    shown = claire.follow(claire.send(page, {"jusqu_au": until}))
    code = re.search(r'class="code-session">(\w{4}) (\w{4})<', words(shown))
    assert code is not None
    amina = member(app, AMINA)
    door = amina.get("/rejoindre")
    assert "n’ouvre aucune session" in words(amina.send(door, {"mot": "ABCD EFGH"}))
    joined = amina.follow(amina.send(door, {"mot": f" {code[1].lower()}-{code[2].lower()}"}))
    assert "Hiver numérique" in words(joined)
    assert "Hiver numérique" in words(amina.get("/mon-parcours"))
    assert amina.follow(amina.send(joined, button="")).status_code == 200
    for _ in range(20):
        last = amina.send(door, {"mot": "ABCDEFGH"})
    assert "Attendez une heure" in words(last)
    claire.send(page, {"adresses": "denis@mairie.example, Denis@Mairie.example\nautre@mairie.example"})
    assert len(letters(app, "denis@mairie.example")) == 1
    denis = member(app, replace(AMINA, email="denis@mairie.example", given_name="Denis"))
    assert "Vous êtes invité à cette session" in words(denis.get("/mon-parcours"))
    came = denis.follow(denis.send(denis.get(f"/mes-sessions/{number}")))
    assert "Quitter cette session" in words(came)
    assert amina.get(f"/mes-sessions/{number + 1}").status_code == 404
    assert "autre@mairie.example" in words(claire.get(f"{LIST}/{number}"))
