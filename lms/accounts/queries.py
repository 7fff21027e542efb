"""What pages need to know of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, exists, select

from lms.accounts.models import (
    Account,
    AccountSession,
    AuthenticatorApp,
    Invitation,
    KeptForm,
    Mandate,
    Passkey,
    Person,
    RoleGrant,
)
from lms.accounts.operations import PersonUnknown
from lms.accounts.policy import Device, Role, Scope, SignedIn
from lms.accounts.secrets import hashed
from lms.db import Base, Reader

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_SIGNED_IN = (
    select(
        AccountSession.id.label("session_id"),
        AccountSession.person_id,
        AccountSession.device,
        AccountSession.strong,
        AccountSession.proved_at,
        AccountSession.created_at,
        AccountSession.expires_at,
        Account.email,
        Account.welcomed_at,
        Account.shared_mailbox,
        Account.password_hash.is_not(None).label("has_password"),
        exists().where(Passkey.person_id == Account.person_id).label("has_passkey"),
        exists()
        .where(AuthenticatorApp.person_id == Account.person_id, AuthenticatorApp.confirmed_at.is_not(None))
        .label("has_app"),
        Person.given_name,
        Person.family_name,
        RoleGrant.role,
        RoleGrant.scope_kind,
        RoleGrant.scope_code,
    )
    .join(Account, Account.person_id == AccountSession.person_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
    .where(
        AccountSession.token_hash == bindparam("token_hash"),
        AccountSession.ended_at.is_(None),
        Account.suspended_at.is_(None),
    )
    .order_by(RoleGrant.id)
)


def signed_in(reader: Reader, token: str, *, at: datetime) -> SignedIn | None:
    """The person behind a session's token, None when it is not open any more. One statement."""
    rows = reader.execute(_SIGNED_IN, {"token_hash": hashed(token)}).all()
    if not rows or not rows[0].created_at <= at < rows[0].expires_at:
        return None
    first = rows[0]
    return SignedIn(
        session_id=first.session_id,
        person_id=first.person_id,
        email=first.email,
        given_name=first.given_name,
        family_name=first.family_name,
        roles=frozenset(Role(row.role) for row in rows if row.role),
        scopes=frozenset(Scope(row.scope_kind, row.scope_code) for row in rows if row.scope_kind),
        device=Device(first.device),
        strong=first.strong,
        proved_at=first.proved_at,
        welcomed=first.welcomed_at is not None,
        shared_mailbox=first.shared_mailbox,
        has_secret=first.has_password or first.has_passkey,
        has_factor=first.has_app or first.has_passkey,
    )


@dataclass(frozen=True)
class OpenSession:
    """A browser that is signed in, as its owner sees it."""

    id: int
    label: str
    device: Device
    created_at: datetime
    last_seen_at: datetime


