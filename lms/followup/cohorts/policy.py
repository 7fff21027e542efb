"""Who runs a session, and what whoever runs it may know of the people in it. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from lms.accounts.territories import Named

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
CODE_LENGTH = 8  # 39 bits: with twenty tries an hour, a thousand open codes are safe for centuries


class Kind(StrEnum):
    """How people follow it."""

    ALONE = "alone"  # each one when she wants, on line
    ON_SITE = "on_site"
    VIDEO = "video"


class Origin(StrEnum):
    """How someone came in."""

    CHOSEN = "chosen"  # by who runs the session, in her territories
    INVITED = "invited"  # an address was invited, and its owner accepted
    CODE = "code"  # she typed the code


def runs(places: Collection[Named], place: Named) -> bool:
    """Whether who looks after these territories runs the sessions of this one: the very same, not one above. What a
    commune's own administrator has people do is not for the région to read."""
    return place in places


def may_leave(origin: Origin) -> bool:
    """Whether she may go out again by herself: who came in by herself does."""
    return origin is not Origin.CHOSEN


def told(completed_at: datetime | None, *, since: datetime, earlier_told: bool) -> datetime | None:
    """When someone finished a course, as far as who runs the session may know: what she did before it was asked of
    her here is hers, unless she told it."""
    if completed_at is None or (completed_at < since and not earlier_told):
        return None
    return completed_at


def new_code() -> str:
    """Eight signs to type."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """A code as someone typed it: case, spaces and dashes do not count; "" when it cannot be one."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS) else ""
