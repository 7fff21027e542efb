"""Certificates and the files that were handed over.

A certificate is copied out of the learner's work, so that it says the same thing whatever becomes of the course, of
the person's name, of her account.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Document, Moment

_STANDS = text("revoked_for <> 'replaced'")


class Certificate(Base):
    """What proves a completed course, or the hours of several. Revoked or forgotten, it keeps its row."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(String(18), unique=True, doc="its public number, see serial.py")
    kind: Mapped[str] = mapped_column(String(10), doc="course: one that was completed; hours: several in a period")
    subject: Mapped[str] = mapped_column(
        String(64), doc="what makes issuing twice give the same one: the course's key, or a hash of period and items"
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, doc="None once it was forgotten")
    name: Mapped[str] = mapped_column(String(170), doc="hers when it was issued; empty once it was forgotten")
    confirmed: Mapped[bool] = mapped_column(doc="the mairie had confirmed who she is when it was issued")
    course_key: Mapped[str | None] = mapped_column(ForeignKey("course.key"), index=True, doc="None for hours")
    release_id: Mapped[str | None] = mapped_column(
        ForeignKey("release.id"), index=True, doc="of the completion; None for hours"
    )
    release_number: Mapped[int | None] = mapped_column(doc="that release's, as people read it; None for hours")
    title: Mapped[str] = mapped_column(String(300), doc="of the course as it was; empty for hours")
    weave: Mapped[str] = mapped_column(String(20), doc="the course's cloth as it was; empty for hours")
    objectives: Mapped[list[str]] = mapped_column(Document, doc="of the course as they were; empty for hours")
    items: Mapped[list[dict[str, Any]]] = mapped_column(
        Document, doc="of hours: course, completed_on, minutes, serial of its certificate; empty for a course"
    )
    minutes: Mapped[int] = mapped_column(doc="declared, never measured")
    starts_on: Mapped[date] = mapped_column(doc="when she enrolled, or first day of the period")
    ends_on: Mapped[date] = mapped_column(doc="when the course was completed, or last day of the period")
    organiser: Mapped[str] = mapped_column(String(200), doc="who declared the hours")
    issued_at: Mapped[datetime] = mapped_column(Moment)
    sha256: Mapped[str] = mapped_column(String(64), unique=True, doc="of the PDF; tells a copy from another file")
    size: Mapped[int] = mapped_column(doc="of the PDF, in bytes")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate.id", ondelete="SET NULL"),
        unique=True,
        doc="the one it was issued instead of: her name was corrected",
    )
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_for: Mapped[str] = mapped_column(
        String(10), doc="decided: by someone, for a reason; replaced; erased: she asked; empty while it is valid"
    )
    revoked_reason: Mapped[str] = mapped_column(String(500), doc="of a decision, shown to whoever verifies")
    revoked_by: Mapped[str] = mapped_column(String(120), doc="of a decision: who, as said at the command line")
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment, doc="when the name and the file were erased")

    __table_args__ = (
        CheckConstraint("kind IN ('course', 'hours')", name="kind_known"),
        CheckConstraint(
            "(kind = 'course') = (course_key IS NOT NULL) AND (kind = 'course') = (release_id IS NOT NULL)"
            " AND (kind = 'course') = (release_number IS NOT NULL)",
            name="course_has_release",
        ),
        CheckConstraint("kind <> 'course' OR subject = course_key", name="subject_is_course"),
        CheckConstraint("minutes > 0 AND size > 0", name="measures_positive"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("revoked_for IN ('', 'decided', 'replaced', 'erased')", name="revocation_known"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_for = '')", name="revocation_dated"),
        CheckConstraint("revoked_at IS NULL OR revoked_at >= issued_at", name="revoked_after_issued"),
        CheckConstraint(
            "(revoked_for = 'decided') = (revoked_reason <> '') AND (revoked_for = 'decided') = (revoked_by <> '')",
            name="decision_has_reason",
        ),
        CheckConstraint(
            "(forgotten_at IS NULL) = (person_id IS NOT NULL) AND (forgotten_at IS NULL) = (name <> '')",
            name="forgotten_is_nameless",
        ),
        CheckConstraint("revoked_for <> 'erased' OR forgotten_at IS NOT NULL", name="erased_is_forgotten"),
        Index(
            "uq_certificate_once",
            "person_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )


class CertificateFile(Base):
    """The PDF as it was handed over: the same bytes come back, whatever draws them today."""

    __tablename__ = "certificate_file"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
