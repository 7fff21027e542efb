"""A change of address: a code to the new one, a way back from the old one for three days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from lms.accounts import throttling
from lms.accounts.models import Account, AuthenticatorApp, EmailChange, Passkey
from lms.accounts.policy import SignedIn, looks_shared
from lms.accounts.secrets import hashed, new_code, new_token, same, typed_code
from lms.accounts.signing_in import CODE_KEPT, CODE_TRIES, end_all_sessions
from lms.db import Reader

UNDO_KEPT = timedelta(hours=72)


@dataclass(frozen=True)
class AddressCode:
    """What to send to the new address. When somebody has it already, `free` is false and the code opens nothing."""

    code: str
    free: bool


@dataclass(frozen=True)
class AddressChanged:
    """What to send to the old address: the link's token, in clear for the only time."""

    old_email: str
    undo_token: str


def ask_change(session: Session, person: SignedIn, new_email: str, *, browser: str, at: datetime) -> AddressCode | None:
    """Make a code for a new address, whether it is free or not. None when too many were asked lately."""
    for subject in (new_email, f"person {person.person_id}"):
        if not throttling.within(session, throttling.MAILS, subject, at=at):
            return None
    session.execute(delete(EmailChange).where(EmailChange.person_id == person.person_id, EmailChange.done_at.is_(None)))
    code, free = new_code(), _is_free(session, new_email)
    session.add(
        EmailChange(
            person_id=person.person_id,
            old_email=person.email,
            new_email=new_email,
            code_hash=hashed(browser, code) if free else hashed(new_token()),
            undo_hash=hashed(new_token()),
            tries=0,
            asked_at=at,
        )
    )
    return AddressCode(code, free)


def asked_address(reader: Reader, person_id: int, *, at: datetime) -> str:
    """The new address whose code is awaited, empty when none is."""
    query = select(EmailChange.new_email).where(*_still_open(person_id, at)).order_by(EmailChange.id.desc()).limit(1)
    return reader.execute(query).scalar_one_or_none() or ""


def confirm_change(
    session: Session, person: SignedIn, typed: str, *, browser: str, at: datetime
) -> AddressChanged | None:
    """Move the account to its new address and end every other session. None when it is not the code."""
    change = _open_change(session, person.person_id, at)
    if change is None:
        return None
    change.tries += 1
    session.flush()
    if not same(change.code_hash, hashed(browser, typed_code(typed))) or not _is_free(session, change.new_email):
        return None
    undo_token = new_token()
    change.done_at, change.undo_hash, change.old_email = at, hashed(undo_token), person.email
    _move(session, person.person_id, change.new_email)
    end_all_sessions(session, person.person_id, at=at, but=person.session_id)
    return AddressChanged(person.email, undo_token)


def undo_is_open(reader: Reader, token: str, *, at: datetime) -> bool:
    """Whether a link would bring an old address back, without doing it."""
    return reader.execute(select(EmailChange.id).where(*_undoable(token, at))).first() is not None


def undo_change(session: Session, token: str, *, at: datetime) -> bool:
    """Bring the old address back, as its owner asks: everything that was added since by someone else is forgotten.

    Sessions end, later changes cannot be undone in their turn, and the password is to be chosen again.
    """
    change = session.scalars(select(EmailChange).where(*_undoable(token, at)).with_for_update()).first()
    if change is None or not _is_free(session, change.old_email, but=change.person_id):
        return False
    later = update(EmailChange).where(
        EmailChange.person_id == change.person_id,
        EmailChange.done_at >= change.done_at,
        EmailChange.undone_at.is_(None),
    )
    session.execute(later.values(undone_at=at))
    session.execute(delete(EmailChange).where(EmailChange.person_id == change.person_id, EmailChange.done_at.is_(None)))
    person_id = change.person_id
    session.execute(delete(Passkey).where(Passkey.person_id == person_id, Passkey.created_at >= change.asked_at))
    apps = AuthenticatorApp.person_id == person_id, AuthenticatorApp.confirmed_at >= change.asked_at
    session.execute(delete(AuthenticatorApp).where(*apps))
    session.execute(update(Account).where(Account.person_id == person_id).values(password_hash=None))
    _move(session, person_id, change.old_email)
    end_all_sessions(session, person_id, at=at)
    return True


def _open_change(session: Session, person_id: int, at: datetime) -> EmailChange | None:
    query = select(EmailChange).where(*_still_open(person_id, at))
    return session.scalars(query.order_by(EmailChange.id.desc()).limit(1).with_for_update()).first()


def _still_open(person_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        EmailChange.person_id == person_id,
        EmailChange.done_at.is_(None),
        EmailChange.asked_at > at - CODE_KEPT,
        EmailChange.tries < CODE_TRIES,
    )


def _undoable(token: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        EmailChange.undo_hash == hashed(token),
        EmailChange.done_at > at - UNDO_KEPT,
        EmailChange.undone_at.is_(None),
    )


def _is_free(session: Session, email: str, but: int | None = None) -> bool:
    owner = session.execute(select(Account.person_id).where(Account.email == email)).scalar_one_or_none()
    return owner is None or owner == but


def _move(session: Session, person_id: int, email: str) -> None:
    """A mailbox that looks shared is shared until its owner says otherwise; one that was stays so."""
    values: dict[str, object] = {"email": email}
    if looks_shared(email):
        values["shared_mailbox"] = True
    session.execute(update(Account).where(Account.person_id == person_id).values(**values))
