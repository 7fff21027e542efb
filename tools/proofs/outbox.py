"""R12: the e-mail server is down for six hours, then slow, then refuses; a worker is killed. Nothing lost, one copy.

A worker that dies between the server's « accepted » and writing it down may send one message again: one duplicate for
one kill is what is promised. Two workers share the work all along.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from lms import db, mail
from lms.mail.models import OutboxMessage
from tests.support import postmen, serving
from tests.support.postmen import Postman
from tools.proofs import ground
from tools.proofs.ground import Verdict

MINUTE = timedelta(minutes=1)
PATIENCE = 60.0


class Story:
    """A clock that is driven, two workers, and who was written to."""

    def __init__(self, url: str, postman: Postman) -> None:
        self.url, self.postman = url, postman
        self.engines = [db.make_engine(url) for _ in range(2)]
        self.now = datetime.now(UTC)
        self.recipients: list[str] = []

    def post(self, prefix: str, number: int) -> None:
        """Each letter in the transaction of its own, as a page does."""
        for one in range(number):
            address = f"{prefix}{one}@etoffe.example"
            letter = mail.Letter(
                recipient=address, subject="Bonjour", text="Le texte.\n", html="<p>Le texte.</p>", purpose="essai"
            )
            with db.transaction(self.engines[0]) as session:
                mail.post(session, letter, at=self.now)
            self.recipients.append(address)

    def passes(self, length: timedelta, **changes: float) -> None:
        """Both workers look every ten minutes."""
        until = self.now + length
        while self.now < until:
            together = [threading.Thread(target=self._work, args=(engine, changes)) for engine in self.engines]
            for one in together:
                one.start()
            for one in together:
                one.join()
            self.now += 10 * MINUTE

    def _work(self, engine: Engine, changes: dict[str, float]) -> None:
        for _done in mail.deliver_due(engine, self.postman.relay(**changes), now=lambda: self.now):
            pass

    def kill_a_worker(self, after: int) -> bool:
        """Its process dies when its n-th message is accepted, before it can write so. Tell whether it did."""
        environment = serving.environment(self.url, "http://127.0.0.1:8000")
        environment |= {"ETOFFE_SMTP_URL": self.postman.url, "ETOFFE_MAIL_FROM": postmen.SENDER}
        with tempfile.TemporaryFile() as journal:
            command = [sys.executable, "-m", "flask", "lms", "mail", "work"]
            running = subprocess.Popen(command, cwd=serving.ROOT, env=environment, stdout=journal, stderr=journal)
            first = len(self.postman.received)

            def kill(_received: object) -> None:
                if len(self.postman.received) == first + after:
                    os.kill(running.pid, signal.SIGKILL)

            self.postman.accepted = kill
            try:
                killed = running.wait(PATIENCE) == -signal.SIGKILL
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
                killed = False
        self.postman.accepted = lambda _received: None
        self.now = max(self.now, datetime.now(UTC))
        return killed

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


def prove(url: str, kind: str, *, letters: int, kills: int = 1) -> Verdict:
    """Tell the story with that many letters on an empty up-to-date database."""
    started, each = time.monotonic(), max(4, letters // 4)
    faults = []
    with postmen.postman() as postman:
        story = Story(url, postman)
        for number in range(kills):
            story.post(f"a{number}-", each // max(1, kills) + 2)
            if not story.kill_a_worker(2):
                faults.append("the worker was not killed")
        postman.shut()
        story.post("b", each)
        before = len(postman.received)
        story.passes(6 * 60 * MINUTE)
        postman.open()
        postman.delay = 0.3
        story.post("c", each)
        story.passes(20 * MINUTE, reply_seconds=0.1)
        if len(postman.received) != before:
            faults.append("something left while nobody answered")
        postman.delay = 0.002
        story.post("d", each)
        postman.replies = {f"b{one}@etoffe.example": ["451 Plus tard"] * 2 for one in range(0, each, 3)}
        postman.replies |= {"b1@etoffe.example": ["550 Inconnu"], "c0@etoffe.example": ["421 Je ferme"]}
        postman.content_replies = {f"c{one}@etoffe.example": ["452 Plein"] for one in range(1, each, 3)}
        postman.drops.update({f"d{one}@etoffe.example": 1 for one in range(0, each, 5)})
        story.passes(12 * 60 * MINUTE)
        with db.reading(story.engines[0]) as reader:
            given_up = select(OutboxMessage.recipient).where(OutboxMessage.given_up_at.is_not(None))
            refused = set(reader.scalars(given_up))
            waiting = mail.status(reader).waiting
        story.close()
        received = {one.recipient for one in postman.received}
        twice = sum(postman.times().values()) - len(postman.times())
    lost = set(story.recipients) - received - refused
    faults += [f"lost: {one}" for one in sorted(lost)]
    faults += [f"given up: {one}" for one in sorted(refused - {"b1@etoffe.example"})]
    if twice > kills or waiting:
        faults.append(f"{twice} duplicates for {kills} kills, {waiting} still waiting")
    figures = {
        "messages": len(story.recipients),
        "ouvriers tués": kills,
        "perdus": len(lost),
        "doubles": twice,
        "adresses refusées": len(refused),
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"R12 e-mails, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, letters=count))
