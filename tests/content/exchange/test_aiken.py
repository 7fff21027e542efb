"""Aiken, rule by rule."""

from __future__ import annotations

import pytest

from tests.content.exchange.banks import only, read, refusal

ONE = "Qui préside le conseil ?\nA. Le maire\nB. Le préfet\nANSWER: A\n"


def test_a_question_and_its_answer() -> None:
    imported = only(ONE)
    assert imported.table == {
        "cle": "qui-preside-le-conseil",
        "type": "choix-unique",
        "enonce": "Qui préside le conseil ?",
        "choix": [
            {"cle": "le-maire", "texte": "Le maire", "juste": True},
            {"cle": "le-prefet", "texte": "Le préfet"},
        ],
    }
    assert (imported.place, imported.remarks) == ("ligne 1", ())


@pytest.mark.parametrize(
    "written",
    [
        ONE.replace("A. ", "A) ").replace("B. ", "B) "),
        ONE.replace("\n", "\r\n"),
        ONE.replace("\n", "\r"),
        f"\n\n{ONE}\n\n",
        ONE.replace("ANSWER: A", "ANSWER:A"),
        ONE.replace("ANSWER: A", "ANSWER: A."),
        ONE.replace("A. Le", "A.Le"),
        ONE.replace("A. ", "  A.\t"),
    ],
)
def test_habits_that_change_nothing(written: str) -> None:
    assert only(written).table == only(ONE).table


def test_several_questions_keep_their_lines() -> None:
    bank = read(f"{ONE}{ONE.replace('préside', 'convoque')}\n{ONE.replace('préside', 'signe')}")
    assert [imported.place for imported in bank.questions] == ["ligne 1", "ligne 5", "ligne 10"]


def test_a_question_on_two_lines_is_read_and_it_is_said() -> None:
    imported = only(f"Dans une commune,\n{ONE}")
    assert imported.table["enonce"] == "Dans une commune, Qui préside le conseil ?"
    assert "plusieurs lignes" in imported.remarks[0]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (ONE.replace("ANSWER: A", "ANSWER: C"), "aucun choix ne porte cette lettre"),
        (ONE.replace("ANSWER: A", "ANSWER: A, B"), "une seule lettre"),
        (ONE.replace("ANSWER: A", "ANSWER:"), "une seule lettre"),
        (ONE.replace("B. ", "C. "), "dans l’ordre"),
        ("Qui ?\nANSWER: A\n", "pas de choix"),
        ("Qui ?\nA. moi\nANSWER: A\n", "entre 2 et 8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(written: str, reason: str) -> None:
    assert reason in refusal(written)


def test_nothing_is_dropped() -> None:
    bank = read(f"A. sans question\n\nUn titre\n\nSans fin ?\nA. un\nB. deux\n\n{ONE}ANSWER: B\n\nDernière ?")
    assert [imported.name for imported in bank.questions] == ["Qui préside le conseil ?"]
    assert [refused.name for refused in bank.refused] == [
        "A. sans question",
        "Un titre",
        "Sans fin ?",
        "ANSWER: B",
        "Dernière ?",
    ]
