"""What a person proves herself with, besides her mailbox: a password, an application's codes, codes kept on paper.

What is refused is returned, not raised: a try that failed must be counted, hence committed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.fernet import InvalidToken
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit, passwords, throttling
from lms.accounts.audit import Act
from lms.accounts.models import Account, AccountSession, AuthenticatorApp, Passkey, RecoveryCode, RoleGrant
from lms.accounts.passkeys import OwnPasskey, passkeys
from lms.accounts.policy import SignedIn, kept_for
from lms.accounts.secrets import cipher, hashed, new_recovery_code, new_token, typed_code
from lms.db import Reader, upsert

STEP = 30  # seconds
SKEW = 1  # steps, before and after
RECOVERY_CODES = 8


class LastFactor(Exception):
    """The only factor of someone of the staff, or the only secret of a shared mailbox: another one first."""


class NoSuchPerson(Exception):
    """No account has this address."""


@dataclass(frozen=True)
class Protection:
    """What protects an account, as its owner sees it."""

    shared_mailbox: bool
    has_password: bool
    has_app: bool
    passkeys: tuple[OwnPasskey, ...]
    recovery_left: int
    recovery_made: bool


def protection(reader: Reader, person_id: int) -> Protection:
    """What protects a person's account. Three statements."""
    app = select(AuthenticatorApp.person_id).where(
        AuthenticatorApp.person_id == person_id, AuthenticatorApp.confirmed_at.is_not(None)
    )
    query = select(
        Account.shared_mailbox, Account.password_hash.is_not(None).label("has_password"), app.exists().label("has_app")
    ).where(Account.person_id == person_id)
    row = reader.execute(query).one()
    codes = select(func.count(), func.count(RecoveryCode.used_at)).where(RecoveryCode.person_id == person_id)
    made, used = reader.execute(codes).one()
    return Protection(
        row.shared_mailbox, row.has_password, row.has_app, passkeys(reader, person_id), made - used, made > 0
    )


# Password


def set_password(session: Session, person_id: int, password: str) -> None:
    """Set or change a password that `passwords.weakness` accepts."""
    kept = update(Account).where(Account.person_id == person_id)
    session.execute(kept.values(password_hash=passwords.hash_of(password)))


def drop_password(session: Session, person: SignedIn) -> None:
    """Remove a password. Raises LastFactor when nothing else protects a shared mailbox."""
    held = session.execute(select(Passkey.id).where(Passkey.person_id == person.person_id).limit(1)).first()
    if person.shared_mailbox and held is None:
        raise LastFactor(person.person_id)
    session.execute(update(Account).where(Account.person_id == person.person_id).values(password_hash=None))


def check_password(session: Session, email: str, password: str, *, known: bool, at: datetime) -> int | None:
    """The person of an address if the password is hers; the same work for an address nobody has."""
    limit = throttling.PASSWORDS_KNOWN if known else throttling.PASSWORDS
    allowed = throttling.within(session, limit, email, at=at)
    account = session.scalars(select(Account).where(Account.email == email)).first()
    good = passwords.verified(account.password_hash if account else None, password)
    return account.person_id if account and good and allowed else None


def declare_mailbox(session: Session, person_id: int, *, shared: bool) -> None:
    """Whether others read this mailbox, as its owner says."""
    session.execute(update(Account).where(Account.person_id == person_id).values(shared_mailbox=shared))


# Application


@dataclass(frozen=True)
class NewApp:
    """An application to set up: the secret in clear for the page, encrypted for the browser's cookie."""

    secret: str
    sealed: str
    address: str  # otpauth://…, for a QR code


def new_app(email: str, site_name: str, site_secret: str, sealed: str | None = None) -> NewApp:
    """A secret for an application, or the one that this browser was shown already."""
    secret = _opened(sealed, site_secret) if sealed else None
    secret = secret or pyotp.random_base32()
    sealed = cipher(site_secret).encrypt(secret.encode()).decode()
    return NewApp(secret, sealed, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site_name))


def add_app(
    session: Session, person_id: int, sealed: str | None, typed: str, *, site_secret: str, at: datetime
) -> bool:
    """Keep an application once a code of it was typed. It replaces the one she had."""
    secret = _opened(sealed, site_secret) if sealed else None
    if secret is None or not throttling.within(session, throttling.FACTORS, str(person_id), at=at):
        return False
    step = _step_of(secret, typed, at)
    if step is None:
        return False
    values = {"secret": cipher(site_secret).encrypt(secret.encode()).decode(), "confirmed_at": at, "last_step": step}
    upsert(session, AuthenticatorApp, values | {"person_id": person_id}, values)
    return True


def check_app(session: Session, person_id: int, typed: str, *, site_secret: str, at: datetime) -> bool:
    """Whether it is a code of the person's application, for the first time."""
    if not throttling.within(session, throttling.FACTORS, str(person_id), at=at):
        return False
    return _app_says(session, person_id, typed, site_secret, at) or _refused(session, person_id, at)


