"""Who runs a session, and what may be known of its people: the rules alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.followup.cohorts import policy

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLACES = st.sampled_from(
    [("departement", "26"), ("region", "84"), ("epci", "242600252"), ("commune", "26113"), ("departement", "76")]
)


@given(st.sets(PLACES), PLACES)
def test_only_who_looks_after_the_very_place_runs_its_sessions(mine: set[tuple[str, str]], place: tuple[str, str]):
    assert policy.runs(mine, place) is (place in mine)


@given(st.integers(-3, 3), st.booleans())
def test_the_rule_of_what_is_known(days: int, told: bool) -> None:
    completed = AT + timedelta(days=days)
    known = policy.told(completed, since=AT, earlier_told=told)
    assert known == (completed if days >= 0 or told else None)
    assert policy.told(None, since=AT, earlier_told=told) is None


@given(st.text(max_size=20))
def test_a_typed_code_is_a_code_or_nothing(text: str) -> None:
    code = policy.typed_code(text)
    assert code == "" or (len(code) == policy.CODE_LENGTH and set(code) <= set(policy.CODE_SIGNS))


def test_a_code_is_found_again_however_it_is_typed() -> None:
    code = policy.new_code()
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:]} ", " ".join(code)):
        assert policy.typed_code(typed) == code
    assert not set("01OIL") & set(policy.CODE_SIGNS)
