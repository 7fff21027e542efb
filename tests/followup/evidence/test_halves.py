"""Half-days of a meeting, and who may say by herself that she is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.followup.evidence import Half, HalfDay, half_days, is_over, may_sign
from tests.support.gatherings import ENDS, STARTS


def test_the_half_days_of_a_meeting() -> None:
    day = date(2026, 11, 25)
    assert half_days(STARTS, ENDS) == (HalfDay(day, Half.MORNING), HalfDay(day, Half.AFTERNOON))
    assert half_days(STARTS, STARTS + timedelta(hours=4, minutes=30)) == (HalfDay(day, Half.MORNING),)  # to 13 h 30
    evening = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    assert half_days(evening, evening + timedelta(minutes=30)) == (HalfDay(day, Half.AFTERNOON),)
    at = STARTS - timedelta(minutes=61)
    assert not may_sign(HalfDay(day, Half.MORNING), STARTS, at)
    assert may_sign(HalfDay(day, Half.MORNING), STARTS, at + timedelta(minutes=2))
    assert not may_sign(HalfDay(day, Half.MORNING), STARTS, ENDS)
    assert may_sign(HalfDay(day, Half.AFTERNOON), STARTS, ENDS)
    assert not may_sign(HalfDay(day, Half.AFTERNOON), STARTS, STARTS)
    assert [is_over(one, ENDS) for one in half_days(STARTS, ENDS)] == [True, False]
    assert all(is_over(one, ENDS + timedelta(days=1)) for one in half_days(STARTS, ENDS))


@given(st.integers(0, 2_000_000), st.integers(1, 3000))
def test_every_meeting_has_a_sheet_of_each_of_its_days(later: int, minutes: int) -> None:
    starts_at = STARTS + timedelta(minutes=later)
    found = half_days(starts_at, starts_at + timedelta(minutes=minutes))
    assert found
    assert len({one.slug for one in found}) == len(found)
    assert list(found) == sorted(found, key=lambda one: (one.day, one.half is Half.AFTERNOON))
