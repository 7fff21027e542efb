"""What is stored of a letter, from the moment it is written to the moment it is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment

WAITING = "sent_at IS NULL AND given_up_at IS NULL"


class OutboxMessage(Base):
    """A message to send, being sent, sent, or given up. The table is the queue: there is no other."""

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(
        String(32), unique=True, doc="left part of its Message-ID, drawn once: a second copy can be recognised"
    )
    once: Mapped[str | None] = mapped_column(String(120), unique=True, doc="what must be written once")
    purpose: Mapped[str] = mapped_column(String(40), doc="a short word, for counting")
    recipient: Mapped[str] = mapped_column(String(254), index=True, doc="erasing a person looks here")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, doc="empty once a code was sent or has expired")
    html: Mapped[str] = mapped_column(Text, doc="the same words as the text; erased with it")
    calendar: Mapped[str] = mapped_column(Text, doc="a file for her calendar that goes with it, empty for most")
    unsubscribe: Mapped[str] = mapped_column(String(500), doc="one-click address, empty when there is none")
    secret: Mapped[bool] = mapped_column(doc="holds a code: goes first, and is not kept")
    expires_at: Mapped[datetime | None] = mapped_column(Moment, doc="after this it is of no use, and not sent")
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(doc="counted when a worker takes it, so that a crash counts too")
    last_error: Mapped[str] = mapped_column(String(60), doc="a kind of error and an SMTP code: nothing about a person")
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, doc="a worker has it until then")
    sent_at: Mapped[datetime | None] = mapped_column(Moment, doc="the relay has accepted it")
    given_up_at: Mapped[datetime | None] = mapped_column(Moment, doc="it will not be sent; last_error says why")

    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_counted"),
        CheckConstraint("sent_at IS NULL OR tries > 0", name="sent_was_tried"),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        CheckConstraint("given_up_at IS NULL OR last_error <> ''", name="given_up_says_why"),
        CheckConstraint(f"claimed_until IS NULL OR ({WAITING})", name="claimed_is_waiting"),
        CheckConstraint("expires_at IS NOT NULL OR NOT secret", name="secret_expires"),
        CheckConstraint(f"({WAITING}) OR NOT secret OR (text = '' AND html = '')", name="secret_not_kept"),
        Index(
            "ix_outbox_message_waiting",
            "secret",
            "next_try_at",
            sqlite_where=sql(WAITING),
            postgresql_where=sql(WAITING),
        ),
    )
