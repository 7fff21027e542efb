"""Forgetting the sessions of long ago, and someone who is erased (lms.personal_data)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms.followup.cohorts.models import Cohort, CohortInvitation, CohortMember
from lms.personal_data import INVITED, RECORD_YEARS

_SAID_BY = (Cohort.created_by, Cohort.tutor_id, CohortMember.added_by, CohortInvitation.invited_by)


def erase(session: Session, person_id: int, addresses: Collection[str]) -> None:
    """Forget someone: she is in no session and invited to none; those that she ran go on without her number."""
    session.execute(delete(CohortMember).where(CohortMember.person_id == person_id))
    session.execute(delete(CohortInvitation).where(CohortInvitation.email.in_(sorted(addresses))))
    for column in _SAID_BY:
        session.execute(update(column.class_).where(column == person_id).values({column: None}))


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete the invitations of sixty days ago, and the sessions whose year ended three years ago."""
    session.execute(delete(CohortInvitation).where(CohortInvitation.invited_at <= at - INVITED.kept))
    session.execute(delete(Cohort).where(Cohort.ends_on < date(at.year - RECORD_YEARS, 1, 1)))
