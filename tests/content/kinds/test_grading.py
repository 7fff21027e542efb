"""Points, kind by kind: exact, bounded, and none for an answer that makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from lms.content.kinds import KINDS
from lms.content.kinds.base import UNKNOWN, Verdict
from tests.content.kinds.examples import question

CHOICES = [
    ("a", 1, Verdict.PARTIAL),
    ("ab", 2, Verdict.RIGHT),
    ("ac", 0, Verdict.WRONG),
    ("abc", 1, Verdict.PARTIAL),
    ("abcd", 0, Verdict.WRONG),
    ("acd", 0, Verdict.WRONG),
    ("cd", 0, Verdict.WRONG),
]


@pytest.mark.parametrize(("ticked", "points", "verdict"), CHOICES)
def test_a_wrong_tick_costs_a_right_one_and_ticking_everything_is_never_right(
    ticked: str, points: int, verdict: Verdict
) -> None:
    grade = question("choix-multiple").grade({"choices": list(ticked)})
    assert (grade.points, grade.out_of, grade.verdict) == (points, 2, verdict)


ORDERS = [("abcd", 3), ("abdc", 2), ("bacd", 2), ("dabc", 2), ("bcda", 2), ("badc", 1), ("cdab", 2), ("dcba", 0)]


@pytest.mark.parametrize(("order", "points"), ORDERS)
def test_an_order_is_worth_its_neighbours_in_the_right_order(order: str, points: int) -> None:
    grade = question("ordre").grade({"order": list(order)})
    assert (grade.points, grade.out_of) == (points, 3)


ONE_POINT: list[tuple[str, Any, int]] = [
    ("choix-unique", {"choices": ["a"]}, 1),
    ("choix-unique", {"choices": ["b"]}, 0),
    ("vrai-faux", {"choices": ["vrai"]}, 1),
    ("vrai-faux", {"choices": ["faux"]}, 0),
    ("nombre", {"number": "21440"}, 1),
    ("nombre", {"number": "21440.5"}, 1),
    ("nombre", {"number": "21439.5"}, 1),
    ("nombre", {"number": "21440.50000000000000000000000000000001"}, 0),
    ("nombre", {"number": "21.44"}, 0),
    ("texte-court", {"text": "l oeuvre d etat"}, 1),
    ("texte-court", {"text": "œuvre d’État"}, 0),
    ("texte-court", {"text": "Email"}, 1),
]


@pytest.mark.parametrize(("kind", "given", "points"), ONE_POINT)
def test_one_point_or_none(kind: str, given: Any, points: int) -> None:
    grade = question(kind).grade(given)
    assert (grade.points, grade.out_of) == (points, 1)
    assert grade.verdict is (Verdict.RIGHT if points else Verdict.WRONG)


def test_a_decimal_tolerance_is_inclusive() -> None:
    asked = question("nombre", valeur=0.3, tolerance=0.1, erreurs=[])
    assert asked.grade({"number": "0.4"}).points == 1
    assert asked.grade({"number": "0.2"}).points == 1
    assert asked.grade({"number": "0.19"}).points == 0


LINES: list[tuple[str, dict[str, str], int]] = [
    ("association", {"a": "a", "b": "b", "c": "c"}, 3),
    ("association", {"a": "a", "b": "c", "c": "b"}, 1),
    ("association", {"a": "d", "b": "d", "c": "d"}, 0),
    ("association", {"a": "a", "b": "a", "c": "a"}, 1),
    ("trous", {"delai": "dix", "contenu": "service"}, 2),
    ("trous", {"delai": "dix", "contenu": "rien"}, 1),
]


@pytest.mark.parametrize(("kind", "lines", "points"), LINES)
def test_one_point_per_right_line(kind: str, lines: dict[str, str], points: int) -> None:
    assert question(kind).grade({"lines": lines}).points == points


@pytest.mark.parametrize("kind", KINDS)
def test_not_knowing_is_worth_nothing_and_is_not_wrong(kind: str) -> None:
    asked = question(kind)
    grade = asked.grade(UNKNOWN)
    assert (grade.points, grade.out_of, grade.verdict) == (0, asked.out_of, Verdict.UNKNOWN)


def test_a_self_rating_is_noted() -> None:
    asked = question("auto-evaluation")
    grade = asked.grade({"choices": ["expliquer"]})
    assert (grade.points, grade.out_of, grade.verdict) == (0, 0, Verdict.NOTED)
    assert not asked.scored


NONSENSE: list[Any] = [
    None, 3, "a", [], ["a"], {}, {"choices": "a"}, {"choices": ["z"]}, {"choices": []}, {"choices": [["a"]]},
    {"choices": ["a"], "more": 1}, {"choices": ["a", "z"]}, {"choices": ["vrai", "faux"]}, {"choices": {"a": 1}},
    {"lines": {"a": "a"}}, {"lines": {"a": "a", "b": "b", "c": "c", "z": "a"}}, {"lines": {"a": "a", "b": "b", "c": ["c"]}},
    {"lines": {"a": "a", "b": "b", "c": "z"}}, {"lines": {"delai": "dix", "contenu": "dix"}}, {"lines": ["a", "b", "c"]},
    {"order": ["a", "b", "c"]}, {"order": ["a", "b", "c", "d", "d"]}, {"order": "abcd"}, {"order": [1, 2, 3, 4]},
    {"number": 21440}, {"number": "21 440"}, {"number": "021440"}, {"number": "2144e1"}, {"number": "1e999999999"},
    {"number": "9" * 201}, {"number": "٢"}, {"text": ["e-mail"]}, {"text": ""}, {"text": "e-mail" + " " * 200},
    {"unknown": False}, {"unknown": True, "choices": ["a"]},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", NONSENSE, ids=repr)
def test_a_stored_value_that_makes_no_sense_is_worth_nothing(kind: str, given: Any) -> None:
    asked = question(kind)
    assert asked.grade(given).points == 0
    assert asked.grade(given).verdict is not Verdict.UNKNOWN
    assert asked.feedback(given).remarks == ()
