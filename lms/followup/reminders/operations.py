"""Writing to the people of a session, once a week at most for each; pausing and stopping.

Nothing is sent here: what is returned is posted in the outbox by whoever calls, in the same transaction. Two
transactions that choose the same person wait for each other on her account, as does the one by which she stops.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import accounts, content, learning, mail, publishing
from lms.accounts.models import Account
from lms.accounts.territories import Named
from lms.db import Reader, insert_once, upsert
from lms.followup import cohorts
from lms.followup.disclosure import FEWEST, in_tens
from lms.followup.reminders.models import Reminded, ReminderPress
from lms.followup.reminders.policy import PAUSE, WEEK, Asked, Correspondent, Held, held, next_press
from lms.followup.reminders.queries import Audience, audience, due_courses, members, presses
from lms.personal_data import LETTERS, SECURITY


class TooSoonToRemind(Exception):
    """This session was written to less than a day ago."""


class PressReused(Exception):
    """This form has already sent something else."""


@dataclass(frozen=True)
class Left:
    """A course that is left to someone, by when, and how long its lessons would take her, its quiz apart."""

    course_key: str
    title: str
    minutes: int
    due_on: date | None


@dataclass(frozen=True)
class Reminder:
    """A letter to write. `key` is its `once` in the outbox."""

    key: str
    person_id: int
    given_name: str
    email: str
    shared_mailbox: bool
    left: tuple[Left, ...]


@dataclass(frozen=True)
class Forecast:
    """What pressing would do: `due` courses are spoken of, to `about` people, in tens; `until` when it may be done."""

    due: tuple[Left, ...]
    about: int
    until: datetime | None


def forecast(reader: Reader, cohort_id: int, *, secret: str, at: datetime) -> Forecast:
    """What a letter to this session would say, and to about how many. Five statements; the caller has checked that
    she who asks runs it."""
    covers = _covers(reader)
    due = due_courses(reader, cohort_id, covers, at)
    found = audience(reader, members(cohort_id), due)
    last = presses(reader, cohort_id, most=1)
    told = tuple(_left(covers[one.course_key], one.due_on, None) for one in due)
    return Forecast(told, _about(found, cohort_id, secret, at), next_press(last[0].at if last else None, at))


def press(
    session: Session,
    cohort_id: int,
    *,
    client_id: str,
    sentence: str,
    by: int,
    places: Collection[Named],
    secret: str,
    at: datetime,
) -> tuple[Reminder, ...]:
    """Choose who is written to, now and for this week; return their letters, to be posted. The same form twice gives
    none. Raises cohorts.CohortUnknown, cohorts.CohortCancelled, TooSoonToRemind, PressReused."""
    cohorts.held(session, cohort_id, places)
    if _is_done(session, client_id, cohort_id, sentence):
        return ()
    last = presses(session, cohort_id, most=1)
    if next_press(last[0].at if last else None, at) is not None:
        raise TooSoonToRemind(cohort_id)
    covers = _covers(session)
    due = due_courses(session, cohort_id, covers, at)
    _wait_for(session, members(cohort_id))
    found = audience(session, members(cohort_id), due)
    values = {"client_id": client_id, "cohort_id": cohort_id, "pressed_by": by, "pressed_at": at, "sentence": sentence}
    if not insert_once(session, ReminderPress, values | {"about": _about(found, cohort_id, secret, at)}):
        raise PressReused(client_id)  # for another session, at this very moment
    chosen = [one for one in found.people if held(one, found.left[one.person_id], at) is None]
    return write(session, chosen, found.left, covers, at=at)