def _app_says(session: Session, person_id: int, typed: str, site_secret: str, at: datetime) -> bool:
    query = select(AuthenticatorApp).where(
        AuthenticatorApp.person_id == person_id, AuthenticatorApp.confirmed_at.is_not(None)
    )
    held = session.scalars(query.with_for_update()).first()
    secret = _opened(held.secret, site_secret) if held else None
    step = _step_of(secret, typed, at) if secret else None
    if held is None or step is None or step <= held.last_step:
        return False
    held.last_step = step
    return True


def drop_app(session: Session, person: SignedIn) -> None:
    """Forget the application. Raises LastFactor for someone of the staff who has no passkey."""
    held = session.execute(select(Passkey.id).where(Passkey.person_id == person.person_id).limit(1)).first()
    if person.is_staff and held is None:
        raise LastFactor(person.person_id)
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person.person_id))


def may_drop_passkey(protected: Protection, *, staff: bool) -> bool:
    """Whether one passkey less still leaves what this person must have."""
    if len(protected.passkeys) > 1:
        return True
    return not (staff and not protected.has_app) and not (protected.shared_mailbox and not protected.has_password)


# Codes kept on paper


def new_recovery_codes(session: Session, person_id: int) -> tuple[str, ...]:
    """Eight codes, in clear for the only time. Those she had are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCode(person_id=person_id, code_hash=_recovery_hash(person_id, code)) for code in codes)
    return codes


def use_recovery_code(session: Session, person_id: int, typed: str, *, at: datetime) -> bool:
    """Whether it is one of her codes that has not served."""
    if not throttling.within(session, throttling.FACTORS, str(person_id), at=at):
        return False
    used = update(RecoveryCode).where(
        RecoveryCode.person_id == person_id,
        RecoveryCode.code_hash == _recovery_hash(person_id, typed),
        RecoveryCode.used_at.is_(None),
    )
    accepted = session.execute(used.values(used_at=at).returning(RecoveryCode.id)).first() is not None
    return accepted or _refused(session, person_id, at)


# Sessions


def prove(session: Session, person: SignedIn, *, strong: bool, at: datetime) -> str:
    """A session proves who is there once more; return its new token, the old one is dead.

    One that becomes strong lasts what the staff's last, counted from now.
    """
    token = new_token()
    values: dict[str, object] = {"token_hash": hashed(token), "proved_at": at}
    if strong:
        values["strong"] = True
    if strong and person.is_staff:
        values["expires_at"] = at + kept_for(person.device, staff=True)
    session.execute(update(AccountSession).where(AccountSession.id == person.session_id).values(**values))
    if strong and person.is_staff:
        audit.record(session, Act.PROVED, by=person.person_id, at=at)
    return token


def reset_factors(session: Session, email: str, *, at: datetime) -> int:
    """Someone lost everything: forget what she proved herself with and end her sessions. Raises NoSuchPerson.

    She sets a new factor up at her next sign-in.
    """
    person_id = session.execute(select(Account.person_id).where(Account.email == email)).scalar_one_or_none()
    if person_id is None:
        raise NoSuchPerson(email)
    for stored in (Passkey, AuthenticatorApp, RecoveryCode):
        session.execute(delete(stored).where(stored.person_id == person_id))
    session.execute(update(Account).where(Account.person_id == person_id).values(password_hash=None))
    ended = update(AccountSession).where(AccountSession.person_id == person_id, AccountSession.ended_at.is_(None))
    session.execute(ended.values(ended_at=at))
    audit.record(session, Act.FACTORS_RESET, by=None, person_id=person_id, at=at)
    return person_id


def is_staff(session: Session, person_id: int) -> bool:
    query = select(RoleGrant.id).where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None)).limit(1)
    return session.execute(query).first() is not None


def _refused(session: Session, person_id: int, at: datetime) -> bool:
    """A factor of someone who had proved her mailbox was wrong: written down for the staff. Always False."""
    if is_staff(session, person_id):
        audit.record(session, Act.FACTOR_REFUSED, by=person_id, at=at)
    return False


def _opened(sealed: str, site_secret: str) -> str | None:
    try:
        return cipher(site_secret).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The thirty-second step whose code was typed, None for any other six digits."""
    code, now = typed_code(typed), int(at.timestamp()) // STEP
    steps = range(now - SKEW, now + SKEW + 1)
    generator = pyotp.TOTP(secret)
    return next(
        (step for step in reversed(steps) if pyotp.utils.strings_equal(generator.generate_otp(step), code)), None
    )


def _recovery_hash(person_id: int, typed: str) -> str:
    return hashed("recovery", str(person_id), typed_code(typed).lower())
