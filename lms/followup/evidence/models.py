"""What a training body shows of a session: who was there, what was thought of it, what went wrong, what it cost.

Rows about people go with them. What was thought is kept apart from who was asked, from the first moment.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.personal_data import FOLLOWS

REMARK_LENGTH = 500
COMPLAINT_LENGTH = 1000
ANSWER_LENGTH = 2000


class Attendance(Base):
    """Whether somebody was there for half a day of a meeting, as somebody said it. A correction is one more row."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("cohort_meeting.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, doc="in Paris")
    half: Mapped[str] = mapped_column(String(10), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True, info=FOLLOWS
    )
    revision: Mapped[int] = mapped_column(primary_key=True, doc="1, then one more for each correction; the last counts")
    present: Mapped[bool]
    means: Mapped[str] = mapped_column(String(10), doc="self: on her own telephone; organiser: on his; paper: typed in")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("half IN ('morning', 'afternoon')", name="half_known"),
        CheckConstraint("means IN ('self', 'organiser', 'paper')", name="means_known"),
        CheckConstraint("revision > 0", name="revision_counts"),
        CheckConstraint("means <> 'self' OR present", name="nobody_says_she_is_away"),
    )


class SatisfactionRequest(Base):
    """Somebody was asked what she thinks of a session, or has said it. Not what she said."""

    __tablename__ = "satisfaction_request"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True, info=FOLLOWS
    )
    moment: Mapped[str] = mapped_column(String(10), primary_key=True, doc="hot: at its end; cold: ninety days later")
    asked_at: Mapped[datetime | None] = mapped_column(Moment, doc="when a letter was written; it is written once")
    given_at: Mapped[datetime | None] = mapped_column(Moment, doc="when she answered; she answers once")

    __table_args__ = (
        CheckConstraint("moment IN ('hot', 'cold')", name="moment_known"),
        CheckConstraint("asked_at IS NOT NULL OR given_at IS NOT NULL", name="something_happened"),
    )


class SatisfactionAnswer(Base):
    """What somebody thinks of a session. Nothing says who, nor when: its number is drawn at random."""

    __tablename__ = "satisfaction_answer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    moment: Mapped[str] = mapped_column(String(10))
    value: Mapped[int] = mapped_column(doc="from 1, not at all, to 5, very much")
    remark: Mapped[str] = mapped_column(String(REMARK_LENGTH), doc="empty when nothing was added")

    __table_args__ = (
        CheckConstraint("moment IN ('hot', 'cold')", name="moment_known"),
        CheckConstraint("value BETWEEN 1 AND 5", name="value_known"),
        CheckConstraint(f"length(remark) <= {REMARK_LENGTH}", name="remark_short"),
        {"sqlite_with_rowid": False},  # in the order of the numbers, not of the answers
    )


class Complaint(Base):
    """Something of a session went wrong for somebody, and what was done about it. Who answers does not learn who."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), info=FOLLOWS)
    client_id: Mapped[str] = mapped_column(String(36), doc="made with the form: one form, one complaint")
    text: Mapped[str] = mapped_column(String(COMPLAINT_LENGTH))
    made_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(ANSWER_LENGTH), doc="what she reads")
    done: Mapped[str | None] = mapped_column(String(ANSWER_LENGTH), doc="what was done, for the register")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("person_id", "client_id"),
        CheckConstraint(f"text <> '' AND length(text) <= {COMPLAINT_LENGTH}", name="text_bounded"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (done IS NULL) = (answered_at IS NULL)",
            name="answer_is_dated",
        ),
        CheckConstraint("answered_at IS NOT NULL OR answered_by IS NULL", name="answered_by_with_answer"),
        CheckConstraint(f"answer <> '' AND length(answer) <= {ANSWER_LENGTH}", name="answer_bounded"),
        CheckConstraint(f"done <> '' AND length(done) <= {ANSWER_LENGTH}", name="done_bounded"),
    )


class CohortCost(Base):
    """What a session costs for each person, and who pays, as its organiser says it."""

    __tablename__ = "cohort_cost"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    payer: Mapped[str] = mapped_column(String(10), doc="commune, epci: that of each person; other: neither")
    cents: Mapped[int] = mapped_column(doc="for each person, all taxes included")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    said_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("payer IN ('commune', 'epci', 'other')", name="payer_known"),
        CheckConstraint("cents BETWEEN 0 AND 100000000", name="cents_bounded"),
    )
