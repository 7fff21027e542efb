"""Attestations of a session: those that its people asked for, of what those who run it may know they finished."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lms.db import Reader
from lms.followup.evidence.queries import Finished
from lms.learning.certificates import Facts
from lms.learning.certificates.models import Certificate, CertificateFile
from lms.learning.certificates.queries import COLUMNS, facts_of


@dataclass(frozen=True)
class Proof:
    """An attestation and its file, as it was handed over."""

    person_id: int
    facts: Facts
    content: bytes


def proofs(reader: Reader, done: tuple[Finished, ...]) -> tuple[Proof, ...]:
    """The valid attestations of what was finished, by name then by course."""
    wanted = {(one.person_id, one.course_key): one.release_id for one in done}
    query = (
        select(*COLUMNS, CertificateFile.content)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(Certificate.person_id.in_({person_id for person_id, _ in wanted}), Certificate.kind == "course")
        .where(Certificate.revoked_for == "")
        .order_by(Certificate.name, Certificate.course_key, Certificate.id)
    )
    return tuple(
        Proof(row.person_id, facts_of(row), row.content)
        for row in reader.execute(query)
        if wanted.get((row.person_id, row.course_key)) == row.release_id
    )


def proved(reader: Reader, done: tuple[Finished, ...]) -> frozenset[tuple[int, str]]:
    """Which of what was finished has an attestation, as (person, course)."""
    wanted = {(one.person_id, one.course_key) for one in done}
    query = select(Certificate.person_id, Certificate.course_key).where(
        Certificate.person_id.in_({person_id for person_id, _ in wanted}),
        Certificate.kind == "course",
        Certificate.revoked_for == "",
    )
    rows = {(person_id, course_key) for person_id, course_key in reader.execute(query)}
    return frozenset(wanted & rows)
