"""Advice on what is asked: what lets people guess, what they read wrong, what is not asked."""

from __future__ import annotations

import pytest

from lms.content import AdviceKind as Kind
from tests.content.advice.examples import (
    BANK,
    COVER,
    GIVEN_AWAY,
    LESSON,
    OTHER,
    advice,
    bank,
    edited,
    kinds,
    single,
    truth,
)
from tests.support.example import example_files


def test_a_right_answer_that_stands_out() -> None:
    (found,) = kinds(bank(single("Attendre", "Appeler", GIVEN_AWAY), truth("Un.")), Kind.LONGEST_ANSWER)
    assert (found.question_key, found.excerpt) == ("q-0", GIVEN_AWAY[1:])
    longer = "Attendre que la personne rappelle, puis noter son nom et son numéro"
    assert not kinds(bank(single(longer, "Appeler", GIVEN_AWAY), truth("Un.")), Kind.LONGEST_ANSWER)


def test_a_right_answer_that_is_most_often_the_longest() -> None:
    guess, fair = single("Attendre", "+Répondre vite", "Appeler"), single("Attendre un peu", "+Répondre", "Appeler")
    (found,) = kinds(bank(guess, guess, guess, fair), Kind.LONGEST_ANSWER)
    assert "3 questions sur 4 du quiz final" in found.message
    assert found.excerpt == "q-0, q-1, q-2"
    assert not kinds(bank(guess, guess, fair, fair), Kind.LONGEST_ANSWER)
    assert not kinds(bank(guess, guess, guess), Kind.LONGEST_ANSWER)


def in_lessons(*choices: tuple[str, ...]) -> dict[str, bytes]:
    """The example whose second lesson asks these questions, and no other."""
    text = example_files()[OTHER].decode()
    head, tail = text[: text.index("## Essayer")], text[text.index("## À faire") :]
    steps = []
    for number, rows in enumerate(choices):
        question = single(*rows).replace("questions.choix", "choix")
        common = f'cle = "s-{number}"\nobjectif = "delais"\nexplication = "Ainsi."\nsource = "Conseil"\n'
        steps.append(f"## Question {number} {{#e-{number}}}\n\n```question\n{common}{question}```\n")
    return example_files() | {OTHER: "\n".join([head, *steps, tail]).encode()}


def test_a_right_answer_always_at_the_same_place() -> None:
    first, last = ("+Répondre", "Attendre"), ("Attendre", "+Répondre")
    found = [one for one in advice(in_lessons(first, first, first)) if one.kind is Kind.SAME_POSITION]
    assert "première place dans 4 questions" in found[0].message  # with the one of the first lesson
    assert not [one for one in advice(in_lessons(first, last, last)) if one.kind is Kind.SAME_POSITION]
    assert not [one for one in advice(in_lessons(first, first)) if one.kind is Kind.SAME_POSITION]
    shuffled = bank(*[single(*first)] * 5)  # the quiz shuffles them
    assert not [one for one in advice(shuffled) if one.kind is Kind.SAME_POSITION]


def test_judging_that_is_always_right_or_always_wrong() -> None:
    (found,) = kinds(bank(*[truth("Un.")] * 4), Kind.SAME_POSITION)
    assert "« vrai »" in found.message
    assert not kinds(bank(truth("Un."), truth("Un.", False), truth("Un."), truth("Un.")), Kind.SAME_POSITION)
    assert not kinds(bank(truth("Un."), truth("Un.")), Kind.SAME_POSITION)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (single("Un", "+Deux", prompt="Que ne faut-il pas faire ?"), True),
        (single("Un", "+Deux", prompt="Quelle pièce n’est jamais demandée ?"), True),
        (single("Un", "+Deux", prompt="Tout est gratuit, sauf quoi ?"), True),
        (single("Un", "+Deux", prompt="Le maire ne répond pas. Que faire ?"), False),
        (single("Un", "+Deux", prompt="Que faire ?"), False),
        (single("Un", "+Deux", prompt="Quelle note donner au pas de tir ?"), False),
        (truth("La commune ne peut pas refuser."), True),
        (truth("Elle n’est ni lue ni gardée."), True),
        (truth("La commune peut refuser."), False),
        (truth("Une annexe rien que pour elle."), False),
    ],
)
def test_negative_wording(question: str, expected: bool) -> None:
    assert bool(kinds(bank(question, truth("Un.", False)), Kind.NEGATIVE)) is expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("Toutes les réponses", True),
        ("Toutes ces réponses sont justes", True),
        ("Aucune de ces réponses", True),
        ("Aucune des propositions ci-dessus.", True),
        ("Tout ce qui précède", True),
        ("Les deux", True),
        ("Réponses A et B", True),
        ("Tous les habitants", False),
        ("Toutes les réponses partent par courrier", False),
        ("Les deux adjoints", False),
        ("Aucune pièce", False),
    ],
)
def test_choices_about_the_others(choice: str, expected: bool) -> None:
    assert bool(kinds(bank(single("Un", "+Deux", choice), truth("Un.", False)), Kind.ALL_ANSWERS)) is expected


def test_an_objective_hardly_asked() -> None:
    two = '[[objectifs]]\ncle = "second"\ntexte = "en faire plus"\n\n[quiz]'
    files = edited(COVER, "[quiz]", two)
    files[LESSON] = files[LESSON].replace(b'objectif = "delais"', b'objectif = "second"')
    files[BANK] = files[BANK].replace(b'objectif = "delais"', b'objectif = "second"', 1)
    messages = [(one.path, one.excerpt) for one in advice(files) if one.kind is Kind.OBJECTIVE]
    first = "indiquer les délais à respecter quand un message arrive en mairie"
    assert messages == [(BANK, first), (BANK, "en faire plus")]
    files[LESSON] = files[LESSON].replace(b'objectif = "second"', b'objectif = "delais"')
    files[BANK] = files[BANK].replace(b'objectif = "delais"', b'objectif = "second"')
    messages = [(one.path, one.excerpt) for one in advice(files) if one.kind is Kind.OBJECTIVE]
    assert messages == [(COVER, "en faire plus"), (BANK, first)]
    assert not [one for one in advice(example_files()) if one.kind is Kind.OBJECTIVE]


def test_a_bank_drawn_whole() -> None:
    assert kinds(bank(truth("Un."), truth("Deux.", False), draws=2), Kind.BANK)
    assert not kinds(bank(truth("Un."), truth("Deux.", False), truth("Trois."), draws=2), Kind.BANK)
