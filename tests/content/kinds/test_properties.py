"""What holds for every question and every answer (R14), on generated ones."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.kinds import question_from
from lms.content.kinds.base import UNKNOWN, InvalidAnswer, Verdict
from lms.content.typography import fix
from tests.content.kinds.examples import answers, json_values, questions, read, right_answer

seeds = st.integers(0, 2**31 - 1)
GRADED = ("choix-unique", "choix-multiple", "vrai-faux", "association", "ordre", "nombre", "texte-court", "trous")


@given(questions())
def test_a_question_is_the_same_once_stored(asked: Any) -> None:
    stored = json.loads(json.dumps(asked.to_table()))
    assert question_from(stored) == asked
    assert question_from(stored).to_table() == asked.to_table()


@given(questions())
def test_a_question_with_its_typography_can_be_stored(asked: Any) -> None:
    fixed = asked.with_texts(fix)
    assert question_from(json.loads(json.dumps(fixed.to_table()))).grade(right_answer(asked)) == asked.grade(
        right_answer(asked)
    )
    assert fixed.with_texts(fix) == fixed


@given(questions(), st.data())
def test_points_are_bounded_and_the_same_every_time(asked: Any, data: st.DataObject) -> None:
    answer = data.draw(answers(asked))
    grade = asked.grade(answer)
    assert 0 <= grade.points <= grade.out_of
    assert asked.grade(json.loads(json.dumps(answer))) == grade
    assert asked.feedback(answer).grade == grade


@given(questions(*GRADED), st.data())
def test_full_marks_are_for_the_right_answer_only(asked: Any, data: st.DataObject) -> None:
    right, answer = right_answer(asked), data.draw(answers(asked))
    assert asked.grade(right).verdict is Verdict.RIGHT
    assert asked.grade(right).points == asked.out_of > 0
    if asked.kind in ("choix-unique", "vrai-faux", "association", "ordre", "trous"):
        assert (asked.grade(answer).verdict is Verdict.RIGHT) == (answer == right)
    if asked.kind == "choix-multiple":
        same = set(answer["choices"]) == set(right["choices"])
        assert (asked.grade(answer).verdict is Verdict.RIGHT) == same


@given(questions("choix-multiple"), st.data())
def test_the_order_of_ticks_does_not_count_and_ticking_all_is_not_right(asked: Any, data: st.DataObject) -> None:
    answer = data.draw(answers(asked))
    turned = {"choices": answer["choices"][::-1]}
    assert asked.grade(turned) == asked.grade(answer)
    assert asked.feedback(turned) == asked.feedback(answer)
    assert asked.grade({"choices": [each.key for each in asked.choices]}).points < asked.out_of


@given(questions("association", "trous"), st.data())
def test_the_order_of_stored_lines_does_not_count(asked: Any, data: st.DataObject) -> None:
    answer = data.draw(answers(asked))
    turned = {"lines": dict(reversed(answer["lines"].items()))}
    assert asked.feedback(turned) == asked.feedback(answer)


@given(questions("choix-multiple"), st.data())
def test_one_more_right_tick_or_one_less_wrong_never_costs(asked: Any, data: st.DataObject) -> None:
    ticked = set(data.draw(answers(asked))["choices"])
    one = data.draw(st.sampled_from(asked.choices))
    better = ticked | {one.key} if one.right else ticked - {one.key}
    if better:
        assert asked.grade({"choices": sorted(better)}).points >= asked.grade({"choices": sorted(ticked)}).points


@given(questions("ordre"), st.data())
def test_putting_two_neighbours_the_right_way_round_never_costs(asked: Any, data: st.DataObject) -> None:
    right = right_answer(asked)["order"]
    order = data.draw(answers(asked))["order"]
    before = asked.grade({"order": order}).points
    for first, second in pairwise(order):
        if right.index(first) > right.index(second):
            better = asked.moved(order, f"descendre:{first}")
            assert asked.grade({"order": list(better)}).points >= before


@given(questions("ordre"), st.data())
def test_moves_lose_no_line_and_can_be_undone(asked: Any, data: st.DataObject) -> None:
    order = tuple(data.draw(answers(asked))["order"])
    key = data.draw(st.sampled_from(order))
    down = asked.moved(order, f"descendre:{key}")
    assert sorted(down) == sorted(order)
    assert down == order or asked.moved(down, f"monter:{key}") == order


@given(questions(), json_values)
def test_any_stored_value_is_graded_and_shown_without_harm(asked: Any, anything: Any) -> None:
    grade = asked.grade(anything)
    assert 0 <= grade.points <= grade.out_of
    assert asked.feedback(anything).grade == grade


@given(questions())
def test_not_knowing_never_scores(asked: Any) -> None:
    assert asked.grade(UNKNOWN).points == 0
    assert asked.grade(UNKNOWN).verdict is Verdict.UNKNOWN


@given(questions(), st.dictionaries(st.sampled_from(["reponse", "ordre", "reponse-a", "nsp"]), st.lists(st.text())))
def test_any_form_is_an_answer_or_is_refused(asked: Any, form: dict[str, list[str]]) -> None:
    try:
        answer = asked.given(form)
    except InvalidAnswer:
        return
    assert answer == UNKNOWN or asked._understood(answer) is not None
    assert json.loads(json.dumps(answer)) == answer


@given(questions(), seeds, st.data())
def test_the_form_can_send_every_answer(asked: Any, seed: int, data: st.DataObject) -> None:
    answer = data.draw(answers(asked))
    assert asked.grade(asked.given(filled(asked, asked.view(seed), answer))) == asked.grade(answer)


@given(questions(), seeds, st.data())
def test_a_stored_answer_fills_its_form_again(asked: Any, seed: int, data: st.DataObject) -> None:
    answer = data.draw(answers(asked))
    again = asked.given(asked.fields(answer))
    assert asked.grade(again) == asked.grade(answer)
    assert asked.words(again) == asked.words(answer) != ()
    assert asked.given(asked.fields(UNKNOWN)) == UNKNOWN


@given(questions(), json_values)
def test_any_stored_value_can_be_said(asked: Any, anything: Any) -> None:
    assert bool(asked.words(anything)) == bool(asked.fields(anything)) or anything == UNKNOWN


def filled(asked: Any, view: Any, answer: Any) -> dict[str, list[str]]:
    """The fields of a form in which this answer is given."""
    if "choices" in answer:
        return {"reponse": answer["choices"]}
    if "order" in answer:
        return {"ordre": answer["order"]}
    if asked.kind == "trous":
        return {f"reponse-{key}": [value] for key, value in answer["lines"].items()}
    if asked.kind == "association":
        texts = {each.key: each.right for each in asked.pairs} | {each.key: each.text for each in asked.decoys}
        values = {option.text: option.value for option in view.options}
        return {f"reponse-{key}": [values[texts[right]]] for key, right in answer["lines"].items()}
    return {"reponse": list(answer.values())}


@given(json_values)
def test_anything_may_be_read_as_a_question(anything: Any) -> None:
    values = anything if isinstance(anything, dict) else {"type": anything}
    asked, problems = read(values)
    assert problems
    with pytest.raises(ValueError, match=r".+"):
        question_from(values)
    assert asked is None
