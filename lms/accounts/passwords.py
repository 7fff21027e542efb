"""Passwords: optional, one's own, never asked again without a reason. Rules of the CNIL (2022): length and variety.

weakness(password, email)   why a password is refused, None when it is good
verified(hash, password)    the same work whether there is a hash or not
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

LONGEST = 256
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_NOBODY = _HASHER.hash("the password of nobody")
_COMMON = (
    "motdepasse", "azerty", "qwerty", "password", "mairie", "commune", "bonjour", "soleil", "marianne", "france",
    "123456", "654321", "abcdef", "etoffe", "changeme", "administrateur",
)  # fmt: skip
_LEET = str.maketrans("013457@$€!", "oieastasei")
MOSTLY = 0.5  # a password that is mostly a common word is that word


class Weakness(StrEnum):
    SHORT = "short"  # twelve signs of four kinds, fourteen of three, or seven words
    COMMON = "common"  # in every list, or made of the address
    LONG = "long"


def weakness(password: str, email: str) -> Weakness | None:
    """Why a password would be guessed. Nothing else is asked of it."""
    if len(password) > LONGEST:
        return Weakness.LONG
    if not _long_enough(password):
        return Weakness.SHORT
    return Weakness.COMMON if _guessable(password, email) else None


def hash_of(password: str) -> str:
    return _HASHER.hash(_normal(password))


def verified(known_hash: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is none."""
    try:
        _HASHER.verify(known_hash or _NOBODY, _normal(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return known_hash is not None


def _normal(password: str) -> str:
    """The same accents, whatever the keyboard wrote them with."""
    return unicodedata.normalize("NFKC", password)


def _long_enough(password: str) -> bool:
    variety = len({_kind(sign) for sign in password})
    words = [word for word in password.split() if len(word) > 1]
    return (
        (len(password) >= 12 and variety == 4)
        or (len(password) >= 14 and variety >= 3)
        or (len(set(words)) >= 7 and len(password) >= 28)
    )


def _kind(sign: str) -> str:
    if sign.isalpha():
        return "upper" if sign.isupper() else "lower"
    return "digit" if sign.isdigit() else "other"


def _guessable(password: str, email: str) -> bool:
    plain = "".join(sign for sign in password.lower() if sign.isalnum())
    letters = "".join(sign for sign in password.lower().translate(_LEET) if sign.isalnum())
    own = [part for part in email.partition("@")[0].replace("-", ".").replace("_", ".").split(".") if len(part) > 3]
    if len(set(plain)) < 5:
        return True
    covered = sum(len(word) * text.count(word) for word in (*_COMMON, *own) for text in (plain, letters)) / 2
    return covered >= MOSTLY * max(len(plain), 1)
