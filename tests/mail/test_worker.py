"""E-mails reach a real SMTP server that is down, slow, refuses, or cuts the line: none lost, none twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from lms import db, mail
from tests.mail.test_outbox import AT, MINUTE, code, letter, post, stored
from tests.support import postmen, serving
from tests.support.postmen import Postman

HOUR = 60 * MINUTE
PATIENCE = 20.0  # seconds, for a process to do what is expected of it


@pytest.fixture
def postman() -> Iterator[Postman]:
    with postmen.postman() as made:
        yield made


def deliver(engine: Engine, postman: Postman, at: datetime = AT, **changes: float) -> list[mail.Delivery]:
    return list(mail.deliver_due(engine, postman.relay(**changes), now=lambda: at))


def worker(url: str, postman: Postman, journal: Path) -> subprocess.Popen[bytes]:
    """`flask lms mail work`, in a process of its own."""
    environment = serving.environment(url, "http://127.0.0.1:8000")
    environment |= {"ETOFFE_SMTP_URL": postman.url, "ETOFFE_MAIL_FROM": postmen.SENDER}
    with journal.open("wb") as file:
        command = [sys.executable, "-m", "flask", "lms", "mail", "work"]
        return subprocess.Popen(command, cwd=serving.ROOT, env=environment, stdout=file, stderr=file)


def test_the_story_of_a_bad_day(engine: Engine, database_url: str, postman: Postman, tmp_path: Path) -> None:
    """A worker is killed, the server is down for six hours, then slow, then refuses some and cuts a line."""
    story = Story(engine, postman)
    story.post("a", 10)
    story.kill_a_worker(database_url, after=3, journal=tmp_path / "journal.log")
    postman.shut()
    story.post("b", 5)
    story.passes(6 * HOUR)
    assert len(postman.received) == 3, "nothing leaves while the server is down"
    postman.open()
    postman.delay = 0.3
    story.post("c", 5)
    story.passes(HOUR / 2, reply_seconds=0.1)
    assert len(postman.received) == 3, "too slow is as good as down"
    postman.delay = 0.01
    postman.replies = {"b0@etoffe.example": ["451 Plus tard"] * 3, "b1@etoffe.example": ["550 Inconnu"]}
    postman.replies["c0@etoffe.example"] = ["421 Je ferme"]
    postman.content_replies = {"c1@etoffe.example": ["452 Plein", "451 Pas maintenant"]}
    postman.drops["c2@etoffe.example"] = 1
    story.passes(6 * HOUR)
    with db.reading(engine) as session:
        assert mail.status(session) == mail.Status(0, None, {"Recipient 550": 1})
    refused = {one.recipient for one in stored(engine) if one.given_up_at}
    lost, twice = story.not_received() - refused, sum(postman.times().values()) - len(postman.times())
    print(f"messages {story.posted}, lost {len(lost)}, duplicates {twice}, refused {len(refused)}")
    assert refused == {"b1@etoffe.example"}, "the address that does not exist, and the status says so"
    assert not lost
    assert twice <= 1, postman.times()


class Story:
    """A clock that is driven, and what was posted under it."""

    def __init__(self, engine: Engine, postman: Postman) -> None:
        self.engine, self.postman = engine, postman
        self.now = datetime.now(UTC)
        self.recipients: set[str] = set()

    @property
    def posted(self) -> int:
        return len(self.recipients)

    def post(self, prefix: str, number: int) -> None:
        recipients = [f"{prefix}{n}@etoffe.example" for n in range(number)]
        post(self.engine, *map(letter, recipients), at=self.now)
        self.recipients |= set(recipients)

    def passes(self, length: timedelta, **changes: float) -> None:
        """A worker looks every ten minutes."""
        until = self.now + length
        while self.now < until:
            deliver(self.engine, self.postman, self.now, **changes)
            self.now += 10 * MINUTE

    def kill_a_worker(self, url: str, *, after: int, journal: Path) -> None:
        """The process dies when its third message is accepted, before it can write so."""
        running = worker(url, self.postman, journal)

        def kill(_received: object) -> None:
            if len(self.postman.received) == after:
                running.send_signal(signal.SIGKILL)

        self.postman.accepted = kill
        assert running.wait(PATIENCE) == -signal.SIGKILL, journal.read_text(encoding="utf-8")
        self.postman.accepted = lambda _received: None
        assert [one.sent_at is None for one in stored(self.engine)].count(False) == after - 1
        self.now = max(self.now, datetime.now(UTC))

    def not_received(self) -> set[str]:
        return self.recipients - {one.recipient for one in self.postman.received}


def test_two_workers_at_once_send_nothing_twice(engine: Engine, database_url: str, postman: Postman) -> None:
    post(engine, *(letter(f"a{n}@etoffe.example") for n in range(30)))
    postman.delay = 0.01
    together = threading.Barrier(2)
    done: list[int] = []

    def work() -> None:
        own = db.make_engine(database_url)
        together.wait()
        done.append(len(deliver(own, postman)))
        own.dispose()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(postman.times().values()) == {1}
    assert sum(done) == len(postman.received) == 30
    assert min(done) > 0, "both worked"


def test_when_the_relay_fails_the_others_are_not_tried(engine: Engine, postman: Postman) -> None:
    post(engine, *(letter(f"a{n}@etoffe.example") for n in range(5)))
    postman.shut()
    (only,) = deliver(engine, postman)
    assert (only.outcome, only.reason) == (mail.Outcome.RELAY_FAILED, "ConnectionRefusedError")
    assert [one.tries for one in stored(engine)] == [1, 0, 0, 0, 0]


def test_one_refusal_does_not_stop_the_others(engine: Engine, postman: Postman) -> None:
    post(engine, *(letter(f"a{n}@etoffe.example") for n in range(3)))
    postman.replies = {"a0@etoffe.example": ["550 Inconnu"], "a1@etoffe.example": ["450 Plus tard"]}
    found = [(one.outcome, one.reason) for one in deliver(engine, postman)]
    assert found == [
        (mail.Outcome.GIVEN_UP, "Recipient 550"),
        (mail.Outcome.LATER, "Recipient 450"),
        (mail.Outcome.SENT, ""),
    ]
    assert [one.recipient for one in postman.received] == ["a2@etoffe.example"]
    assert deliver(engine, postman, AT + MINUTE)[0].outcome is mail.Outcome.SENT


def test_a_worker_that_is_told_to_stop_does_so_between_two_messages(engine: Engine, postman: Postman) -> None:
    post(engine, *(letter(f"a{n}@etoffe.example") for n in range(3)))
    done = mail.deliver_due(engine, postman.relay(), now=lambda: AT, stop=lambda: len(postman.received) == 2)
    assert len(list(done)) == 2


def test_a_database_that_is_away_when_it_is_sent_does_not_send_it_twice(
    engine: Engine, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.mail.worker.RECORDING_PAUSE", 0.0)
    post(engine, letter())
    failures = []

    @event.listens_for(engine, "before_cursor_execute")
    def away(_connection, _cursor, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE") and "SET text=" in statement and len(failures) < 3:
            failures.append(statement)
            raise OperationalError(statement, {}, Exception("away"))

    deliver(engine, postman)
    assert len(failures) == 3
    assert deliver(engine, postman, AT + HOUR) == []
    assert len(postman.received) == 1


def test_it_stops_cleanly_and_its_journal_tells_nothing_about_people(
    engine: Engine, database_url: str, postman: Postman, tmp_path: Path
) -> None:
    """SIGTERM comes while a code is being handed over: it is finished, marked, and erased."""
    at = datetime.now(UTC)
    post(engine, code("amina@etoffe.example", at + HOUR), at=at)
    journal = tmp_path / "journal.log"
    running = worker(database_url, postman, journal)
    postman.accepted = lambda _received: running.send_signal(signal.SIGTERM)
    assert running.wait(PATIENCE) == 0, journal.read_text(encoding="utf-8")
    (row,) = stored(engine)
    assert row.sent_at
    assert row.text == ""
    written = journal.read_text(encoding="utf-8")
    assert "amina" not in written
    assert "123456" not in written
    (line,) = [json.loads(line) for line in written.splitlines()]
    assert (line["event"], line["purpose"], line["outcome"], line["tries"]) == ("mail", "code", "sent", 1)


def test_a_message_posted_while_the_worker_is_idle_leaves_soon(
    engine: Engine, database_url: str, postman: Postman, tmp_path: Path
) -> None:
    """Someone is waiting for her code."""
    running = worker(database_url, postman, tmp_path / "journal.log")
    try:
        post(engine, letter(), at=datetime.now(UTC))
        limit = time.monotonic() + PATIENCE
        while not postman.received and time.monotonic() < limit:
            time.sleep(0.05)
        post(engine, code(expires_at=datetime.now(UTC) + HOUR), at=datetime.now(UTC))
        started = time.monotonic()
        while len(postman.received) < 2 and time.monotonic() < limit:
            time.sleep(0.02)
        assert len(postman.received) == 2
        assert time.monotonic() - started < 10  # it looks every second; this machine may be busy
    finally:
        os.kill(running.pid, signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
