"""What can happen to certificates: drafted, issued, replaced, revoked, forgotten.

Issuing takes two steps, so that no lock is held while a PDF is drawn:

    one = draft(session, …)                   what it will say, or NotCompleted
    serial = issue(session, one, document, …) kept; or, if it was already, the serial of the first one
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import accounts, publishing
from lms.db import Reader, insert_once
from lms.learning import serial as serials
from lms.learning.certificates.facts import Draft, Facts, Fate, Item, Kind
from lms.learning.certificates.models import Certificate, CertificateFile
from lms.learning.certificates.queries import COLUMNS, CertificateUnknown, facts_of
from lms.learning.models import CourseCompletion, Enrolment, Learner

MANDATE_ENDS, MANDATE_YEARS = 2032, 6  # of municipal councils: elected in 2026, then every six years


class NotCompleted(Exception):
    """There is nothing to certify: the course is not completed, or no certified course is in the period."""


class CertificateRevoked(Exception):
    """It is revoked: it cannot be revoked again, nor replaced."""


def draft(reader: Reader, person_id: int, course_key: str, *, number: int, organiser: str, at: datetime) -> Draft:
    """What a certificate of this course will say. `number` is drawn at random, below 2**SERIAL_BITS.

    Raises NotCompleted, accounts.PersonUnknown.
    """
    completion = (
        select(CourseCompletion.release_id, CourseCompletion.completed_at, Enrolment.enrolled_at)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Learner.person_id == person_id, Enrolment.course_key == course_key)
    )
    done = reader.execute(completion).first()
    if done is None:
        raise NotCompleted(course_key)
    cover = publishing.cover(reader, done.release_id)
    who = accounts.identity(reader, person_id)
    facts = Facts(
        serial=serials.compose(number),
        kind=Kind.COURSE,
        name=who.name,
        confirmed=who.confirmed,
        minutes=cover.minutes,
        starts_on=min(done.enrolled_at, done.completed_at).date(),  # the clock may have been set back
        ends_on=done.completed_at.date(),
        organiser=organiser,
        issued_at=at,
        course_key=course_key,
        release_id=done.release_id,
        release_number=publishing.release_number(reader, done.release_id),
        title=cover.title,
        weave=cover.weave,
        objectives=tuple(objective.text for objective in cover.objectives),
    )
    return Draft(facts, person_id)


def draft_hours(
    reader: Reader, person_id: int, first: date, last: date, *, number: int, organiser: str, at: datetime
) -> Draft:
    """What a statement of the hours of a period will say: her valid certificates of courses completed in it.

    Both days are included. Raises NotCompleted when there is none, accounts.PersonUnknown.
    """
    certified = (
        select(Certificate.title, Certificate.ends_on, Certificate.minutes, Certificate.serial)
        .where(Certificate.person_id == person_id, Certificate.kind == Kind.COURSE, Certificate.revoked_for == "")
        .where(Certificate.ends_on.between(first, last))
        .order_by(Certificate.ends_on, Certificate.id)
    )
    items = tuple(Item(row.title, row.ends_on, row.minutes, row.serial) for row in reader.execute(certified))
    if not items:
        raise NotCompleted(first, last)
    who = accounts.identity(reader, person_id)
    facts = Facts(
        serial=serials.compose(number),
        kind=Kind.HOURS,
        name=who.name,
        confirmed=who.confirmed,
        minutes=sum(item.minutes for item in items),
        starts_on=first,
        ends_on=last,
        organiser=organiser,
        issued_at=at,
        items=items,
    )
    return Draft(facts, person_id)


def draft_again(reader: Reader, person_id: int, serial: str, *, number: int, at: datetime) -> Draft:
    """The same certificate with her name as it is now, to replace it.

    One that was replaced gives a draft whose issue returns its successor.

    Raises CertificateUnknown, CertificateRevoked, accounts.PersonUnknown.
    """
    row = reader.execute(
        select(*COLUMNS).where(Certificate.serial == serial, Certificate.person_id == person_id)
    ).first()
    if row is None:
        raise CertificateUnknown(serial)
    if row.revoked_for not in (Fate.VALID, Fate.REPLACED):
        raise CertificateRevoked(serial)
    who = accounts.identity(reader, person_id)
    facts = replace(facts_of(row), serial=serials.compose(number), name=who.name, confirmed=who.confirmed, issued_at=at)
    return Draft(facts, person_id, replaces=row.id)


def issued_already(reader: Reader, drafted: Draft) -> str | None:
    """The serial that issuing this draft would give, None if it would be a new one. It spares drawing a PDF."""
    if drafted.replaces is not None:
        return _successor(reader, drafted.replaces)
    return reader.execute(
        select(Certificate.serial).where(
            Certificate.person_id == drafted.person_id,
            Certificate.kind == drafted.facts.kind,
            Certificate.subject == drafted.subject,
            Certificate.revoked_for != Fate.REPLACED,
        )
    ).scalar_one_or_none()


def issue(session: Session, drafted: Draft, document: bytes, *, at: datetime) -> str:
    """Keep a certificate and its file; return its serial. What was already issued gives the first one's, unchanged.

    Even revoked, the first one is given: asking again does not undo a decision. Raises CertificateRevoked.
    """
    if drafted.replaces is not None and not _replaced(session, drafted.replaces, at):
        found = _successor(session, drafted.replaces)
        if found is None:
            raise CertificateRevoked(drafted.replaces)
        return found
    if insert_once(session, Certificate, _values(drafted, document)):
        made = select(Certificate.id).where(Certificate.serial == drafted.facts.serial)
        session.add(CertificateFile(certificate_id=session.execute(made).scalar_one(), content=document))
        session.flush()
        return drafted.facts.serial
    found = issued_already(session, replace(drafted, replaces=None))
    if found is None:
        raise ValueError(drafted.facts.serial)  # somebody else's number was drawn again, once in ten thousand years
    return found


def revoke(session: Session, serial: str, *, reason: str, by: str, at: datetime) -> None:
    """Say that a certificate proves nothing any more, and why. Raises CertificateUnknown, CertificateRevoked."""
    row = session.execute(
        select(Certificate.id, Certificate.issued_at, Certificate.revoked_for)
        .where(Certificate.serial == serial)
        .with_for_update()
    ).first()
    if row is None:
        raise CertificateUnknown(serial)
    if row.revoked_for:
        raise CertificateRevoked(serial)
    revoked = update(Certificate).where(Certificate.id == row.id)
    session.execute(
        revoked.values(
            revoked_at=max(at, row.issued_at), revoked_for=Fate.DECIDED, revoked_reason=reason, revoked_by=by
        )
    )


def forget(session: Session, person_id: int, *, keep: bool, at: datetime) -> int:
    """Erase the name and the files of a person's certificates; return how many. Call it before erasing the person.

    With `keep`, they stay valid for whoever holds the file: the hash and the facts of the course remain, nobody's.
    Without it they are revoked.
    """
    mine = select(Certificate.id, Certificate.issued_at, Certificate.revoked_for)
    rows = session.execute(mine.where(Certificate.person_id == person_id).with_for_update()).all()
    for row in rows:
        values: dict[str, object] = {"person_id": None, "name": "", "forgotten_at": at}
        if not keep and not row.revoked_for:
            values |= {"revoked_at": max(at, row.issued_at), "revoked_for": Fate.ERASED}
        session.execute(update(Certificate).where(Certificate.id == row.id).values(values))
        session.execute(delete(CertificateFile).where(CertificateFile.certificate_id == row.id))
    return len(rows)


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete the certificates of municipal mandates that ended more than a whole year ago.

    Those of an election year belong to the mandate that begins.
    """
    over = at.year - 2 - (at.year - 2 - MANDATE_ENDS) % MANDATE_YEARS
    session.execute(delete(Certificate).where(Certificate.issued_at < datetime(over, 1, 1, tzinfo=UTC)))


