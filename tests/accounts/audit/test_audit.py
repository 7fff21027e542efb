"""S21: what the staff do is written down as it is done, and no line can be altered unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from lms import accounts, db
from lms.accounts import Device, Role, Scope, audit
from lms.accounts.audit import Act
from lms.accounts.audit.chain import BEGINNING, digest
from lms.accounts.audit.models import AuditEntry, AuditSeal
from lms.db import Base
from tests.support import places, rosters
from tests.test_cli import lms

AT = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
DROME = ("departement", "26")
LIST = "Prénom;Nom;E-mail;Commune\r\nZoé;Noël;zoe@die.example;Die\r\n"


def told(engine: Engine) -> list[tuple[str, int | None, int | None, str]]:
    with db.reading(engine) as reader:
        query = select(AuditEntry.act, AuditEntry.by_id, AuditEntry.person_id, AuditEntry.subject)
        return [tuple(row) for row in reader.execute(query.order_by(AuditEntry.number))]


def write(engine: Engine, number: int, *, at: datetime = AT) -> None:
    for _ in range(number):
        with db.transaction(engine) as session:
            audit.record(session, Act.INVITED, by=1, people=1, at=at)


def broken(engine: Engine, noted: str = "") -> int | None:
    with db.reading(engine) as reader:
        found = audit.verify(reader, noted)
    return 0 if found.noted is False else found.broken


@pytest.fixture
def staff(engine: Engine) -> int:
    with db.transaction(engine) as session:
        places.know(session, DROME, ("commune", "26113"))
        return accounts.create_person(session, "claire@epci.example", "Claire", "Doussot", at=AT)


def test_each_act_is_written_once_by_the_operation_that_does_it(engine: Engine, staff: int) -> None:
    with db.transaction(engine) as session:
        learner = accounts.create_person(session, "amina@mairie.example", "Amina", "Berthier", at=AT)
        accounts.open_session(session, learner, device=Device.OWN, label="Essai", strong=False, at=AT)
        for _ in range(2):  # twice is once
            accounts.grant_role(session, staff, Role.ADMINISTRATOR, scope=Scope(*DROME), at=AT)
        token = accounts.open_session(session, staff, device=Device.OWN, label="Essai", strong=False, at=AT)
        claire = accounts.signed_in(session, token, at=AT)
        assert claire is not None
        assert not accounts.check_app(session, staff, "000000", site_secret="s" * 32, at=AT)
        assert not accounts.use_recovery_code(session, learner, "0000", at=AT)  # a learner's: nobody's business
        made = accounts.new_app("claire@epci.example", "Étoffe", "s" * 32)
        assert accounts.add_app(
            session, staff, made.sealed, pyotp.TOTP(made.secret).at(AT), site_secret="s" * 32, at=AT
        )
        accounts.prove(session, claire, strong=True, at=AT)
        accounts.record_consultation(session, learner, claire, Role.ADMINISTRATOR, what="essai", reason="Aide", at=AT)
        accounts.invite(session, "luc@mairie.example", invited_by=staff, at=AT)
        for _ in range(2):
            accounts.suspend(session, learner, by=staff, at=AT)
            accounts.confirm_identity(session, learner, at=AT)
        for _ in range(2):
            accounts.restore(session, learner, at=AT)
            accounts.revoke_role(session, staff, Role.ADMINISTRATOR, at=AT)
        accounts.reset_factors(session, "amina@mairie.example", at=AT)
    assert told(engine) == [
        (Act.ROLE_GIVEN, None, staff, "administrator"),
        (Act.SIGNED_IN, staff, None, ""),
        (Act.FACTOR_REFUSED, staff, None, ""),
        (Act.PROVED, staff, None, ""),
        (Act.READ, staff, learner, ""),
        (Act.INVITED, staff, None, ""),
        (Act.SUSPENDED, staff, learner, ""),
        (Act.CONFIRMED, None, learner, ""),
        (Act.RESTORED, None, learner, ""),
        (Act.ROLE_TAKEN, None, staff, "administrator"),
        (Act.FACTORS_RESET, None, learner, ""),
    ]
    assert broken(engine) is None


@pytest.mark.usefixtures("communes")
def test_a_list_is_one_line_and_reading_many_people_is_one_too(app: Flask, engine: Engine, staff: int) -> None:
    rosters.bring_in(engine, LIST.encode(), DROME)
    with db.transaction(engine) as session:
        accounts.grant_role(session, staff, Role.ADMINISTRATOR, scope=Scope(*DROME), at=AT)
        token = accounts.open_session(session, staff, device=Device.OWN, label="Essai", strong=True, at=AT)
        claire = accounts.signed_in(session, token, at=AT)
        assert claire is not None
        people = session.scalars(select(Base.metadata.tables["person"].c.id)).all()
        accounts.record_consultations(
            session, people, claire, Role.ADMINISTRATOR, what="essai", reason="r", subject="cohort:1", at=AT
        )
    lms(app, "people", "list")
    with db.reading(engine) as reader:
        lines = audit.lines(reader, page=1, places=None, reader_id=0).rows
        assert [len(accounts.consultations(reader, one)) for one in people] == [1] * len(people)
    assert [(one.act, one.people) for one in lines] == [
        (Act.LISTED, 1),
        (Act.READ, len(people)),
        (Act.SIGNED_IN, 0),
        (Act.ROLE_GIVEN, 0),
        (Act.IMPORTED, 1),
    ]
    assert lines[-1].place == "Drôme"


def test_a_rolled_back_act_leaves_no_line(engine: Engine) -> None:
    write(engine, 1)
    with db.transaction(engine) as session:
        audit.record(session, Act.INVITED, by=1, at=AT)
        session.rollback()
    write(engine, 1)
    assert broken(engine) is None
    assert len(told(engine)) == 2


def test_names_and_sentences_have_no_place_in_a_line(engine: Engine) -> None:
    for subject in ("Amina Berthier", "amina@mairie.example", "x" * 81, "Été", "a\n"):
        with pytest.raises(audit.NotAnId), db.transaction(engine) as session:
            audit.record(session, Act.EXPORTED, by=1, subject=subject, at=AT)
    assert told(engine) == []


def test_lines_written_at_once_hold_together(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write(engine, 5), range(4)))
    assert broken(engine) is None
    assert len(told(engine)) == 20


@pytest.fixture
def forged(engine: Engine) -> Engine:
    """A journal of five lines in the hands of someone who may do anything to the database."""
    write(engine, 5)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(update(AuditEntry).where(AuditEntry.number == 3).values(people=2))
    with engine.begin() as connection:
        on = "" if engine.dialect.name == "sqlite" else " ON audit_entry"
        connection.execute(text(f"DROP TRIGGER audit_entry_kept{on}"))
    return engine


CHANGES = {
    "number": 9,
    "at": AT + timedelta(microseconds=1),
    "act": Act.READ,
    "by_id": 2,
    "person_id": 1,
    "subject": "x",
    "scope_kind": "epci",
    "people": 2,
    "digest": "f" * 64,
}


def test_any_change_of_any_line_is_seen(forged: Engine) -> None:
    """Every column of each line, then a line taken away, added, or put elsewhere."""
    table = AuditEntry.__table__
    assert {*CHANGES, "scope_code"} == {column.name for column in table.c}
    for name, value in CHANGES.items():
        values = {name: value} | ({"scope_code": "1"} if name == "scope_kind" else {})
        for number in (1, 3, 5):
            with forged.connect() as connection, connection.begin() as tried:
                connection.execute(update(AuditEntry).where(AuditEntry.number == number).values(**values))
                assert audit.verify(connection).broken is not None, (name, number)
                tried.rollback()
    line = {"at": AT, "act": Act.READ, "subject": "", "people": 0, "digest": "0" * 64}
    for forgery in (
        *(delete(AuditEntry).where(AuditEntry.number == number) for number in (1, 3, 5)),
        insert(AuditEntry).values(number=6, **line),
        update(AuditSeal).values(last_number=4),
    ):
        with forged.connect() as connection, connection.begin() as tried:
            connection.execute(forgery)
            assert audit.verify(connection).broken is not None, str(forgery)
            tried.rollback()
    assert broken(forged) is None


def test_a_journal_written_anew_is_seen_by_the_seal_that_was_noted(app: Flask, forged: Engine) -> None:
    said = lms(app, "audit", "verify")
    assert (said.exit_code, said.output.splitlines()[0]) == (0, "5\xa0lignes, aucune modifiée.")
    seal = said.output.split()[-1]
    write(forged, 1)
    assert lms(app, "audit", "verify", seal).exit_code == 0
    with forged.begin() as connection:
        previous = BEGINNING
        for row in connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.number)).mappings().all():
            line = {name: value for name, value in row.items() if name != "digest"} | {"by_id": 7}
            previous = digest(line, previous)
            where = AuditEntry.number == row["number"]
            connection.execute(update(AuditEntry).where(where).values(by_id=7, digest=previous))
        connection.execute(update(AuditSeal).values(last_digest=previous))
    assert lms(app, "audit", "verify").exit_code == 0  # whoever may write everything may write a whole journal
    assert lms(app, "audit", "verify", seal).exit_code == 1
    with forged.begin() as connection:
        connection.execute(update(AuditEntry).where(AuditEntry.number == 2).values(people=3))
    again = lms(app, "audit", "verify")
    assert again.exit_code == 1
    assert "la ligne 2 ne suit pas" in again.output


def test_what_has_had_its_time_goes_from_the_first_line(engine: Engine) -> None:
    year = timedelta(days=365)
    write(engine, 3, at=AT)
    with db.reading(engine) as reader:
        old = audit.verify(reader).digest
    write(engine, 2, at=AT + timedelta(days=1))
    for at, left in ((AT + year - timedelta(seconds=1), 5), (AT + year, 2), (AT + 2 * year, 0)):
        with db.transaction(engine) as session:
            audit.forget_due(session, at=at)
        assert len(told(engine)) == left
        assert broken(engine) is None
        assert broken(engine, old) is (0 if left == 0 else None)  # the seal before the first line is still known
    write(engine, 1, at=AT + 2 * year)
    assert broken(engine) is None
    with db.reading(engine) as reader:
        assert reader.execute(select(func.min(AuditEntry.number))).scalar_one() == 6
