"""Nobody gets more than one in any seven days, none after a stop, none twice: a thousand random schedules."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lms import db, mail
from lms.followup import reminders
from lms.followup.reminders import operations, policy, writing
from lms.mail.models import OutboxMessage
from tests.followup.reminders.years import SECRET, Weeks
from tests.support import summoned
from tests.support.summoned import AT, PLACE


def lived(url: str, count: int, days: int) -> Weeks:
    """A disk that is not waited for: what is proved is not about power."""
    engine = db.make_engine(url, sqlite_synchronous="OFF")
    weeks = Weeks(engine, random.Random(26), count)
    weeks.settle()
    weeks.live(days)
    engine.dispose()
    return weeks


@pytest.mark.usefixtures("courses")
def test_a_thousand_schedules_break_no_rule(database_url: str) -> None:
    """A hundred on PostgreSQL, where each statement is a journey there and back."""
    weeks = lived(database_url, 1000 if database_url.startswith("sqlite") else 100, 10)
    assert list(weeks.faults()) == []
    assert weeks.presses > 15
    assert weeks.kills > 5
    assert len({one.message for one in weeks.handed}) > weeks.count, "some had several"
    assert any(one.again for one in weeks.handed), "a worker was killed just too late"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ([(policy, "WEEK", timedelta(days=3)), (writing, "WEEK", timedelta(days=3))], "within a week"),
        ([(operations, "_withdraw", lambda *_: None)], "having said no"),
    ],
)
def test_the_proof_fails_without_a_rule(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, broken: list[tuple[object, str, object]], said: str
) -> None:
    for where, name, what in broken:
        monkeypatch.setattr(where, name, what)
    assert any(said in fault for fault in lived(sqlite_url, 80, 12).faults())


def press(session: Session, cohort: int, by: int) -> tuple[reminders.Letter, ...]:
    sending = reminders.press(
        session, cohort, client_id=str(uuid4()), sentence="", by=by, places=(PLACE,), secret=SECRET, at=AT
    )
    for one in sending.letters:
        letter = mail.Letter(recipient=one.to.email, subject="x", text="x", html="x", purpose="reminder", once=one.key)
        mail.post(session, letter, at=AT)
    return sending.letters


def at_once(engine: Engine, *, sessions: int = 4, members: int = 30) -> tuple[Counter[str], set[int]]:
    """The same people in several sessions that are pressed at once, while some stop. Letters that wait, by address;
    and who stopped."""
    people = summoned.people(engine, members)
    by = summoned.administrator(engine, "claire", PLACE)
    made = [summoned.gather(engine, people, by=by, name=f"Session {number}") for number in range(sessions)]
    together = Barrier(sessions + 1)

    def run(what: Callable[[Session], object]) -> None:
        together.wait()
        with db.transaction(engine) as session:
            what(session)

    def stop(session: Session) -> None:
        for one in people[::3]:
            reminders.stop(session, one, at=AT)

    with ThreadPoolExecutor(sessions + 1) as pool:
        jobs = [pool.submit(run, lambda session, cohort=cohort: press(session, cohort, by)) for cohort in made]
        for job in [*jobs, pool.submit(run, stop)]:
            job.result()
    with db.reading(engine) as reader:
        waiting = select(OutboxMessage.recipient).where(OutboxMessage.given_up_at.is_(None))
        return Counter(reader.scalars(waiting)), set(people[::3])


@pytest.mark.usefixtures("courses")
def test_administrators_who_press_at_once_write_once(engine: Engine) -> None:
    letters, stopped = at_once(engine)
    assert set(letters.values()) == {1}
    assert not letters.keys() & {f"personne-{one}@mairie.example" for one in stopped}
    assert len(letters) == 20


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_proof_fails_when_they_do_not_wait(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_turn(_session: Session, person_id: int, **_at: object) -> str:
        return f"reminder:{person_id}:{uuid4()}"

    monkeypatch.setattr(operations, "wait_for", lambda *_: None)
    monkeypatch.setattr(operations, "take_turn", take_turn)
    letters, _ = at_once(engine)
    assert max(letters.values()) > 1
