"""Forgetting who sits nowhere any more and never came, and which files were imported long ago."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from lms.accounts.models import Account, Mandate, Person
from lms.accounts.rosters.models import RosterImport
from lms.personal_data import ROLL, SECURITY


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete the people without account whose last mandate ended a year ago, and the traces of old imports."""
    over = at - ROLL.kept
    sits = exists().where(Mandate.person_id == Person.id, or_(Mandate.ends_on.is_(None), Mandate.ends_on > over.date()))
    gone = select(Person.id).where(
        Person.erased_at.is_(None),
        Person.created_at <= over,
        ~exists().where(Account.person_id == Person.id),
        ~sits,
    )
    session.execute(delete(Person).where(Person.id.in_(gone)))
    session.execute(delete(RosterImport).where(RosterImport.started_at <= at - SECURITY.kept))