def open_sessions(reader: Reader, person_id: int, *, at: datetime) -> tuple[OpenSession, ...]:
    """The browsers where a person is signed in, the latest first."""
    query = (
        select(*_columns(AccountSession, OpenSession))
        .where(AccountSession.person_id == person_id, AccountSession.ended_at.is_(None), AccountSession.expires_at > at)
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    return tuple(
        OpenSession(one.id, one.label, Device(one.device), one.created_at, one.last_seen_at)
        for one in reader.execute(query)
    )


def find_account(reader: Reader, email: str) -> int | None:
    """The person who has an account under this address, None when nobody has."""
    return reader.execute(select(Account.person_id).where(Account.email == email)).scalar_one_or_none()


@dataclass(frozen=True)
class Profile:
    """What a person's own page says of her account, beyond who she is."""

    created_at: datetime
    confirmed: bool  # the mairie confirmed who she is
    reminders: bool
    paused_until: datetime | None  # reminders come again from then on
    digest: bool  # she asked for a letter each week
    shared_mailbox: bool

    def paused_at(self, at: datetime) -> bool:
        return self.reminders and self.paused_until is not None and at < self.paused_until


def profile(reader: Reader, person_id: int) -> Profile:
    """The account of someone who has one. One statement."""
    row = reader.execute(
        select(
            Account.created_at,
            Account.confirmed_at,
            Account.reminders,
            Account.reminders_paused_until,
            Account.digest_since,
            Account.shared_mailbox,
        ).where(Account.person_id == person_id)
    ).one()
    return Profile(
        row.created_at,
        row.confirmed_at is not None,
        row.reminders,
        row.reminders_paused_until,
        row.digest_since is not None,
        row.shared_mailbox,
    )


@dataclass(frozen=True)
class HeldMandate:
    id: int
    function: str
    territory_kind: str
    territory_code: str
    starts_on: date
    ends_on: date | None


def mandates(reader: Reader, person_id: int) -> tuple[HeldMandate, ...]:
    """All the mandates of a person, those that last first, then the latest."""
    query = select(*_columns(Mandate, HeldMandate)).where(Mandate.person_id == person_id)
    ordered = query.order_by(Mandate.ends_on.is_not(None), Mandate.starts_on.desc(), Mandate.id)
    return tuple(HeldMandate(*row) for row in reader.execute(ordered))


def mandate(reader: Reader, person_id: int, mandate_id: int) -> HeldMandate | None:
    """One of a person's mandates, None when she holds no such."""
    return next((one for one in mandates(reader, person_id) if one.id == mandate_id), None)


@dataclass(frozen=True)
class OpenInvitation:
    """What an invitation says before anyone signs in."""

    email: str
    given_name: str
    family_name: str
    function: str
    commune_code: str
    course_key: str
    inviter: str  # the name of who invites; empty when the site itself does
    person_id: int | None  # whom a list had named, if that is why she is invited


_INVITATION = select(
    Invitation.email,
    Invitation.given_name,
    Invitation.family_name,
    Invitation.function,
    Invitation.commune_code,
    Invitation.course_key,
    Invitation.person_id,
    Person.given_name.label("inviter_given_name"),
    Person.family_name.label("inviter_family_name"),
).outerjoin(Person, Person.id == Invitation.invited_by)


def invitation(reader: Reader, token: str, *, at: datetime) -> OpenInvitation | None:
    """An invitation that can still be used, None otherwise."""
    query = _INVITATION.where(Invitation.token_hash == hashed(token), Invitation.expires_at > at)
    found = reader.execute(query).first()
    return _as_open(found) if found else None


def last_invitation(reader: Reader, email: str) -> OpenInvitation | None:
    """What was said of someone when she was invited: it fills in her first form."""
    query = _INVITATION.where(Invitation.email == email).order_by(Invitation.id.desc()).limit(1)
    found = reader.execute(query).first()
    return _as_open(found) if found else None


def _as_open(row: Row[*tuple[Any, ...]]) -> OpenInvitation:
    return OpenInvitation(
        email=row.email,
        given_name=row.given_name,
        family_name=row.family_name,
        function=row.function,
        commune_code=row.commune_code,
        course_key=row.course_key,
        inviter=" ".join(filter(None, (row.inviter_given_name, row.inviter_family_name))),
        person_id=row.person_id,
    )


def kept_form(reader: Reader, token: str) -> tuple[str, str] | None:
    """The path and the URL-encoded fields of what was kept for this browser, None when nothing was."""
    query = select(KeptForm.path, KeptForm.fields).where(KeptForm.token_hash == hashed(token))
    row = reader.execute(query).first()
    return (row.path, row.fields) if row else None


@dataclass(frozen=True)
class Contact:
    """Where to write to someone, and what she accepts. Others read a shared mailbox: say nothing of her work there."""

    email: str
    shared_mailbox: bool
    reminders: bool


def contact(reader: Reader, person_id: int) -> Contact | None:
    """How to reach a person, None when her account is erased or suspended. One statement."""
    query = select(Account.email, Account.shared_mailbox, Account.reminders)
    row = reader.execute(query.where(Account.person_id == person_id, Account.suspended_at.is_(None))).first()
    return Contact(*row) if row else None


def people_with_role(reader: Reader, role: Role) -> Sequence[int]:
    """The persons who hold a role now."""
    query = select(RoleGrant.person_id).where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    return reader.scalars(query.distinct().order_by(RoleGrant.person_id)).all()


def scopes(reader: Reader, person_id: int) -> tuple[tuple[str, str], ...]:
    """The territories that a person looks after now, always in the same order; none once her account is suspended."""
    query = (
        select(RoleGrant.scope_kind, RoleGrant.scope_code)
        .join(Account, Account.person_id == RoleGrant.person_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None), RoleGrant.scope_kind.is_not(None))
        .where(Account.suspended_at.is_(None))
        .order_by(RoleGrant.scope_kind, RoleGrant.scope_code)
    )
    return tuple((str(row.scope_kind), str(row.scope_code)) for row in reader.execute(query))


@dataclass(frozen=True)
class Listed:
    """A person in the list of an operator, at the command line."""

    person_id: int
    email: str
    name: str
    roles: tuple[str, ...]  # « trainer », « administrator epci 200000000 »
    suspended: bool


def people(reader: Reader) -> tuple[Listed, ...]:
    """Everybody who has an account, by address."""
    query = (
        select(
            Account.person_id,
            Account.email,
            Account.suspended_at,
            Person.given_name,
            Person.family_name,
            RoleGrant.role,
            RoleGrant.scope_kind,
            RoleGrant.scope_code,
        )
        .join(Person, Person.id == Account.person_id)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
        .order_by(Account.email, RoleGrant.id)
    )
    found: dict[int, Listed] = {}
    for row in reader.execute(query):
        role = " ".join(filter(None, (row.role, row.scope_kind, row.scope_code)))
        before = found[row.person_id].roles if row.person_id in found else ()
        name = f"{row.given_name} {row.family_name}".strip()
        roles = (*before, role) if role else before
        found[row.person_id] = Listed(row.person_id, row.email, name, roles, row.suspended_at is not None)
    return tuple(found.values())


def _columns(stored: type[Base], shown: type[DataclassInstance]) -> list[Any]:
    """The columns of a table that have the names of a dataclass's fields, in their order."""
    return [getattr(stored, field.name) for field in fields(shown)]


@dataclass(frozen=True)
class Identity:
    """Under which name somebody is known, and whether the mairie has confirmed it; she declares it otherwise."""

    name: str
    confirmed: bool


def identity(reader: Reader, person_id: int) -> Identity:
    """Who somebody says she is. Raises PersonUnknown when she has no account."""
    query = (
        select(Person.given_name, Person.family_name, Account.confirmed_at)
        .join(Account, Account.person_id == Person.id)
        .where(Person.id == person_id)
    )
    row = reader.execute(query).first()
    if row is None:
        raise PersonUnknown(person_id)
    return Identity(f"{row.given_name} {row.family_name}".strip(), row.confirmed_at is not None)


def names(reader: Reader, persons: Iterable[int | None]) -> dict[int | None, str]:
    """Under which name each person is known; nobody, and who has erased herself, is not there. One statement."""
    query = select(Person.id, Person.given_name, Person.family_name)
    known = sorted({number for number in persons if number is not None})
    rows = reader.execute(query.where(Person.id.in_(known), Person.erased_at.is_(None)))
    return {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}
