"""Erasing a person everywhere at once, and forgetting in every package what has had its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms import accounts, jobs, learning, mail
from lms.db import Reader
from lms.followup import cohorts, evidence, reminders
from lms.learning import certificates
from lms.personal_data import IDENTITY, NOTICE_EVERY, NOTICES
from lms.publishing import drafts


@dataclass(frozen=True)
class Notice:
    """A letter to write to someone who does not come any more. Her account is erased at `erased_at` or later."""

    person_id: int
    email: str
    number: int
    erased_at: datetime


@dataclass(frozen=True)
class Forgotten:
    """What a pass has deleted."""

    visits: int
    letters: int
    people: int


def erase(session: Session, person_id: int, *, at: datetime, keep_certificates: bool = True) -> None:
    """Erase a person: her account, her learning, her letters, what was said of her. Twice is once.

    Her certificates lose her name and their file; they stay valid for whoever holds one, unless she wants them revoked.
    The courses she wrote stay, without her number.
    """
    for address in sorted(accounts.addresses_of(session, person_id)):
        mail.forget(session, address)
    jobs.forget(session, person_id)
    learning.erase(session, person_id)
    certificates.forget(session, person_id, keep=keep_certificates, at=at)
    drafts.erase(session, person_id)
    evidence.erase(session, person_id)
    cohorts.erase(session, person_id, accounts.addresses_of(session, person_id))
    reminders.erase(session, person_id)
    accounts.erase(session, person_id, at=at)


def give_notices(session: Session, *, at: datetime) -> tuple[Notice, ...]:
    """Who must be told today that her account will be erased; remembers that she is."""
    told = []
    for one in _inactive(session, at):
        waited = one.noticed_at is None or one.noticed_at <= at - NOTICE_EVERY
        if one.notices < NOTICES and waited:
            accounts.note_notice(session, one, at=at)
            remaining = NOTICES - one.notices
            told.append(Notice(one.person_id, one.email, one.notices + 1, at + remaining * NOTICE_EVERY))
    return tuple(told)


def forget_due(session: Session, *, at: datetime) -> Forgotten:
    """Delete in every package what has had its time, and erase who was told twice and did not come back."""
    gone = [
        one
        for one in _inactive(session, at)
        if one.notices == NOTICES and one.noticed_at is not None and one.noticed_at <= at - NOTICE_EVERY
    ]
    for one in gone:
        erase(session, one.person_id, at=at)
    accounts.forget_due(session, at=at)
    jobs.purge(session, at=at)
    certificates.forget_due(session, at=at)
    drafts.forget_due(session, at=at)
    cohorts.forget_due(session, at=at)
    reminders.forget_due(session, at=at)
    return Forgotten(learning.forget_due(session, at=at), mail.purge(session, at=at), len(gone))


def _inactive(reader: Reader, at: datetime) -> tuple[accounts.Silent, ...]:
    """Who has neither signed in nor learnt for two years."""
    silent = accounts.silent_people(reader, at=at)
    if not silent:
        return ()
    learnt = learning.seen_since(reader, {one.person_id for one in silent}, at - IDENTITY.kept)
    return tuple(one for one in silent if one.person_id not in learnt)
