"""The letter of the week, written by a command that runs every hour."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from lms import db, mail
from lms.followup import reminders
from tests.support import members, summoned
from tests.support.letters import letters
from tests.support.members import AMINA, CLAIRE


@pytest.mark.usefixtures("courses")
def test_it_is_written_once_a_week_to_who_asked(app: Flask) -> None:
    engine, at = app.extensions["database"], datetime.now(UTC)
    amina = members.create(app, AMINA)
    summoned.gather(engine, [amina, *summoned.people(engine, 2)], by=members.create(app, CLAIRE), at=at)
    with db.transaction(engine) as session:
        reminders.choose(session, amina, accepted=True, digest=True, at=at)
    run = app.test_cli_runner()
    said = [run.invoke(args=["lms", "followup", "digest"]).output for _ in range(2)]
    assert said == ["1\N{NO-BREAK SPACE}message écrit.\n", "0\N{NO-BREAK SPACE}message écrit.\n"]
    (text,) = letters(app, AMINA.email)
    assert "Bonjour Amina," in text
    with db.reading(engine) as session:
        assert mail.status(session).waiting == 1
