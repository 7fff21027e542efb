"""flask lms people import: what is said, what is written, and going on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lms import db
from lms.accounts import rosters
from lms.accounts.rosters.models import RosterImport
from tests.support.databases import fingerprint
from tests.support.letters import letters
from tests.support.rosters import register
from tests.test_cli import lms

pytestmark = pytest.mark.usefixtures("communes")
LIST = "Prénom;Nom;E-mail;Commune\r\nZoé;Noël;zoe@die.example;Die\r\nLuc;Petit;;Dye\r\n"


def test_a_list_is_looked_at_then_written_with_its_letters(app: Flask, tmp_path: Path) -> None:
    source, corrections = tmp_path / "liste.csv", tmp_path / "a-corriger.csv"
    source.write_text(LIST, encoding="cp1252", newline="")
    before = fingerprint(app.extensions["database"])
    looked = lms(app, "people", "import", source, "--scope", "departement:26", "--corrections", corrections).output
    assert fingerprint(app.extensions["database"]) == before
    assert "ligne 3, Luc Petit : la commune « Dye » est inconnue. Vouliez-vous dire : Die ?" in looked
    assert "Arrivées : 1." in looked
    assert "Rien n’a été changé" in looked
    assert "Luc;Petit;;Dye;la commune" in corrections.read_text(encoding="utf-8-sig")
    written = lms(app, "people", "import", source, "--scope", "departement:26", "--apply", "--invite").output
    assert "C’est écrit." in written
    assert len(letters(app, "zoe@die.example")) == 1
    assert "Arrivées : 0." in lms(app, "people", "import", source, "--apply", "--invite").output
    assert len(letters(app, "zoe@die.example")) == 1


def test_a_register_goes_on_where_it_stopped(app: Flask, tmp_path: Path) -> None:
    source = tmp_path / "rne.csv"
    rows = [(code, "NOEL", "Zoé", "1970-02-01", "", "") for code in ("26113", "45274", "76255")]
    source.write_bytes(register(*rows))
    assert "Arrivées : 3." in lms(app, "people", "import", source, "--apply").output
    with db.transaction(app.extensions["database"]) as session:
        session.execute(update(RosterImport).values(finished_at=None, reached="26"))
    again = lms(app, "people", "import", source, "--apply").output
    assert "Reprise après le département 26." in again
    assert "Arrivées : 3. Changements : 0. Départs : 0. Lignes sans changement : 2." in again  # all of it, not the end
    with db.reading(app.extensions["database"]) as reader:
        assert rosters.interrupted(reader, "0" * 64, None) is None


def test_what_cannot_be_is_said(app: Flask, tmp_path: Path) -> None:
    source = tmp_path / "vide.csv"
    source.write_bytes(b" ")
    assert "ce fichier est vide." in lms(app, "people", "import", source).output
    assert "Aucun territoire" in lms(app, "people", "import", source, "--scope", "departement:999").output
