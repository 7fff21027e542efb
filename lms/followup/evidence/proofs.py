"""Attestations of a session: those that its people asked for, of what those who run it may know they finished."""

from __future__ import annotations

from lms.db import Reader
from lms.followup.evidence.queries import Finished
from lms.learning import certificates
from lms.learning.certificates import Handed


def proofs(reader: Reader, done: tuple[Finished, ...]) -> tuple[Handed, ...]:
    """The valid attestations of what was finished, by name then by course. One statement."""
    wanted = {(one.person_id, one.course_key) for one in done}
    every = certificates.handed(reader, {person_id for person_id, _ in wanted})
    return tuple(one for one in every if (one.person_id, one.facts.course_key) in wanted)


def proved(reader: Reader, done: tuple[Finished, ...]) -> frozenset[tuple[int, str]]:
    """Which of what was finished has an attestation, as (person, course). One statement."""
    wanted = {(one.person_id, one.course_key) for one in done}
    return frozenset(wanted) & certificates.certified(reader, {person_id for person_id, _ in wanted})
