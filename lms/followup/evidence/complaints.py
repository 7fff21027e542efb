"""« Une réclamation ? »: someone of a session says what went wrong, and reads what was done. Nobody learns who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.db import Reader, insert_once
from lms.followup.evidence.models import Complaint


class ComplaintConflict(Exception):
    """This form was already sent, with other words. The first complaint stands."""


class ComplaintUnknown(Exception):
    """The session has no such complaint."""


class ComplaintAnswered(Exception):
    """The complaint already has another answer, which stands."""


@dataclass(frozen=True)
class SeenComplaint:
    """A complaint as it is read: nothing says whose. The last three are None until it is answered."""

    id: int
    text: str
    made_at: datetime
    answer: str | None
    done: str | None
    answered_at: datetime | None


_SEEN = select(
    Complaint.id, Complaint.text, Complaint.made_at, Complaint.answer, Complaint.done, Complaint.answered_at
).order_by(Complaint.answered_at.is_not(None), Complaint.id)


def complain(session: Session, cohort_id: int, person_id: int, text: str, *, client_id: str, at: datetime) -> None:
    """Keep a complaint. The same form sent twice is one; with other words it raises ComplaintConflict."""
    key = {"person_id": person_id, "client_id": client_id}
    if insert_once(session, Complaint, key | {"cohort_id": cohort_id, "text": text, "made_at": at}):
        return
    stored = session.execute(select(Complaint.cohort_id, Complaint.text).filter_by(**key)).one()
    if tuple(stored) != (cohort_id, text):
        raise ComplaintConflict(client_id)


def complaints(reader: Reader, cohort_id: int) -> Sequence[SeenComplaint]:
    """The register of a session: those that wait first."""
    return [SeenComplaint(*row) for row in reader.execute(_SEEN.where(Complaint.cohort_id == cohort_id))]


def complaints_of(reader: Reader, cohort_id: int, person_id: int) -> Sequence[SeenComplaint]:
    """What she complained of in a session."""
    mine = _SEEN.where(Complaint.cohort_id == cohort_id, Complaint.person_id == person_id)
    return [SeenComplaint(*row) for row in reader.execute(mine)]


def seen_complaint(reader: Reader, cohort_id: int, complaint_id: int) -> SeenComplaint:
    """One of a session. Raises ComplaintUnknown."""
    row = reader.execute(_SEEN.where(Complaint.cohort_id == cohort_id, Complaint.id == complaint_id)).first()
    if row is None:
        raise ComplaintUnknown(complaint_id)
    return SeenComplaint(*row)


def answer_complaint(
    session: Session, cohort_id: int, complaint_id: int, answer: str, done: str, *, by: int, at: datetime
) -> int | None:
    """Say what was done; return the person to tell, None when this was already said.

    Raises ComplaintUnknown, and ComplaintAnswered when something else was said meanwhile.
    """
    waiting = update(Complaint).where(
        Complaint.cohort_id == cohort_id, Complaint.id == complaint_id, Complaint.answered_at.is_(None)
    )
    said = waiting.values(answer=answer, done=done, answered_at=at, answered_by=by).returning(Complaint.person_id)
    person_id = session.execute(said, execution_options={"synchronize_session": False}).scalar_one_or_none()
    if person_id is None:
        seen = seen_complaint(session, cohort_id, complaint_id)
        if (seen.answer, seen.done) != (answer, done):
            raise ComplaintAnswered(complaint_id)
    return person_id
