"""Tokens, codes, and the hashes that are kept of them. An address written in one way."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from email_validator import EmailNotValidError, validate_email

CODE_DIGITS = 6
RECOVERY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
RECOVERY_LENGTH = 16  # 79 bits: a hash without salt is enough


_USUAL = re.compile(r"[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~]+(?:\.[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~]+)*")  # what comes before @


class InvalidEmail(ValueError):
    """The text cannot be an e-mail address."""


def new_token() -> str:
    """256 random bits, to put in a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits, as text."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_recovery_code() -> str:
    """A code to keep on paper: « abcd-efgh-jkmn-pqrs »."""
    signs = "".join(secrets.choice(RECOVERY_SIGNS) for _ in range(RECOVERY_LENGTH))
    return "-".join(signs[place : place + 4] for place in range(0, RECOVERY_LENGTH, 4))


def cipher(site_secret: str) -> Fernet:
    """What encrypts the secrets we must be able to read again, with a key that serves nothing else."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"etoffe authenticator application").derive(site_secret.encode())
    return Fernet(urlsafe_b64encode(derived))


def hashed(*parts: str) -> str:
    """SHA-256 of one or several texts, in hexadecimal."""
    return sha256("\x1f".join(parts).encode()).hexdigest()


def email_mark(email: str) -> str:
    """What a browser keeps of an address that has signed in with it: enough to know it again, not to read it."""
    return hashed("known", email)[:16]


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def typed_code(text: str) -> str:
    """The digits of a code as someone typed or pasted it: spaces, dashes and dots do not count."""
    return "".join(sign for sign in text if sign not in " \t\r\n\u00a0\u202f-–.")


def normal_email(text: str) -> str:
    """The one written form of an address, in lower case. Raises InvalidEmail."""
    typed = text.strip().strip("<>")
    before, _, domain = typed.rpartition("@")
    usual = _USUAL.fullmatch(before) and len(before) <= 64
    email = f"{before}@{_domain(domain)}".lower() if usual else _checked(typed)
    if len(email) > 254:
        raise InvalidEmail("too long")
    return email


@lru_cache(4096)
def _domain(domain: str) -> str:
    """What follows the @, known again: a list repeats few of them, and checking one costs more than all the rest."""
    return _checked(f"a@{domain}").removeprefix("a@")


def _checked(typed: str) -> str:
    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidEmail(str(error)) from None
    return str(found.normalized).lower()
