"""When somebody was last written to, and what was sent to a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment


class Reminded(Base):
    """The last reminder or weekly letter written to someone. One row for each: the next one has to take its place,
    and two transactions cannot both do so."""

    __tablename__ = "reminded"

    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)
    once: Mapped[str] = mapped_column(String(120), unique=True, doc="the key of that letter in the outbox")


class ReminderPress(Base):
    """Somebody pressed « Relancer » on a session. The form's own id makes pressing twice harmless."""

    __tablename__ = "reminder_press"

    client_id: Mapped[str] = mapped_column(String(36), primary_key=True, doc="made with the form: one form, one press")
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    pressed_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    pressed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    sentence: Mapped[str] = mapped_column(Text, doc="what was added to the letter, as typed; empty for nothing")
    about: Mapped[int] = mapped_column(doc="how many letters, in tens: as it was told, and as it may be told")

    __table_args__ = (
        CheckConstraint("about >= 0 AND about % 10 = 0", name="in_tens"),
        CheckConstraint("length(sentence) <= 300", name="sentence_bounded"),
        Index("ix_reminder_press_cohort", "cohort_id", "pressed_at"),
    )
