"""Who may be written to, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.followup.reminders.policy import AHEAD, WEEK, Correspondent, Held, held, is_due, next_press, told

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MARTINE = Correspondent(1, "Martine", "martine@mairie.example")
LEFT = ["numerique"]
moments = st.none() | st.integers(-4_000_000, 4_000_000).map(lambda seconds: AT + timedelta(seconds=seconds))
anybody = st.builds(
    Correspondent,
    person_id=st.just(1),
    email=st.sampled_from(["", "a@mairie.example"]),
    has_come_in=st.booleans(),
    suspended=st.booleans(),
    accepts=st.booleans(),
    paused_until=moments,
    last_at=moments,
    letter_ends_at=moments,
)


def test_someone_with_something_left_is_written_to() -> None:
    assert held(MARTINE, LEFT, AT) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"email": ""}, Held.AWAY),
        ({"has_come_in": False}, Held.AWAY),
        ({"suspended": True}, Held.AWAY),
        ({"accepts": False}, Held.REFUSED),
        ({"paused_until": AT + timedelta(seconds=1)}, Held.REFUSED),
        ({"last_at": AT - WEEK + timedelta(seconds=1)}, Held.WRITTEN),
        ({"last_at": AT - WEEK * 2, "letter_ends_at": AT - WEEK + timedelta(seconds=1)}, Held.WRITTEN),
    ],
)
def test_each_reason_is_enough(change: dict[str, object], why: Held) -> None:
    assert held(replace(MARTINE, **change), LEFT, AT) is why
    assert held(replace(MARTINE, **change), [], AT) is Held.NOTHING_LEFT


def test_a_week_and_a_pause_end_to_the_second() -> None:
    free = replace(MARTINE, last_at=AT - WEEK, letter_ends_at=AT - WEEK, paused_until=AT)
    assert held(free, LEFT, AT) is None


@given(anybody, st.booleans())
def test_nobody_is_written_to_against_any_of_the_rules(who: Correspondent, something: bool) -> None:
    if held(who, LEFT if something else [], AT) is None:
        assert something
        assert who.email
        assert who.has_come_in
        assert not who.suspended
        assert who.accepts
        assert who.paused_until is None or who.paused_until <= AT
        assert all(one is None or AT - one >= WEEK for one in (who.last_at, who.letter_ends_at))


def test_a_course_is_spoken_of_from_three_weeks_before_its_day() -> None:
    day = date(2026, 12, 12)
    assert not is_due(day, day - AHEAD - timedelta(days=1))
    assert is_due(day, day - AHEAD)
    assert is_due(day, day + timedelta(days=100))


def test_a_session_is_written_to_once_a_day() -> None:
    assert next_press(None, AT) is None
    assert next_press(AT - timedelta(hours=23), AT) == AT + timedelta(hours=1)
    assert next_press(AT - timedelta(hours=24), AT) is None


@given(st.dictionaries(st.sampled_from(list(Held)), st.integers(0, 40)), st.integers(0, 60), st.integers(0, 9))
def test_a_number_that_is_told_fits_ten_true_ones(others: dict[Held | None, int], count: int, start: int) -> None:
    """Whoever is in or out, whoever looks cannot tell: one more and one fewer would be told the same way, somewhere."""
    shown = told(others | {None: count}, start)[None]
    assert shown % 10 == 0
    assert abs(shown - count) < 10
    fits = [one for one in range(80) if any(told(others | {None: one}, cut)[None] == shown for cut in range(10))]
    assert len(fits) >= 10
    assert shown == 0 or count >= 10


@given(st.dictionaries(st.sampled_from(list(Held)), st.integers(0, 60)), st.integers(0, 9))
def test_no_reason_is_told_of_fewer_than_ten(fates: dict[Held | None, int], start: int) -> None:
    assert all(shown == 0 for kind, shown in told(fates, start).items() if fates.get(kind, 0) < 10)
