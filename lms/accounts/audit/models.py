"""What is stored of the journal: its lines, and where it begins and ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment


class AuditEntry(Base):
    """Someone of the staff did something. The database refuses any change; nothing here is a foreign key, because what
    is erased elsewhere must change no line."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    act: Mapped[str] = mapped_column(String(40), doc="one of lms.accounts.audit.Act")
    by_id: Mapped[int | None] = mapped_column(doc="a person's number; none at the command line")
    person_id: Mapped[int | None] = mapped_column(doc="the person it was done to, when there is one")
    subject: Mapped[str] = mapped_column(String(80), doc="a number or a key, never a name")
    scope_kind: Mapped[str | None] = mapped_column(String(20), doc="the territory it was done in, when there is one")
    scope_code: Mapped[str | None] = mapped_column(String(20))
    people: Mapped[int] = mapped_column(doc="how many people it concerned, 0 when that says nothing")
    digest: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the digest before and of this line")

    __table_args__ = (
        CheckConstraint("number > 0 AND people >= 0", name="counted"),
        CheckConstraint("(scope_kind IS NULL) = (scope_code IS NULL)", name="scope_whole"),
        Index("ix_audit_entry_by_id", "by_id", "number"),
        Index("ix_audit_entry_scope", "scope_kind", "scope_code", "number"),
    )


class AuditSeal(Base):
    """Where the journal begins and ends: one row, which each new line takes in turn."""

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_number: Mapped[int] = mapped_column(doc="of the first line that is kept, or will be")
    before_first: Mapped[str] = mapped_column(String(64), doc="the digest of the line before it, forgotten in time")
    last_number: Mapped[int]
    last_digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("first_number <= last_number + 1", name="in_order"),
    )
