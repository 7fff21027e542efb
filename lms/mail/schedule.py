"""When to try again. Pure, and without chance: the same failures give the same moments."""

from __future__ import annotations

from datetime import timedelta

_MINUTES = (1, 2, 5, 15, 30, 60)
_HOURLY = 3 * 24  # then every hour, for three days: a week-end and a holiday

PAUSES = tuple(timedelta(minutes=minutes) for minutes in _MINUTES + (60,) * _HOURLY)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after that many failed tries, None when it is time to give up."""
    return PAUSES[tries - 1] if 1 <= tries <= len(PAUSES) else None
