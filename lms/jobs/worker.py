"""One pass over the jobs that are due. Several workers at once are harmless: the ticket says who has what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms import db
from lms.jobs import operations, queries
from lms.jobs.models import Job
from lms.jobs.operations import MOST_TRIES, Claimed, Lost

TELL_EVERY = 0.5  # seconds
FAILED = "Une panne a interrompu ce travail. Rien n’a été écrit\u202f: recommencez plus tard, ou prévenez l’exploitant."


class Refused(Exception):
    """The job cannot be done; the message says why, in French, to who asked for it."""


@dataclass
class Task:
    """A job in the hands of a runner, which says how far it is, then writes all it has to write in `finishing`."""

    engine: Engine
    job: Claimed
    now: Callable[[], datetime]
    _told_at: float = field(default=0.0)
    _row: Job | None = field(default=None)

    def tell(self, done: int, total: int, *, at_once: bool = False) -> None:
        """Say how far it is, twice a second at most unless `at_once`. Raises Lost."""
        if not at_once and time.monotonic() - self._told_at < TELL_EVERY:
            return
        self._told_at = time.monotonic()
        with db.transaction(self.engine) as session:
            operations.tell(session, self.job, done=done, total=total, at=self.now())

    @contextmanager
    def finishing(self) -> Iterator[Session]:
        """The transaction of what it writes, in which nobody else can have the job. Raises Lost."""
        with db.transaction(self.engine) as session:
            self._row = operations.hold(session, self.job)
            yield session

    def finish(
        self, session: Session, told: dict[str, Any], *, made: bytes | None = None, keeps_given: bool = False
    ) -> None:
        """In `finishing`: it is done."""
        assert self._row is not None, "only while finishing"  # noqa: S101
        operations.finish(session, self._row, told=told, made=made, keeps_given=keeps_given, at=self.now())


Runner = Callable[[Task], None]


@dataclass(frozen=True)
class Done:
    """What became of a job. Fit for a log: nothing in it is about a person."""

    number: int
    kind: str
    tries: int
    outcome: str  # « done », « refused », « lost », « failed »
    seconds: float
    error: Exception | None = None


def work_due(
    engine: Engine,
    runners: Mapping[str, Runner],
    *,
    now: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Done]:
    """Do what is due, one job after the other, and yield what became of each. Raises what the database raises."""
    while not stop() and (job := _take(engine, now())) is not None:
        started = time.monotonic()
        outcome, error = _do(engine, runners[job.kind], job, now)
        yield Done(job.id, job.kind, job.tries, outcome, round(time.monotonic() - started, 1), error)


def _take(engine: Engine, at: datetime) -> Claimed | None:
    """Look first, so that an idle worker never makes anyone wait to write."""
    with db.reading(engine) as reader:
        if not queries.any_due(reader, at=at):
            return None
    with db.transaction(engine) as session:
        return operations.claim(session, at=at)


def _do(engine: Engine, run: Runner, job: Claimed, now: Callable[[], datetime]) -> tuple[str, Exception | None]:
    try:
        run(Task(engine, job, now))
        return "done", None
    except Lost:
        return "lost", None
    except Refused as why:
        return _refuse(engine, job, str(why), now()), None
    except DBAPIError:
        raise  # the database fails, not the job: it is taken again when its lease is over
    except Exception as error:
        if job.tries < MOST_TRIES:
            return "failed", error
        _refuse(engine, job, FAILED, now())
        return "refused", error


def _refuse(engine: Engine, job: Claimed, why: str, at: datetime) -> str:
    try:
        with db.transaction(engine) as session:
            operations.refuse(session, job, why, at=at)
    except Lost:
        return "lost"
    return "refused"
