"""Forgetting someone who is erased, and what has had its time (lms.personal_data). Sessions go with all their rows."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms.followup.evidence.models import Attendance, CohortCost, Complaint, SatisfactionRequest

_SAID_BY = (Attendance.recorded_by, Complaint.answered_by, CohortCost.said_by)


def erase(session: Session, person_id: int) -> None:
    """Forget someone. What she said of others stays, without her number; what she thought of a session has none."""
    for hers in (Attendance, SatisfactionRequest, Complaint):
        session.execute(delete(hers).where(hers.person_id == person_id))
    for column in _SAID_BY:
        session.execute(update(column.class_).where(column == person_id).values({column: None}))
