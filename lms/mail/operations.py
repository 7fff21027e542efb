"""What can happen to a message: written, taken by a worker, sent, failed, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.db import insert_once
from lms.mail.letter import Letter
from lms.mail.models import OutboxMessage
from lms.mail.schedule import pause_after
from lms.personal_data import LETTERS

LEASE = timedelta(minutes=5)  # longer than the slowest hand-over (transport.LONGEST): a test compares them
EXPIRED = "Expired"
WITHDRAWN = "Withdrawn"


@dataclass(frozen=True)
class Claimed:
    """A message that one worker may send until `until`."""

    id: int
    message_id: str
    purpose: str
    recipient: str
    subject: str
    text: str
    html: str
    unsubscribe: str
    created_at: datetime
    tries: int
    until: datetime
    calendar: str = ""


def post(session: Session, letter: Letter, *, at: datetime) -> bool:
    """Write a letter with the transaction that decided it; a worker sends it once that is committed.

    Return False, and write nothing, when its `once` was already written. Codes that expired are erased in
    passing: a site without a worker keeps its word too.
    """
    _expire(session, at)
    values: dict[str, object] = {
        "message_id": uuid4().hex,
        "once": letter.once,
        "purpose": letter.purpose,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "calendar": letter.calendar,
        "unsubscribe": letter.unsubscribe,
        "secret": letter.secret,
        "expires_at": letter.expires_at,
        "created_at": at,
        "next_try_at": at,
        "tries": 0,
        "last_error": "",
    }
    return insert_once(session, OutboxMessage, values)


def due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What may be taken at that moment: waiting, its time come, not expired, in no other worker's hands."""
    return (
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.next_try_at <= at,
        or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > at),
        _free(at),
    )


def claim(session: Session, *, at: datetime) -> Claimed | None:
    """Take one message for the length of a lease, codes first; None when nothing is due.

    Two workers never hold the same: on PostgreSQL each skips what the other has locked, on SQLite they
    take turns. One at a time, so that a worker that is killed delays one message and no more.
    """
    oldest = select(OutboxMessage).where(*due(at))
    oldest = oldest.order_by(OutboxMessage.secret.desc(), OutboxMessage.next_try_at, OutboxMessage.id).limit(1)
    row = session.scalars(oldest.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    until = at + LEASE
    row.tries += 1
    row.claimed_until = until
    session.flush()
    return Claimed(
        id=row.id,
        message_id=row.message_id,
        purpose=row.purpose,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        calendar=row.calendar,
        unsubscribe=row.unsubscribe,
        created_at=row.created_at,
        tries=row.tries,
        until=until,
    )


def sent(session: Session, message: int, *, at: datetime) -> None:
    """The relay has accepted it. True whatever happened to the lease since; said twice, the first date stays."""
    done = update(OutboxMessage).where(OutboxMessage.id == message, OutboxMessage.sent_at.is_(None))
    session.execute(
        done.values(sent_at=at, given_up_at=None, claimed_until=None, last_error="", **_without_secret()),
        execution_options={"synchronize_session": False},
    )


def failed(session: Session, message: int, reason: str, *, final: bool, at: datetime) -> bool:
    """It was not sent: try later, or give up when `final` or when the schedule is over. Tell whether it is given up."""
    row = session.get(OutboxMessage, message, with_for_update=True)
    if row is None or row.sent_at is not None or row.given_up_at is not None:
        return False
    pause = None if final else pause_after(row.tries)
    row.claimed_until = None
    row.last_error = reason[:60]
    if pause is None:
        row.given_up_at = at
        if row.secret:
            row.text = row.html = ""
    else:
        row.next_try_at = at + pause
    session.flush()
    return pause is None


def withdraw(session: Session, once: str, *, at: datetime) -> bool:
    """Give up a letter that is no longer wanted, by its `once` key. Tell whether it was still waiting.

    A worker that has it in hand may be sending it at this moment: what it says of it afterwards stands.
    """
    waiting = update(OutboxMessage).where(
        OutboxMessage.once == once, OutboxMessage.sent_at.is_(None), OutboxMessage.given_up_at.is_(None)
    )
    given_up = waiting.values(given_up_at=at, claimed_until=None, last_error=WITHDRAWN, **_without_secret())
    done = session.execute(
        given_up.returning(OutboxMessage.id), execution_options={"synchronize_session": False}
    ).first()
    return done is not None


def purge(session: Session, *, at: datetime) -> int:
    """Give up what expired, and forget what ended thirty days ago. Return how many were forgotten."""
    _expire(session, at)
    ended = or_(OutboxMessage.sent_at < at - LETTERS.kept, OutboxMessage.given_up_at < at - LETTERS.kept)
    old = delete(OutboxMessage).where(ended).returning(OutboxMessage.id)
    return len(session.execute(old, execution_options={"synchronize_session": False}).all())


def forget(session: Session, recipient: str) -> int:
    """Delete every message to an address, sent or not: its owner is erased. Return how many there were."""
    gone = delete(OutboxMessage).where(OutboxMessage.recipient == recipient).returning(OutboxMessage.id)
    return len(session.execute(gone, execution_options={"synchronize_session": False}).all())


def _expire(session: Session, at: datetime) -> None:
    """Give up the messages past their use that no worker holds, and erase their codes. One statement."""
    past = update(OutboxMessage).where(
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.expires_at <= at,
        _free(at),
    )
    session.execute(
        past.values(given_up_at=at, claimed_until=None, last_error=EXPIRED, **_without_secret()),
        execution_options={"synchronize_session": False},
    )


def _free(at: datetime) -> ColumnElement[bool]:
    return or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= at)


def _without_secret() -> dict[str, ColumnElement[str]]:
    return {
        "text": case((OutboxMessage.secret, ""), else_=OutboxMessage.text),
        "html": case((OutboxMessage.secret, ""), else_=OutboxMessage.html),
    }
