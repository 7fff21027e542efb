"""Sentences, words, acronyms and dates of French texts."""

from __future__ import annotations

from datetime import date

import pytest

from lms.content.advice.french import acronyms, explains, sentences, words
from lms.content.advice.sources import written_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq.", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq."]),
        ("« Merci. » Elle part.", ["« Merci. »", "Elle part."]),
        ("M. Dupont signe. Mme Carel part.", ["M. Dupont signe.", "Mme Carel part."]),
        ("Voir art. 12 du code. Fin.", ["Voir art. 12 du code.", "Fin."]),
        ("Le 3.5 et le site a.example.", ["Le 3.5 et le site a.example."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


def test_words_are_what_spaces_part() -> None:
    assert words("Qui décide ? – l’adjoint, « lui »") == ["Qui", "décide", "l’adjoint,", "lui"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("le CRPA, l’AMF et les EPCI", ["CRPA", "AMF", "EPCI"]), ("Cerema, A, IV, L112, CD-ROM", []), ("3D et G20", [])],
)
def test_acronyms(text: str, expected: list[str]) -> None:
    assert list(acronyms(text)) == expected


def test_an_explanation_is_not_any_bracket() -> None:
    assert not explains("La règle vaut (la SVE aussi).", "SVE")
    assert not explains("SVE (2016)", "SVE")
    assert explains("la saisine par voie électronique (SVE)", "SVE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17 avril 2019", date(2019, 4, 17)),
        ("1er août 2024", date(2024, 8, 1)),
        ("mars 2024", date(2024, 3, 28)),
        ("2019", date(2019, 12, 28)),
        ("2026-11-23", date(2026, 11, 23)),
        ("de 2019 à 2021", date(2021, 12, 28)),
        ("31 février 2020", None),
        ("sans date", None),
    ],
)
def test_dates_written_by_hand(text: str, expected: date | None) -> None:
    assert written_day(text) == expected
