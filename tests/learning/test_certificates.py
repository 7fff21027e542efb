"""Amina completed a course: what certifies it says the same for years, once, and can be taken back only in the open."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from lms import accounts, db, learning
from lms.learning import certificates
from lms.learning.certificates import Draft, Fate
from lms.learning.certificates.models import Certificate, CertificateFile
from tests.support.completions import AT, complete
from tests.support.example import COURSE
from tests.support.quizzes import member, publish, quiz_files

pytestmark = pytest.mark.usefixtures("courses")
LATER = AT + timedelta(days=3)
PERIOD = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def amina(engine: Engine) -> int:
    """Her number; the example is completed."""
    number = member(engine).person_id
    complete(engine, number)
    return number


def drafted(engine: Engine, person_id: int, again: str = "") -> Draft:
    number = secrets.randbits(learning.SERIAL_BITS)
    with db.reading(engine) as session:
        if again:
            return certificates.draft_again(session, person_id, again, number=number, at=LATER)
        return certificates.draft(session, person_id, COURSE, number=number, organiser="Le Val", at=LATER)


def hours(engine: Engine, person_id: int, first: date = PERIOD[0], last: date = PERIOD[1]) -> Draft:
    number = secrets.randbits(learning.SERIAL_BITS)
    with db.reading(engine) as session:
        return certificates.draft_hours(session, person_id, first, last, number=number, organiser="Le Val", at=LATER)


def issued(engine: Engine, draft: Draft) -> str:
    with db.transaction(engine) as session:
        return certificates.issue(session, draft, draft.facts.serial.encode(), at=LATER)


def verified(engine: Engine, serial: str) -> certificates.Issued:
    with db.reading(engine) as session:
        return certificates.verify(session, serial)


def renamed(engine: Engine, person_id: int) -> None:
    with db.transaction(engine) as session:
        accounts.rename(session, person_id, given_name="Amina", family_name="Diallo")


def revoked(engine: Engine, serial: str) -> None:
    with db.transaction(engine) as session:
        certificates.revoke(session, serial, reason="Suivi par une autre personne.", by="olga", at=LATER)


def test_nothing_is_certified_before_it_is_completed(engine: Engine) -> None:
    stranger = member(engine, "Claire").person_id
    with pytest.raises(certificates.NotCompleted):
        drafted(engine, stranger)
    with pytest.raises(certificates.NotCompleted):
        hours(engine, stranger)


def test_it_keeps_what_was_true_when_it_was_issued(engine: Engine, amina: int) -> None:
    draft = drafted(engine, amina)
    serial = issued(engine, draft)
    renamed(engine, amina)
    publish(engine, quiz_files(), at=LATER)  # another release, another objective
    kept = verified(engine, serial)
    assert kept.facts == draft.facts
    assert (kept.facts.name, kept.facts.confirmed, kept.valid) == ("Amina Sarr", False, True)
    assert kept.facts.starts_on == kept.facts.ends_on == AT.date()
    assert len(kept.facts.objectives) == 1


def test_issued_twice_it_is_the_same(engine: Engine, amina: int) -> None:
    first = issued(engine, drafted(engine, amina))
    again = drafted(engine, amina)
    with db.reading(engine) as session:
        assert certificates.issued_already(session, again) == first
    assert issued(engine, again) == first
    with db.reading(engine) as session:
        stored, document = certificates.document(session, amina, first)
    assert document == first.encode()
    assert stored.size == len(document)


def test_twenty_at_once_are_one(engine: Engine, amina: int) -> None:
    drafts = [drafted(engine, amina) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        serials = set(pool.map(lambda draft: issued(engine, draft), drafts))
    (serial,) = serials
    renamed(engine, amina)
    again = [drafted(engine, amina, serial) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(lambda draft: issued(engine, draft), again))) == 1
    with db.reading(engine) as session:
        counted = [session.scalar(select(func.count()).select_from(one)) for one in (Certificate, CertificateFile)]
    assert counted == [2, 2]


def test_a_corrected_name_gives_another_and_revokes_the_first(engine: Engine, amina: int) -> None:
    first = issued(engine, drafted(engine, amina))
    renamed(engine, amina)
    second = issued(engine, drafted(engine, amina, first))
    assert verified(engine, first).fate is Fate.REPLACED
    assert verified(engine, second).valid
    assert verified(engine, second).facts.name == "Amina Diallo"
    assert verified(engine, second).facts.ends_on == verified(engine, first).facts.ends_on
    assert issued(engine, drafted(engine, amina)) == second  # asking again gives the one that stands


def test_asking_again_does_not_undo_a_decision(engine: Engine, amina: int) -> None:
    serial = issued(engine, drafted(engine, amina))
    earlier = drafted(engine, amina, serial)
    revoked(engine, serial)
    assert issued(engine, drafted(engine, amina)) == serial
    assert verified(engine, serial).reason == "Suivi par une autre personne."
    with pytest.raises(certificates.CertificateRevoked):
        issued(engine, earlier)
    for again in (lambda: revoked(engine, serial), lambda: drafted(engine, amina, serial)):
        with pytest.raises(certificates.CertificateRevoked):
            again()
    with pytest.raises(certificates.NotCompleted):
        hours(engine, amina)  # its hours do not count any more


def test_hours_add_up_what_was_certified_in_the_period(engine: Engine, amina: int) -> None:
    with pytest.raises(certificates.NotCompleted):
        hours(engine, amina)  # completed, but not certified yet
    course = issued(engine, drafted(engine, amina))
    draft = hours(engine, amina, AT.date(), AT.date())  # both days included
    assert [item.serial for item in draft.facts.items] == [course]
    assert draft.facts.minutes == verified(engine, course).facts.minutes > 0
    with pytest.raises(certificates.NotCompleted):
        hours(engine, amina, AT.date() + timedelta(days=1), PERIOD[1])
    serial = issued(engine, draft)
    assert issued(engine, hours(engine, amina, AT.date(), AT.date())) == serial
    assert issued(engine, hours(engine, amina)) != serial
    revoked(engine, course)
    with db.reading(engine) as session:
        assert certificates.withdrawn(session, verified(engine, serial).facts) == {course}


def test_a_certificate_is_hers_alone(engine: Engine, amina: int) -> None:
    serial = issued(engine, drafted(engine, amina))
    claire = member(engine, "Claire").person_id
    with db.reading(engine) as session:
        for look in (certificates.find, certificates.document):
            with pytest.raises(certificates.CertificateUnknown):
                look(session, claire, serial)
        assert certificates.shelf(session, claire).courses == ()
    with pytest.raises(certificates.CertificateUnknown):
        drafted(engine, claire, serial)


@pytest.mark.parametrize("keep", [True, False])
def test_forgotten_it_has_no_name_and_no_file(engine: Engine, amina: int, keep: bool) -> None:
    first = issued(engine, drafted(engine, amina))
    renamed(engine, amina)
    serial = issued(engine, drafted(engine, amina, first))
    with db.transaction(engine) as session:
        assert certificates.forget(session, amina, keep=keep, at=LATER) == 2
    with db.reading(engine) as session:
        rows = session.execute(select(Certificate.__table__)).all()
        assert not [one for one in rows if "Amina" in repr(one) or one.person_id]
        assert session.scalar(select(func.count()).select_from(CertificateFile)) == 0
        held = certificates.verify_file(session, sha256(serial.encode()).hexdigest())  # who kept the file proves it
        assert certificates.owned(session, amina) == ()
    assert held.forgotten
    assert held.valid is keep
    assert verified(engine, serial).fate is (Fate.VALID if keep else Fate.ERASED)
    assert verified(engine, first).fate is Fate.REPLACED


@pytest.mark.parametrize(("year", "left"), [(2033, 2), (2034, 0)])
def test_they_are_forgotten_a_year_after_the_mandate(engine: Engine, amina: int, year: int, left: int) -> None:
    first = issued(engine, drafted(engine, amina))
    renamed(engine, amina)
    issued(engine, drafted(engine, amina, first))
    with db.transaction(engine) as session:
        certificates.forget_due(session, at=AT.replace(year=year))
    with db.reading(engine) as session:
        assert len(certificates.owned(session, amina)) == left


@pytest.mark.parametrize(
    "impossible",
    [
        {"revoked_for": "decided"},
        {"revoked_for": "decided", "revoked_at": LATER, "revoked_by": "olga"},
        {"revoked_for": "erased", "revoked_at": LATER},
        {"revoked_for": "replaced", "revoked_at": AT - timedelta(days=1)},
        {"name": ""},
        {"person_id": None},
        {"release_id": None},
        {"minutes": 0},
        {"ends_on": date(2020, 1, 1)},
        {"kind": "diploma"},
    ],
    ids=str,
)
def test_the_database_refuses_the_impossible(engine: Engine, amina: int, impossible: dict[str, object]) -> None:
    issued(engine, drafted(engine, amina))
    with pytest.raises(IntegrityError), db.transaction(engine) as session:
        session.execute(Certificate.__table__.update().values(impossible))
