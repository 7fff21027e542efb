"""Nobody gets more than one in any seven days, none after a stop, none twice: a thousand random schedules."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import Engine

from tests.followup.reminders.years import Weeks

pytestmark = pytest.mark.usefixtures("courses")


def lived(engine: Engine, count: int, days: int, seed: int = 26) -> Weeks:
    weeks = Weeks(engine, random.Random(seed), count)
    weeks.settle()
    weeks.live(days)
    return weeks


def test_a_thousand_schedules_break_no_rule(engine: Engine) -> None:
    postgres = engine.dialect.name == "postgresql"  # each letter costs a journey there and back
    weeks = lived(engine, *((160, 40) if postgres else (100, 15)))
    assert list(weeks.faults()) == []
    assert weeks.presses > 25
    assert weeks.kills > 5
    assert len({one.message for one in weeks.handed}) > weeks.count, "many letters left"
    assert any(one.again for one in weeks.handed), "a worker was killed too late"
