"""What can happen to people: welcomed, given a role, invited."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit, territories
from lms.accounts.audit import Act
from lms.accounts.meeting import take_over
from lms.accounts.models import Account, AccountSession, Invitation, Mandate, Person, RoleGrant
from lms.accounts.policy import FUNCTIONS, Role, Scope, SignedIn, looks_shared
from lms.accounts.secrets import hashed, new_token
from lms.db import insert_once
from lms.personal_data import INVITED

SEEN_EVERY = timedelta(minutes=10)


class PersonUnknown(Exception):
    """Nobody has this number, or she has no account."""


class FunctionUnknown(ValueError):
    """A function that is not in FUNCTIONS."""


class TerritoryUnknown(Exception):
    """No territory has this kind and this code."""


class MandateUnknown(Exception):
    """She holds no such mandate."""


class EndsBeforeStart(ValueError):
    """A mandate cannot end before it starts."""


def create_person(session: Session, email: str, given_name: str, family_name: str, *, at: datetime) -> int:
    """Create a person and her account, or find the one that has this address. Return her number."""
    found = session.execute(select(Account.person_id).where(Account.email == email)).scalar_one_or_none()
    if found is not None:
        return found
    person = Person(given_name=given_name, family_name=family_name, created_at=at)
    session.add(person)
    session.flush()
    values = {"person_id": person.id, "email": email, "shared_mailbox": looks_shared(email)}
    if insert_once(session, Account, values | {"created_at": at, "reminders": True}):
        return person.id
    session.delete(person)  # another browser has just created it
    session.flush()
    return session.execute(select(Account.person_id).where(Account.email == email)).scalar_one()


def welcome(
    session: Session,
    person_id: int,
    *,
    given_name: str,
    family_name: str,
    function: str,
    commune_code: str,
    starts_on: date,
    at: datetime,
) -> None:
    """Keep what a first sign-in asks: name, function and commune. Again, it corrects them.

    Raises PersonUnknown, FunctionUnknown, TerritoryUnknown.
    """
    if function not in FUNCTIONS:
        raise FunctionUnknown(function)
    rename(session, person_id, given_name=given_name, family_name=family_name)
    welcomed = update(Account).where(Account.person_id == person_id, Account.welcomed_at.is_(None))
    session.execute(welcomed.values(welcomed_at=at))
    listed = take_over(session, person_id, commune_code, function)
    if not _holds(session, person_id, function, commune_code):
        hold_mandate(session, person_id, function, "commune", commune_code, starts_on=starts_on, listed=listed)
    accepted = update(Invitation).where(
        Invitation.email.in_(select(Account.email).where(Account.person_id == person_id)),
        Invitation.accepted_at.is_(None),
    )
    session.execute(accepted.values(accepted_at=at))


def _holds(session: Session, person_id: int, function: str, commune_code: str) -> bool:
    """Whether she holds this now, in a commune: a list may have said it, with its day."""
    query = select(Mandate.id).where(
        Mandate.person_id == person_id,
        Mandate.function == function,
        Mandate.territory_kind == "commune",
        Mandate.territory_code == commune_code,
        Mandate.ends_on.is_(None),
    )
    return session.execute(query).first() is not None


def rename(session: Session, person_id: int, *, given_name: str, family_name: str) -> None:
    """Change how a person is called: another name is declared, not confirmed. Raises PersonUnknown."""
    other = or_(Person.given_name != given_name, Person.family_name != family_name)
    renamed = select(Person.id).where(Person.id == person_id, other)
    session.execute(update(Account).where(Account.person_id.in_(renamed)).values(confirmed_at=None))
    named = update(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    done = session.execute(named.values(given_name=given_name, family_name=family_name).returning(Person.id)).first()
    if done is None:
        raise PersonUnknown(person_id)


def hold_mandate(
    session: Session, person_id: int, function: str, kind: str, code: str, *, starts_on: date, listed: bool = False
) -> None:
    """Record that a person holds a function in a territory; `listed` when a list says it, not she alone. Twice is once.

    Raises FunctionUnknown, TerritoryUnknown.
    """
    if function not in FUNCTIONS:
        raise FunctionUnknown(function)
    if not territories.exists(session, kind, code):
        raise TerritoryUnknown(kind, code)
    values = {"person_id": person_id, "function": function, "territory_kind": kind, "territory_code": code}
    insert_once(session, Mandate, values | {"starts_on": starts_on, "ends_on": None, "listed": listed})


def end_mandate(session: Session, person_id: int, mandate_id: int, *, on: date) -> None:
    """Date the end of a person's mandate. One that is over keeps its date. Raises MandateUnknown, EndsBeforeStart."""
    hers = (Mandate.id == mandate_id, Mandate.person_id == person_id)
    held = session.execute(select(Mandate.starts_on).where(*hers).with_for_update()).scalar_one_or_none()
    if held is None:
        raise MandateUnknown(mandate_id)
    if on < held:
        raise EndsBeforeStart(mandate_id)
    session.execute(update(Mandate).where(*hers, Mandate.ends_on.is_(None)).values(ends_on=on))


