"""Numbers of attestations: one wrong symbol is told, and whatever way of typing the right one is understood."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.learning import serial

NUMBERS = st.integers(0, (1 << serial.BITS) - 1)


@given(NUMBERS)
@example(0)
@example((1 << serial.BITS) - 1)
def test_a_serial_is_read_back(number: int) -> None:
    written = serial.compose(number)
    assert re.fullmatch(r"ETF(-[0-9A-HJKMNP-TV-Z]{4}){3}", written)
    assert serial.parse(written) == written


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_serials(one: int, other: int) -> None:
    assert (serial.compose(one) == serial.compose(other)) == (one == other)


@pytest.mark.parametrize("number", [1 << serial.BITS, -1])
def test_a_number_too_large_is_a_mistake(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        serial.compose(number)


@given(NUMBERS)
def test_every_way_of_typing_it_is_understood(number: int) -> None:
    written = serial.compose(number)
    bare = written.replace("-", "")
    look_alike = bare[3:].translate(str.maketrans("01", "OI"))
    ways = [written.lower(), bare, bare[3:], f"  {written} ", written.replace("-", " "), look_alike, look_alike.lower()]
    ways += [written.replace("-", "–"), written.replace("-", "\N{NO-BREAK SPACE}"), bare[3:].replace("1", "l")]
    assert {serial.parse(way) for way in ways} == {written}


@given(NUMBERS, st.integers(0, serial.LENGTH - 1), st.sampled_from(serial.SYMBOLS))
def test_one_wrong_symbol_is_told(number: int, place: int, symbol: str) -> None:
    symbols = serial.compose(number).replace("-", "")[3:]
    wrong = symbols[:place] + symbol + symbols[place + 1 :]
    if wrong == symbols:
        assert serial.parse(wrong)
    else:
        with pytest.raises(serial.SerialMistyped):
            serial.parse(wrong)


@given(NUMBERS)
def test_two_symbols_exchanged_are_told(number: int) -> None:
    symbols = serial.compose(number).replace("-", "")[3:]
    for one, other in combinations(range(serial.LENGTH), 2):
        if symbols[one] != symbols[other]:
            swapped = list(symbols)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            with pytest.raises(serial.SerialMistyped):
                serial.parse("".join(swapped))


@pytest.mark.parametrize(
    "typed", ["", "ETF", "ETF-7F4K-92QD", "ETF-UUUU-UUUU-UUUU", "١٢٣٤٥٦٧٨٩٠١٢", "é" * 12, "0" * 13, "0" * 500]
)
def test_what_is_no_serial_is_told(typed: str) -> None:
    with pytest.raises(serial.SerialMistyped):
        serial.parse(typed)
