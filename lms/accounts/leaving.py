"""Erasing a person, and forgetting what has had its time (lms.personal_data)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit, rosters
from lms.accounts.models import (
    Account,
    BirthMark,
    Consultation,
    EmailChange,
    InactivityNotice,
    Invitation,
    Mandate,
    Person,
    RoleGrant,
    SignInRequest,
)
from lms.accounts.signing_in import forget_old_access
from lms.db import Reader, insert_once
from lms.personal_data import IDENTITY, SECURITY

UNDO_KEPT = timedelta(hours=72)  # how long a change of address can be undone; then it is forgotten


@dataclass(frozen=True)
class Silent:
    """Someone who has not signed in for two years. `notices` were written to her, the last at `noticed_at`."""

    person_id: int
    email: str
    notices: int
    noticed_at: datetime | None


def addresses_of(reader: Reader, person_id: int) -> frozenset[str]:
    """Every address under which something of this person may be kept."""
    now = select(Account.email).where(Account.person_id == person_id)
    old = select(EmailChange.old_email).where(EmailChange.person_id == person_id)
    new = select(EmailChange.new_email).where(EmailChange.person_id == person_id, EmailChange.done_at.is_not(None))
    return frozenset(reader.scalars(now.union(old, new)))


def erase(session: Session, person_id: int, *, at: datetime) -> None:
    """Erase a person: what remains is a number without a name, and the day. Twice is once.

    A stub keeps the rows of others whole, such as what she read as staff, and tells a restored backup to erase again.
    """
    addresses = addresses_of(session, person_id)
    for by_address in (SignInRequest, Invitation):
        session.execute(delete(by_address).where(by_address.email.in_(addresses)))
    for below in (Consultation, RoleGrant, Mandate, BirthMark, Account):
        session.execute(delete(below).where(below.person_id == person_id))
    named = update(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    session.execute(named.values(given_name="", family_name="", erased_at=at))


@dataclass(frozen=True)
class Erased:
    """A line of the erasure list, kept beside the backups: nothing in it says who she was."""

    person_id: int
    at: datetime


def erasures(reader: Reader) -> tuple[Erased, ...]:
    """Who was erased, in order: what a restored backup must erase again."""
    query = select(Person.id, Person.erased_at).where(Person.erased_at.is_not(None))
    rows = reader.execute(query.order_by(Person.erased_at, Person.id))
    return tuple(Erased(number, erased_at) for number, erased_at in rows if erased_at is not None)


def still_to_erase(reader: Reader, erased: Erased) -> bool:
    """Whether the person of a line is back: a number that was given again later is somebody else."""
    query = select(Person.id).where(
        Person.id == erased.person_id, Person.erased_at.is_(None), Person.created_at <= erased.at
    )
    return reader.execute(query).first() is not None


def silent_people(reader: Reader, *, at: datetime) -> tuple[Silent, ...]:
    """Who has not signed in for two years."""
    last = func.coalesce(Account.last_seen_at, Account.created_at)
    query = (
        select(
            Account.person_id,
            Account.email,
            func.count(InactivityNotice.number),
            func.max(InactivityNotice.noticed_at),
        )
        .outerjoin(InactivityNotice, InactivityNotice.person_id == Account.person_id)
        .where(last <= at - IDENTITY.kept)
        .group_by(Account.person_id, Account.email)
        .order_by(Account.person_id)
    )
    return tuple(Silent(*row) for row in reader.execute(query))


def note_notice(session: Session, silent: Silent, *, at: datetime) -> None:
    """Remember that one more notice is written to someone."""
    values = {"person_id": silent.person_id, "number": silent.notices + 1, "noticed_at": at}
    insert_once(session, InactivityNotice, values)


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete what has had its time: access, people of lists, lines of the journal, invitations, roles that ended,
    consultations, changes of address."""
    forget_old_access(session, at=at)
    rosters.forget_due(session, at=at)
    audit.forget_due(session, at=at)
    session.execute(delete(Invitation).where(Invitation.expires_at <= at))
    session.execute(delete(Consultation).where(Consultation.at <= at - SECURITY.kept))
    session.execute(delete(RoleGrant).where(RoleGrant.revoked_at <= at - SECURITY.kept))
    undone = func.coalesce(EmailChange.done_at, EmailChange.asked_at)
    session.execute(delete(EmailChange).where(or_(undone <= at - UNDO_KEPT, EmailChange.undone_at.is_not(None))))
