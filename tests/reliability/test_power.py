"""The power is cut under SQLite (R2): a small campaign, and the same on a database that does not wait for its disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lms import db
from tools.proofs import power, recording
from tools.proofs.recording import Sync, Write


@pytest.fixture
def url(tmp_path: Path) -> str:
    db.upgrade(f"sqlite:///{tmp_path / 'etoffe.sqlite'}")
    return f"sqlite:///{tmp_path / 'etoffe.sqlite'}"


@pytest.mark.sqlite
def test_power_cuts_lose_nothing(url: str) -> None:
    verdict = power.prove(url, points=60, quizzes=3)
    assert verdict.holds, verdict.faults
    assert verdict.figures["synchronisations"] > 3 * 12, "each acknowledged form was synced"


@pytest.mark.sqlite
@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_the_proof_fails_on_a_database_that_does_not_wait_for_its_disk(url: str, synchronous: str) -> None:
    verdict = power.prove(url, points=20, quizzes=2, synchronous=synchronous)
    assert verdict.figures["états avec perte"]


@pytest.mark.sqlite
def test_what_is_recorded_is_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite"
    with recording.recording() as log:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('Étoffe')")
        connection.commit()
        assert {one.name for one in tmp_path.iterdir()} == {"one.sqlite", "one.sqlite-wal", "one.sqlite-shm"}
        connection.close()
    made = bytearray()
    for event in log.events:
        if isinstance(event, Write) and event.path == str(path):
            made.extend(bytes(max(0, event.offset + len(event.data) - len(made))))
            made[event.offset : event.offset + len(event.data)] = event.data
    assert bytes(made) == path.read_bytes()
    assert Sync(str(path)) in log.events
    other = sqlite3.connect(tmp_path / "two.sqlite")
    other.execute("CREATE TABLE kept (word TEXT)")
    other.close()
    assert str(tmp_path / "two.sqlite") not in {event.path for event in log.events}, "it stops listening"
