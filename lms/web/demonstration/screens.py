"""What the pages of a demonstration show, prepared for their templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lms import mail
from lms.web import letters
from lms.web.french import counted

PER_PAGE = 20


@dataclass(frozen=True)
class Row:
    """A message in the list. `when` is said in words: nobody has to know the clock of the server."""

    id: int
    subject: str
    recipient: str
    when: str


@dataclass(frozen=True)
class Mailbox:
    """A page of the list. `newer` and `older` are page numbers, None when there is no such page."""

    rows: tuple[Row, ...]
    total: int
    page: int
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class OneLetter:
    """A message. It has no paragraph when its code was erased."""

    subject: str
    recipient: str
    when: str
    paragraphs: tuple[letters.Paragraph, ...]
    has_html: bool


def prepare_mailbox(messages: Iterable[mail.StoredMessage], total: int, page: int, *, at: datetime) -> Mailbox:
    rows = tuple(Row(one.id, one.subject, one.recipient, elapsed(one.created_at, at)) for one in messages)
    last = max(1, -(-total // PER_PAGE))
    return Mailbox(
        rows=rows,
        total=total,
        page=page,
        newer=min(page - 1, last) if page > 1 else None,
        older=page + 1 if page < last else None,
    )


def prepare_letter(message: mail.StoredMessage, *, at: datetime) -> OneLetter:
    return OneLetter(
        subject=message.subject,
        recipient=message.recipient,
        when=elapsed(message.created_at, at),
        paragraphs=letters.paragraphs(message.text) if message.text else (),
        has_html=message.has_html,
    )


def elapsed(then: datetime, at: datetime) -> str:
    """« à l’instant », « il y a 3 minutes », « il y a 2 heures », « il y a 5 jours »."""
    minutes = int((at - then).total_seconds()) // 60
    if minutes < 1:
        return "à l’instant"
    if minutes < 60:
        return f"il y a {counted(minutes, 'minute', 'minutes')}"
    if minutes < 24 * 60:
        return f"il y a {counted(minutes // 60, 'heure', 'heures')}"
    return f"il y a {counted(minutes // (24 * 60), 'jour', 'jours')}"
