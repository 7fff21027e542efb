"""Ten years pass: everything goes at its date, within a day, and nothing before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from lms import accounts, db, privacy
from lms.accounts import Device
from lms.db import Base
from tests.support.canaries import AT, plant
from tests.support.letters import letters
from tests.test_cli import lms

pytestmark = pytest.mark.usefixtures("courses")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NEVER = datetime(2999, 1, 1, tzinfo=UTC)
GONE = AT + timedelta(days=731) + 2 * timedelta(days=30) + DAY  # the notices are written at the daily pass

# What was planted at AT, and the moment from which it must go.
DUE = {
    "sign_in_request": AT + DAY,
    "account_session": AT + DAY,
    "email_change": AT + timedelta(hours=72),
    "invitation": AT + DAY,
    "kept_form": AT + timedelta(days=7),
    "outbox_message": AT + timedelta(days=30),
    "consultation": AT + timedelta(days=365),
    "role_grant": AT + timedelta(days=365),
    "answer": AT + timedelta(days=365),
    "mark": AT + timedelta(days=365),
    "report": AT + timedelta(days=365),
    "certificate_file": GONE,
    "task_note": GONE,
    "recovery_code": GONE,
    "mandate": GONE,
    "draft_right": GONE,
    "draft_comment": GONE,
    "passkey": GONE,
    "authenticator_app": GONE,
    "account": GONE,
    "person": NEVER,  # a number without a name
}
YEARS = datetime(2030, 1, 1, tzinfo=UTC)  # three years after the end of 2026


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(Base.metadata.tables[name])).scalar_one()
            for name in (*DUE, "enrolment", "attempt", "step_done", "lesson_completion", "learner")
        }


def live(engine: Engine, until: datetime) -> None:
    """One daily pass, as the operator's clock runs it."""
    with db.transaction(engine) as session:
        privacy.forget_due(session, at=until)
        privacy.give_notices(session, at=until)


@pytest.fixture
def someone(engine: Engine) -> int:
    with engine.begin() as connection:
        number = plant(connection, "amina")
        connection.execute(Base.metadata.tables["inactivity_notice"].delete())
        kept = Base.metadata.tables["kept_form"]
        connection.execute(kept.insert().values(token_hash="t", path="/", fields="a=b", created_at=AT))
        return number


def test_ten_years(engine: Engine, someone: int):
    moments = {moment for due in {*DUE.values(), YEARS} - {NEVER} for moment in (due - SECOND, due + DAY - SECOND)}
    moments |= {AT + timedelta(days=days) for days in (731, 761, 791, *range(30, 3650, 60))}
    for moment in sorted(moments):
        live(engine, moment)
        now = counts(engine)
        for table, due in DUE.items():
            if moment < due - DAY or (moment < due and due is not GONE):
                assert now[table] == 1, f"{table} is gone at {moment}, before {due}"
            elif moment >= due + DAY - SECOND:
                assert now[table] == 0, f"{table} is still there at {moment}, after {due}"
    assert now["person"] == 1


def test_what_was_learnt_stays_until_the_third_year_is_over(engine: Engine, someone: int):
    """She signs in every year: her account stays; her answers go, her completion stays, until 2030."""
    for year in range(2027, 2030):
        at = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
        with db.transaction(engine) as session:
            accounts.open_session(session, someone, device=Device.OWN, label="Essai", strong=False, at=at)
        live(engine, at)
    now = counts(engine)
    assert (now["answer"], now["mark"]) == (0, 0)
    assert (now["enrolment"], now["attempt"], now["step_done"], now["lesson_completion"]) == (1, 1, 1, 1)
    live(engine, YEARS)
    now = counts(engine)
    assert (now["enrolment"], now["attempt"], now["step_done"], now["lesson_completion"]) == (0, 0, 0, 0)
    assert (now["account"], now["learner"], now["mandate"]) == (1, 1, 1)


def test_nobody_is_erased_without_two_letters_a_month_apart(app: Flask, engine: Engine, someone: int, monkeypatch):
    to = "amina@canari.example"

    def pass_at(days: int) -> str:
        monkeypatch.setattr("lms.cli.datetime", type("Clock", (datetime,), {"now": lambda _zone: AT + timedelta(days)}))
        return lms(app, "purge").output

    assert "prévenu" not in pass_at(730)
    assert "1 compte prévenu avant suppression." in pass_at(900)  # the pass was forgotten for months
    assert "votre compte sera supprimé le" in letters(app, to)[-1]
    assert "prévenu" not in pass_at(901)
    assert "1 compte prévenu" in pass_at(930)
    assert len(letters(app, to)) == 2
    assert "1 compte" not in pass_at(959)
    assert "1 compte supprimé" in pass_at(960)
    assert letters(app, to) == []


def test_coming_back_stops_the_clock(engine: Engine, someone: int):
    live(engine, AT + timedelta(days=731))
    live(engine, AT + timedelta(days=761))
    back = AT + timedelta(days=790)
    with db.transaction(engine) as session:
        accounts.open_session(session, someone, device=Device.OWN, label="Essai", strong=False, at=back)
    for days in (791, 800, 1500):
        live(engine, AT + timedelta(days=days))
    assert counts(engine)["account"] == 1
    live(engine, back + timedelta(days=731))
    assert counts(engine)["account"] == 1
    with db.reading(engine) as session:
        assert [one.notices for one in accounts.silent_people(session, at=back + timedelta(days=731))] == [1]
