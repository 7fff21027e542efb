"""How often a thing may be tried. Counters in windows of time, kept in the database, shared by all workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.models import Throttle
from lms.accounts.secrets import hashed
from lms.db import upsert


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a window; windows are aligned on the clock."""

    name: str
    most: int
    window: timedelta


MAILS = Limit("mail", 5, timedelta(minutes=15))  # to an address, from browsers it does not know
MAILS_KNOWN = Limit("mail-known", 5, timedelta(minutes=15))  # from a browser that has been its own
MAILS_NETWORK = Limit("mail-network", 200, timedelta(minutes=5))  # a training room, or a mobile operator
TRIES = Limit("try", 20, timedelta(hours=1))
TRIES_KNOWN = Limit("try-known", 20, timedelta(hours=1))
PASSWORDS = Limit("password", 10, timedelta(minutes=15))
PASSWORDS_KNOWN = Limit("password-known", 10, timedelta(minutes=15))
FACTORS = Limit("factor", 10, timedelta(minutes=15))  # by someone who has proved her mailbox already


def within(session: Session, limit: Limit, subject: str, *, at: datetime) -> bool:
    """Count one more try of `subject`; tell whether it is within the limit. Never lowers what others may do."""
    key = {"bucket": hashed(limit.name, subject), "window_start": _window(limit, at)}
    upsert(session, Throttle, key | {"count": 1}, {"count": Throttle.count + 1})
    counted = select(Throttle.count).filter_by(**key)
    return session.execute(counted).scalar_one() <= limit.most


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete the windows of yesterday and before."""
    session.execute(delete(Throttle).where(Throttle.window_start < at - timedelta(days=1)))


def _window(limit: Limit, at: datetime) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
