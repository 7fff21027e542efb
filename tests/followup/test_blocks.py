"""Communes put together: enough in each block, whole under every filter, whatever the country."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content import SIZES
from lms.followup.blocks import FEWEST_PEOPLE, FEWEST_PLACES, Block, Seat, partition
from lms.followup.disclosure import in_tens

EPCIS = ("", "e1", "e2", "e3")
ABOVE = {"d1": "r1", "d2": "r1", "d3": "r2", "": ""}


@st.composite
def countries(draw: st.DrawFn) -> list[Seat]:
    """Communes here and there, a few councils above them, most with few people."""
    seats = []
    for number in range(draw(st.integers(0, 40))):
        kind = draw(st.sampled_from(("commune", "commune", "commune", "epci", "departement")))
        departement = draw(st.sampled_from(tuple(ABOVE)))
        epci = draw(st.sampled_from(EPCIS)) if departement and kind != "departement" else ""
        size = draw(st.sampled_from(SIZES)) if kind == "commune" else ""
        people = draw(st.integers(0, 30))
        seats.append(Seat(kind, f"{number:05}", f"C{number}", epci, departement, ABOVE[departement], size, people))
    return seats


@given(countries())
def test_each_block_is_enough_and_nobody_is_counted_twice(seats: list[Seat]) -> None:
    blocks = partition(seats)
    for block in blocks:
        assert len(block.seats) >= FEWEST_PLACES
        assert block.people >= FEWEST_PEOPLE
        assert all(seat.people for seat in block.seats)
    codes = [seat.code for block in blocks for seat in block.seats]
    assert len(codes) == len(set(codes))
    assert set(codes) <= {seat.code for seat in seats}


@given(countries())
def test_a_filter_keeps_blocks_whole(seats: list[Seat]) -> None:
    """A block says only what all its communes have in common: nobody of another EPCI or size is in what it says."""
    for block in partition(seats):
        assert block.region
        assert {seat.region for seat in block.seats} == {block.region}
        for said, held in (
            (block.departement, {seat.departement for seat in block.seats}),
            (block.epci, {seat.epci for seat in block.seats}),
            (block.size, {seat.size for seat in block.seats}),
        ):
            assert not said or held == {said}


@settings(max_examples=30)
@given(countries(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(seats: list[Seat], chance) -> None:
    shuffled = list(seats)
    chance.shuffle(shuffled)
    assert partition(shuffled) == partition(seats)


def test_small_communes_go_together_and_the_only_town_with_them() -> None:
    villages = [commune(f"V{number}", SIZES[0], 12) for number in range(4)]
    blocks = partition([*villages, commune("Ville", SIZES[3], 40)])
    assert [(names(block), block.size) for block in blocks] == [("V0 V1 V2 V3 Ville", "")]
    hamlets = [commune(f"H{number}", SIZES[1], 7) for number in range(3)]
    blocks = partition([*villages, *hamlets])
    assert [(names(block), block.size) for block in blocks] == [("H0 H1 H2", SIZES[1]), ("V0 V1 V2 V3", SIZES[0])]


def test_too_few_are_counted_with_the_departement_or_nowhere() -> None:
    few = [commune("A", SIZES[0], 9, "e1"), commune("B", SIZES[0], 9, "e2")]
    assert partition(few) == ()
    (block,) = partition([*few, commune("C", SIZES[0], 2, "")])
    assert (block.epci, block.departement, block.people) == ("", "d1", 20)


def commune(name: str, size: str, people: int, epci: str = "e1") -> Seat:
    return Seat("commune", name, name, epci, "d1", "r1", size, people)


def names(block: Block) -> str:
    return " ".join(seat.name for seat in block.seats)


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(0, 9))
def test_counts_in_tens_stay_near(counts: list[int], start: int) -> None:
    tens = in_tens(counts, start)
    assert len(tens) == len(counts)
    for first in range(len(counts)):
        assert tens[first] % 10 == 0
        assert abs(tens[first] - counts[first]) < 10
        assert abs(sum(tens[first:]) - sum(counts[first:])) < 10


@given(st.integers(0, 60))
def test_a_count_in_tens_is_right_on_average(count: int) -> None:
    assert sum(in_tens([count], start)[0] for start in range(10)) == 10 * count
