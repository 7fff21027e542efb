"""A calendar file that calendars accept: folded, escaped, in UTC, and the same event from one version to the next."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lms.web.calendars import Event, calendar

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def made(*events: Event, sequence: int = 1) -> str:
    return calendar(events, stamp=AT, sequence=sequence, product="Étoffe")


def unfolded(text: str) -> list[str]:
    """What RFC 5545 reads: lines end with CRLF, and one that begins with a space goes on."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def meeting(**more: object) -> Event:
    starts, ends = (datetime(2026, 12, 3, hour, 0, tzinfo=PARIS) for hour in (18, 20))
    return Event("rencontre-1@etoffe.example", "Réunion, à Die; salle", starts, ends, **more)  # type: ignore[arg-type]


def test_a_meeting_is_told_in_utc_and_escaped() -> None:
    lines = unfolded(made(meeting(location="Salle\ndu conseil")))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "METHOD:PUBLISH" in lines
    assert "DTSTART:20261203T170000Z" in lines
    assert "DTEND:20261203T190000Z" in lines
    assert "SUMMARY:Réunion\\, à Die\\; salle" in lines
    assert "LOCATION:Salle\\ndu conseil" in lines
    assert "STATUS:CONFIRMED" in lines


def test_days_are_whole_and_the_last_is_included() -> None:
    lines = unfolded(made(Event("session-1@etoffe.example", "À finir", date(2026, 12, 31), date(2026, 12, 31))))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines


def test_what_changes_keeps_its_name_and_grows() -> None:
    first, second = unfolded(made(meeting())), unfolded(made(meeting(cancelled=True), sequence=2))
    assert "UID:rencontre-1@etoffe.example" in first
    assert "UID:rencontre-1@etoffe.example" in second
    assert "SEQUENCE:2" in second
    assert "STATUS:CANCELLED" in second


@given(st.text(max_size=200))
def test_no_text_ends_a_line_nor_is_lost(text: str) -> None:
    file = made(Event("un@etoffe.example", text, AT, AT))
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    said = next(line for line in unfolded(file) if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    expected = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert said == "\\n".join(expected.splitlines())
