"""Amina sends a form: what it holds is stored by permanent keys, what it cannot hold is refused."""

from __future__ import annotations

from typing import Any

import pytest

from lms.content.kinds import KINDS
from lms.content.kinds.base import UNKNOWN, InvalidAnswer, Reason
from tests.content.kinds.examples import question

Form = dict[str, list[str]]


def matching_form(**rights: str) -> Form:
    """A form of the example, from the text to choose on each line."""
    values = {option.text: option.value for option in question("association").view(0).options}
    return {f"reponse-{key}": [values.get(text, text)] for key, text in rights.items()}


GIVEN: list[tuple[str, Form, Any]] = [
    ("choix-unique", {"reponse": ["b"]}, {"choices": ["b"]}),
    ("vrai-faux", {"reponse": ["faux"]}, {"choices": ["faux"]}),
    ("auto-evaluation", {"reponse": ["decouvre"]}, {"choices": ["decouvre"]}),
    ("choix-multiple", {"reponse": ["d", "a"]}, {"choices": ["a", "d"]}),
    ("choix-multiple", {"reponse": ["a", "a"]}, {"choices": ["a"]}),
    ("association", matching_form(a="Droite b", b="Droite d", c="Droite c"), {"lines": {"a": "b", "b": "d", "c": "c"}}),
    (
        "trous",
        {"reponse-delai": ["trente"], "reponse-contenu": ["rien"]},
        {"lines": {"delai": "trente", "contenu": "rien"}},
    ),
    ("ordre", {"ordre": ["d", "b", "a", "c"]}, {"order": ["d", "b", "a", "c"]}),
    ("texte-court", {"reponse": ["  L'Œuvre\x00  d’état\n"]}, {"text": "L'Œuvre d’état"}),
    ("texte-court", {"reponse": ["nsp"]}, {"text": "nsp"}),
    ("nombre", {"reponse": ["21 440,50 €"]}, {"number": "21440.5"}),
]


@pytest.mark.parametrize(("kind", "form", "expected"), GIVEN)
def test_an_answer_is_stored_by_keys(kind: str, form: Form, expected: Any) -> None:
    assert question(kind).given({**form, "csrf_token": ["x"], "client_id": ["y"]}) == expected


REFUSED: list[tuple[str, Form, Reason, str]] = [
    ("choix-unique", {"reponse": ["z"]}, Reason.FOREIGN, ""),
    ("choix-unique", {"reponse": ["0"]}, Reason.FOREIGN, ""),
    ("choix-unique", {"reponse": ["a", "b"]}, Reason.FOREIGN, ""),
    ("choix-unique", {"reponse": [""]}, Reason.NOTHING, ""),
    ("vrai-faux", {"reponse": ["true"]}, Reason.FOREIGN, ""),
    ("auto-evaluation", {"reponse": ["5"]}, Reason.FOREIGN, ""),
    ("choix-multiple", {"reponse": ["a", "z"]}, Reason.FOREIGN, ""),
    ("choix-multiple", {"reponse": ["nsp"]}, Reason.FOREIGN, ""),
    ("association", matching_form(a="", b="", c=""), Reason.NOTHING, ""),
    ("association", matching_form(a="Droite a", b="", c=""), Reason.INCOMPLETE, "reponse-b"),
    ("association", matching_form(b="Droite a", c="Droite b"), Reason.INCOMPLETE, "reponse-a"),
    ("association", matching_form(a="Droite a", b="b", c="Droite c"), Reason.FOREIGN, "reponse-b"),
    ("trous", {"reponse-delai": ["dix"]}, Reason.INCOMPLETE, "reponse-contenu"),
    ("trous", {"reponse-delai": ["dix"], "reponse-contenu": ["trente"]}, Reason.FOREIGN, "reponse-contenu"),
    ("ordre", {"ordre": ["a", "b"]}, Reason.INCOMPLETE, ""),
    ("ordre", {"ordre": ["a", "b", "c", "d", "a"]}, Reason.FOREIGN, ""),
    ("ordre", {"ordre": ["a", "b", "c", "z"]}, Reason.FOREIGN, ""),
    ("texte-court", {"reponse": [" \u00a0 \u200b"]}, Reason.NOTHING, "reponse"),
    ("texte-court", {"reponse": ["é" * 201]}, Reason.TOO_LONG, "reponse"),
    ("nombre", {"reponse": [""]}, Reason.NOTHING, "reponse"),
    ("nombre", {"reponse": ["1" * 201]}, Reason.TOO_LONG, "reponse"),
    ("nombre", {"reponse": ["beaucoup"]}, Reason.NOT_A_NUMBER, "reponse"),
    ("nombre", {"reponse": ["12 jours"]}, Reason.NOT_A_NUMBER, "reponse"),
]


@pytest.mark.parametrize(("kind", "form", "reason", "field"), REFUSED)
def test_a_form_without_an_answer_is_refused(kind: str, form: Form, reason: Reason, field: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        question(kind).given(form)
    assert (refusal.value.reason, refusal.value.field) == (reason, field)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_not_an_answer(kind: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        question(kind).given({})
    assert refusal.value.reason is Reason.NOTHING


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_says_unknown_whatever_else_is_sent(kind: str) -> None:
    assert question(kind).given({"nsp": ["1"], "reponse": ["z"]}) == UNKNOWN


@pytest.mark.parametrize("kind", ["choix-unique", "vrai-faux", "auto-evaluation"])
def test_the_last_radio_says_unknown(kind: str) -> None:
    assert question(kind).given({"reponse": ["nsp"]}) == UNKNOWN


def test_unknown_cannot_be_changed_from_outside() -> None:
    question("nombre").given({"nsp": ["1"]})["unknown"] = False
    assert UNKNOWN == {"unknown": True}


MOVES = [
    ("monter:b", "bacd"),
    ("descendre:b", "acbd"),
    ("monter:a", "abcd"),
    ("descendre:d", "abcd"),
    ("monter:z", "abcd"),
    ("sauter:b", "abcd"),
    ("monter", "abcd"),
    ("", "abcd"),
]


@pytest.mark.parametrize(("move", "expected"), MOVES)
def test_a_line_moves_by_one(move: str, expected: str) -> None:
    assert question("ordre").moved(list("abcd"), move) == tuple(expected)


@pytest.mark.parametrize("order", ["abc", "abca", "abcz", "", "abcdd"])
def test_an_order_that_is_not_one_does_not_move_and_is_not_shown(order: str) -> None:
    asked = question("ordre")
    assert asked.moved(list(order), "monter:b") == tuple(order)
    assert asked.view(7, list(order)) == asked.view(7)


def test_the_order_given_back_is_shown() -> None:
    view = question("ordre").view(7, ["a", "b", "c", "d"])
    assert [element.key for element in view.elements] == ["a", "b", "c", "d"]
