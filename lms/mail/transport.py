"""SMTP: a message handed over to the relay, or the reason why it was not.

    with relay.line() as line:
        line.deliver(claimed)          raises NotDelivered

An answer that does not come leaves a doubt: the relay may have the message. It is then sent again, with the
same Message-ID: twice is better than never.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from lms.mail.letter import is_one_address
from lms.mail.operations import Claimed

REPLY_SECONDS = 15.0
LAST_REPLY_SECONDS = 120.0  # relays scan what they were given before they accept it
REPLIES = 10  # connection, two greetings, STARTTLS, two for the name and password, sender, recipient, data, reset
LONGEST = timedelta(seconds=REPLY_SECONDS * REPLIES + LAST_REPLY_SECONDS)
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class _AsItIs(BaseHeader):
    """A header on one line. Folded, a long address is cut into encoded words, which is no address any more."""

    max_count = 1
    parse = UnstructuredHeader.parse

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
for _name in ("Message-ID", "List-Unsubscribe"):
    _headers.map_to_type(_name, _AsItIs)
POLICY = SMTP.clone(header_factory=_headers)


class Cause(StrEnum):
    """Whose fault it is: it says what to do next."""

    RELAY = "relay"  # nothing was said about this message: every other would fail too
    LATER = "later"  # this message, for now
    NEVER = "never"  # this message, for good


class NotDelivered(Exception):
    """A message was not accepted. `reason` is a kind of error and an SMTP code: nothing about a person."""

    def __init__(self, cause: Cause, reason: str) -> None:
        super().__init__(f"{cause}: {reason}")
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True)
class Relay:
    """Who takes our e-mails (an address of lms.settings), and in whose name they are sent."""

    url: str = field(repr=False)  # may hold a password
    sender: str
    sender_name: str
    reply_seconds: float = REPLY_SECONDS
    last_reply_seconds: float = LAST_REPLY_SECONDS

    @contextmanager
    def line(self) -> Iterator[Line]:
        """A connection, made when the first message needs it and closed with the block."""
        line = Line(self)
        try:
            yield line
        finally:
            line.close()


class Line:
    """One connection to the relay at a time, used for several messages."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, message: Claimed) -> None:
        """Hand a message over. Raises NotDelivered; after a fault of the relay the connection is made anew."""
        composed, international = compose(self._relay, message)
        try:
            if self._smtp is None:
                self._smtp = _connect(self._relay)
            _hand_over(self._smtp, self._relay, composed, international)
        except NotDelivered as refusal:
            if refusal.cause is Cause.RELAY:
                self._drop()
            raise
        except (smtplib.SMTPException, OSError) as error:  # a lost connection, a certificate, a silence
            self._drop()
            code = getattr(error, "smtp_code", "")
            raise NotDelivered(Cause.RELAY, f"{type(error).__name__} {code}".strip()) from None

    def close(self) -> None:
        """Say goodbye, if there is still someone to say it to."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
            self._smtp = None

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


@dataclass(frozen=True)
class Composed:
    """A message as it travels: the envelope's recipient, and the bytes."""

    recipient: str
    content: bytes


def compose(relay: Relay, message: Claimed) -> tuple[Composed, bool]:
    """Return what travels, and whether the relay must know international addresses.

    Text first, the same in HTML second. Headers are built by the standard library, which refuses a line
    break in any of them; what it refuses will never be sent. Raises NotDelivered.
    """
    if not is_one_address(message.recipient):
        raise NotDelivered(Cause.NEVER, "UnsafeLetter")
    try:
        local, _, domain = message.recipient.rpartition("@")
        recipient = f"{local}@{domain.encode('idna').decode()}"  # known to every relay; the local part may not be
        international = not recipient.isascii()
        email = EmailMessage(policy=POLICY.clone(utf8=international))
        email["Message-ID"] = f"<{message.message_id}@{relay.sender.rpartition('@')[2]}>"
        email["Date"] = message.created_at
        email["From"] = Address(relay.sender_name, addr_spec=relay.sender)
        email["To"] = Address("", *recipient.rsplit("@", 1))
        email["Subject"] = message.subject
        email["Auto-Submitted"] = "auto-generated"  # absence messages do not answer
        if message.unsubscribe:
            email["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        email.set_content(message.text, cte="quoted-printable")
        email.add_alternative(message.html, subtype="html", cte="quoted-printable")
        if message.calendar:
            told = {"method": "PUBLISH", "charset": "utf-8"}
            email.add_attachment(message.calendar, subtype="calendar", filename="session.ics", params=told)
        return Composed(recipient, email.as_bytes()), international
    except (ValueError, IndexError, LookupError) as error:  # UnicodeError and email's own errors are ValueErrors
        raise NotDelivered(Cause.NEVER, type(error).__name__) from None


def _connect(relay: Relay) -> smtplib.SMTP:
    """Connect, encrypt as the address asks, sign in if it names someone. Never falls back to clear text."""
    parts = urlsplit(relay.url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=relay.reply_seconds, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=relay.reply_seconds)
    try:
        _introduce(smtp, parts)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _introduce(smtp: smtplib.SMTP, parts: SplitResult) -> None:
    smtp.ehlo_or_helo_if_needed()
    if parts.scheme == "smtp+starttls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if parts.username:
        smtp.login(unquote(parts.username), unquote(parts.password or ""))


def _hand_over(smtp: smtplib.SMTP, relay: Relay, composed: Composed, international: bool) -> None:
    if international and not smtp.has_extn("smtputf8"):
        raise NotDelivered(Cause.NEVER, "SMTPUTF8")
    _accept(smtp, "Sender", smtp.mail(relay.sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else [])[0])
    _accept(smtp, "Recipient", smtp.rcpt(composed.recipient)[0])
    _wait(smtp, relay.last_reply_seconds)
    try:
        code = smtp.data(composed.content)[0]
    except smtplib.SMTPDataError as refusal:
        code = refusal.smtp_code
    _wait(smtp, relay.reply_seconds)
    _accept(smtp, "Content", code)


def _accept(smtp: smtplib.SMTP, what: str, code: int) -> None:
    """Go on after a yes; after a no, leave the connection ready for the next message. Raises NotDelivered."""
    if 200 <= code < 300:
        return
    if what == "Sender" or code == 421 or not 400 <= code < 600:  # our settings, or a relay that leaves
        raise NotDelivered(Cause.RELAY, f"{what} {code}")
    smtp.rset()
    raise NotDelivered(Cause.NEVER if code >= 500 else Cause.LATER, f"{what} {code}")


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)
