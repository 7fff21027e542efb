"""Squares and columns: one square for each commune, scales that can be read."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.followup import Figures, Group
from lms.web.admin import squares, weeks

MONDAY = date(2026, 9, 7)


def told(*counts: int) -> list[tuple[date, int]]:
    return [(MONDAY + timedelta(weeks=number), count) for number, count in enumerate(counts)]


@given(st.lists(st.tuples(st.integers(20, 90), st.integers(0, 9), st.integers(1, 9)), max_size=8), st.integers(0, 30))
def test_one_square_for_each_commune(blocks: list[tuple[int, int, int]], empty: int) -> None:
    cells = tuple((Figures(communes, people, people, 10 * tens), communes) for people, tens, communes in blocks)
    drawing = squares.of_group(Group("1", "Un", 0, Figures(), cells, empty))
    drawn = re.findall(r"M(\S+) (\S+?)h", drawing)
    assert len(drawn) == sum(communes for _, communes in cells) + empty
    assert len(set(drawn)) == len(drawn)
    assert drawing.count("<path") <= 5
    assert bool(drawing) is bool(drawn)


def test_a_shade_is_a_quarter() -> None:
    shades = [squares.shade(Figures(3, 40, 40, finished)) for finished in (0, 10, 20, 30, 40)]
    assert shades == [1, 2, 3, 4, 4]
    assert [words for _, words in squares.legend()][:2] == ["Trop peu d’inscrits", "Moins de 25\u202f%"]


@given(st.integers(1, 100_000))
def test_a_scale_is_just_above_and_has_a_half(tens: int) -> None:
    top = weeks.ceiling(10 * tens)
    assert 10 * tens <= top <= 25 * tens
    assert top % 2 == 0


def test_weeks_in_columns_and_in_words() -> None:
    drawn = weeks.draw(told(0, 40, 80, 20))
    assert drawn is not None
    assert [column.height for column in drawn.columns] == [0, 50, 100, 25]
    assert [column.now for column in drawn.columns] == [False, False, False, True]
    assert drawn.months == ("septembre", "", "", "")
    assert drawn.sentence == "20 depuis lundi, 80 la semaine précédente."
    assert drawn.words.startswith("semaine du 7 septembre, moins de 10\u202f; semaine du 14 septembre, 40")
    assert weeks.draw(told(0, 0)) is None
