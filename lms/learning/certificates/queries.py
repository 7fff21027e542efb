"""What pages need of certificates. Each function is one or two statements, whatever the data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lms import content, publishing
from lms.db import Reader
from lms.learning.certificates.facts import Facts, Fate, Issued, Item, Kind
from lms.learning.certificates.models import Certificate, CertificateFile
from lms.learning.models import CourseCompletion, Enrolment, Learner

COLUMNS = tuple(Certificate.__table__.columns)


class CertificateUnknown(Exception):
    """No certificate has this number or this file, or it is somebody else's."""


@dataclass(frozen=True)
class CompletedCourse:
    """A course somebody completed, in the release that counted, and its certificate once she has asked for it."""

    cover: content.PublishedCourse
    completed_on: date
    certificate: Issued | None


@dataclass(frozen=True)
class Shelf:
    """All that somebody can show: what she completed, the latest first, and her statements of hours."""

    courses: tuple[CompletedCourse, ...]
    statements: tuple[Issued, ...]


def shelf(reader: Reader, person_id: int) -> Shelf:
    """What a person completed and her certificates; those that were replaced are left out. Two statements."""
    completions = (
        select(Enrolment.course_key, CourseCompletion.release_id, CourseCompletion.completed_at)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Learner.person_id == person_id)
        .order_by(CourseCompletion.completed_at.desc(), Enrolment.course_key)
    )
    issued = [one for one in owned(reader, person_id) if one.fate is not Fate.REPLACED]
    of_course = {one.facts.course_key: one for one in issued if one.facts.kind is Kind.COURSE}
    courses = [
        CompletedCourse(
            publishing.cover(reader, row.release_id), row.completed_at.date(), of_course.get(row.course_key)
        )
        for row in reader.execute(completions)
    ]
    return Shelf(tuple(courses), tuple(one for one in issued if one.facts.kind is Kind.HOURS))


def owned(reader: Reader, person_id: int) -> tuple[Issued, ...]:
    """All the certificates of a person, the latest first, those that were replaced included."""
    mine = select(*COLUMNS).where(Certificate.person_id == person_id)
    rows = reader.execute(mine.order_by(Certificate.issued_at.desc(), Certificate.id.desc()))
    return tuple(map(_issued, rows))


def find(reader: Reader, person_id: int, serial: str) -> Issued:
    """One of hers. Raises CertificateUnknown, for another person's too."""
    mine = select(*COLUMNS).where(Certificate.serial == serial, Certificate.person_id == person_id)
    return _one(reader.execute(mine).first(), serial)


def document(reader: Reader, person_id: int, serial: str) -> tuple[Issued, bytes]:
    """One of hers and its PDF, as it was handed over. Raises CertificateUnknown."""
    mine = (
        select(*COLUMNS, CertificateFile.content)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(Certificate.serial == serial, Certificate.person_id == person_id)
    )
    row = reader.execute(mine).first()
    if row is None:
        raise CertificateUnknown(serial)
    return _issued(row), row.content


def verify(reader: Reader, serial: str) -> Issued:
    """What anybody may know of a certificate by its number. Raises CertificateUnknown."""
    found = select(*COLUMNS).where(Certificate.serial == serial)
    return _one(reader.execute(found).first(), serial)


def verify_file(reader: Reader, sha256: str) -> Issued:
    """The certificate whose file has this hash: not a bit of it was changed. Raises CertificateUnknown."""
    found = select(*COLUMNS).where(Certificate.sha256 == sha256)
    return _one(reader.execute(found).first(), sha256)


def withdrawn(reader: Reader, facts: Facts) -> frozenset[str]:
    """The serials of a statement's items that prove nothing any more. One statement."""
    serials = [item.serial for item in facts.items]
    gone = select(Certificate.serial).where(
        Certificate.serial.in_(serials), Certificate.revoked_for.in_((Fate.DECIDED, Fate.ERASED))
    )
    return frozenset(reader.scalars(gone)) if serials else frozenset()


@dataclass(frozen=True)
class Handed:
    """A certificate of somebody, with its file as it was handed over."""

    person_id: int
    facts: Facts
    content: bytes


def handed(reader: Reader, persons: Collection[int]) -> tuple[Handed, ...]:
    """The valid certificates of courses of some people, by name then by course, with their files."""
    query = (
        select(*COLUMNS, CertificateFile.content)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(Certificate.person_id.in_(persons), Certificate.kind == Kind.COURSE, Certificate.revoked_for == "")
        .order_by(Certificate.name, Certificate.course_key, Certificate.id)
    )
    return tuple(Handed(row.person_id, facts_of(row), row.content) for row in reader.execute(query))


def certified(reader: Reader, persons: Collection[int]) -> frozenset[tuple[int, str]]:
    """Which courses some people have a valid certificate of, as (person, course)."""
    query = select(Certificate.person_id, Certificate.course_key).where(
        Certificate.person_id.in_(persons), Certificate.kind == Kind.COURSE, Certificate.revoked_for == ""
    )
    return frozenset((person_id or 0, course_key or "") for person_id, course_key in reader.execute(query))


def facts_of(row: Any) -> Facts:
    """What a row of COLUMNS says."""
    return Facts(
        serial=row.serial,
        kind=Kind(row.kind),
        name=row.name,
        confirmed=row.confirmed,
        minutes=row.minutes,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        organiser=row.organiser,
        issued_at=row.issued_at,
        course_key=row.course_key or "",
        release_id=row.release_id or "",
        release_number=row.release_number or 0,
        title=row.title,
        weave=row.weave,
        objectives=tuple(row.objectives),
        items=tuple(
            Item(item["course"], date.fromisoformat(item["completed_on"]), item["minutes"], item["serial"])
            for item in row.items
        ),
    )


def _one(row: Any, asked: str) -> Issued:
    if row is None:
        raise CertificateUnknown(asked)
    return _issued(row)


def _issued(row: Any) -> Issued:
    return Issued(
        facts=facts_of(row),
        size=row.size,
        fate=Fate(row.revoked_for),
        revoked_at=row.revoked_at,
        reason=row.revoked_reason,
        forgotten=row.forgotten_at is not None,
    )
