"""What comes from elsewhere is looked at first; what leaves can come back."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from lms import content
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import AMEL
from tests.web.trainer.test_modules import PLAN, begin, lessons, steps, text

GIFT = """::Le vote:: Le vote est public. {TRUE#Non.#Oui, en principe.}

::Trop:: Une composition. {}
"""


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


def look(
    trainer: Person, data: bytes, address: str = "/formation/importer", field: str = "archive", name: str = "m.zip"
):
    page = trainer.get(address)
    fields = {key: hidden(page, key) for key in ("csrf_token", "client_id") if f'name="{key}"' in text(page)}
    return trainer.client.post(address, data={**fields, field: (io.BytesIO(data), name)})


def hidden(page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text(page))
    assert found
    return found[1]


def token(page) -> dict[str, str]:
    return {"csrf_token": hidden(page, "csrf_token")}


def exported(trainer: Person) -> bytes:
    response = trainer.get(f"{PLAN}/exporter/module.zip")
    assert response.headers["Content-Disposition"] == 'attachment; filename="le-conseil-en-ligne.zip"'
    return response.data


def test_what_is_exported_comes_back_byte_for_byte_under_a_free_key(trainer: Person) -> None:
    begin(trainer)
    data = exported(trainer)
    report = look(trainer, data)
    assert report.status_code == 200
    assert "il aura l’adresse «\u202fle-conseil-en-ligne-2\u202f»" in text(report)
    assert trainer.get("/formation/le-conseil-en-ligne-2").status_code == 404
    kept = trainer.send(report)
    assert (kept.status_code, kept.location) == (303, "/formation/le-conseil-en-ligne-2")
    again = trainer.get("/formation/le-conseil-en-ligne-2/exporter/module.zip").data
    before, after = content.unpack(data), content.unpack(again)
    assert {path for path in before if before[path] != after[path]} == {"module.toml"}


def test_files_that_have_no_place_are_named_and_left(trainer: Person) -> None:
    files = {**content.new_course("ailleurs", "Venu d’ailleurs"), "notes.docx": b"x"}
    files["module.toml"] = files["module.toml"].replace(b"seuil = 70", b"seuil = 700")
    report = look(trainer, content.pack(files))
    assert "3\u00a0fichiers seront pris, 1\u00a0fichier sera laissé" in text(report)
    assert re.search(r"notes\.docx</strong><br><span[^>]*>laissé", text(report))
    assert "module.toml" not in text(report).partition("notes.docx")[2].partition("</li>")[0]
    assert "écrivez un nombre entier entre 1 et 100" in text(report)
    assert trainer.send(report).location == "/formation/ailleurs"


@pytest.mark.parametrize("data", [b"", b"PK rien", content.pack({"lecons/01-a.md": b"x"})])
def test_what_is_no_module_is_refused(trainer: Person, data: bytes) -> None:
    refused = look(trainer, data)
    assert refused.status_code == 422
    assert 'id="archive-erreur"' in text(refused)
    assert "Rien sur le métier" in text(trainer.get("/formation"))


def test_questions_that_were_only_looked_at_wait_in_her_bin_and_open_to_nobody_else(
    app: Flask, trainer: Person
) -> None:
    begin(trainer)
    report = look(trainer, GIFT.encode(), f"{PLAN}/questions/importer", "banque", "vote.gift")
    assert "Questions de vote.gift" in text(trainer.get("/formation/corbeille"))
    amel = members.member(app, AMEL)
    begin(amel, "Un autre module")
    other = amel.get("/formation/un-autre-module/questions/importer")
    fields = {"questions": hidden(report, "questions"), "client_id": hidden(other, "client_id"), "vers": "quiz.toml"}
    asked = amel.client.post("/formation/un-autre-module/questions/garder", data=fields | token(other))
    assert asked.status_code == 404


@pytest.mark.parametrize("place", ["quiz.toml", "lecons/01-premiere-lecon.md"])
def test_questions_are_looked_at_then_added_once(trainer: Person, place: str) -> None:
    begin(trainer)
    report = look(trainer, GIFT.encode(), f"{PLAN}/questions/importer", "banque", "vote.gift")
    assert report.status_code == 200
    assert "2\u00a0questions trouvées\u00a0: 1\u00a0peut être prise, 1\u00a0ne le peut pas" in text(report)
    before = (len(steps(trainer, lessons(trainer)[0])), content.unpack(exported(trainer))["quiz.toml"])
    sent = [trainer.send(report, {"vers": place}).status_code for _ in range(2)]
    assert sent == [303, 303]
    after = (len(steps(trainer, lessons(trainer)[0])), content.unpack(exported(trainer))["quiz.toml"])
    assert (after[0] - before[0], after[1].count(b"Le vote est public") - before[1].count(b"Le vote est public")) == (
        (0, 1) if place == "quiz.toml" else (1, 0)
    )


def test_a_file_without_questions_is_refused(trainer: Person) -> None:
    begin(trainer)
    refused = look(trainer, b"Bonjour", f"{PLAN}/questions/importer", "banque", "bonjour.txt")
    assert refused.status_code == 422
    assert "aucune question" in text(refused)


@pytest.mark.parametrize(("form", "sign"), [("gift", b"::"), ("xml", b"<quiz>")])
def test_questions_leave_in_both_formats(trainer: Person, form: str, sign: bytes) -> None:
    begin(trainer)
    data = trainer.get(f"{PLAN}/exporter/questions.{form}").data
    assert sign in data
    assert "Une autre affirmation, sur le même objectif.".encode() in data
    assert content.exchange.read_bank(f"q.{form}", data).found == 2


def test_the_kit_holds_what_a_meeting_needs(trainer: Person) -> None:
    begin(trainer)
    page = text(trainer.get(f"{PLAN}/kit-de-reunion"))
    for words in ("À retenir", "Une première phrase à garder en tête.", "Une question à débattre", "Qui fait quoi",
                  "/modules/le-conseil-en-ligne", 'class="qr"'):  # fmt: skip
        assert words in page
    assert "À la fin, vous saurez" in text(trainer.get(f"{PLAN}/fiche"))


def test_questions_for_a_place_that_is_not_there_are_not_lost_in_an_accident(trainer: Person) -> None:
    begin(trainer)
    report = look(trainer, GIFT.encode(), f"{PLAN}/questions/importer", "banque", "vote.gift")
    assert trainer.send(report, {"vers": "lecons/09-absente.md"}).status_code == 404
    assert trainer.send(report, {"questions": "rien"}).status_code == 404
