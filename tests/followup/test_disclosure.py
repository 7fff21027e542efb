"""What is shown of groups: none under ten people, whatever is subtracted from whatever."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.followup.disclosure import FEWEST, HIDDEN, Share, hidden_cells, intervals, may_show, thinned

counts = st.lists(st.integers(0, 40), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 9, HIDDEN),
        (5, 9, HIDDEN),
        (0, 10, Share(value=0.0)),
        (10, 10, Share(value=1.0)),
        (4, 10, HIDDEN),
        (9, 18, HIDDEN),
        (9, 40, Share(below=0.25)),
        (31, 40, Share(above=0.75)),
        (10, 20, Share(value=0.5)),
        (30, 40, Share(value=0.75)),
    ],
)
def test_shares(part: int, whole: int, shown: Share) -> None:
    assert Share.of(part, whole) == shown


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_is_true_and_gives_no_small_group_away(part: int, rest: int) -> None:
    whole = part + rest
    shown = Share.of(part, whole)
    if shown.value is not None:
        assert shown.value == part / whole
        assert all(count == 0 or count >= FEWEST for count in (part, rest))
    if shown.below is not None:
        assert part / whole < shown.below
    if shown.above is not None:
        assert part / whole > shown.above
    if whole < FEWEST:
        assert shown == HIDDEN


@settings(max_examples=1000)
@given(counts, st.integers(0, 9))
def test_hidden_cells_cannot_be_found_by_subtraction(cells: Sequence[int], cut: int) -> None:
    """With each group's total known, what is hidden in it is nobody, or several cells and ten people together."""
    table = dict(enumerate(cells))
    groups = [[key for key in table if key < cut], [key for key in table if key >= cut]]
    hidden = hidden_cells(table, groups)
    assert all(may_show(table[key]) for key in table.keys() - hidden)
    for group in groups:
        inside = [table[key] for key in group if key in hidden]
        alone = [count for count in (table[key] for key in group) if count]
        assert not inside or sum(inside) >= FEWEST or sum(inside) == sum(alone)
        assert len(inside) != 1 or sum(alone) == inside[0]


def test_hidden_cells_of_an_example() -> None:
    table = {"a": 30, "b": 3, "c": 12, "d": 0}
    assert hidden_cells(table, [list(table)]) == {"b", "c"}
    assert hidden_cells({"a": 30, "b": 12, "c": 0}, [["a", "b", "c"]]) == frozenset()
    assert hidden_cells({"a": 10, "b": 3, "c": 20}, [["a"], ["b", "c"]]) == {"b", "c"}


@settings(max_examples=1000)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=14), st.integers(1, 3))
def test_intervals_hold_nobody_or_ten_people(spread: Sequence[int], narrowest: int) -> None:
    found = intervals(spread, narrowest=narrowest)
    if sum(spread) < FEWEST:
        assert found == ()
        return
    assert [first for first, _, _ in found] == [0, *(last + 1 for _, last, _ in found[:-1])]
    assert found[-1][1] == len(spread) - 1
    for first, last, people in found:
        assert people == sum(spread[first : last + 1])
        assert may_show(people)
    assert all(last - first + 1 >= narrowest for first, last, _ in found[:-1])


def test_intervals_of_an_example() -> None:
    assert intervals([7, 0, 7, 0, 6, 0, 7, 0, 13], narrowest=2) == ((0, 2, 14), (3, 6, 13), (7, 8, 13))
    assert intervals([20, 3]) == ((0, 1, 23),)
    assert intervals([0, 0, 0, 12]) == ((0, 0, 0), (1, 1, 0), (2, 2, 0), (3, 3, 12))


@settings(max_examples=1000)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=10), st.integers(0, 30))
def test_thinned_counts_are_the_same_or_ten_apart(drops: Sequence[int], last: int) -> None:
    falling = [last + sum(drops[number:]) for number in range(len(drops))]
    shown = thinned(falling)
    assert all(here is None or here == count for here, count in zip(shown, falling, strict=True))
    visible = [here for here in shown if here is not None]
    assert all(may_show(left - right) for left, right in combinations(visible, 2))
    assert all(may_show(here) for here in visible)


def test_thinned_counts_of_an_example() -> None:
    assert thinned([40, 40, 37, 28, 28, 0]) == (40, 40, None, 28, 28, 0)
    assert thinned([12, 3]) == (12, None)