def remind(session: Session, person_id: int, accepted: bool, *, paused_until: datetime | None = None) -> None:
    """Accept, or refuse, one e-mail a week at most; accepted, from `paused_until` on. Raises PersonUnknown.

    Whoever refuses gets no weekly letter either.
    """
    values: dict[str, object] = {"reminders": accepted, "reminders_paused_until": paused_until if accepted else None}
    chosen = update(Account).where(Account.person_id == person_id)
    if not accepted:
        values |= {"digest_since": None}
    if session.execute(chosen.values(values).returning(Account.person_id)).first() is None:
        raise PersonUnknown(person_id)


def pause_reminders(session: Session, person_id: int, *, until: datetime) -> None:
    """No reminder before then. Whoever refuses them still does. Raises PersonUnknown."""
    paused = update(Account).where(Account.person_id == person_id).values(reminders_paused_until=until)
    if session.execute(paused.returning(Account.person_id)).first() is None:
        raise PersonUnknown(person_id)


def want_digest(session: Session, person_id: int, wanted: bool, *, at: datetime) -> None:
    """Ask for a letter each week, or for none any more. Nothing is changed for whoever refuses reminders."""
    hers = update(Account).where(Account.person_id == person_id)
    if wanted:
        asked = hers.where(Account.reminders, Account.digest_since.is_(None)).values(digest_since=at)
    else:
        asked = hers.values(digest_since=None)
    session.execute(asked)


def grant_role(
    session: Session, person_id: int, role: Role, *, at: datetime, scope: Scope | None = None, by: int | None = None
) -> None:
    """Give a role; an administrator's comes with a territory. Twice is once. Raises TerritoryUnknown."""
    if scope is not None and not territories.exists(session, scope.kind, scope.code):
        raise TerritoryUnknown(scope.kind, scope.code)
    values = {"person_id": person_id, "role": role, "granted_at": at}
    place = {"scope_kind": scope.kind if scope else None, "scope_code": scope.code if scope else None}
    if insert_once(session, RoleGrant, values | place):
        where = (scope.kind, scope.code) if scope else None
        audit.record(session, Act.ROLE_GIVEN, by=by, person_id=person_id, subject=role, scope=where, at=at)


def revoke_role(session: Session, person_id: int, role: Role, *, at: datetime, by: int | None = None) -> None:
    """Take a role back, everywhere. It acts at the person's next request."""
    revoked = update(RoleGrant).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.revoked_at.is_(None)
    )
    if session.execute(revoked.values(revoked_at=at).returning(RoleGrant.id)).all():
        audit.record(session, Act.ROLE_TAKEN, by=by, person_id=person_id, subject=role, at=at)


def suspend(session: Session, person_id: int, *, at: datetime, by: int | None = None) -> None:
    """Close an account until it is opened again; its sessions stop at their next request."""
    suspended = update(Account).where(Account.person_id == person_id, Account.suspended_at.is_(None))
    if session.execute(suspended.values(suspended_at=at).returning(Account.person_id)).first():
        audit.record(session, Act.SUSPENDED, by=by, person_id=person_id, at=at)


def restore(session: Session, person_id: int, *, at: datetime, by: int | None = None) -> None:
    """Open a suspended account again."""
    restored = update(Account).where(Account.person_id == person_id, Account.suspended_at.is_not(None))
    if session.execute(restored.values(suspended_at=None).returning(Account.person_id)).first():
        audit.record(session, Act.RESTORED, by=by, person_id=person_id, at=at)


def confirm_identity(session: Session, person_id: int, *, at: datetime, by: int | None = None) -> None:
    """The mairie said that this person is who she says. Correcting her name makes it declared again."""
    confirmed = update(Account).where(Account.person_id == person_id, Account.confirmed_at.is_(None))
    if session.execute(confirmed.values(confirmed_at=at).returning(Account.person_id)).first():
        audit.record(session, Act.CONFIRMED, by=by, person_id=person_id, at=at)


def invite(
    session: Session,
    email: str,
    *,
    at: datetime,
    given_name: str = "",
    family_name: str = "",
    function: str = "",
    commune_code: str = "",
    course_key: str = "",
    invited_by: int | None = None,
    person_id: int | None = None,
) -> str:
    """Write an invitation; return the token for its link. Raises FunctionUnknown.

    `person_id` is who is invited, when a list has named her: coming in with this address, she becomes that person.
    """
    if function and function not in FUNCTIONS:
        raise FunctionUnknown(function)
    token = new_token()
    session.add(
        Invitation(
            token_hash=hashed(token),
            email=email,
            given_name=given_name,
            family_name=family_name,
            function=function,
            commune_code=commune_code,
            course_key=course_key,
            invited_by=invited_by,
            person_id=person_id,
            created_at=at,
            expires_at=at + INVITED.kept,
        )
    )
    if person_id is None:  # whom a list named is written down with the list
        audit.record(session, Act.INVITED, by=invited_by, people=1, at=at)
    return token


def touch(session: Session, signed_in: SignedIn, *, at: datetime) -> None:
    """Remember that a session was used to send something, at most every ten minutes."""
    seen = update(AccountSession).where(
        AccountSession.id == signed_in.session_id, AccountSession.last_seen_at < at - SEEN_EVERY
    )
    session.execute(seen.values(last_seen_at=at))
