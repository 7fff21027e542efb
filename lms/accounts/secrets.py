"""Tokens, codes, and the hashes that are kept of them. An address written in one way."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

CODE_DIGITS = 6


class InvalidEmail(ValueError):
    """The text cannot be an e-mail address."""


def new_token() -> str:
    """256 random bits, to put in a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits, as text."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


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
    try:
        found = validate_email(text.strip().strip("<>"), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidEmail(str(error)) from None
    email = found.normalized.lower()
    if len(email) > 254:
        raise InvalidEmail("too long")
    return email
