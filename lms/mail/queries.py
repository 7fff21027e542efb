"""What is asked of the outbox: what is due, how it stands, and the mailbox of a demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, exists, func, select

from lms.db import Reader
from lms.mail.models import OutboxMessage
from lms.mail.operations import EXPIRED, due

_WAITING = (OutboxMessage.sent_at.is_(None), OutboxMessage.given_up_at.is_(None))

_STORED = select(*OutboxMessage.__table__.columns)


class MessageUnknown(Exception):
    """There is no such message, or it was forgotten."""


@dataclass(frozen=True)
class Status:
    """How the outbox stands. `given_up` counts by reason; codes that expired unsent are among them."""

    waiting: int
    oldest: datetime | None
    given_up: Mapping[str, int]


@dataclass(frozen=True)
class StoredMessage:
    """A message as it is stored. `text` is empty when it held a code that was erased."""

    id: int
    recipient: str
    subject: str
    text: str
    has_html: bool
    created_at: datetime
    sent_at: datetime | None
    given_up: str  # why, empty when it was not

    @property
    def expired(self) -> bool:
        return self.given_up == EXPIRED


# What an operator follows, as parts of one statement.
GAUGES: Mapping[str, ScalarSelect[Any]] = {
    "mail_waiting": select(func.count()).select_from(OutboxMessage).where(*_WAITING).scalar_subquery(),
    "mail_oldest": select(func.min(OutboxMessage.created_at)).where(*_WAITING).scalar_subquery(),
    "mail_given_up": select(func.count())
    .select_from(OutboxMessage)
    .where(OutboxMessage.given_up_at.is_not(None), OutboxMessage.last_error != EXPIRED)
    .scalar_subquery(),
}


def any_due(reader: Reader, *, at: datetime) -> bool:
    """Whether a worker would find something to do. Looking takes no lock."""
    return bool(reader.execute(select(exists().where(*due(at)))).scalar_one())


def status(reader: Reader) -> Status:
    """Two statements."""
    waiting, oldest = reader.execute(select(func.count(), func.min(OutboxMessage.created_at)).where(*_WAITING)).one()
    reasons = (
        select(OutboxMessage.last_error.label("reason"), func.count().label("number"))
        .where(OutboxMessage.given_up_at.is_not(None))
        .group_by(OutboxMessage.last_error)
        .order_by(OutboxMessage.last_error)
    )
    return Status(waiting, oldest, {row.reason: row.number for row in reader.execute(reasons)})


def mailbox(reader: Reader, *, skip: int, most: int) -> tuple[tuple[StoredMessage, ...], int]:
    """Some messages, newest first, and how many there are in all. Two statements."""
    total = reader.execute(select(func.count()).select_from(OutboxMessage)).scalar_one()
    rows = reader.execute(_STORED.order_by(OutboxMessage.id.desc()).offset(skip).limit(most))
    return tuple(_stored(row) for row in rows), total


def message(reader: Reader, number: int) -> StoredMessage:
    """One message. Raises MessageUnknown."""
    row = reader.execute(_STORED.where(OutboxMessage.id == number)).first()
    if row is None:
        raise MessageUnknown(number)
    return _stored(row)


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        has_html=bool(row.html),
        created_at=row.created_at,
        sent_at=row.sent_at,
        given_up=row.last_error if row.given_up_at else "",
    )
