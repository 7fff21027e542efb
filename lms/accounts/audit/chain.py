"""How lines hold together: each digest covers its line and the digest before it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

BEGINNING = "0" * 64
_ID = re.compile(r"[a-z0-9][a-z0-9:._-]{0,79}\Z")


class NotAnId(ValueError):
    """A line holds numbers and keys only: a name, an address or a sentence has no place in it."""


def checked(subject: str) -> str:
    """A subject that is empty, a number or a key. Raises NotAnId."""
    if subject and not _ID.match(subject):
        raise NotAnId(subject)
    return subject


def digest(line: Mapping[str, object], previous: str) -> str:
    """What the next line will hold of this one."""
    told = {name: _plain(value) for name, value in line.items()}
    text = json.dumps([previous, told], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
