"""Amina has answered: what she reads is about what she answered."""

from __future__ import annotations

from typing import Any

import pytest

from lms.content.kinds import KINDS
from lms.content.kinds.base import UNKNOWN, Line, LineState
from tests.content.kinds.examples import choice, question

RIGHT, WRONG, MISSED, NEUTRAL = (
    LineState.CHOSEN_RIGHT,
    LineState.CHOSEN_WRONG,
    LineState.MISSED,
    LineState.NEUTRAL,
)

REMARKS: list[tuple[str, Any, tuple[str, ...]]] = [
    ("choix-unique", {"choices": ["b"]}, ("Retour b",)),
    ("vrai-faux", {"choices": ["vrai"]}, ("Retour vrai",)),
    ("vrai-faux", {"choices": ["faux"]}, ("Retour faux",)),
    ("choix-multiple", {"choices": ["a", "c"]}, ()),
    ("association", {"lines": {"a": "a", "b": "c", "c": "b"}}, ("Retour b", "Retour c")),
    ("trous", {"lines": {"delai": "trente", "contenu": "service"}}, ("Retour delai",)),
    ("ordre", {"order": ["d", "a", "b", "c"]}, ()),
    ("nombre", {"number": "21.44"}, ("Retour mille",)),
    ("nombre", {"number": "21"}, ()),
    ("texte-court", {"text": "LA LETTRE"}, ("Retour autre",)),
    ("texte-court", {"text": "lettre"}, ()),
    ("auto-evaluation", {"choices": ["decouvre"]}, ()),
]


@pytest.mark.parametrize(("kind", "given", "expected"), REMARKS)
def test_the_author_speaks_to_what_was_answered(kind: str, given: Any, expected: tuple[str, ...]) -> None:
    assert question(kind).feedback(given).remarks == expected


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_lectured_for_not_knowing(kind: str) -> None:
    feedback = question(kind).feedback(UNKNOWN)
    assert feedback.remarks == ()
    assert {line.state for line in feedback.lines} <= {MISSED, NEUTRAL}
    assert not any(line.note or line.chosen for line in feedback.lines)


def lines(kind: str, given: Any) -> tuple[Line, ...]:
    found: tuple[Line, ...] = question(kind).feedback(given).lines
    return found


def test_choices_are_marked_in_their_order() -> None:
    assert lines("choix-unique", {"choices": ["b"]}) == (
        Line("Texte a", MISSED),
        Line("Texte b", WRONG),
        Line("Texte c", NEUTRAL),
    )
    assert [line.state for line in lines("vrai-faux", {"choices": ["vrai"]})] == [RIGHT, NEUTRAL]


def test_each_ticked_choice_has_its_own_note() -> None:
    assert lines("choix-multiple", {"choices": ["a", "c"]}) == (
        Line("Texte a", RIGHT, note="Retour a"),
        Line("Texte b", MISSED),
        Line("Texte c", WRONG, note="Retour c"),
        Line("Texte d", NEUTRAL),
    )


def test_each_line_has_the_right_text_and_the_one_that_was_chosen() -> None:
    assert lines("association", {"lines": {"a": "a", "b": "d", "c": "b"}}) == (
        Line("Gauche a", RIGHT, expected="Droite a"),
        Line("Gauche b", WRONG, expected="Droite b", chosen="Droite d"),
        Line("Gauche c", WRONG, expected="Droite c", chosen="Droite b"),
    )
    assert lines("trous", {"lines": {"delai": "dix", "contenu": "rien"}}) == (
        Line("Il part sous …", RIGHT, expected="texte dix"),
        Line("et dit …", WRONG, expected="texte service", chosen="texte rien"),
    )


def test_a_blank_that_comes_first_is_named_by_what_follows() -> None:
    asked = question("trous", texte="[delai] est le délai. [contenu]")
    assert [line.text for line in asked.feedback(UNKNOWN).lines] == ["… est le délai.", "est le délai. …"]


def test_an_order_shows_the_right_one_with_the_places_given() -> None:
    assert lines("ordre", {"order": ["a", "c", "b", "d"]}) == (
        Line("Texte a", RIGHT),
        Line("Texte b", WRONG, chosen="3"),
        Line("Texte c", WRONG, chosen="2"),
        Line("Texte d", RIGHT),
    )


def test_a_number_shows_what_was_accepted() -> None:
    expected = "entre 21\u202f439,5 et 21\u202f440,5\u202f€"
    assert lines("nombre", {"number": "21439.5"}) == (Line("21\u202f439,5\u202f€", RIGHT, expected=expected),)
    assert lines("nombre", {"number": "-3"}) == (Line("−3\u202f€", WRONG, expected=expected),)
    exact = question("nombre", tolerance=0, unite="")
    assert exact.feedback({"number": "21440"}).lines == (Line("21\u202f440", RIGHT),)


def test_a_text_shows_the_first_accepted_form() -> None:
    assert lines("texte-court", {"text": "Email"}) == (Line("Email", RIGHT),)
    assert lines("texte-court", {"text": "fax"}) == (Line("fax", WRONG, expected="L’œuvre d’État"),)
    assert lines("texte-court", UNKNOWN) == (Line("L’œuvre d’État", MISSED),)


def test_a_self_rating_shows_only_what_was_said() -> None:
    assert lines("auto-evaluation", {"choices": ["decouvre"]}) == (Line("Je découvre", NEUTRAL),)
    assert lines("auto-evaluation", UNKNOWN) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_shown_goes_through_the_typography(kind: str) -> None:
    fixed = question(kind).with_texts(lambda text: text.replace("e", "E"))
    shown = repr((fixed.view(0), fixed.prompt, fixed.explanation, fixed.source))
    assert "Texte" not in shown
    assert "TExtE" in shown or kind not in ("choix-unique", "choix-multiple", "ordre")
    assert fixed.key == "question"


def test_typography_never_changes_an_accepted_form_nor_a_mark() -> None:
    asked = question("texte-court", acceptees=['le "oui"', "l'eau"], erreurs=[])
    fixed = asked.with_texts(lambda text: text.replace('"', "«").replace("'", "’"))
    assert fixed.accepted == ('le "oui"', "l’eau")
    blanks = question("trous").with_texts(lambda text: text.replace("[", "("))
    assert blanks.text == question("trous").text


def test_two_choices_with_the_same_feedback_are_both_noted() -> None:
    choices = [choice("a", True, retour="Oui."), choice("b", True, retour="Oui."), choice("c")]
    found = question("choix-multiple", choix=choices).feedback({"choices": ["a", "b"]})
    assert [line.note for line in found.lines] == ["Oui.", "Oui.", ""]
