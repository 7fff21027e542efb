"""What pages need of jobs: how far one is, what it made, which are hers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, ScalarSelect, exists, func, select

from lms.db import Reader
from lms.jobs.models import Job
from lms.jobs.operations import due


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"  # done, and what was said of it has had its time


@dataclass(frozen=True)
class Progress:
    """How far a job is. `told` is empty until it is done; `has_given` tells whether its file is still there."""

    number: int
    kind: str
    asked_at: datetime
    arguments: Mapping[str, Any]
    state: State
    done: int
    total: int
    told: Mapping[str, Any]
    refused: str
    has_given: bool
    has_made: bool


_SHOWN = (
    Job.id,
    Job.kind,
    Job.asked_at,
    Job.arguments,
    Job.tries,
    Job.done,
    Job.total,
    Job.told,
    Job.refused,
    Job.finished_at,
    Job.given.is_not(None).label("has_given"),
    Job.made.is_not(None).label("has_made"),
)


def one(reader: Reader, number: int, by: int) -> Progress | None:
    """A job that someone asked for herself; None for those of others."""
    row = reader.execute(select(*_SHOWN).where(Job.id == number, Job.asked_by == by)).first()
    return _progress(row) if row else None


def of(reader: Reader, by: int, *, most: int) -> tuple[Progress, ...]:
    """The last jobs that someone asked for, the latest first."""
    query = select(*_SHOWN).where(Job.asked_by == by).order_by(Job.id.desc()).limit(most)
    return tuple(map(_progress, reader.execute(query)))


def given(reader: Reader, number: int, by: int) -> bytes | None:
    """The file that a job of hers works on, None when it is no more."""
    return reader.execute(select(Job.given).where(Job.id == number, Job.asked_by == by)).scalar_one_or_none()


def made(reader: Reader, number: int, by: int) -> bytes | None:
    """The file that a job of hers made, None when there is none."""
    return reader.execute(select(Job.made).where(Job.id == number, Job.asked_by == by)).scalar_one_or_none()


def any_due(reader: Reader, *, at: datetime) -> bool:
    """Whether a worker would find something to do. Looking takes no lock."""
    return bool(reader.execute(select(exists().where(due(at)))).scalar_one())


def _count(*where: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(Job).where(*where).scalar_subquery()


# What an operator follows, as parts of one statement.
GAUGES: Mapping[str, ScalarSelect[Any]] = {
    "jobs_waiting": _count(Job.finished_at.is_(None)),
    "jobs_oldest": select(func.min(Job.asked_at)).where(Job.finished_at.is_(None)).scalar_subquery(),
    "jobs_refused": _count(Job.refused != ""),
}


def _progress(row: Row[*tuple[Any, ...]]) -> Progress:
    state = State.RUNNING if row.tries else State.WAITING
    if row.finished_at is not None:
        state = State.REFUSED if row.refused else State.DONE if row.told is not None else State.FORGOTTEN
    return Progress(
        row.id,
        row.kind,
        row.asked_at,
        row.arguments,
        state,
        row.done,
        row.total,
        row.told or {},
        row.refused,
        row.has_given,
        row.has_made,
    )
