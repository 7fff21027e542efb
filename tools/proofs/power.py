"""R2: the power is cut under SQLite. Whatever was acknowledged before is there when the light comes back.

The application runs here, and all that SQLite asks of the disk is recorded. Then, for a thousand moments of that
story, the files are made again as a disk may have kept them: what was synced is there; of what was not, nothing,
or some of it, by whole writes or by sectors of 512 bytes, in any order. The shared memory file is never kept.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from tools.proofs import ground, recording
from tools.proofs.browser import InProcess
from tools.proofs.ground import Verdict
from tools.proofs.kills import Ledger, take_quiz
from tools.proofs.recording import Cut, Sync, Write

QUIZZES = 12
SECTOR = 512
CHECKPOINT = 60  # pages of the write-ahead log: so that many cuts fall while it is poured into the database


@dataclass(frozen=True)
class Said:
    """The person was told that this is kept: the key is looked for in the database."""

    kind: str
    key: str


@dataclass
class Disk:
    """One file: what is surely there, and what the system may or may not have written."""

    sure: bytearray | None
    pending: list[Write | Cut] = field(default_factory=list)

    def sync(self) -> None:
        self.sure = _applied(self.sure or bytearray(), self.pending)
        self.pending = []

    def after_cut(self, chance: random.Random | None) -> bytes | None:
        """The file when the power comes back: what was not synced is lost without `chance`, else some is kept."""
        if chance is None or not self.pending:
            return None if self.sure is None else bytes(self.sure)
        if self.sure is None and chance.random() < 0.5:
            return None  # not even its name
        by_sector = chance.random() < 0.5
        pieces = [piece for one in self.pending for piece in (_sectors(one) if by_sector else (one,))]
        share = chance.random()
        return bytes(_applied(bytearray(self.sure or b""), (one for one in pieces if chance.random() < share)))


def _sectors(one: Write | Cut) -> Iterator[Write | Cut]:
    if isinstance(one, Cut):
        yield one
        return
    start = 0
    while start < len(one.data):
        end = min(len(one.data), start + SECTOR - (one.offset + start) % SECTOR)
        yield Write(one.path, one.offset + start, one.data[start:end])
        start = end


def _applied(content: bytearray, changes: Iterable[Write | Cut]) -> bytearray:
    for one in changes:
        if isinstance(one, Cut):
            del content[one.length :]
        else:
            content.extend(bytes(max(0, one.offset - len(content))))
            content[one.offset : one.offset + len(one.data)] = one.data
    return content


class _Telling(InProcess):
    """A browser whose every acknowledged form is noted among the writes."""

    def __init__(self, app: Flask, cookie: str, events: list) -> None:
        super().__init__(app, cookie)
        self.events = events

    def acknowledged(self, path: str, fields: dict[str, str]) -> None:
        if path.endswith("/relire"):
            self.events.append(Said("handed in", path.split("/")[-2]))
        elif "vu" in fields and "reponse" in fields:
            self.events.append(Said("answer", fields["client_id"]))
        else:
            self.events.append(Said("start", fields["client_id"]))


def record(url: str, quizzes: int, *, synchronous: str, seed: int) -> tuple[list, dict[str, bytes]]:
    """Take quizzes in the real application; return what happened, and the files as they were before."""
    path = Path(url.removeprefix("sqlite:///"))
    before = {str(path): path.read_bytes()}
    assert not path.with_name(f"{path.name}-wal").exists(), "somebody else has the database open"
    chance, ledger = ground.chooser(seed, 0), Ledger()
    with recording.recording() as log:
        app = ground.make_app(url, sqlite_synchronous=synchronous)
        event.listen(
            app.extensions["database"],
            "connect",
            lambda connection, _: connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}"),
        )
        reader = sqlite3.connect(path, isolation_level=None)  # someone who reads slowly: checkpoints stop half-way
        for number in range(quizzes):
            known = ground.sign_in(app, f"personne{number}")[0]
            if chance.random() < 0.5:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM answer").fetchone()
            take_quiz(_Telling(app, known.cookie, log.events), known, chance, ledger)
            if reader.in_transaction:
                reader.execute("COMMIT")
        events = list(log.events)
        assert not log.deleted, "what a power cut makes of a deleted file is not told here"
        app.extensions["database"].dispose()
        assert not [one for one in ledger.submissions if one.refusal], ledger.submissions[-1].refusal
        reader.close()
    return events, before


def moments(
    events: list, before: dict[str, bytes], points: list[int]
) -> Iterator[tuple[int, dict[str, Disk], list[Said]]]:
    """For each point, in order: the disk after that many events, and what had been acknowledged."""
    disks = {path: Disk(bytearray(content)) for path, content in before.items()}
    said: list[Said] = []
    wanted, reached = iter(sorted(points)), 0
    for point in wanted:
        for one in events[reached:point]:
            if isinstance(one, Said):
                said.append(one)
                continue
            disk = disks.setdefault(one.path, Disk(None))
            if isinstance(one, Sync):
                disk.sync()
            else:
                disk.pending.append(one)
        reached = point
        yield point, disks, said


def look(folder: Path, disks: dict[str, Disk], said: list[Said], chance: random.Random | None) -> list[str]:
    """Make the files again, open them, and return what is wrong: corrupt, lost, or half done."""
    main = min(disks, key=len)
    for path, disk in disks.items():
        kept = disk.after_cut(chance)
        if kept is not None:
            (folder / Path(path).name).write_bytes(kept)
    connection = sqlite3.connect(folder / Path(main).name)
    try:
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            return [f"corrupt: {state}"]
        kept_keys = {
            "start": {key for (key,) in connection.execute("SELECT start_id FROM attempt")},
            "answer": {key for (key,) in connection.execute("SELECT client_id FROM answer")},
            "handed in": {
                str(key) for (key,) in connection.execute("SELECT id FROM attempt WHERE finished_at IS NOT NULL")
            },
        }
        half = connection.execute(
            "SELECT count(*) FROM attempt WHERE (finished_at IS NOT NULL) * ? <> (SELECT count(*) FROM answer"
            " JOIN mark ON mark.answer_id = answer.id WHERE answer.attempt_id = attempt.id)",
            (ground.QUESTIONS,),
        ).fetchone()[0]
    except sqlite3.DatabaseError as error:
        return [f"corrupt: {error}"]
    finally:
        connection.close()
        for leftover in folder.iterdir():
            leftover.unlink()
    found = [f"lost: {one.kind} {one.key}" for one in said if one.key not in kept_keys[one.kind]]
    return found + ([f"half done: {half} attempts"] if half else [])


def prove(url: str, *, points: int, quizzes: int = QUIZZES, synchronous: str = "FULL", seed: int = 1) -> Verdict:
    """Run the story once on an empty up-to-date database, then cut the power at that many points, twice each."""
    started = time.monotonic()
    ground.publish_quiz(url)
    events, before = record(url, quizzes, synchronous=synchronous, seed=seed)
    chance, number = ground.chooser(seed, 1), count()
    drawn = [chance.randrange(len(events) + 1) for _ in range(points)]
    faults, corrupt, lost = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="etoffe-power-") as folder:
        for point, disks, said in moments(events, before, drawn):
            for kept in (None, ground.chooser(seed, 2 + next(number))):
                found = look(Path(folder), disks, said, kept)
                corrupt += any(one.startswith("corrupt") for one in found)
                lost += any(not one.startswith("corrupt") for one in found)
                faults += [f"after event {point}, {'some' if kept else 'nothing'} kept: {one}" for one in found[:1]]
    figures = {
        "coupures": points,
        "états du disque": 2 * points,
        "écritures": sum(isinstance(one, Write) for one in events),
        "synchronisations": sum(isinstance(one, Sync) for one in events),
        "accusés": sum(isinstance(one, Said) for one in events),
        "états avec perte": lost,
        "bases abîmées": corrupt,
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"R2 coupures de courant, SQLite, synchronous={synchronous}", figures, faults)


def run(url: str | None, points: int) -> list[Verdict]:
    if url is not None:
        return [prove(url, points=points)]
    with ground.new_database(ground.SQLITE) as made:
        return [prove(made, points=points)]
