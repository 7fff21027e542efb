"""Half-days of a meeting: what an attendance sheet is about. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NOON = time(13)
ENOUGH = timedelta(hours=1)  # of a half-day for it to have a sheet, unless the meeting is shorter
EARLY = timedelta(hours=1)  # before a meeting begins, when one may already sign


class Half(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class HalfDay:
    """A morning or an afternoon, in Paris. Its `slug` names it in an address: « 2026-11-25-morning »."""

    day: date
    half: Half

    @property
    def slug(self) -> str:
        return f"{self.day.isoformat()}-{self.half}"


def half_days(starts_at: datetime, ends_at: datetime) -> tuple[HalfDay, ...]:
    """The half-days of a meeting, in order: those it fills for an hour, or the one it fills most. Never none."""
    spans = dict(_spans(starts_at, ends_at))
    long = tuple(sorted((one for one, span in spans.items() if span >= ENOUGH), key=_rank))
    return long or (max(spans, key=lambda one: spans[one]),)


def may_sign(half_day: HalfDay, starts_at: datetime, at: datetime) -> bool:
    """Whether someone may say by herself that she is there: that half-day, from an hour before the meeting."""
    here = at.astimezone(PARIS)
    if here.date() != half_day.day or at < starts_at - EARLY:
        return False
    return here.time() < NOON if half_day.half is Half.MORNING else here.time() >= time(12)


def is_over(half_day: HalfDay, at: datetime) -> bool:
    """Whether nobody can say by herself any more that she was there."""
    here = at.astimezone(PARIS)
    late = here.date() == half_day.day and half_day.half is Half.MORNING and here.time() >= NOON
    return late or here.date() > half_day.day


def _spans(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[HalfDay, timedelta]]:
    first, last = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    day = first.date()
    while day <= last.date():
        midnight = datetime.combine(day, time(), PARIS)
        noon = datetime.combine(day, NOON, PARIS)
        night = datetime.combine(day + timedelta(days=1), time(), PARIS)
        for half, begins, ends in ((Half.MORNING, midnight, noon), (Half.AFTERNOON, noon, night)):
            span = min(ends, last) - max(begins, first)
            if span > timedelta():
                yield HalfDay(day, half), span
        day += timedelta(days=1)
    if first >= last:
        yield HalfDay(first.date(), Half.MORNING if first.time() < NOON else Half.AFTERNOON), timedelta()


def _rank(one: HalfDay) -> tuple[date, bool]:
    return one.day, one.half is Half.AFTERNOON
