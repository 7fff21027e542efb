"""A letter ready to be posted. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime


class UnsafeLetter(Exception):
    """A letter that could not be sent as it is; the message names the field at fault, never its value."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message to one person. Raises UnsafeLetter when a field would not fit in a header or in the table.

    `text` is what matters; `html` says the same. `purpose` is a short word for counting ("sign-in-code").
    `once` names what must be written once ("reminder:12:2026-W48"); the key is remembered as long as the
    message is, thirty days after it was sent. A `secret` letter holds a code: it goes before the others, is
    not sent after `expires_at`, and its text is erased once sent or expired. `unsubscribe` is an address that
    stops this kind of letter by one POST. `calendar` is a file (RFC 5545) that goes with it.
    """

    recipient: str
    subject: str
    text: str
    html: str
    purpose: str
    once: str | None = None
    secret: bool = False
    expires_at: datetime | None = None
    unsubscribe: str = ""
    calendar: str = ""

    def __post_init__(self) -> None:
        for name, value, longest in (
            ("recipient", self.recipient, 254),
            ("subject", self.subject, 200),
            ("purpose", self.purpose, 40),
            ("unsubscribe", self.unsubscribe, 500),
            ("once", self.once or "", 120),
        ):
            if len(value) > longest or any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in value):
                raise UnsafeLetter(name)
        if not is_one_address(self.recipient):
            raise UnsafeLetter("recipient")
        if not self.unsubscribe.isascii() or " " in self.unsubscribe or ">" in self.unsubscribe:
            raise UnsafeLetter("unsubscribe")
        for name, value in (("text", self.text), ("html", self.html)):
            if not value.strip() or "\0" in value:
                raise UnsafeLetter(name)
        if "\0" in self.calendar:
            raise UnsafeLetter("calendar")
        if self.secret and self.expires_at is None:
            raise UnsafeLetter("expires_at")


def is_one_address(value: str) -> bool:
    """Whether this can be nothing but one address: no list, no display name, no comment."""
    local, at, domain = value.rpartition("@")
    return bool(local and at and domain) and not any(
        sign.isspace() or sign in '"(),:;<>@[]\\' for sign in local + domain
    )
