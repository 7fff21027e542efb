"""« Qui a consulté mes données »: someone of the staff reads a person's individual data, and she will know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import audit
from lms.accounts.audit import Act
from lms.accounts.models import Consultation, Person
from lms.accounts.policy import Role, SignedIn
from lms.accounts.territories import Named
from lms.db import Reader, insert_all


def record_consultation(
    session: Session, person_id: int, viewer: SignedIn, role: Role, *, what: str, reason: str, at: datetime
) -> None:
    """Write down that someone of the staff reads a person's data, in the same transaction as the reading."""
    record_consultations(session, [person_id], viewer, role, what=what, reason=reason, at=at)


def record_consultations(
    session: Session,
    people: Collection[int],
    viewer: SignedIn,
    role: Role,
    *,
    what: str,
    reason: str,
    at: datetime,
    subject: str = "",
    scope: Named | None = None,
) -> None:
    """The same for several people whose data are shown together: each of them will read it, the journal has one line.
    Nobody is nothing.

    `subject` and `scope` are for the journal: what was opened, and where it is.
    """
    if not people:
        return
    read = {"viewer_id": viewer.person_id, "viewer_role": role, "what": what, "reason": reason, "at": at}
    insert_all(session, Consultation, [{"person_id": one, **read} for one in sorted(people)])
    alone = next(iter(people)) if len(people) == 1 else None
    audit.record(
        session,
        Act.READ,
        by=viewer.person_id,
        person_id=alone,
        subject=subject,
        scope=scope,
        people=len(people),
        at=at,
    )


@dataclass(frozen=True)
class Seen:
    """Someone of the staff read something of this person."""

    viewer: str
    viewer_role: str
    what: str
    reason: str
    at: datetime


def consultations(reader: Reader, person_id: int, *, most: int = 100) -> tuple[Seen, ...]:
    """« Qui a consulté mes données » : the latest first."""
    query = (
        select(
            Person.given_name,
            Person.family_name,
            Consultation.viewer_role,
            Consultation.what,
            Consultation.reason,
            Consultation.at,
        )
        .outerjoin(Person, Person.id == Consultation.viewer_id)
        .where(Consultation.person_id == person_id)
        .order_by(Consultation.at.desc(), Consultation.id.desc())
        .limit(most)
    )
    return tuple(
        Seen(" ".join(filter(None, (row.given_name, row.family_name))), *row[2:]) for row in reader.execute(query)
    )
