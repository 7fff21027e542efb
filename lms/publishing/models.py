"""What publishing stores: courses, immutable releases, the files they are made of, and who published when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Document, Moment
from lms.publishing.notes import MESSAGE_LENGTH, STORED_LENGTH

SHA256 = String(64)


class Course(Base):
    """A course that was published at least once. Its key comes from its text and never changes."""

    __tablename__ = "course"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(doc="place in the catalogue, the order of first publication")


class Release(Base):
    """One immutable text of a course. The id is the SHA-256 of its files: the same text is the same release."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(SHA256, primary_key=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"), index=True)
    number: Mapped[int] = mapped_column(doc="1 for the first release of the course")
    rendering: Mapped[int] = mapped_column(doc="version of the renderer that made the documents below")
    cover: Mapped[dict[str, Any]] = mapped_column(Document, doc="PublishedCourse as JSON")
    bank: Mapped[dict[str, Any]] = mapped_column(Document, doc="questions of the final quiz, with their key")

    __table_args__ = (
        UniqueConstraint("course_key", "number"),
        UniqueConstraint("id", "course_key"),  # what CurrentRelease refers to
        CheckConstraint("number > 0", name="number_positive"),
    )


class CurrentRelease(Base):
    """What new learners of a course take. No row once the course is archived."""

    __tablename__ = "current_release"

    course_key: Mapped[str] = mapped_column(ForeignKey("course.key"), primary_key=True)
    release_id: Mapped[str] = mapped_column(SHA256)
    since: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (ForeignKeyConstraint(["release_id", "course_key"], ["release.id", "release.course_key"]),)


class ReleaseLesson(Base):
    """A rendered lesson of a release, loaded on its own."""

    __tablename__ = "release_lesson"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Document, doc="PublishedLesson as JSON, answer key included")


class Blob(Base):
    """The bytes of a file, kept once whatever the number of releases that hold it."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseFile(Base):
    """A file of a release, under its path in the course folder."""

    __tablename__ = "release_file"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)


class Publication(Base):
    """The event « this release became the current one »: append-only, one row each time."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), index=True)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(String(120), doc="who, as said at the command line; else empty")
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, doc="who, from a draft; None once erased"
    )
    message: Mapped[str] = mapped_column(String(MESSAGE_LENGTH), doc="for those who write")
    what_changed: Mapped[str] = mapped_column(
        String(STORED_LENGTH), doc="for those who took an earlier release: three notes at most, one a line"
    )
