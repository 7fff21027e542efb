"""What an operator follows: how many people, and whether the site works. Nobody's results, nobody named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms import accounts, jobs, mail
from lms.db import Reader
from lms.followup.models import FollowupSnapshot
from lms.followup.public import OPENED
from lms.publishing import drafts


@dataclass(frozen=True)
class Health:
    """How the site stands. `…_oldest` are when what has waited longest was asked, None when nothing waits."""

    accounts: int
    suspended: int
    trainers: int
    administrators: int
    operators: int
    sessions: int
    mail_waiting: int
    mail_oldest: datetime | None
    mail_given_up: int
    jobs_waiting: int
    jobs_oldest: datetime | None
    jobs_refused: int
    publications_waiting: int
    publications_failed: int
    counted_at: datetime | None
    figures_opened_at: datetime | None


def health(reader: Reader, *, at: datetime) -> Health:
    """One statement."""
    taken_at = select(func.max(FollowupSnapshot.taken_at)).scalar_subquery()
    gauges = {**accounts.GAUGES, **mail.GAUGES, **jobs.GAUGES, **drafts.GAUGES}
    gauges |= {"counted_at": taken_at, "figures_opened_at": OPENED.scalar_subquery()}
    row = reader.execute(select(*(one.label(name) for name, one in gauges.items())), {"now": at}).one()
    return Health(**row._mapping)