def _replaced(session: Session, certificate_id: int, at: datetime) -> bool:
    """Mark a valid certificate as replaced; False when it is no longer valid."""
    one = select(Certificate.issued_at).where(Certificate.id == certificate_id, Certificate.revoked_for == "")
    issued_at = session.execute(one.with_for_update()).scalar_one_or_none()
    if issued_at is None:
        return False
    revoked = update(Certificate).where(Certificate.id == certificate_id)
    session.execute(revoked.values(revoked_at=max(at, issued_at), revoked_for=Fate.REPLACED))
    return True


def _successor(reader: Reader, certificate_id: int) -> str | None:
    return reader.execute(
        select(Certificate.serial).where(Certificate.replaces_id == certificate_id)
    ).scalar_one_or_none()


def _values(drafted: Draft, document: bytes) -> dict[str, object]:
    facts = drafted.facts
    return asdict(facts) | {
        "person_id": drafted.person_id,
        "subject": drafted.subject,
        "course_key": facts.course_key or None,
        "release_id": facts.release_id or None,
        "release_number": facts.release_number or None,
        "objectives": list(facts.objectives),
        "items": [asdict(item) | {"completed_on": item.completed_on.isoformat()} for item in facts.items],
        "sha256": sha256(document).hexdigest(),
        "size": len(document),
        "replaces_id": drafted.replaces,
        "revoked_for": Fate.VALID,
        "revoked_reason": "",
        "revoked_by": "",
    }
