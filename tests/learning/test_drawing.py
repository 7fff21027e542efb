"""Drawing questions: every objective alike, the new ones first, the same again from the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.learning.drawing import draw


@dataclass(frozen=True)
class Asked:
    """What drawing looks at in a question."""

    key: str
    objective: str


@st.composite
def banks(draw_: st.DrawFn) -> Any:
    sizes = draw_(st.lists(st.integers(1, 8), min_size=1, max_size=6))
    return [Asked(f"q{number}-{one}", f"o{number}") for number, size in enumerate(sizes) for one in range(size)]


seeds = st.integers(0, 2**31 - 1)


@given(banks(), st.integers(1, 60), seeds)
def test_draws_what_it_is_asked_each_once(bank: Any, draws: int, seed: int) -> None:
    keys = draw(bank, draws, seed=seed)
    assert len(keys) == len(set(keys)) == min(draws, len(bank))
    assert set(keys) <= {one.key for one in bank}
    assert draw(reversed(bank), draws, seed=seed) == keys


@given(banks(), st.integers(1, 60), seeds, st.data())
def test_objectives_are_as_even_as_the_bank_allows(bank: Any, draws: int, seed: int, data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sets(st.sampled_from([one.key for one in bank])), max_size=3))
    drawn = Counter(key.split("-")[0].replace("q", "o") for key in draw(bank, draws, seed=seed, asked=asked))
    size = Counter(one.objective for one in bank)
    most = max(drawn.values())
    assert all(drawn[objective] >= min(most - 1, size[objective]) for objective in size)


@given(banks(), st.integers(1, 60), st.lists(seeds, min_size=2, max_size=5))
def test_within_an_objective_new_questions_come_before_old_ones(bank: Any, draws: int, many: list[int]) -> None:
    asked: list[set[str]] = []
    for seed in many:
        keys = set(draw(bank, draws, seed=seed, asked=asked))
        times = Counter(key for one in asked for key in one)
        for objective in {one.objective for one in bank}:
            own = {one.key for one in bank if one.objective == objective}
            taken, left = own & keys, own - keys
            assert not taken or not left or max(times[key] for key in taken) <= min(times[key] for key in left)
        asked.append(keys)


def test_order_and_choice_change_with_the_seed() -> None:
    bank = [Asked(f"q{number}", "one") for number in range(6)]
    assert len({draw(bank, 6, seed=seed) for seed in range(60)}) > 50
    assert len({frozenset(draw(bank, 2, seed=seed)) for seed in range(200)}) == 6 * 5 // 2
