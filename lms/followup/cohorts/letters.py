"""Whom to write to about a session: once each, and once again when its days change or when it is called off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account, Invitation, Person
from lms.accounts.territories import Named
from lms.db import Reader
from lms.followup.cohorts.finishing import PRESENT
from lms.followup.cohorts.models import Cohort, CohortMember
from lms.followup.cohorts.operations import held


@dataclass(frozen=True)
class Told:
    """Someone to write to. `again` when a letter told her something else before."""

    person_id: int
    email: str
    given_name: str
    again: bool


def to_tell(reader: Reader, number: int) -> tuple[Told, ...]:
    """Who does not know the present days of a session and can be written to: at the address of her account unless it
    is suspended, otherwise where a list says that she reads. One statement."""
    stale = or_(CohortMember.told_version.is_(None), CohortMember.told_version < Cohort.version)
    return _addressed(reader, number, stale)


def tell(session: Session, number: int, *, places: Collection[Named]) -> tuple[Told, ...]:
    """The same, remembered: the caller writes the letters in this transaction. Twice is once. Raises CohortUnknown,
    CohortCancelled."""
    version = held(session, number, places).version
    return _remember(session, number, version, to_tell(session, number))


def tell_cancelled(session: Session, number: int, *, places: Collection[Named]) -> tuple[Told, ...]:
    """Who was told of a session that is called off, remembered as well. Raises CohortUnknown."""
    version = held(session, number, places, cancelled_too=True).version
    return _remember(session, number, version, _addressed(session, number, CohortMember.told_version < version))


def _remember(session: Session, number: int, version: int, found: tuple[Told, ...]) -> tuple[Told, ...]:
    here = (CohortMember.cohort_id == number, CohortMember.person_id.in_([one.person_id for one in found]))
    session.execute(update(CohortMember).where(*here).values(told_version=version))
    return found


def _addressed(reader: Reader, number: int, condition: ColumnElement[bool]) -> tuple[Told, ...]:
    invited = (
        select(Invitation.email)
        .where(Invitation.person_id == Person.id)
        .order_by(Invitation.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Person.id,
            func.coalesce(Account.email, invited).label("email"),
            Person.given_name,
            CohortMember.told_version.is_not(None).label("again"),
        )
        .join(CohortMember, CohortMember.person_id == Person.id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Cohort.id == number, PRESENT, condition, Account.suspended_at.is_(None))
        .order_by(Person.id)
    )
    return tuple(Told(row[0], row[1], row[2], bool(row[3])) for row in reader.execute(query) if row.email)
