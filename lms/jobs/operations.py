"""What can happen to a job: asked, taken by a worker, followed, done, refused, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.db import insert_once
from lms.jobs.models import Job
from lms.personal_data import WORKED

LEASE = timedelta(minutes=2)  # a worker says how far it is much more often, except while it writes
MOST_TRIES = 3  # a job that kills its worker is not given to all of them
FILES_KEPT = timedelta(days=1)
INTERRUPTED = "Ce travail s’est arrêté trois fois sans finir. Rien n’a été écrit."
_ALONE = {"synchronize_session": False}


class Lost(Exception):
    """Another worker has this job now, or it is finished: whoever learns it leaves it, and writes nothing."""


@dataclass(frozen=True)
class Claimed:
    """A job that one worker may do. `tries` is its ticket."""

    id: int
    kind: str
    asked_by: int
    arguments: dict[str, Any]
    given: bytes
    tries: int


def ask(
    session: Session, kind: str, *, by: int, once: str, arguments: dict[str, Any], given: bytes, at: datetime
) -> int:
    """Ask for work; its number. What was asked under the same `once` is that work."""
    values: dict[str, object] = {
        "kind": kind,
        "once": once,
        "asked_by": by,
        "asked_at": at,
        "arguments": arguments,
        "given": given,
        "done": 0,
        "total": 0,
        "tries": 0,
        "refused": "",
    }
    insert_once(session, Job, values)
    return session.execute(select(Job.id).where(Job.once == once, Job.asked_by == by)).scalar_one()


def due(at: datetime) -> ColumnElement[bool]:
    """What may be taken at that moment."""
    return and_(Job.finished_at.is_(None), or_(Job.claimed_until.is_(None), Job.claimed_until <= at))


def claim(session: Session, *, at: datetime) -> Claimed | None:
    """Take the oldest job that nobody has; None when there is none. One that was dropped three times is refused."""
    oldest = select(Job).where(due(at)).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    while (job := session.scalars(oldest).first()) is not None:
        if job.tries >= MOST_TRIES:
            _end(job, at)
            job.refused, job.given = INTERRUPTED, None
            session.flush()
            continue
        job.tries += 1
        job.claimed_until = at + LEASE
        session.flush()
        return Claimed(job.id, job.kind, job.asked_by, job.arguments, job.given or b"", job.tries)
    return None


def tell(session: Session, job: Claimed, *, done: int, total: int, at: datetime) -> None:
    """Say how far it is, and keep it. Raises Lost."""
    kept = update(Job).where(*_ours(job)).values(done=done, total=total, claimed_until=at + LEASE)
    if session.execute(kept.returning(Job.id), execution_options=_ALONE).first() is None:
        raise Lost(job.id)


def hold(session: Session, job: Claimed) -> Job:
    """Hold the row until the transaction ends: nobody else can take the job while its work is written. Raises Lost."""
    row = session.scalars(select(Job).where(*_ours(job)).with_for_update()).first()
    if row is None:
        raise Lost(job.id)
    return row


def finish(
    session: Session, row: Job, *, told: dict[str, Any], made: bytes | None, keeps_given: bool, at: datetime
) -> None:
    """It is done; `told` is what its page says. The file it worked on goes, unless something else is to follow."""
    _end(row, at)
    row.done, row.told, row.made = row.total, told, made
    if not keeps_given:
        row.given = None
    session.flush()


def refuse(session: Session, job: Claimed, why: str, *, at: datetime) -> None:
    """It cannot be done, and trying again would not help. Raises Lost."""
    row = hold(session, job)
    _end(row, at)
    row.refused, row.given = why[:300], None
    session.flush()


def purge(session: Session, *, at: datetime) -> None:
    """Erase the files and words of what ended yesterday or was left, and forget what was asked a month ago."""
    old = or_(Job.finished_at <= at - FILES_KEPT, and_(Job.finished_at.is_(None), Job.asked_at <= at - 2 * FILES_KEPT))
    session.execute(update(Job).where(old).values(given=None, made=None, told=None), execution_options=_ALONE)
    session.execute(delete(Job).where(Job.asked_at <= at - WORKED.kept), execution_options=_ALONE)


def forget(session: Session, person_id: int) -> None:
    """Delete all that someone asked for: she is erased."""
    session.execute(delete(Job).where(Job.asked_by == person_id), execution_options=_ALONE)


def _ours(job: Claimed) -> tuple[ColumnElement[bool], ...]:
    return Job.id == job.id, Job.tries == job.tries, Job.finished_at.is_(None)


def _end(row: Job, at: datetime) -> None:
    row.finished_at, row.claimed_until = at, None
