"""What drafts store: the text of each file, everything that happened to it, who shares it, what was said of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.publishing.drafts.policy import Right
from lms.publishing.drafts.words import COMMENT_LENGTH, PLACE_LENGTH, Outcome, ReviewStep, What
from lms.publishing.models import SHA256
from lms.publishing.notes import MESSAGE_LENGTH, STORED_LENGTH

PATH = String(200)
KEY = String(60)
_WAITING = text("outcome = 'waiting'")


def _one_of(column: str, words: type[What] | type[Right] | type[ReviewStep] | type[Outcome]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class Draft(Base):
    """A course that trainers work on. Its text is that of its files; what was published of it is in releases."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(KEY, unique=True, doc="never changes; module.toml must say the same")
    title: Mapped[str] = mapped_column(String(200), doc="of module.toml, copied for lists; the key if unreadable")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, doc="None once she has erased herself"
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment, doc="last change of a file")
    base_release_id: Mapped[str | None] = mapped_column(
        ForeignKey("release.id"), index=True, doc="the release this text starts from; None when none was published"
    )
    needs_approval: Mapped[bool] = mapped_column(doc="the owner wants someone to approve a text before it is published")
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, doc="it can be brought back for thirty days")
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    __table_args__ = (
        CheckConstraint("deleted_at IS NOT NULL OR deleted_by_id IS NULL", name="deletion_is_dated"),
        CheckConstraint("changed_at >= created_at", name="changed_after_creation"),
    )


class DraftFile(Base):
    """A file as it is now, under its path in the course folder."""

    __tablename__ = "draft_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(PATH, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    size: Mapped[int] = mapped_column(doc="in bytes")
    version: Mapped[int] = mapped_column(doc="how many times this path was written")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    __table_args__ = (CheckConstraint("version > 0 AND size >= 0", name="counts"),)


class DraftChange(Base):
    """Something that happened to a draft. Append-only: every text a file ever had can be read again from here."""

    __tablename__ = "draft_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(20))
    path: Mapped[str] = mapped_column(PATH, doc="empty when it is not about a file")
    place: Mapped[str] = mapped_column(
        String(PLACE_LENGTH), doc="the step or the question it was typed in; empty for the file"
    )
    before_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    after_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    sent_sha256: Mapped[str | None] = mapped_column(
        ForeignKey("blob.sha256"), index=True, doc="what was sent, when what came of it is joined with another's work"
    )
    version: Mapped[int] = mapped_column(doc="of the file after this; 0 when it is not about a file")
    release_id: Mapped[str | None] = mapped_column(ForeignKey("release.id"), index=True)
    detail: Mapped[str] = mapped_column(String(500), doc="the other path of a move, a right, a message")
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, doc="who is given a right, or asked to review"
    )
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, doc="None at the command line, or once erased"
    )
    at: Mapped[datetime] = mapped_column(Moment)
    client_id: Mapped[str | None] = mapped_column(String(36), doc="of the form: sending one twice is one effect")

    __table_args__ = (
        CheckConstraint(_one_of("what", What), name="what_known"),
        CheckConstraint("path <> '' OR (before_sha256 IS NULL AND after_sha256 IS NULL)", name="texts_have_path"),
        CheckConstraint("path <> '' OR version = 0", name="versions_have_path"),
        CheckConstraint("sent_sha256 IS NULL OR after_sha256 IS NOT NULL", name="sent_was_kept"),
        UniqueConstraint("draft_id", "client_id", "path", name="uq_draft_change_once"),
        Index("ix_draft_change_path", "draft_id", "path"),
    )


class DraftRight(Base):
    """What someone may do with a draft that another one owns."""

    __tablename__ = "draft_right"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint(_one_of("kind", Right), name="kind_known"),)


class DraftComment(Base):
    """A remark on a step, until somebody says that it is settled."""

    __tablename__ = "draft_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(PATH)
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), doc="the step or the question; empty for the file")
    text: Mapped[str] = mapped_column(String(COMMENT_LENGTH))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        CheckConstraint(f"text <> '' AND length(text) <= {COMMENT_LENGTH}", name="text_bounded"),
        CheckConstraint("resolved_at IS NOT NULL OR resolved_by_id IS NULL", name="resolution_is_dated"),
    )


class DraftReview(Base):
    """A review was asked for, or given. It bears on one state of the text: another text asks for another review."""

    __tablename__ = "draft_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    step: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(SHA256, doc="of the paths and texts it bears on (words.digest)")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    of_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, doc="who is asked"
    )
    message: Mapped[str] = mapped_column(String(COMMENT_LENGTH))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint(_one_of("step", ReviewStep), name="step_known"),
        CheckConstraint("step = 'asked' OR of_id IS NULL", name="only_asking_has_of"),
    )


class ScheduledPublication(Base):
    """A text that will become the current release at a moment: it is stored, so later changes do not touch it."""

    __tablename__ = "scheduled_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True)
    publish_at: Mapped[datetime] = mapped_column(Moment)
    message: Mapped[str] = mapped_column(String(MESSAGE_LENGTH))
    what_changed: Mapped[str] = mapped_column(String(STORED_LENGTH), doc="as in publication")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    scheduled_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(10))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str] = mapped_column(String(500), doc="why it could not be published, in French; else empty")

    __table_args__ = (
        CheckConstraint(_one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint("(outcome = 'waiting') = (ended_at IS NULL)", name="end_is_dated"),
        CheckConstraint("(outcome = 'failed') = (failure <> '')", name="failure_has_reason"),
        Index(
            "uq_scheduled_publication_waiting",
            "draft_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )
