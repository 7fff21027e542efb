"""What is kept of a file that brought people in: where it came from and what it did, never what was in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment


class RosterImport(Base):
    """A file that was imported, or is being imported."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), doc="none at the command line"
    )
    origin: Mapped[str] = mapped_column(String(200), doc="who gave the list, as said by who imports it")
    shape: Mapped[str] = mapped_column(String(20), doc="a list of the house, or one of the national register")
    digest: Mapped[str] = mapped_column(String(64), index=True, doc="SHA-256 of the file")
    scope_kind: Mapped[str | None] = mapped_column(String(20), doc="none for the whole country, by an operator")
    scope_code: Mapped[str | None] = mapped_column(String(20))
    arrived: Mapped[int] = mapped_column(doc="people who were not known")
    changed: Mapped[int] = mapped_column(doc="people of whom something changed")
    departed: Mapped[int] = mapped_column(doc="mandates that ended")
    unchanged: Mapped[int] = mapped_column(doc="rows that said nothing new")
    refused: Mapped[int] = mapped_column(doc="rows that could not be taken")
    reached: Mapped[str] = mapped_column(
        String(3), doc="last département whose rows are in: what was interrupted goes on after it; empty at first"
    )
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        ForeignKeyConstraint(["scope_kind", "scope_code"], ["territory.kind", "territory.code"]),
        CheckConstraint("(scope_kind IS NULL) = (scope_code IS NULL)", name="scope_whole"),
        CheckConstraint(
            "arrived >= 0 AND changed >= 0 AND departed >= 0 AND unchanged >= 0 AND refused >= 0",
            name="counts_positive",
        ),
    )
