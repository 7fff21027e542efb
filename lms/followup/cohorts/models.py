"""Sessions: some people, some courses with a date, perhaps a room. « Session » on screen; « cohort » here, because a
browser that is signed in is a session too.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.personal_data import FOLLOWS

FORM_ID = String(36)


class Cohort(Base):
    """People who follow the same courses over the same days, brought together by who looks after a territory."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), doc="one of policy.KINDS")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place_kind: Mapped[str] = mapped_column(String(20), doc="whoever looks after this territory runs it, nobody else")
    place_code: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int | None] = mapped_column(doc="how long it lasts, as declared; None when it is not said")
    tutor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(doc="grows when what letters and calendars said changes")
    code: Mapped[str | None] = mapped_column(String(8), unique=True, doc="what people type to come in")
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    client_id: Mapped[str] = mapped_column(FORM_ID, doc="made with the form: one form, one session")
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    cancelled_because: Mapped[str] = mapped_column(String(300), doc="told to those it concerns")

    __table_args__ = (
        ForeignKeyConstraint(["place_kind", "place_code"], ["territory.kind", "territory.code"]),
        CheckConstraint("kind IN ('alone', 'on_site', 'video')", name="kind_known"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("version > 0", name="version_counts"),
        CheckConstraint("(code IS NULL) = (code_until IS NULL)", name="code_expires"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_because = '')", name="cancelled_says_why"),
        CheckConstraint("cancelled_at IS NULL OR code IS NULL", name="cancelled_is_closed"),
        UniqueConstraint("created_by", "client_id", name="uq_cohort_form"),
        Index("ix_cohort_place", "place_kind", "place_code", "starts_on"),
    )


class CohortMember(Base):
    """Someone is in a session. Her row stays when she leaves: what was proved there stays whole."""

    __tablename__ = "cohort_member"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True, info=FOLLOWS
    )
    origin: Mapped[str] = mapped_column(String(10), doc="one of policy.Origin: how she came in")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), doc="none: herself")
    added_at: Mapped[datetime] = mapped_column(
        Moment, doc="what she finished before is hers, and not shown to who runs the session"
    )
    joined_at: Mapped[datetime | None] = mapped_column(Moment, doc="when she herself came in")
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    earlier_told_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="when she let who runs the session know what she had finished before"
    )
    told_version: Mapped[int | None] = mapped_column(doc="the version of the session that her last letter said")

    __table_args__ = (
        CheckConstraint("origin IN ('chosen', 'invited', 'code')", name="origin_known"),
        CheckConstraint("origin = 'chosen' OR joined_at IS NOT NULL", name="joined_by_herself"),
        CheckConstraint("left_at IS NULL OR left_at >= added_at", name="left_after_added"),
    )


class CohortInvitation(Base):
    """An address was invited to a session. Whoever signs in with it may come in; until then nobody is named."""

    __tablename__ = "cohort_invitation"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), primary_key=True, index=True, doc="normalised, in lower case")
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(Moment, index=True)

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)


class CohortCourse(Base):
    """A course that a session asks for, with the day by which it is hoped for."""

    __tablename__ = "cohort_course"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"), primary_key=True, index=True)
    position: Mapped[int]
    due_on: Mapped[date | None]
    assigned_at: Mapped[datetime] = mapped_column(Moment, doc="what was finished before was not asked by this session")


class CohortMeeting(Base):
    """A moment when the people of a session meet, in a room or by video. Attendance hangs on it."""

    __tablename__ = "cohort_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    where: Mapped[str] = mapped_column(String(200), doc="room and address; empty by video")
    link: Mapped[str] = mapped_column(String(500), doc="where to come in by video; empty on site")
    created_at: Mapped[datetime] = mapped_column(Moment)
    client_id: Mapped[str] = mapped_column(FORM_ID, doc="made with the form: one form, one meeting")
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("cohort_id", "client_id", name="uq_cohort_meeting_form"),
        Index("ix_cohort_meeting_starts_at", "cohort_id", "starts_at"),
    )
