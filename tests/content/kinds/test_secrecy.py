"""Nothing that Amina sees before answering depends on what is right (S3)."""

from __future__ import annotations

import copy
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.content.kinds.examples import OWN, own_values, question

seeds = st.integers(0, 2**31 - 1)


@given(seeds, own_values("choix-unique"), st.data())
def test_the_right_choice_cannot_be_seen(seed: int, values: Any, data: st.DataObject) -> None:
    other = copy.deepcopy(values)
    right = data.draw(st.sampled_from(range(len(other["choix"]))))
    for number, choice in enumerate(other["choix"]):
        choice["juste"] = number == right
        choice["retour"] = "Un autre retour, bien plus long que le premier."
    assert question("choix-unique", **values).view(seed) == question("choix-unique", **other).view(seed)


@given(seeds, own_values("choix-multiple"))
def test_the_right_choices_cannot_be_seen(seed: int, values: Any) -> None:
    other = copy.deepcopy(values)
    for choice in other["choix"]:
        choice["juste"] = not choice.get("juste", False)
    assert question("choix-multiple", **values).view(seed) == question("choix-multiple", **other).view(seed)


@given(seeds, own_values("choix-unique"), st.data())
def test_the_order_of_a_quiz_does_not_depend_on_what_is_right(seed: int, values: Any, data: st.DataObject) -> None:
    other = copy.deepcopy(values)
    right = data.draw(st.sampled_from(range(len(other["choix"]))))
    for number, choice in enumerate(other["choix"]):
        choice["juste"] = number == right
    one, two = question("choix-unique", **values), question("choix-unique", **other)
    assert one.shuffled_view(seed) == two.shuffled_view(seed)
    assert set(one.shuffled_view(seed).options) == set(one.view(seed).options)


def test_a_quiz_shuffles_its_choices() -> None:
    for kind, orders in (("choix-unique", 3 * 2), ("choix-multiple", 4 * 3 * 2), ("vrai-faux", 1)):
        assert len({question(kind).shuffled_view(seed).options for seed in range(300)}) == orders


@given(seeds)
def test_true_and_false_look_alike(seed: int) -> None:
    assert question("vrai-faux", reponse=True).view(seed) == question("vrai-faux", reponse=False).view(seed)


@given(seeds, own_values("trous"))
def test_the_right_fillings_cannot_be_seen(seed: int, values: Any) -> None:
    other = copy.deepcopy(values)
    for blank in other["trous"]:
        blank["retour"] = "Un autre retour."
        for number, choice in enumerate(blank["choix"]):
            choice["juste"] = number == len(blank["choix"]) - 1
    assert question("trous", **values).view(seed) == question("trous", **other).view(seed)


@given(seeds, own_values("association"), st.data())
def test_pairing_the_same_texts_otherwise_looks_the_same(seed: int, values: Any, data: st.DataObject) -> None:
    other = copy.deepcopy(values)
    holders = [(pair, "droite") for pair in other["paires"]] + [(decoy, "texte") for decoy in other["leurres"]]
    texts = data.draw(st.permutations([holder[name] for holder, name in holders]))
    for (holder, name), text in zip(holders, texts, strict=True):
        holder[name] = text
    assert question("association", **values).view(seed) == question("association", **other).view(seed)


@given(seeds)
def test_an_option_does_not_carry_the_key_of_its_line(seed: int) -> None:
    asked = question("association")
    keys = {pair.key for pair in asked.pairs} | {decoy.key for decoy in asked.decoys}
    assert not keys & {option.value for option in asked.view(seed).options}


@given(seeds, own_values("ordre"))
def test_an_order_never_starts_right(seed: int, values: Any) -> None:
    asked = question("ordre", **values)
    assert asked.view(seed).elements != asked.elements
    assert sorted(asked.view(seed).elements, key=str) == sorted(asked.elements, key=str)


@given(seeds)
def test_the_start_is_the_same_for_all_right_orders_but_itself(seed: int) -> None:
    asked = [question("ordre", elements=list(order)) for order in permutations(OWN["ordre"]["elements"])]
    starts = [each.view(seed).elements for each in asked]
    common = max(starts, key=starts.count)
    assert all(start == common or each.elements == common for each, start in zip(asked, starts, strict=True))


def test_all_starts_are_used() -> None:
    asked = question("ordre")
    assert len({asked.view(seed).elements for seed in range(500)}) == 4 * 3 * 2 - 1
    matching = question("association")
    assert len({matching.view(seed).options for seed in range(500)}) == 4 * 3 * 2


@given(seeds, own_values("nombre"), own_values("nombre"))
def test_a_number_to_find_cannot_be_seen(seed: int, values: Any, other: Any) -> None:
    other["unite"] = values["unite"]
    assert question("nombre", erreurs=[], **values).view(seed) == question("nombre", erreurs=[], **other).view(seed)


@given(seeds, own_values("texte-court"), own_values("texte-court"))
def test_a_text_to_find_cannot_be_seen(seed: int, values: Any, other: Any) -> None:
    assert question("texte-court", erreurs=[], **values).view(seed) == question(
        "texte-court", erreurs=[], **other
    ).view(seed)
