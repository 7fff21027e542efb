"""What is told of the answers to a question, kind by kind; what chance gives; what all that suggests."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms import content
from lms.content.kinds.choices import Choice
from lms.followup import (
    FEWEST,
    HIDDEN,
    GivenTimes,
    Hint,
    Opinion,
    QuestionFigures,
    Shape,
    Share,
    Sort,
    Tells,
    Told,
    attractive,
    by_its_key,
    guess,
    opinion,
    practice_hints,
    quiz_hints,
    tell,
    tells,
    unused,
)
from tests.support import example

COMMON: dict[str, Any] = {"objective": "o", "prompt": "?", "explanation": "e", "source": "s"}
FIGURES = QuestionFigures(40, 0.6, 0.5, 0.3, 0.5, 0.1, 0.1)


def single(*right: bool) -> content.Single:
    letters = "abcdefgh"
    choices = tuple(Choice(letters[number], letters[number].upper(), here) for number, here in enumerate(right))
    return content.Single(key="q", choices=choices, **COMMON)


def times(question: content.Question, people: dict[str, int]) -> list[GivenTimes]:
    """So many people for each choice; "?" for « je ne sais pas »."""
    rows = []
    for key, count in people.items():
        given = content.UNKNOWN if key == "?" else {"choices": list(key)}
        rows.append(GivenTimes(given, question.grade(given).verdict is content.Verdict.RIGHT, count))
    return rows


def test_a_neutral_question_is_told_by_its_key() -> None:
    """Every mark is right: told by its marks, the few who do not know would be what is left of the whole."""
    question = single(True, False, False)
    people = {"a": 22, "b": 14, "c": 12, "?": 5}
    neutral = [replace(row, right=True) for row in times(question, people)]
    assert by_its_key(question, neutral) == tuple(times(question, people))
    told = tell(question, by_its_key(question, neutral))
    assert told.right == Share(value=22 / 53)
    assert [cell.text for cell in told.cells if cell.right] == ["A"]
    assert list(shares(told).values()).count(None) == 2


def shares(told: Told) -> dict[str, float | None]:
    return {cell.text or cell.sort.value: cell.share.value for cell in told.cells}


def every_kind() -> dict[str, content.Question]:
    course = example.example_course(example.example_files())
    asked = [step.question for lesson in course.lessons for step in lesson.steps if step.question is not None]
    return {type(question).__name__: question for question in asked}


KINDS = every_kind()


def test_choices_with_the_unknown_apart() -> None:
    question = single(False, True, False)
    told = tell(question, times(question, {"a": 49, "b": 31, "c": 12, "?": 8 + FEWEST}))
    assert (told.shape, told.people, told.right) == (Shape.PARTS, 110, Share(value=31 / 110))
    assert shares(told) == {"A": 49 / 110, "B": 31 / 110, "C": 12 / 110, "unknown": 18 / 110}
    assert [cell.text for cell in told.cells if cell.right] == ["B"]
    assert [cell.text for cell in told.cells if cell.attracts] == ["A"]
    assert attractive(told) == told.cells[0]
    assert unused(told) == ()


def test_a_few_are_hidden_with_enough_others() -> None:
    question = single(True, False, False, False)
    told = tell(question, times(question, {"a": 40, "b": 3, "c": 15, "d": 30}))
    assert shares(told) == {"A": 40 / 88, "B": None, "C": None, "D": 30 / 88, "unknown": 0}
    told = tell(question, times(question, {"a": 40, "b": 3}))
    assert set(shares(told).values()) == {None, 0}
    assert told.right == Share(above=1 - 10 / 43)
    told = tell(question, times(question, {"a": 4, "b": 3}))
    assert set(shares(told).values()) == {None}


@settings(max_examples=1000)
@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_no_subtraction_finds_fewer_than_ten(people: list[int]) -> None:
    """The whole is known, so is who is right when shown: what is hidden on each known side is ten people, or no cell."""
    question = single(True, False, False, False)
    told = tell(question, times(question, dict(zip("abcd?", people, strict=True))))
    if told.people < FEWEST:
        assert all(cell.share == HIDDEN for cell in told.cells)
        return
    hidden = [number for number, cell in enumerate(told.cells) if cell.share.value is None]
    sides = [range(1), range(1, 5)] if told.right.value is not None else [range(5)]
    for side in sides:
        inside = [people[number] for number in side if number in hidden]
        assert not inside or (sum(inside) >= FEWEST and len(inside) > 1)


def test_what_is_right_is_what_is_marked_so() -> None:
    """After a regrade, the answer that counts is shown as right, whatever the text of the release says."""
    question = single(True, False)
    rows = [GivenTimes({"choices": ["a"]}, False, 20), GivenTimes({"choices": ["b"]}, True, 20)]
    assert [(cell.text, cell.right) for cell in tell(question, rows).cells[:2]] == [("A", False), ("B", True)]


def test_several_ticks_do_not_add_up() -> None:
    choices = (Choice("a", "A", True), Choice("b", "B", True), Choice("c", "C", False))
    question = content.Multiple(key="q", choices=choices, **COMMON)
    told = tell(question, times(question, {"ab": 20, "a": 15, "abc": 5, "?": 10}))
    assert told.shape is Shape.TICKS
    assert told.right == Share(value=20 / 50)
    assert [cell.share for cell in told.cells] == [
        Share(value=40 / 50),
        Share(value=25 / 50),
        Share(below=10 / 50),
        Share(value=10 / 50),
    ]


@pytest.mark.parametrize("kind", ["Matching", "Blanks", "Ordering"])
def test_line_by_line(kind: str) -> None:
    question = KINDS[kind]
    told = tell(question, [GivenTimes(question.model(), True, 30), GivenTimes(content.UNKNOWN, False, 10)])
    assert told.shape is Shape.LINES
    assert [cell.share.value for cell in told.cells] == [0.75] * (len(told.cells) - 1) + [0.25]
    assert unused(told) == ()


def test_typed_answers_of_a_few_are_put_together() -> None:
    question = KINDS["ShortText"]
    rows = [GivenTimes(question.model(), True, 30), GivenTimes({"text": "le registre"}, False, 12)]
    rows += [GivenTimes({"text": f"réponse {number}"}, False, 1) for number in range(11)]
    told = tell(question, rows)
    assert [(cell.sort, cell.share.value) for cell in told.cells] == [
        (Sort.ANSWER, 30 / 53),
        (Sort.ANSWER, 12 / 53),
        (Sort.OTHERS, 11 / 53),
        (Sort.UNKNOWN, 0),
    ]
    few = tell(question, [*rows[:2], *rows[2:6]])
    assert "réponse" not in "".join(cell.text for cell in few.cells)
    assert [cell.share.value for cell in few.cells] == [30 / 46, None, None, 0]


def test_every_kind_is_told() -> None:
    for question in KINDS.values():
        told = tell(question, [GivenTimes(question.model(), question.scored, 20)])
        assert told.people == 20
        assert told.cells[-1].sort is Sort.UNKNOWN


def blind_share(question: content.Question, answers: list[content.Given]) -> float:
    right = [question.grade(one).verdict is content.Verdict.RIGHT for one in answers]
    return sum(right) / len(right)


def test_chance_is_the_share_of_all_answers_that_are_right() -> None:
    """By trying every possible answer."""
    found = {}
    for name, question in KINDS.items():
        match question:
            case content.Single() | content.TrueFalse():
                answers = [{"choices": [option.value]} for option in question.view(0).options]
            case content.Multiple():
                keys = [choice.key for choice in question.choices]
                ticked = [dict(zip(keys, marks, strict=True)) for marks in product((0, 1), repeat=len(keys))]
                answers = [{"choices": [key for key in keys if one[key]]} for one in ticked if any(one.values())]
            case content.Ordering():
                answers = [{"order": list(order)} for order in permutations(question.model()["order"])]
            case content.Matching():
                lines = list(question.model()["lines"])
                keys = list(question.fields(question.model()))
                values = [option.value for option in question.view(0).options]
                answers = [
                    question.given({key: [value] for key, value in zip(keys, chosen, strict=True)})
                    for chosen in product(values, repeat=len(lines))
                ]
            case content.Blanks():
                keys = [blank.key for blank in question.blanks]
                offered = [[choice.key for choice in blank.choices] for blank in question.blanks]
                answers = [{"lines": dict(zip(keys, chosen, strict=True))} for chosen in product(*offered)]
            case _:
                continue
        found[name] = (guess(question), blind_share(question, answers))
    assert len(found) == 6
    assert {name: chance for name, (chance, _) in found.items()} == pytest.approx(
        {name: tried for name, (_, tried) in found.items()}
    )
    assert guess(KINDS["ShortText"]) == guess(KINDS["Numeric"]) == 0
    assert guess(KINDS["SelfRating"]) is None


@pytest.mark.parametrize(
    ("index", "answers", "level"),
    [
        (None, 90, None),
        (0.9, 29, None),
        (-0.01, 30, Tells.REVERSED),
        (0.0, 30, Tells.LITTLE),
        (0.2, 30, Tells.FAIRLY),
        (0.4, 30, Tells.CLEARLY),
    ],
)
def test_levels(index: float | None, answers: int, level: Tells | None) -> None:
    assert tells(replace(FIGURES, discrimination=index, answers=answers)) is level


@pytest.mark.parametrize(
    ("facility", "index", "answers", "word"),
    [
        (0.5, 0.5, 29, Opinion.TOO_EARLY),
        (0.31, -0.1, 412, Opinion.ALARMING),
        (0.2, 0.5, 412, Opinion.ALARMING),  # under chance
        (0.44, 0.1, 412, Opinion.TO_REVIEW),
        (0.63, 0.5, 412, Opinion.GOOD),
        (0.92, 0.3, 412, Opinion.GOOD),
        (0.92, 0.1, 412, Opinion.VERY_EASY),
        (0.97, 0.1, 412, Opinion.VERY_EASY),
        (1.0, None, 412, Opinion.VERY_EASY),
    ],
)
def test_opinions(facility: float, index: float | None, answers: int, word: Opinion) -> None:
    figures = replace(FIGURES, facility=facility, discrimination=index, answers=answers)
    assert opinion(figures, Share(value=facility), 0.25) is word


def hints_of(people: dict[str, int], index: float = 0.5) -> tuple[Hint, ...]:
    question = single(True, False, False)
    told = tell(question, times(question, people))
    return quiz_hints(replace(FIGURES, answers=told.people, discrimination=index), told, guess(question))


def test_hints_of_a_quiz() -> None:
    assert hints_of({"a": 15, "b": 5, "c": 5}) == (Hint.TOO_EARLY,)
    assert hints_of({"a": 40, "b": 20, "c": 20}) == (Hint.NOTHING,)
    assert hints_of({"a": 40, "b": 20, "c": 20}, -0.2) == (Hint.REVERSED,)
    assert hints_of({"a": 40, "b": 20, "c": 20}, 0.1) == (Hint.TELLS_LITTLE,)
    assert hints_of({"a": 30, "b": 40, "c": 10}) == (Hint.ATTRACTED,)
    assert hints_of({"a": 10, "b": 40, "c": 30}) == (Hint.ATTRACTED, Hint.CHANCE)
    assert hints_of({"a": 40, "b": 20, "c": 20, "?": 40}) == (Hint.UNKNOWN,)
    assert hints_of({"a": 400, "b": 10, "c": 10}) == (Hint.EVERYONE_RIGHT,)
    assert hints_of({"a": 40, "b": 40}) == (Hint.UNUSED,)


def test_hints_of_a_lesson() -> None:
    question = single(True, False, False)
    told = tell(question, times(question, {"a": 20, "b": 15, "c": 15}))
    assert practice_hints(told, Share(value=0.8), 1 / 3) == (Hint.LEARNT,)
    assert practice_hints(told, Share(value=0.45), 1 / 3) == (Hint.STILL_WRONG,)
    assert practice_hints(told, HIDDEN, 1 / 3) == (Hint.NOTHING,)
    few = tell(question, times(question, {"a": 12}))
    assert practice_hints(few, HIDDEN, 1 / 3) == (Hint.TOO_EARLY,)
