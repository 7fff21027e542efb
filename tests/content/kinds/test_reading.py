"""Bruno writes a question: it is read strictly, and each problem says what to do."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lms.content.kinds import KINDS, question_from
from tests.content.kinds.examples import blank, choice, pair, question, read, table

MANUAL = Path(__file__).resolve().parents[3] / "courses" / "LISEZMOI.md"


@pytest.mark.parametrize("kind", KINDS)
def test_each_example_is_read_and_written_again(kind: str) -> None:
    asked = question(kind)
    assert asked.kind == kind
    assert question_from(asked.to_table()) == asked


def test_the_kinds_of_the_manual_are_all_known_and_its_questions_right() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    blocks = re.findall(r"^```question\n(.*?)^```$", text, re.M | re.S)
    found = [read(tomllib.loads(block)) for block in blocks]
    assert [problems for _, problems in found if problems] == []
    assert {asked.kind for asked, _ in found if asked} == set(KINDS)


def elements(count: int) -> list[dict[str, str]]:
    return [{"cle": f"e-{number}", "texte": f"Texte {number}"} for number in range(count)]


def error(key: str, value: object, retour: str = "Non.") -> dict[str, object]:
    return {"cle": key, "valeur" if isinstance(value, int | float) else "formes": value, "retour": retour}


PROBLEMS: list[tuple[str, dict[str, Any], str]] = [
    ("choix-unique", {"choix": [choice("a"), choice("b")]}, "aucun choix n’est juste : écrivez « juste = true »"),
    ("choix-unique", {"choix": [choice("a", True), choice("b", True)]}, "2 choix sont justes : gardez un seul"),
    ("choix-unique", {"choix": [choice("a", True)]}, "il en faut entre 2 et 8, il y en a 1"),
    ("choix-unique", {"choix": [choice(f"c-{n}", n == 0) for n in range(9)]}, "il en faut entre 2 et 8, il y en a 9"),
    ("choix-unique", {"choix": None}, "il manque « choix »"),
    ("choix-unique", {"choix": "oui"}, "écrivez des blocs [[choix]]"),
    ("choix-unique", {"choix": [choice("a", True), choice("a", texte="Autre")]}, "la clé « a » est utilisée deux fois"),
    ("choix-unique", {"choix": [choice("a", True), choice("nsp")]}, "la clé « nsp » est réservée à « Je ne sais pas »"),
    ("choix-unique", {"choix": [choice("a", True), choice("b", texte="Texte a")]}, "« Texte a » est écrit deux fois"),
    ("choix-unique", {"choix": [choice("a", True), {"cle": "b", "texte": "B"}]}, "choix « b »: il manque « retour »"),
    ("choix-unique", {"choix": [choice("a", True), choice("b", just=True)]}, "« just » n’est pas attendu ici"),
    (
        "choix-unique",
        {"choix": [choice("a", juste="oui"), choice("b", True)]},
        "écrivez true ou false, sans guillemets",
    ),
    ("choix-unique", {"enonse": "?"}, "« enonse » n’est pas attendu ici, vouliez-vous dire « enonce »"),
    ("choix-multiple", {"choix": [choice("a"), choice("b")]}, "aucun choix n’est juste"),
    ("choix-multiple", {"choix": [choice("a", True), choice("b", True)]}, "tous les choix sont justes : ajoutez"),
    ("vrai-faux", {"reponse": "vrai"}, "écrivez true ou false"),
    ("vrai-faux", {"retour_faux": None}, "il manque « retour_faux »"),
    ("association", {"paires": [pair("a")]}, "il en faut entre 2 et 6, il y en a 1"),
    ("association", {"leurres": [{"cle": f"l-{n}", "texte": f"L{n}"} for n in range(4)]}, "entre 0 et 3, il y en a 4"),
    ("association", {"leurres": [{"cle": "a", "texte": "Autre"}]}, "la clé « a » est utilisée deux fois"),
    ("association", {"leurres": [{"cle": "d", "texte": "Droite a"}]}, "« Droite a » est écrit deux fois"),
    ("association", {"paires": [pair("a"), pair("b", droite="Droite a")]}, "« Droite a » est écrit deux fois"),
    ("association", {"paires": [pair("a"), pair("b", gauche="Gauche a")]}, "« Gauche a » est écrit deux fois"),
    ("association", {"paires": [pair("a"), pair("b", retour="")]}, "paires « b » > retour: ce texte est vide"),
    ("ordre", {"elements": elements(2)}, "il en faut entre 3 et 7, il y en a 2"),
    ("ordre", {"elements": elements(8)}, "il en faut entre 3 et 7, il y en a 8"),
    ("ordre", {"elements": [*elements(2), {"cle": "e-9", "texte": "Texte 1"}]}, "« Texte 1 » est écrit deux fois"),
    ("nombre", {"valeur": float("inf")}, "écrivez un nombre, sans unité"),
    ("nombre", {"valeur": float("nan")}, "écrivez un nombre, sans unité"),
    ("nombre", {"valeur": "10"}, "écrivez un nombre, sans unité"),
    ("nombre", {"valeur": 0.1234567}, "ne peut pas se taper : écrivez 6 décimales au plus"),
    ("nombre", {"tolerance": -1}, "la tolérance est négative : écrivez 0 ou plus"),
    ("nombre", {"erreurs": [error("a", 21440.5)]}, "21440.5 est une bonne réponse"),
    ("nombre", {"erreurs": [error("a", 3), error("b", 3.0)]}, "3.0 est dans deux erreurs"),
    ("texte-court", {"acceptees": []}, "écrivez au moins une forme"),
    ("texte-court", {"acceptees": ["-"]}, "« - » n’a ni lettre ni chiffre"),
    ("texte-court", {"acceptees": ["a" * 201]}, "est trop long : 200 signes au plus"),
    ("texte-court", {"erreurs": [error("a", ["E MAIL"])]}, "« E MAIL » est aussi une réponse acceptée"),
    ("texte-court", {"erreurs": [error("a", ["été"]), error("b", ["Ete"])]}, "« Ete » est déjà dans l’erreur « a »"),
    (
        "trous",
        {"texte": "Sous [delay] et [contenu]."},
        "« [delay] » n’a pas son bloc [[trous]], vouliez-vous dire « delai »",
    ),
    ("trous", {"texte": "Sous [delai]."}, "le trou « contenu » n’est pas dans le texte : écrivez [contenu]"),
    ("trous", {"texte": "[delai] [delai] [contenu]"}, "« [delai] » est écrit deux fois"),
    (
        "trous",
        {"trous": [blank("delai", "dix"), blank("contenu", "a", "b")]},
        "trous « delai » > choix: il en faut entre 2",
    ),
    ("trous", {"trous": [blank("delai", "nsp", "a"), blank("contenu", "a", "b")]}, "la clé « nsp » est réservée"),
    ("auto-evaluation", {"choix": [choice("a", True)]}, "« choix » n’est pas attendu ici"),
    ("auto-evaluation", {"explication": None}, "il manque « explication »"),
]


@pytest.mark.parametrize(("kind", "changes", "expected"), PROBLEMS, ids=[each[2][:50] for each in PROBLEMS])
def test_a_problem_says_what_to_do_and_where(kind: str, changes: dict[str, Any], expected: str) -> None:
    asked, problems = read(table(kind, **changes))
    assert asked is not None
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("quiz.toml: questions n° 1") for problem in problems)
    with pytest.raises(ValueError, match=r".+"):
        question_from(table(kind, **changes))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("choix-uniqe", "vouliez-vous dire « choix-unique »"), (None, "il manque « type »"), (3, "écrivez un texte")],
)
def test_an_unknown_kind_is_no_question(kind: object, expected: str) -> None:
    asked, problems = read({**table("choix-unique"), "type": kind})
    assert asked is None
    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_may_be_anything_but_never_breaks_the_reader(kind: str) -> None:
    values: list[Any] = [None, "", 3, [], [[]], [{}], {}, True, "x" * 3000, ["a", "a"], float("nan")]
    for name, value in product(table(kind), values):
        if name != "type":
            read({**table(kind), name: value})


def test_texts_made_longer_by_typography_are_read_back() -> None:
    asked = question("choix-unique", enonce="a:" * 300)
    longer = asked.with_texts(lambda text: text.replace(":", "\u00a0:"))
    assert len(longer.prompt) > 600
    assert question_from(longer.to_table()) == longer


def test_stored_choices_keep_the_order_and_the_blanks_that_of_the_text() -> None:
    asked = question("trous", texte="Il dit [contenu] sous [delai].")
    assert [each.key for each in asked.blanks] == ["contenu", "delai"]
