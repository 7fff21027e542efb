"""What a learner leaves behind. Answers are events: rows are added, never changed.

A learner without an account is a visitor: only the hash of her cookie's token is kept,
and everything below her disappears with her row. When she signs in, her row becomes a person's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Document, Moment


class Learner(Base):
    """Someone who learns: a person with an account, or a visitor known by her token's hash alone."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    visitor_hash: Mapped[str | None] = mapped_column(String(64), unique=True, doc="SHA-256 of the token in the cookie")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment, index=True, doc="last answer or step; the purge reads it")

    __table_args__ = (
        CheckConstraint("last_seen_at >= created_at", name="seen_after_created"),
        CheckConstraint("(visitor_hash IS NULL) <> (person_id IS NULL)", name="visitor_or_person"),
    )


class Enrolment(Base):
    """A learner takes a course."""

    __tablename__ = "enrolment"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"), index=True)
    enrolled_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("learner_id", "course_key"),)


class Attempt(Base):
    """One go at a lesson's questions. What it was shown and how it is judged is pinned when it starts."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    behaviour: Mapped[str] = mapped_column(String(20), doc="practice: feedback at once, as many tries as wanted")
    lesson_key: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True, doc="the text that was seen")
    questions: Mapped[list[str]] = mapped_column(Document, doc="keys of the questions, in the order shown")
    seed: Mapped[int] = mapped_column(doc="fixes what is shuffled, so that coming back shows the same page")
    rule: Mapped[dict[str, Any]] = mapped_column(Document, doc="pass mark, tries, time; empty in practice")
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, doc="when its last step was done")
    set_aside_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="another attempt at this lesson goes on instead: hers, found again when a visitor signed in"
    )

    __table_args__ = (
        CheckConstraint("behaviour IN ('practice')", name="behaviour_known"),
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="finished_after_started"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "lesson_key",
            unique=True,
            sqlite_where=text("finished_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=text("finished_at IS NULL AND set_aside_at IS NULL"),
        ),
    )


class StepDone(Base):
    """A step was read, answered or acknowledged, once."""

    __tablename__ = "step_done"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    step_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(Moment)


class Answer(Base):
    """What was answered, as given. The form's own id makes sending it twice harmless."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_key: Mapped[str] = mapped_column(String(60))
    client_id: Mapped[str] = mapped_column(String(36), doc="made with the form: one form, one answer")
    given: Mapped[dict[str, Any]] = mapped_column(Document, doc="permanent keys, or the text as typed")
    answered_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("attempt_id", "client_id"),
        Index("ix_answer_place", "attempt_id", "question_key"),
    )


class Mark(Base):
    """What an answer is worth. A regrade adds a row with the next revision; the highest counts."""

    __tablename__ = "mark"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]
    out_of: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    marked_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("0 <= points AND points <= out_of", name="points_bounded"),)


class LessonCompletion(Base):
    """A lesson was finished. Dated once, never taken back, whatever later releases change."""

    __tablename__ = "lesson_completion"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    completed_at: Mapped[datetime] = mapped_column(Moment)
