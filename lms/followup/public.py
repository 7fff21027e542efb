"""The figures that anybody may read, where an operator has opened them: of the whole country and of its régions.

They are sums over whole blocks (blocks.py), rounded once more: nothing here says more than what administrators read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit
from lms.db import Reader
from lms.followup.disclosure import FEWEST
from lms.followup.figures import Figures
from lms.followup.models import (
    FollowupArea,
    FollowupBlock,
    FollowupCourse,
    FollowupFinished,
    FollowupOpening,
    FollowupSnapshot,
)


class FiguresClosed(Exception):
    """Nobody has opened these figures, or they have been closed."""


@dataclass(frozen=True)
class PublicFigures:
    """Counts in tens. `regions` are by name; `courses` are in the order of the catalogue; 0 is « fewer than ten »."""

    taken_at: datetime
    total: Figures
    regions: tuple[tuple[str, Figures], ...]
    courses: tuple[tuple[str, int], ...]


def open_figures(session: Session, *, by: int, at: datetime) -> None:
    """Let anybody read the public figures. Twice is once."""
    if are_open(session):
        return
    session.execute(insert(FollowupOpening).values(opened_at=at))
    audit.record(session, audit.Act.FIGURES_OPENED, by=by, at=at)


def close_figures(session: Session, *, by: int, at: datetime) -> None:
    """Let nobody read them any more. Twice is once."""
    closed = update(FollowupOpening).where(FollowupOpening.closed_at.is_(None)).values(closed_at=at)
    if session.execute(closed.returning(FollowupOpening.opened_at)).all():
        audit.record(session, audit.Act.FIGURES_CLOSED, by=by, at=at)


def are_open(reader: Reader) -> bool:
    return reader.execute(OPENED).scalar_one() is not None


OPENED = select(
    select(func.max(FollowupOpening.opened_at)).where(FollowupOpening.closed_at.is_(None)).scalar_subquery()
)


def public_figures(reader: Reader) -> PublicFigures | None:
    """What anybody may read; None when nothing was counted yet. Two statements. Raises FiguresClosed."""
    taken_at = select(func.max(FollowupSnapshot.taken_at)).scalar_subquery()
    names = select(FollowupArea.region_code, func.max(FollowupArea.region_name).label("name"))
    named = names.group_by(FollowupArea.region_code).subquery()
    sums = select(
        FollowupBlock.region_code,
        *(func.sum(getattr(FollowupBlock, name)).label(name) for name in Figures.__dataclass_fields__),
    )
    summed = sums.group_by(FollowupBlock.region_code).subquery()
    columns = [summed.c[name] for name in Figures.__dataclass_fields__]
    heads = select(OPENED.scalar_subquery().label("opened_at"), taken_at.label("taken_at")).subquery()
    joined = heads.outerjoin(summed, literal(True)).outerjoin(named, named.c.region_code == summed.c.region_code)
    query = select(heads, named.c.name, *columns).select_from(joined)
    rows = reader.execute(query.order_by(named.c.name)).all()
    if rows[0].opened_at is None:
        raise FiguresClosed
    if rows[0].taken_at is None:
        return None
    told = [(row.name or "", _in_tens(Figures(*row[3:]))) for row in rows if row.communes]
    total = sum((Figures(*row[3:]) for row in rows if row.communes), Figures())
    regions = tuple((name, figures) for name, figures in told if name and figures.registered)
    return PublicFigures(rows[0].taken_at, _in_tens(total), regions, _courses(reader))


def _courses(reader: Reader) -> tuple[tuple[str, int], ...]:
    people = func.coalesce(func.sum(FollowupFinished.people), 0)
    query = (
        select(FollowupCourse.title, people)
        .outerjoin(FollowupFinished, FollowupFinished.course_key == FollowupCourse.course_key)
        .group_by(FollowupCourse.course_key, FollowupCourse.title, FollowupCourse.position)
        .order_by(FollowupCourse.position)
    )
    return tuple((title, int(count)) for title, count in reader.execute(query))


def _in_tens(figures: Figures) -> Figures:
    """Whole tens only, those who are registered too, and nobody finishes who has not started."""
    shown = figures.shown
    return Figures(
        int(shown.communes),
        int(shown.registered) // FEWEST * FEWEST,
        int(shown.started),
        int(shown.finished),
        int(shown.inactive),
    )
