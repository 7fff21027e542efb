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
    time_factor: Mapped[int] = mapped_column(
        server_default="1", doc="how many times the usual time she gives herself, where time is limited"
    )

    __table_args__ = (
        CheckConstraint("last_seen_at >= created_at", name="seen_after_created"),
        CheckConstraint("(visitor_hash IS NULL) <> (person_id IS NULL)", name="visitor_or_person"),
        CheckConstraint("time_factor BETWEEN 1 AND 10", name="time_factor_bounded"),
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
    """One go at questions: a lesson's, the final quiz's, or those that tell where to begin.

    What it was shown and how it is judged is pinned when it starts.
    """

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    behaviour: Mapped[str] = mapped_column(String(20), doc="what may be done in it: see behaviours.py")
    lesson_key: Mapped[str] = mapped_column(String(60), doc="empty outside of practice")
    start_id: Mapped[str | None] = mapped_column(
        String(36), doc="made with the form that started it: one form, one attempt; None in practice"
    )
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True, doc="the text that was seen")
    questions: Mapped[list[str]] = mapped_column(Document, doc="keys of the questions, in the order shown")
    seed: Mapped[int] = mapped_column(doc="fixes what is shuffled, so that coming back shows the same page")
    rule: Mapped[dict[str, Any]] = mapped_column(Document, doc="a behaviours.Rule; empty in practice")
    started_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment, doc="when its time is over, None without a limit")
    finished_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="when its last step was done, or when it was handed in: nothing is accepted afterwards"
    )
    set_aside_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="another attempt at this lesson goes on instead: hers, found again when a visitor signed in"
    )

    __table_args__ = (
        CheckConstraint("behaviour IN ('practice', 'check', 'positioning')", name="behaviour_known"),
        CheckConstraint("(behaviour = 'practice') = (lesson_key <> '')", name="practice_has_lesson"),
        CheckConstraint("(behaviour = 'practice') = (start_id IS NULL)", name="practice_needs_no_start"),
        CheckConstraint("due_at IS NULL OR behaviour = 'check'", name="time_of_check_only"),
        CheckConstraint("due_at IS NULL OR due_at > started_at", name="due_after_started"),
        CheckConstraint("due_at IS NULL OR finished_at IS NULL OR finished_at <= due_at", name="finished_in_time"),
        UniqueConstraint("enrolment_id", "start_id"),
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="finished_after_started"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "behaviour",
            "lesson_key",
            unique=True,
            sqlite_where=text("finished_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=text("finished_at IS NULL AND set_aside_at IS NULL"),
        ),
        Index(  # what the pages of analysis read, the latest first
            "ix_attempt_quiz",
            "release_id",
            "finished_at",
            "id",
            sqlite_where=text("behaviour = 'check' AND finished_at IS NOT NULL"),
            postgresql_where=text("behaviour = 'check' AND finished_at IS NOT NULL"),
        ),
    )


class StepDone(Base):
    """A step was read, answered or acknowledged, once."""

    __tablename__ = "step_done"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    step_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = {
        "sqlite_with_rowid": False
    }  # the steps of an attempt lie together: « Mon parcours » reads them all


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
    regrade_id: Mapped[int | None] = mapped_column(
        ForeignKey("regrade.id"), index=True, doc="what decided this mark; None for the text's own key"
    )

    __table_args__ = (
        CheckConstraint("0 <= points AND points <= out_of", name="points_bounded"),
        CheckConstraint("regrade_id IS NULL OR revision > 1", name="regrade_revises"),
    )


class Regrade(Base):
    """Someone corrected how a question of a course is marked: another key, or a point for everybody.

    Undone, it keeps its row. What it gave (a pass, a completion) is never taken back.
    """

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"))
    question_key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), doc="rekey: marked by the key of `release_id`; neutralise: right")
    release_id: Mapped[str | None] = mapped_column(ForeignKey("release.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500), doc="shown to those it concerns")
    applied_by: Mapped[str] = mapped_column(String(120), doc="who, as said at the command line or by the account")
    applied_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(120))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("kind IN ('rekey', 'neutralise')", name="kind_known"),
        CheckConstraint("(kind = 'rekey') = (release_id IS NOT NULL)", name="rekey_has_release"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),
        CheckConstraint("undone_at IS NULL OR undone_at >= applied_at", name="undone_after_applied"),
        Index("ix_regrade_place", "course_key", "question_key"),
    )


class LessonCompletion(Base):
    """A lesson was finished. Dated once, never taken back, whatever later releases change."""

    __tablename__ = "lesson_completion"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    completed_at: Mapped[datetime] = mapped_column(Moment)


class TaskNote(Base):
    """What someone keeps of a thing to do at the mairie: whether it is done, and a note for herself alone.

    The row is made when she first ticks or writes. Its text is that of the release then, so that a task which a
    later release drops can still be read.
    """

    __tablename__ = "task_note"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"), primary_key=True)
    task_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(60), doc="the lesson that proposed it")
    text: Mapped[str] = mapped_column(String(500), doc="the task, as it was when she last touched it")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(String(1000))
    version: Mapped[int] = mapped_column(doc="how many times the note was saved: a page open since then is refused")
    noted_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("length(note) <= 1000", name="note_short"),
        CheckConstraint("version >= 0", name="version_counts"),
        CheckConstraint("(version = 0) = (noted_at IS NULL)", name="noted_is_dated"),
        CheckConstraint("version > 0 OR note = ''", name="note_is_versioned"),
    )


class Report(Base):
    """Someone says that a step has a problem, and reads the answer. Whoever answers does not learn her name."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(String(36), doc="made with the form: one form, one report")
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"))
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True, doc="the text that was seen")
    lesson_key: Mapped[str] = mapped_column(String(60))
    step_key: Mapped[str] = mapped_column(String(60))
    question_key: Mapped[str] = mapped_column(String(60), doc="empty when the step asks nothing")
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(1000))
    reported_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(2000))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("learner_id", "client_id"),
        CheckConstraint(
            "kind IN ('error', 'typo', 'dead-link', 'unclear', 'accessibility', 'other')", name="kind_known"
        ),
        CheckConstraint("text <> '' AND length(text) <= 1000", name="text_bounded"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_is_dated"),
        CheckConstraint("answered_at IS NOT NULL OR answered_by IS NULL", name="answered_by_with_answer"),
        CheckConstraint("answer <> '' AND length(answer) <= 2000", name="answer_bounded"),
        Index("ix_report_course_key", "course_key", "id"),
    )


class QuizPass(Base):
    """The final quiz of a course was passed. Dated once, never taken back by a lower retake or a regrade."""

    __tablename__ = "quiz_pass"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), unique=True)
    passed_at: Mapped[datetime] = mapped_column(Moment)


class CourseCompletion(Base):
    """A course was completed: the lessons it had then, and its quiz. Dated once, never taken back."""

    __tablename__ = "course_completion"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True, doc="the current one at that time")
    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("attempt.id", ondelete="CASCADE"), unique=True, doc="the one that passed the quiz"
    )
    completed_at: Mapped[datetime] = mapped_column(Moment)
