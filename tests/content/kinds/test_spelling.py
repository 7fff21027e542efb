"""What is typed by hand: French numbers, and words whatever the keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.kinds.numeric import STORED, french, parse
from lms.content.kinds.spelling import clean, normal_form

NUMBERS = {
    "12": "12",
    "12,5": "12.5",
    "12.50": "12.5",
    "012": "12",
    "0,0": "0",
    "-0": "0",
    "+3": "3",
    "-3,5": "-3.5",
    "−3": "-3",
    "- 3": "-3",
    "21 440": "21440",
    "21\u00a0440": "21440",
    "21\u202f440,10": "21440.1",
    "1 000 000": "1000000",
    "21440 €": "21440",
    "21440€": "21440",
    "21 440\u00a0€": "21440",
}
REFUSED = [
    "", "-", ",5", "5,", "1,2,3", "1.000.000", "1 0000", "12 34", "1 000 00", "deux", "1e3", "0x10", "1_000", "١٢",
    "12 $", "€ 12", "12 € 5", "NaN", "inf", "1/2", "50 %", "12 -", "2²",
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), NUMBERS.items())
def test_a_number_is_read_as_it_is_written_in_french(written: str, expected: str) -> None:
    assert parse(written, "€") == expected


@pytest.mark.parametrize("written", REFUSED)
def test_the_rest_is_not_a_number(written: str) -> None:
    assert parse(written, "€") is None


def test_the_unit_is_read_with_its_accents_or_not_and_only_that_one() -> None:
    assert parse("10 Jours ouvres", "jours ouvrés") == "10"
    assert parse("10 jours", "jours ouvrés") is None
    assert parse("10 -", "") is None


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12),
    st.sampled_from(["", "€"]),
)
def test_what_is_shown_can_be_typed(number: Decimal, unit: str) -> None:
    stored = parse(french(number, unit), unit)
    assert stored is not None
    assert Decimal(stored) == number
    assert STORED.fullmatch(stored)
    assert parse(stored, unit) == stored


SHOWN = [
    ("21440", "€", "21\u202f440\u202f€"),
    ("5000", "habitants", "5\u202f000\u00a0habitants"),
    ("2026", "", "2026"),
    ("21440", "", "21\u202f440"),
    ("-0.50", "%", "−0,5\u202f%"),
    ("1E+3", "", "1000"),
    ("123456789012345678901234567890123", "", "123 456 789 012 345 678 901 234 567 890 123".replace(" ", "\u202f")),
]


@pytest.mark.parametrize(("number", "unit", "expected"), SHOWN)
def test_a_number_is_shown_in_french(number: str, unit: str, expected: str) -> None:
    assert french(Decimal(number), unit) == expected


SAME = [
    ("L’Œuvre d'État", "l oeuvre d etat"),
    ("e-mail", "E mail"),
    ("rendez‑vous", "rendez vous"),
    ("aﬃche", "affiche"),
    ("curriculum vitæ", "Curriculum Vitae"),
    ("re\u0301gie", "régie"),
    ("R\u00adG\u200bPD", "rgpd"),
    ("L112–8", "l112-8"),
]
DIFFERENT = [("L112-8", "L1128"), ("crpa", "crp"), ("a.b", "ab"), ("5 %", "5"), ("régi", "régie"), ("c++", "c")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_the_same_answer(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_nothing_is_fuzzy(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@given(st.text(max_size=40))
def test_the_normal_form_and_the_clean_text_are_stable(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)
    assert clean(clean(text)) == clean(text)
    assert normal_form(clean(text)) == normal_form(text)
    assert "\x00" not in clean(text)
