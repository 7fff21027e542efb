"""Who may be written to, and when. Pure.

One rule holds for reminders and weekly letters together, whoever sends them: between two that leave, seven times
twenty-four hours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.followup.disclosure import in_tens, may_show

WEEK = timedelta(days=7)
PAUSE = timedelta(days=30)
AHEAD = timedelta(days=21)  # a course is spoken of from three weeks before its day
LIFE = timedelta(hours=24)  # a letter that could not leave by then says what is no longer so
PRESS_EVERY = timedelta(hours=24)  # between two presses for one session
GOES_ON = timedelta(hours=1)  # a press that was cut may be sent again as it was
LONGEST_SENTENCE = 300


class Held(StrEnum):
    """Why somebody is not written to."""

    NOTHING_LEFT = "nothing-left"  # she has finished what was due
    AWAY = "away"  # no account that she has opened, or it is suspended
    REFUSED = "refused"  # she stopped reminders, or paused them
    WRITTEN = "written"  # a letter left less than a week ago, or is about to


@dataclass(frozen=True)
class Asked:
    """A course that somebody is asked to finish, with its day."""

    course_key: str
    due_on: date


@dataclass(frozen=True)
class Correspondent:
    """Someone, as far as writing to her goes. `letter_ends_at` is when her last letter was sent or given up; of one
    that still waits, when it will be at the latest."""

    person_id: int
    given_name: str = ""
    email: str = ""
    shared_mailbox: bool = False
    has_come_in: bool = True
    suspended: bool = False
    accepts: bool = True
    paused_until: datetime | None = None
    last_at: datetime | None = None
    letter_ends_at: datetime | None = None


def held(who: Correspondent, left: Collection[object], at: datetime) -> Held | None:
    """Why she is not written to at that moment about what is `left`, None when she may be."""
    if not left:
        return Held.NOTHING_LEFT
    if not who.email or not who.has_come_in or who.suspended:
        return Held.AWAY
    if not who.accepts or (who.paused_until is not None and at < who.paused_until):
        return Held.REFUSED
    if any(one is not None and at < one + WEEK for one in (who.last_at, who.letter_ends_at)):
        return Held.WRITTEN
    return None


def told(fates: Mapping[Held | None, int], start: int) -> Mapping[Held | None, int]:
    """How many people meet each fate, None being a letter: in tens, up or down, and 0 under ten.

    Who is kept from a letter, by what she chose or by another session, is not to be found by counting: each number
    that is told fits ten true ones at least for whoever does not know `start`, between 0 and 9.
    """
    kinds: tuple[Held | None, ...] = (None, *Held)
    tens = in_tens([fates.get(kind, 0) for kind in kinds], start)
    return {kind: ten if may_show(fates.get(kind, 0)) else 0 for kind, ten in zip(kinds, tens, strict=True)}


def is_due(due_on: date, today: date) -> bool:
    """Whether a course may be spoken of: its day is past, or near."""
    return due_on <= today + AHEAD


def next_press(last_at: datetime | None, at: datetime) -> datetime | None:
    """When a session may be written to again, None when it may be now."""
    return last_at + PRESS_EVERY if last_at is not None and at < last_at + PRESS_EVERY else None


def may_go_on(pressed_at: datetime, at: datetime) -> bool:
    """Whether the same form may still write to who is left: weeks later, it is a page found open again."""
    return at < pressed_at + GOES_ON
