"""R3: PostgreSQL is killed and restarted while people take quizzes. Nothing acknowledged is lost, and the
application answers again by itself within five seconds."""

from __future__ import annotations

import os
import signal
import threading
import time
from http.client import HTTPException

import psycopg

from lms import db
from tools import postgres
from tools.proofs import ground, kills, workers
from tools.proofs.browser import Browser
from tools.proofs.ground import Verdict

BACK_WITHIN = 5.0  # seconds
GIVE_UP = 60.0
CALM = 0.4  # seconds of work between two accidents


class Accidents:
    """What happens to PostgreSQL: a backend killed, or the whole of it stopped at once and started again."""

    def __init__(self, url: str, address: str, wanted: int) -> None:
        self.url, self.address, self.wanted = url, address, wanted
        self.count = 0
        self.away: list[float] = []
        self._thread = threading.Thread(target=self._happen)
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _happen(self) -> None:
        for number in range(self.wanted):
            time.sleep(CALM)
            if number % 3 == 2:
                postgres.restart(self.url)
            else:
                kill_backend(self.url)
            self.away.append(self._until_it_answers())
            self.count += 1

    def _until_it_answers(self) -> float:
        """How long it takes the application to answer from the database, once PostgreSQL was started again."""
        started, browser = time.monotonic(), Browser(self.address, "")
        while time.monotonic() - started < GIVE_UP:
            try:
                if browser.ask("GET", "/healthz").status == 200:
                    break
            except (OSError, HTTPException):
                pass
            time.sleep(0.02)
        return time.monotonic() - started


def kill_backend(url: str) -> None:
    """SIGKILL the process that serves one connection: PostgreSQL then restarts all of them."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            " ORDER BY random() LIMIT 1"
        ).fetchone()
    if row is not None:
        os.kill(row[0], signal.SIGKILL)


def prove(url: str, *, accidents: int, submissions: int = 0, seed: int = 1) -> Verdict:
    """Run one campaign on an empty up-to-date database of a cluster that may be restarted."""
    started = time.monotonic()
    engine = db.make_engine(url)
    faults = [f"refuses to start: {line}" for line in db.unsafe_database(engine)]
    engine.dispose()
    ground.publish_quiz(url)
    app = ground.make_app(url)
    people = [ground.sign_in(app, f"personne{number}")[0] for number in range(kills.CLIENTS)]
    app.extensions["database"].dispose()
    with workers.serving(url) as served:
        happening = Accidents(url, served.address, accidents)
        ledger = kills.run_clients(
            served.address, lambda: happening.count, people, kills=accidents, submissions=submissions, seed=seed
        )
        happening.join()
    found = kills.compare(url, ledger)
    faults += [f"{name}: {fault}" for name, each in found.items() for fault in each]
    slow = [one for one in happening.away if one > BACK_WITHIN]
    faults += [f"away for {one:.1f} s" for one in slow]
    figures = {
        "accidents": happening.count,
        "envois": ledger.whole(),
        "réponses accusées": sum(len(one.answers) for one in ledger.submissions),
        "pages d’attente 503": ledger.failures,
        "perdues": len(found["lost"]),
        "en double": len(found["doubled"]),
        "à moitié": len(found["partial"]),
        "retour au plus lent": f"{max(happening.away, default=0.0):.1f} s",
        "secondes": round(time.monotonic() - started),
    }
    return Verdict("R3 pannes de PostgreSQL", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    if not postgres.programs():
        return []
    with ground.new_database(ground.POSTGRES) as made:
        return [prove(url or made, accidents=count)]
