"""Passkeys: what a device is asked, and what is believed of its answer. WebAuthn level 2, without attestation.

The browser keeps the challenge in its signed cookie; the database remembers that it has served.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lms.accounts import throttling
from lms.accounts.models import Account, Passkey
from lms.db import Reader, insert_once

CHALLENGE_KEPT = timedelta(hours=1)
MOST_PASSKEYS = 10
_ONCE = throttling.Limit("challenge", 1, timedelta(hours=1))


class PasskeyRefused(Exception):
    """The answer of the device is not a proof: wrong site, old challenge, unknown or copied key."""


@dataclass(frozen=True)
class Site:
    """Where passkeys are valid. `domain` is empty where browsers allow none: an address without a name."""

    name: str
    domain: str
    origin: str

    @classmethod
    def of(cls, name: str, base_url: str) -> Site:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        try:
            ip_address(host)
            host = ""
        except ValueError:
            pass
        return cls(name, host, f"{parts.scheme}://{parts.netloc}")


@dataclass(frozen=True)
class Challenge:
    """Random bytes that a device signs, once."""

    value: str  # base64url
    issued_at: datetime


@dataclass(frozen=True)
class OwnPasskey:
    """A passkey as its owner sees it."""

    id: int
    label: str
    created_at: datetime
    last_used_at: datetime | None


def new_challenge(*, at: datetime) -> Challenge:
    return Challenge(secrets.token_urlsafe(32), at)


def asking(site: Site, challenge: Challenge) -> str:
    """What the browser asks of any passkey of this site, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=site.domain,
            challenge=base64url_to_bytes(challenge.value),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def making(reader: Reader, site: Site, challenge: Challenge, person_id: int) -> str:
    """What the browser asks of a device to make a passkey for a person, as JSON."""
    email = reader.execute(select(Account.email).where(Account.person_id == person_id)).scalar_one()
    known = reader.execute(select(Passkey.credential_id).where(Passkey.person_id == person_id)).scalars().all()
    return options_to_json(
        generate_registration_options(
            rp_id=site.domain,
            rp_name=site.name,
            user_name=email,
            user_id=_handle(person_id),
            challenge=base64url_to_bytes(challenge.value),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
        )
    )


def add_passkey(
    session: Session, person_id: int, answer: str, *, site: Site, challenge: Challenge | None, label: str, at: datetime
) -> None:
    """Keep the passkey that a device has made. Raises PasskeyRefused."""
    expected = _spend(session, challenge, at)
    held = session.scalars(select(Passkey.id).where(Passkey.person_id == person_id)).all()
    if len(held) >= MOST_PASSKEYS:
        raise PasskeyRefused("too many")
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=expected,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from None
    values = {
        "person_id": person_id,
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "label": label[:80],
        "created_at": at,
    }
    if not insert_once(session, Passkey, values):
        raise PasskeyRefused("known already")


def check_passkey(
    session: Session,
    answer: str,
    *,
    site: Site,
    challenge: Challenge | None,
    at: datetime,
    person_id: int | None = None,
) -> int:
    """The person whose passkey signed the challenge; `person_id` says whose it must be. Raises PasskeyRefused."""
    expected = _spend(session, challenge, at)
    held = session.scalars(
        select(Passkey).where(Passkey.credential_id == _credential_id(answer)).with_for_update()
    ).first()
    if held is None or (person_id is not None and held.person_id != person_id):
        raise PasskeyRefused("unknown")
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=expected,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=held.public_key,
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from None
    held.sign_count = proof.new_sign_count
    held.last_used_at = at
    session.flush()
    return held.person_id


def passkeys(reader: Reader, person_id: int) -> tuple[OwnPasskey, ...]:
    """The passkeys of a person, the oldest first."""
    query = select(Passkey.id, Passkey.label, Passkey.created_at, Passkey.last_used_at)
    held = query.where(Passkey.person_id == person_id).order_by(Passkey.created_at, Passkey.id)
    return tuple(OwnPasskey(*row) for row in reader.execute(held))


def rename_passkey(session: Session, person_id: int, passkey_id: int, label: str) -> None:
    """Change the name a person gives to her passkey. Somebody else's stays as it is."""
    named = update(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id)
    session.execute(named.values(label=label[:80]))


def drop_passkey(session: Session, person_id: int, passkey_id: int) -> None:
    """Forget a passkey of a person. Somebody else's stays. See factors.py for who may not."""
    session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id))


def _spend(session: Session, challenge: Challenge | None, at: datetime) -> bytes:
    """The bytes of a challenge that has not served yet. Counted where it was issued, so that it serves once for all."""
    if challenge is None or not challenge.issued_at <= at < challenge.issued_at + CHALLENGE_KEPT:
        raise PasskeyRefused("old challenge")
    if not throttling.within(session, _ONCE, challenge.value, at=challenge.issued_at):
        raise PasskeyRefused("used challenge")
    return base64url_to_bytes(challenge.value)


def _credential_id(answer: str) -> bytes:
    try:
        return base64url_to_bytes(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PasskeyRefused("unreadable") from None


def _handle(person_id: int) -> bytes:
    """What a device keeps of a person: the same for all her passkeys, and nothing of her."""
    return sha256(f"etoffe passkey {person_id}".encode()).digest()
