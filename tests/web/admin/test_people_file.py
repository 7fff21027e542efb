"""The list of élus as a file: what the page says, hers alone, after a proof, harmless, and good to send again."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
import python_calamine
from flask import Flask

from lms import db
from lms.accounts import audit
from tests.support import rosters
from tests.support.boards import FORMS
from tests.support.clock import Clock
from tests.support.members import member
from tests.support.people import Person
from tests.support.queries import at_most
from tests.web.admin.test_lists import DROME, words

pytestmark = pytest.mark.usefixtures("communes")
LIST = (
    "Prénom;Nom;Fonction;Commune;SIREN;Début du mandat\r\n"
    "Zoé;Noël;maire;Die;;22/03/2026\r\n"
    "Zoé;Noël;conseiller communautaire;;242600534;22/03/2026\r\n"
    "=2+3;Petit;adjointe;Die;;22/03/2026\r\n"
    "Luc;Bon;conseiller;Beauvallon;;22/03/2026\r\n"
    "Ève;Roy;maire;Eu;;22/03/2026\r\n"
).encode()
DIE = ("Die", "26113", "CC du Diois", "242600534", "26", "84", date(2026, 3, 22))
BEAUVALLON = ("Beauvallon", "26042", "CA Valence Romans Agglo", "200068781", "26", "84", date(2026, 3, 22))
TOLD = [
    ("Luc", "Bon", "Membre du conseil municipal", *BEAUVALLON),
    ("Zoé", "Noël", "Maire", *DIE),
    ("Zoé", "Noël", "Membre du conseil communautaire", "", "", *DIE[2:]),
    ("'=2+3", "Petit", "Adjoint ou adjointe", *DIE),
]


@pytest.fixture
def claire(app: Flask) -> Person:
    rosters.bring_in(app.extensions["database"], LIST)
    return member(app, DROME)


def export(who: Person, form: str, asked: str = "") -> bytes:
    """The file that the page gives."""
    with at_most(who.client.application):
        page = who.get(f"/suivi/elus/exporter{asked}")
    sent = who.send(page, button=f"fichier={form}")
    assert sent.status_code == 200
    assert sent.headers["Content-Disposition"].startswith('attachment; filename="elus-20')
    return sent.get_data()


def rows(data: bytes, form: str) -> list[tuple[Any, ...]]:
    """The cells of a file, a day as a day, without the headings."""
    if form == "csv":
        read = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[1:]
        days = (date.fromisoformat("-".join(reversed(row[-1].split("/")))) for row in read)
        return [(*row[:-1], day) for row, day in zip(read, days, strict=True)]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [tuple(row) for row in book.get_sheet_by_index(0).to_python()[1:]]


def test_every_file_names_whom_the_page_names(app: Flask, claire: Person) -> None:
    files = {form: export(claire, form) for form in FORMS}
    assert {form: rows(data, form) for form, data in files.items()} == dict.fromkeys(FORMS, TOLD)
    assert rows(export(claire, "csv", "?nom=no"), "csv") == TOLD[1:3]
    assert rows(export(claire, "csv", "?commune=beauvallon"), "csv") == TOLD[:1]
    assert "Personne ne correspond" in words(claire.get("/suivi/elus/exporter?commune=eu"))
    assert "4 mandats en cours" in words(claire.get("/suivi/elus/exporter"))
    with db.reading(app.extensions["database"]) as reader:
        lines = audit.lines(reader, page=1, places=None, reader_id=0).rows
    taken = [(one.by, one.subject, one.place, one.people) for one in lines if one.act == audit.Act.EXPORTED]
    first = [("Claire Doussot", f"elus:{form}", "Drôme", 4) for form in FORMS]
    assert taken[::-1] == [*first, *(("Claire Doussot", "elus:csv", "Drôme", some) for some in (2, 1))]
    plan = rosters.look(app.extensions["database"], files["xlsx"], rosters.DROME)
    assert [one.said for one in plan.outcomes] == [()] * len(TOLD)
    assert not plan.steps  # sent again as it is, it changes nothing


def test_a_file_of_people_asks_for_a_proof(claire: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    page = claire.get("/suivi/elus/exporter")
    assert claire.send(page, button="fichier=exe").status_code == 400
    Clock(monkeypatch).pass_(minutes=11)
    for answer in (claire.send(page, button="fichier=csv"), claire.get("/suivi/elus/exporter?nom=no")):
        assert answer.location.startswith("/mon-compte/confirmer?suite=/suivi/elus/exporter")
