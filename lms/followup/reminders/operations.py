"""Writing to the people of a session, or to who asked for a weekly letter; pausing and stopping.

Nothing is sent here: what is returned is posted in the outbox by the caller, in the same transaction. Two transactions
that would write to the same person wait for each other on her account, as does the one by which she stops.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms import accounts, learning, mail
from lms.accounts.territories import Named
from lms.db import Reader, insert_once
from lms.followup import cohorts
from lms.followup.disclosure import FEWEST
from lms.followup.reminders.models import Reminded, ReminderPress
from lms.followup.reminders.policy import PAUSE, Correspondent, Held, held, may_go_on, next_press, told
from lms.followup.reminders.queries import (
    Audience,
    Pressed,
    Releases,
    audience,
    members,
    summons,
)
from lms.followup.reminders.writing import AT_ONCE, Left, Letter, take_turn, wait_for
from lms.personal_data import LETTERS, SECURITY


class TooSoonToRemind(Exception):
    """This session was written to less than a day ago."""


class PressReused(Exception):
    """This form has already sent something else."""


@dataclass(frozen=True)
class Forecast:
    """What pressing would do: `due` courses are spoken of to `about` people, in tens; `others` are not written to, in
    tens for each reason. `until` is when it may be done, None for now; `last` is what was sent before."""

    name: str
    due: tuple[Left, ...]
    about: int
    others: Mapping[Held, int]
    until: datetime | None
    last: Pressed | None


@dataclass(frozen=True)
class Sending:
    """Some letters to the people of a session called `name`; `last` is the person after whom to go on, None when
    everybody was looked at."""

    name: str
    letters: tuple[Letter, ...]
    last: int | None


def forecast(reader: Reader, cohort_id: int, *, places: Collection[Named], secret: str, at: datetime) -> Forecast:
    """What a letter to this session would say, and to about how many. Three statements. Raises
    cohorts.CohortUnknown."""
    said = summons(reader, cohort_id, places=places, at=at)
    found = audience(reader, members(cohort_id), said.due)
    due = tuple(Left.of(said.published[one.course_key].cover, one.due_on) for one in said.due)
    until = next_press(said.last.at if said.last else None, at)
    counts = _in_tens(found, cohort_id, secret, at)
    return Forecast(said.name, due, counts[None], {why: counts[why] for why in Held}, until, said.last)


def example(found: Forecast, given_name: str, *, at: datetime) -> Letter:
    """The letter as somebody who has not begun would have it."""
    return Letter("", at, Correspondent(0, given_name, "exemple@etoffe.example"), found.due)


def press(
    session: Session,
    cohort_id: int,
    *,
    client_id: str,
    sentence: str,
    by: int,
    places: Collection[Named],
    secret: str,
    after: int = 0,
    at: datetime,
) -> Sending:
    """Choose who is written to among the next people of a session, and take their turn; return their letters. The same
    form goes on where it was cut for an hour, and writes to nobody twice.

    Raises cohorts.CohortUnknown, cohorts.CohortCancelled, TooSoonToRemind, PressReused.
    """
    name = cohorts.held(session, cohort_id, places).name
    said = summons(session, cohort_id, places=places, at=at)
    before = _pressed(session, client_id, cohort_id, sentence)
    if before is not None and not may_go_on(before.pressed_at, at):
        return Sending(name, (), None)
    if before is None:
        if said.last is not None and next_press(said.last.at, at) is not None:
            raise TooSoonToRemind(cohort_id)
        found = audience(session, members(cohort_id), said.due)
        made = {"client_id": client_id, "cohort_id": cohort_id, "pressed_by": by, "sentence": sentence}
        made |= {"pressed_at": at, "about": _in_tens(found, cohort_id, secret, at)[None]}
        if not insert_once(session, ReminderPress, made):
            raise PressReused(client_id)  # by another session, at this very moment
    some = session.scalars(members(cohort_id, after, AT_ONCE)).all()
    wait_for(session, some)
    letters = _letters(session, audience(session, some, said.due), said.published, at=at)
    return Sending(name, letters, some[-1] if some else None)


def _pressed(session: Session, client_id: str, cohort_id: int, sentence: str) -> ReminderPress | None:
    """What this form has sent, None when it is new. Raises PressReused when it said something else."""
    row = session.get(ReminderPress, client_id)
    if row is not None and (row.cohort_id, row.sentence) != (cohort_id, sentence):
        raise PressReused(client_id)
    return row


def _letters(session: Session, found: Audience, published: Releases, *, at: datetime) -> tuple[Letter, ...]:
    chosen = [one for one in found.people if held(one, found.left[one.person_id], at) is None]
    journeys = learning.journeys_of(session, [one.person_id for one in chosen], published.values())
    letters = []
    for one in chosen:
        hers = journeys.get(one.person_id, {})
        left = [(published[asked.course_key].cover, asked.due_on) for asked in found.left[one.person_id]]
        key = take_turn(session, one.person_id, at=at)
        if key is not None:
            letters.append(Letter(key, at, one, tuple(Left.of(cover, on, hers.get(cover.key)) for cover, on in left)))
    return tuple(letters)


def _in_tens(found: Audience, cohort_id: int, secret: str, at: datetime) -> Mapping[Held | None, int]:
    """How many are written to (None) and how many are not, for each reason, as it may be told. Where tens are cut
    depends on who is there, so that adding somebody to find her out moves it."""
    fates = Counter(held(one, found.left[one.person_id], at) for one in found.people)
    there = ",".join(str(one.person_id) for one in found.people)
    start = hmac.digest(secret.encode(), f"etoffe reminders {cohort_id} {there}".encode(), "sha256")[0] % FEWEST
    return told(fates, start)


def choose(
    session: Session, person_id: int, *, accepted: bool, paused: bool = False, digest: bool = False, at: datetime
) -> None:
    """Keep what she accepts. What was about to leave and is no longer accepted is withdrawn. Raises
    accounts.PersonUnknown."""
    accounts.remind(session, person_id, accepted, paused_until=at + PAUSE if paused else None)
    accounts.want_digest(session, person_id, digest and accepted, at=at)
    if paused or not accepted:
        _withdraw(session, person_id, at)


def stop(session: Session, person_id: int, *, at: datetime) -> None:
    """No reminder any more, nor the one that was about to leave. Raises accounts.PersonUnknown."""
    accounts.remind(session, person_id, False)
    _withdraw(session, person_id, at)


def pause(session: Session, person_id: int, *, at: datetime) -> None:
    """No reminder for a month, nor the one that was about to leave; whoever stopped them stays without. Raises
    accounts.PersonUnknown."""
    accounts.pause_reminders(session, person_id, until=at + PAUSE)
    _withdraw(session, person_id, at)


def _withdraw(session: Session, person_id: int, at: datetime) -> None:
    once = session.execute(select(Reminded.once).where(Reminded.person_id == person_id)).scalar_one_or_none()
    if once is not None:
        mail.withdraw(session, once, at=at)


def erase(session: Session, person_id: int) -> None:
    """Forget what someone sent to sessions."""
    session.execute(delete(ReminderPress).where(ReminderPress.pressed_by == person_id))


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete what has had its time."""
    session.execute(delete(Reminded).where(Reminded.last_at <= at - LETTERS.kept))
    session.execute(delete(ReminderPress).where(ReminderPress.pressed_at <= at - SECURITY.kept))
