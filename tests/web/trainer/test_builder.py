"""A question as its form shows it, and as the form writes it: the same table again, for every kind."""

from __future__ import annotations

from typing import Any

import pytest

from lms import content
from lms.web.trainer import builder, buttons
from lms.web.trainer.bank import OF_BANK
from lms.web.trainer.builder import Typed
from lms.web.trainer.sheets import KINDS, Rows, Sheet
from lms.web.trainer.step_form import Asked
from tests.support.example import example_files


def tables() -> list[dict[str, Any]]:
    """The questions of the example: one of each kind, and those of the quiz."""
    found = []
    for path, data in example_files().items():
        if path.startswith("lecons/"):
            parts = content.step_parts(data.decode())
            found += [
                content.read_table(part.block.text) for part in parts if part.block and part.block.kind == "question"
            ]
    return found + [part.table for part in content.bank_parts(example_files()["quiz.toml"].decode())]


def sent(sheet: Sheet, typed: Typed, prefix: str = "q-") -> dict[str, list[str]]:
    """The fields that a browser sends for what a form shows."""
    fields = {prefix + ask.name: [typed[ask.name]] for ask in sheet.asks} | {prefix + "cle": [typed["cle"]]}
    for rows in sheet.rows:
        fields |= sent_rows(rows, typed[rows.name], prefix)
    return fields


def sent_rows(rows: Rows, lines: list[Typed], prefix: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for number, line in enumerate(lines):
        inside = f"{prefix}{rows.name}-{number}-"
        fields |= {inside + "la": ["1"], inside + "cle": [line["cle"]]}
        fields |= {inside + ask.name: [line[ask.name]] for ask in rows.asks}
        if line["juste"] and rows.mark == "one":
            fields[f"{prefix}{rows.name}-juste"] = [str(number)]
        elif line["juste"]:
            fields[inside + "juste"] = ["1"]
        if rows.inner:
            fields |= sent_rows(rows.inner, line[rows.inner.name], inside)
    return fields


@pytest.mark.parametrize("table", tables(), ids=lambda table: table["cle"])
def test_what_is_shown_and_sent_again_is_the_same_table(table: dict[str, Any]):
    sheet = OF_BANK[table["type"]] if "lecon" in table else KINDS[table["type"]]
    typed = builder.typed_in(sheet, sent(sheet, builder.shown(sheet, table)))
    assert Asked(sheet, typed).table(table, set()) == table


def test_every_kind_of_the_format_has_its_sheet():
    assert KINDS.keys() == content.KINDS.keys()
    assert {table["type"] for table in tables()} == KINDS.keys()


def choices(*texts: str) -> Typed:
    sheet = KINDS["choix-unique"]
    typed = builder.shown(sheet, {})
    typed["choix"] = [builder.empty_row(sheet.rows[0]) | {"texte": text} for text in texts]
    return typed


def test_a_new_answer_takes_a_key_of_its_words_that_no_answer_had():
    before = {"cle": "q", "choix": [{"cle": "dix-jours", "texte": "Dix jours"}]}
    typed = choices("Dix Jours")
    written = builder.written(KINDS["choix-unique"], typed, before)
    assert [row["cle"] for row in written["choix"]] == ["dix-jours-2"]


def test_an_answer_corrected_keeps_its_key_and_one_sent_twice_too():
    before = {"cle": "q", "choix": [{"cle": "dix-jours", "texte": "Dix jours"}]}
    typed = builder.shown(KINDS["choix-unique"], before)
    typed["choix"][0]["texte"] = "Dix jours ouvrés"
    assert builder.written(KINDS["choix-unique"], typed, before)["choix"][0]["cle"] == "dix-jours"
    again = builder.written(KINDS["choix-unique"], choices("Dix jours"), before)
    assert again["choix"][0]["cle"] == "dix-jours"


def test_rows_are_added_moved_and_removed():
    sheet = KINDS["choix-unique"]
    typed = choices("a", "b", "c")
    texts = lambda: [row["texte"] for row in typed["choix"]]  # noqa: E731
    buttons.acted(sheet, typed, "monter:choix-2")
    assert texts() == ["a", "c", "b"]
    buttons.acted(sheet, typed, "descendre:choix-0")
    buttons.acted(sheet, typed, "supprimer:choix-2")
    buttons.acted(sheet, typed, "ajouter:choix")
    assert texts() == ["c", "a", ""]
    buttons.acted(sheet, typed, "monter*2:choix-2")
    buttons.acted(sheet, typed, "descendre*9:choix-0")
    assert texts() == ["c", "a", ""]
    for nonsense in (
        "monter*x:choix-0",
        "monter:choix-9",
        "ajouter:rien",
        "supprimer:choix",
        "x",
        "monter:choix-9999999999",
        "monter:choix-0",
    ):
        buttons.acted(sheet, typed, nonsense)
    assert texts() == ["c", "a", ""]


def test_another_kind_keeps_what_is_common_and_says_what_it_loses():
    asked = Asked(KINDS["choix-unique"], choices("a", "b") | {"enonce": "Combien ?"})
    asked.typed["choix"][0]["retour"] = "Non."
    many = asked.after("type", "choix-multiple")
    assert (many.sheet.kind, [row["texte"] for row in many.typed["choix"]]) == ("choix-multiple", ["a", "b"])
    order = asked.after("type", "ordre")
    assert (order.sheet.kind, order.turning.kind, order.lost) == ("choix-unique", "ordre", ("Commentaire",))
    order = asked.after("changer", "ordre")
    assert (order.typed["enonce"], [row["texte"] for row in order.typed["elements"]]) == ("Combien ?", ["a", "b"])
    assert asked.after("type", "nombre").lost == ("Réponses proposées",)


def test_brackets_in_a_text_make_holes():
    sheet = KINDS["trous"]
    typed = builder.shown(sheet, {"cle": "q", "texte": "Sous [dix jours ouvrés], dit le [code]."})
    assert typed["texte"] == "Sous [dix-jours-ouvres], dit le [code]."
    assert [(hole["cle"], hole["choix"][0]["texte"]) for hole in typed["trous"]] == [
        ("dix-jours-ouvres", "dix jours ouvrés"),
        ("code", "code"),
    ]
    assert builder.with_holes(sheet, typed) == typed


def test_numbers_are_read_as_people_write_them():
    sheet = KINDS["nombre"]
    typed = builder.shown(sheet, {})
    for text, value in (("1\u202f250,5", 1250.5), ("12", 12), ("-3", -3), ("douze", "douze")):
        assert builder.written(sheet, typed | {"valeur": text}, {})["valeur"] == value
