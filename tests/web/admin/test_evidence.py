"""Who runs a session gathers its proofs; who is in it says what is hers to say; nobody else gets anything."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import posixpath
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms import accounts, db
from lms.accounts import Role, Scope
from lms.web.opinions import read_token
from tests.support import gatherings, typography
from tests.support.clock import Clock
from tests.support.completions import complete
from tests.support.databases import fingerprint
from tests.support.example import COURSE
from tests.support.gatherings import MORNING, STARTS
from tests.support.letters import letters
from tests.support.members import AMINA, CLAIRE, enter, member
from tests.support.people import Person, main_form
from tests.support.queries import at_most
from tests.test_cli import lms
from tests.web.documents.examples import opened
from tests.web.documents.examples import words as printed

pytestmark = pytest.mark.usefixtures("courses")
ELSA = replace(CLAIRE, email="elsa@ailleurs.example", roles=((Role.ADMINISTRATOR, Scope("departement", "76")),))
DURING = STARTS + timedelta(minutes=5)
AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


def words(page: TestResponse) -> str:
    return html.unescape(page.get_data(as_text=True)).replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def claire(app: Flask, clock: Clock) -> Person:
    clock.time = DURING
    return member(app, CLAIRE, at=clock.time)


@pytest.fixture
def amina(app: Flask, claire: Person, clock: Clock) -> Person:
    """Amina, in the session number 1, of which Claire knows that she finished its course."""
    someone = member(app, AMINA, at=clock.time)
    engine = app.extensions["database"]
    assert gatherings.gather(engine, claire.id, 2)[0] == 1
    gatherings.join(app, 1, someone.id)
    return someone


def later(app: Flask, clock: Clock, at: datetime, *people: tuple[Person, object]) -> None:
    clock.time = at
    for someone, kind in people:
        enter(app, someone, kind, at=at)


def test_a_sheet_is_kept_on_a_tablet_a_telephone_and_paper(
    app: Flask, claire: Person, amina: Person, clock: Clock
) -> None:
    here = f"/suivi/sessions/1/presences/1/{MORNING}"
    with at_most(app):
        assert "Fictif Élu" in words(claire.get(here))
    shown = claire.get(here)
    mine = amina.get("/mes-sessions/1/presence")
    assert words(mine).count("Je suis présent") == 1  # this half-day, not that of the afternoon
    assert "Votre présence est enregistrée" in words(amina.follow(amina.send(mine)))
    listed = re.findall(r'name="present" value="(\d+)" id="p\d+"><label', shown.get_data(as_text=True))
    assert len(listed) == 3
    saved = claire.follow(claire.send(shown, {"present": listed[1], "means": "paper"}))
    assert "2 présents sur 3" in words(saved)  # what Amina signed meanwhile stands
    assert "Signé sur son téléphone" in words(saved)
    assert "Signé sur papier, recopié" in words(saved)
    forged = {"present": [*listed[:2], "999999"], "means": "organiser"}
    assert claire.send(saved, forged).status_code == 303
    assert claire.send(saved, {"means": ""}).status_code == 422
    nobody = main_form(saved)
    nobody.fields.poplist("present")
    assert claire.client.post(here, data=nobody.fields).status_code == 303
    corrected = claire.get(here)
    assert words(corrected).count("Absence notée le") == 2
    with at_most(app):
        assert "0 sur 3" in words(claire.get("/suivi/sessions/1/presences"))
    paper = claire.get(f"{here}/feuille.pdf")
    said = printed(opened(paper.get_data()))
    assert "Berthier Amina" in said
    assert said.index("Berthier Amina") < said.index("Fictif Élu")
    late = amina.send(mine)
    assert late.status_code == 303
    clock.pass_(days=1)
    enter(app, amina, AMINA, at=clock.time)
    assert "Si vous étiez là, dites-le" in words(amina.get("/mes-sessions/1/presence"))
    assert amina.client.post(f"/mes-sessions/1/presence/1/{MORNING}", data=csrf(mine)).status_code == 409


def csrf(page: TestResponse) -> dict[str, str]:
    return {"csrf_token": main_form(page).fields["csrf_token"]}


def test_an_opinion_is_given_once_and_a_complaint_is_answered(
    app: Flask, claire: Person, amina: Person, clock: Clock
) -> None:
    assert "Rien ne vous est demandé" in words(amina.get("/mes-sessions/1/avis"))
    complete(app.extensions["database"], amina.id, at=clock.time)
    asked = amina.get("/mes-sessions/1/avis")
    assert amina.send(asked, {"value": "9"}).status_code == 422
    for value in ("5", "1"):
        assert "sans votre nom" in words(amina.follow(amina.send(asked, {"value": value, "remark": "Bien."})))
    with at_most(app):
        seen = words(claire.get("/suivi/sessions/1/avis"))
    assert "Bien." not in seen
    assert "Les réponses paraîtront après le 30 décembre 2026" in seen
    page = amina.get("/mes-sessions/1/reclamation")
    assert amina.send(page, {"text": " "}).status_code == 422
    for _ in range(2):
        amina.send(page, {"text": "La salle était trop froide."})
    assert amina.send(page, {"text": "Autre chose."}).status_code == 409
    register = claire.get("/suivi/sessions/1/reclamations")
    assert words(register).count("La salle était trop froide.") == 1
    assert "Amina" not in words(register).partition("<main")[2]
    answering = claire.get("/suivi/sessions/1/reclamations/1")
    assert claire.send(answering, {"answer": "Pardon.", "done": ""}).status_code == 422
    for _ in range(2):
        claire.send(answering, {"answer": "Pardon.", "done": "Le chauffage est réparé."})
    assert claire.send(answering, {"answer": "Non.", "done": "Rien."}).status_code == 409
    (letter,) = letters(app, AMINA.email)
    assert "/mes-sessions/1/reclamation" in letter
    assert "froide" not in letter
    assert "Le chauffage est réparé." in words(amina.get("/mes-sessions/1/reclamation"))


def test_three_months_later_a_letter_asks_and_one_press_answers(
    app: Flask, claire: Person, amina: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = app.extensions["database"]
    complete(engine, amina.id, at=clock.time)
    clock.time = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    monkeypatch.setattr("lms.cli_followup.datetime", Frozen)
    with db.transaction(engine) as session:
        accounts.remind(session, amina.id, True)
    assert "1 message écrit" in lms(app, "followup", "opinions").output.replace("\xa0", " ")
    assert "0 message" in lms(app, "followup", "opinions").output.replace("\xa0", " ")
    (letter,) = letters(app, AMINA.email)
    assert "Bien répondre, automne" in letter
    assert not typography.faults(re.sub(r"https?://\S+", "", letter.replace("\n\n", "¶")))
    links = re.findall(r"/avis/\S+", letter)
    assert [link[-1] for link in links] == ["5", "4", "3", "2", "1"]
    scanner = app.test_client()
    before = fingerprint(engine)
    page = scanner.get(links[1])
    assert 'value="4" id="value-1" checked' in page.get_data(as_text=True)
    assert fingerprint(engine) == before
    assert "Amina" not in words(page)
    reader = Person("Amina", scanner)
    assert "Votre avis est enregistré" in words(reader.send(page))
    assert scanner.get(links[0]).status_code == 410
    assert "Votre avis est enregistré" in words(reader.send(page, {"value": "1"}))  # the first time stands
    with engine.connect() as connection:
        values = connection.exec_driver_sql("SELECT moment, value FROM satisfaction_answer").all()
    assert [tuple(row) for row in values] == [("cold", 4)]
    token = links[0].split("/")[2].partition("?")[0]
    forged = (token[:-1] + ("A" if token[-1] != "A" else "B"), token.partition(".")[0] + ".x", "x", "WzEsMV0")
    assert [scanner.get(f"/avis/{one}").status_code for one in forged] == [404] * 4
    with app.app_context():
        assert read_token(token) == (1, amina.id)


class Frozen(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def test_the_folder_opens_without_the_site_and_names_nobody_without_a_reason(
    app: Flask, claire: Person, amina: Person, clock: Clock
) -> None:
    engine = app.extensions["database"]
    complete(engine, amina.id, at=clock.time)
    amina.send(amina.get("/mes-attestations"))
    amina.send(amina.get("/mes-sessions/1/presence"))
    amina.send(amina.get("/mes-sessions/1/reclamation"), {"text": "=HYPERLINK(1)"})
    page = claire.get("/suivi/sessions/1/dossier")
    before = fingerprint(engine)
    plain = unzipped(claire.send(page, {"names": "sans"}))
    assert fingerprint(engine) == before
    assert not any("Berthier" in data.decode("utf-8", "ignore") or "Amina" in name for name, data in plain.items())
    assert "Ce dossier ne nomme personne" in plain["index.html"].decode()
    assert claire.send(page, {"names": "avec", "reason": " "}).status_code == 422
    whole = unzipped(claire.send(page, {"names": "avec", "reason": "Contrôle du 3 mars"}))
    seen = words(amina.get("/mon-compte/consultations"))
    assert "Contrôle du 3 mars" in seen
    assert "Claire Doussot" in seen
    rows = list(csv.reader(io.StringIO(whole["4-traces/evaluations.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Berthier Amina"]  # who has not finished is nowhere
    assert "'=HYPERLINK" in whole["6-reclamations/registre.csv"].decode()
    (proof,) = (data for name, data in whole.items() if name.startswith("7-attestations/amina-berthier-"))
    assert proof == certificate(engine)
    for data in (whole["index.html"], whole[f"1-programme/{COURSE}.html"]):
        parsed = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
        assert parsed.get("lang") == "fr"
        assert b"http:" not in data.replace(b"http://localhost", b"")
    year = unzipped(claire.send(claire.get("/suivi/dossier?annee=2026"), {"names": "sans"}))
    assert "1-bien-repondre-automne/index.html" in year
    for files in (plain, whole, year):
        pages = {name: data.decode() for name, data in files.items() if name.endswith(".html")}
        links = {
            posixpath.join(posixpath.dirname(name), to)
            for name in pages
            for to in re.findall(r'href="(.*?)"', pages[name])
        }
        assert {posixpath.normpath(link) for link in links} <= files.keys()


def certificate(engine: object) -> bytes:
    with engine.connect() as connection:  # type: ignore[attr-defined]
        return bytes(connection.exec_driver_sql("SELECT content FROM certificate_file").scalar_one())


def unzipped(response: TestResponse) -> dict[str, bytes]:
    """The files of a zip, each as its manifest says."""
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = dict(line.split("  ")[::-1] for line in files["manifeste.txt"].decode().splitlines())
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifeste.txt"}
    return files


def test_attestations_and_the_yearly_table_name_people_once_they_can_read_it(
    app: Flask, claire: Person, amina: Person, clock: Clock
) -> None:
    engine = app.extensions["database"]
    empty = claire.get("/suivi/sessions/1/attestations")
    assert "Aucune attestation" in words(empty)
    assert claire.client.post("/suivi/sessions/1/attestations", data=csrf_of(claire)).status_code == 409
    complete(engine, amina.id, at=clock.time)
    amina.send(amina.get("/mes-attestations"))
    page = claire.get("/suivi/sessions/1/attestations")
    assert "Amina" not in words(page).partition("<main")[2]
    taken = unzipped(claire.send(page, button="forme=zip"))
    assert [data for name, data in taken.items() if name.startswith("amina-berthier-attestation")] == [
        certificate(engine)
    ]
    merged = opened(claire.send(page, button="forme=pdf").get_data())
    assert len(merged.pages) == 1
    assert "Amina Berthier" in printed(merged)
    assert words(amina.get("/mon-compte/consultations")).count("Attestations d’une session") == 2
    gatherings.seat(engine, amina.id)
    cost = claire.get("/suivi/sessions/1/preuves")
    assert claire.send(cost, {"amount": "cher", "payer": "epci"}).status_code == 422
    assert "Le coût est enregistré" in words(claire.follow(claire.send(cost, {"amount": "1 250,5 €", "payer": "epci"})))
    with at_most(app):
        table = claire.get("/suivi/tableau-annuel?annee=2026")
    assert "1 250,50 € en tout" in words(table)
    assert "Amina" not in words(table).partition("<main")[2]
    assert claire.get("/suivi/tableau-annuel.csv?annee=2026").status_code == 302
    named = claire.follow(claire.send(table))
    assert "Berthier Amina" in words(named)
    assert "Maire" in words(named)
    assert "Tableau annuel des formations" in words(amina.get("/mon-compte/consultations"))
    for sheet in ("csv", "xlsx", "ods"):
        assert claire.get(f"/suivi/tableau-annuel.{sheet}?annee=2026").status_code == 200
    line = claire.get("/suivi/tableau-annuel.csv?annee=2026").get_data(as_text=True).splitlines()[1]
    assert line.split(";")[1] == "Berthier Amina"
    assert line.endswith(";1250,50")


def csrf_of(someone: Person) -> dict[str, str]:
    return csrf(someone.get("/suivi/sessions/1/preuves"))


def test_nothing_for_who_runs_another_place_or_is_in_no_session(app: Flask, amina: Person, clock: Clock) -> None:
    engine = app.extensions["database"]
    elsa = member(app, ELSA, at=clock.time)
    stranger = member(app, replace(AMINA, email="denis@mairie.example"), at=clock.time)
    paths = (
        *("preuves", "avis", "reclamations", "reclamations/1", "dossier", "attestations", "presences"),
        *(f"presences/1/{MORNING}", f"presences/1/{MORNING}/feuille.pdf"),
    )
    amina.send(amina.get("/mes-sessions/1/reclamation"), {"text": "Une."})
    token = {"csrf_token": main_form(elsa.get("/suivi/sessions/nouvelle")).fields["csrf_token"]}
    before = fingerprint(engine)
    said = token | {"means": "paper", "present": str(amina.id), "answer": "x", "done": "x", "amount": "1"}
    said |= {"payer": "epci", "names": "avec", "reason": "Curiosité", "forme": "zip"}
    for path in paths:
        assert elsa.get(f"/suivi/sessions/1/{path}").status_code == 404, path
        assert amina.get(f"/suivi/sessions/1/{path}").status_code == 403, path
        sent = elsa.client.post(f"/suivi/sessions/1/{path}", data=said)
        assert sent.status_code in (404, 405), path
    assert "Aucune formation" in words(elsa.get("/suivi/tableau-annuel?annee=2026"))
    assert "Aucune session" in words(elsa.get("/suivi/dossier?annee=2026"))
    assert elsa.client.post("/suivi/dossier?annee=2026", data=said).status_code == 422
    hers = token_of(stranger)
    for path in ("presence", "avis", "reclamation", f"presence/1/{MORNING}"):
        assert stranger.get(f"/mes-sessions/1/{path}").status_code in (404, 405), path
        fields = hers | {
            "text": "x",
            "value": "5",
            "moment": "hot",
            "client_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
        }
        assert stranger.client.post(f"/mes-sessions/1/{path}", data=fields).status_code in (404, 405), path
    assert fingerprint(engine) == before


def token_of(someone: Person) -> dict[str, str]:
    return csrf(someone.get("/mon-compte/rappels"))


def test_a_file_of_people_asks_who_she_is_again(app: Flask, claire: Person, amina: Person, clock: Clock) -> None:
    clock.pass_(minutes=11)
    for path in ("sessions/1/dossier", "sessions/1/attestations", "dossier", "tableau-annuel.csv"):
        asked = claire.get(f"/suivi/{path}")
        assert asked.status_code == 302, path
        assert "/confirmer" in asked.location or "/confirm" in asked.location, asked.location
