"""A file for a calendar (RFC 5545), written by hand: a list of events is all that is needed of it. Pure.

    calendar([Event(uid="rencontre-3@etoffe.example", …)], stamp=at, sequence=2)

Moments are in UTC, so that no time zone has to be described; lines are folded at 75 octets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75


@dataclass(frozen=True)
class Event:
    """Something that has a place in a calendar: between two moments, or over whole days, the last included. `uid` is
    the same as long as the thing is."""

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    location: str = ""
    url: str = ""
    description: str = ""
    cancelled: bool = False


def calendar(events: Iterable[Event], *, stamp: datetime, sequence: int, product: str) -> str:
    """The file. `sequence` grows when what it says changes: calendars replace what they had."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_escaped(product)}//FR", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event, stamp, sequence)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line))


def _event(event: Event, stamp: datetime, sequence: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(stamp)}"
    yield f"SEQUENCE:{sequence}"
    last = event.ends if isinstance(event.ends, datetime) else event.ends + timedelta(days=1)  # a day ends on the next
    yield f"DTSTART{_when(event.starts)}"
    yield f"DTEND{_when(last)}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    for name, text in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if text:
            yield f"{name}:{_escaped(text)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _when(value: datetime | date) -> str:
    return f":{_moment(value)}" if isinstance(value, datetime) else f";VALUE=DATE:{value:%Y%m%d}"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Text as the format has it: nothing in it ends a line or a value."""
    safe = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(safe.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Pieces of 75 octets at most, signs whole, each after the first behind a space."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > OCTETS:
            yield piece
            piece = " "
        piece += sign
    yield piece
