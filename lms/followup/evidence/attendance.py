"""Who was there: said by herself on her telephone, by the organiser on his, or typed in from a sheet of paper.

Nothing is overwritten: what is said again differently is one more row, and the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import Reader, insert_once
from lms.followup.cohorts.models import CohortMeeting
from lms.followup.evidence.halves import Half, HalfDay, half_days, may_sign
from lms.followup.evidence.models import Attendance
from lms.followup.evidence.queries import Meeting


class HalfDayUnknown(Exception):
    """The session has no such meeting, or the meeting no such half-day."""


class TooEarlyToSign(Exception):
    """It is not that half-day: she cannot say by herself that she is there."""


class Means(StrEnum):
    """How it was said."""

    SELF = "self"
    ORGANISER = "organiser"
    PAPER = "paper"


@dataclass(frozen=True)
class Said:
    """What was said of somebody's presence for a half-day. `said_by` is a person, None when she is no more."""

    meeting_id: int
    half_day: HalfDay
    person_id: int
    revision: int
    present: bool
    means: Means
    said_by: int | None
    said_at: datetime


def find_half_day(meetings: Iterable[Meeting], meeting_id: int, slug: str) -> tuple[Meeting, HalfDay]:
    """A half-day of a meeting among those of a session. Raises HalfDayUnknown."""
    for meeting in meetings:
        for half_day in half_days(meeting.starts_at, meeting.ends_at):
            if meeting.id == meeting_id and half_day.slug == slug:
                return meeting, half_day
    raise HalfDayUnknown(meeting_id, slug)


def all_said(reader: Reader, cohort_id: int, *, person_id: int | None = None) -> tuple[Said, ...]:
    """All that was said of who was there in a session, or of one person, corrections included, in order."""
    query = (
        select(
            Attendance.meeting_id,
            Attendance.day,
            Attendance.half,
            Attendance.person_id,
            Attendance.revision,
            Attendance.present,
            Attendance.means,
            Attendance.recorded_by,
            Attendance.recorded_at,
        )
        .join(CohortMeeting, CohortMeeting.id == Attendance.meeting_id)
        .where(CohortMeeting.cohort_id == cohort_id)
        .order_by(Attendance.recorded_at, Attendance.meeting_id, Attendance.person_id, Attendance.revision)
    )
    if person_id is not None:
        query = query.where(Attendance.person_id == person_id)
    return tuple(_said(*row) for row in reader.execute(query))


def last_said(said: tuple[Said, ...]) -> dict[tuple[int, HalfDay, int], Said]:
    """What counts, by meeting, half-day and person."""
    latest: dict[tuple[int, HalfDay, int], Said] = {}
    for one in sorted(said, key=lambda each: each.revision):
        latest[one.meeting_id, one.half_day, one.person_id] = one
    return latest


def record(
    session: Session,
    meeting: Meeting,
    half_day: HalfDay,
    presences: Mapping[int, bool],
    *,
    means: Means,
    by: int,
    at: datetime,
) -> int:
    """Write down who is there and who is not; return how many rows that adds. What is already said adds none.

    Nothing is written of who was never said to be there and still is not.
    """
    here = {"meeting_id": meeting.id, "day": half_day.day, "half": half_day.half.value}
    known = _last_rows(session, here)
    added = 0
    for person_id, present in sorted(presences.items()):
        revision, was = known.get(person_id, (0, False))
        if present is was:
            continue
        row = here | {"person_id": person_id, "revision": revision + 1, "present": present, "means": means.value}
        added += insert_once(session, Attendance, row | {"recorded_by": by, "recorded_at": at})
    return added


def sign(session: Session, meeting: Meeting, half_day: HalfDay, person_id: int, *, at: datetime) -> None:
    """She says by herself that she is there; twice is once. Raises TooEarlyToSign outside of that half-day."""
    if not may_sign(half_day, meeting.starts_at, at):
        raise TooEarlyToSign(half_day.slug)
    record(session, meeting, half_day, {person_id: True}, means=Means.SELF, by=person_id, at=at)


def _last_rows(reader: Reader, here: Mapping[str, object]) -> dict[int, tuple[int, bool]]:
    query = select(Attendance.person_id, Attendance.revision, Attendance.present).filter_by(**here)
    rows = reader.execute(query.order_by(Attendance.revision))
    return {person_id: (revision, present) for person_id, revision, present in rows}


def _said(
    meeting_id: int, day: date, half: str, person_id: int, revision: int, present: bool, means: str,
    said_by: int | None, said_at: datetime,
) -> Said:  # fmt: skip
    half_day = HalfDay(day, Half(half))
    return Said(meeting_id, half_day, person_id, revision, present, Means(means), said_by, said_at)
