"""`make bench`: how fast pages are, next to the least that Flask can do, in the same run.

    make bench                     SQLite, then PostgreSQL
    make bench ARGS=--scale        again with 100,000 learners and 5 million answers, beside the same without them
    make bench ARGS="--engine sqlite"

The server is started as `make run` starts it; the load comes from another process of the same
machine, so figures are pessimistic and only ratios travel. Processor time is what the server's
processes really spent (/proc), and does not depend on who else is busy; PostgreSQL's own is beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from lms import db
from lms.web.documents import attestation_pdf
from tests.support import example, serving
from tests.web.documents.examples import ATTESTATION
from tools import bench_people, postgres, server

ROOT = Path(__file__).resolve().parent.parent
LESSON = f"/modules/{example.COURSE}/{example.LESSON}/message"
CONNECTIONS = (4, 16)
SECONDS = 4.0
FEW, MANY = bench_people.SIGNED_IN, 100_000  # learners; each has fifty answers


@dataclass(frozen=True)
class Case:
    """Something to measure: what is done (tools/load.py, FLOWS), where, and whether by people who signed in."""

    title: str
    flow: str = "look"
    places: Sequence[bench_people.Form] = ()
    signed_in: bool = True
    target: str = "wsgi:app"


@dataclass(frozen=True)
class Measure:
    """One case under one load. Times in milliseconds; processor times are per turn, all processes together."""

    title: str
    connections: int
    per_second: float
    p50: float
    p95: float
    server: float
    database: float
    failures: tuple[str, ...]

    @property
    def processor(self) -> float:
        return self.server + self.database


@dataclass(frozen=True)
class Engine:
    """Where databases are made for one run. `process` is PostgreSQL's first process."""

    name: str
    address: Callable[[str], str]  # of a new empty database, from its name
    process: int | None = None


def cases(forms: bench_people.Forms) -> tuple[Case, ...]:
    """Bare Flask and a one-query page first: the others are compared to them."""

    def page(path: str) -> list[bench_people.Form]:
        return [(path, {})]

    return (
        Case("page Flask vide", places=page("/bare"), signed_in=False, target="bench_pages:app"),
        Case("une requête, un gabarit", places=page("/query"), signed_in=False, target="bench_pages:app"),
        Case("accueil", places=page("/"), signed_in=False),
        Case("étape, visiteuse", places=page(LESSON), signed_in=False),
        Case("se connecter", places=page("/connexion"), signed_in=False),
        Case("étape, connectée", places=[(address, {}) for address, _ in forms.first]),
        Case("« Continuer »", "send", forms.last),
        Case("« Continuer » et sa page", "follow", forms.first),
        Case("réponse", "send", forms.answers),
        Case("réponse et son retour", "follow", forms.answers),
        Case("Mon parcours", places=page("/mon-parcours")),
        Case("quiz de dix questions", "quiz", forms.quiz),
    )


def main() -> int:
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--scale", type=int, nargs="?", const=MANY, help="nombre d’élus de la base pleine")
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), help="un seul moteur")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="durée de chaque mesure")
    chosen = asked.parse_args()
    print(f"attestation en PDF : {pdf_time():.0f} ms")
    for engine in engines(chosen.engine):
        empty = measure_engine(engine, "empty", FEW, chosen.seconds)
        if chosen.scale:
            full = measure_engine(engine, "full", chosen.scale, chosen.seconds)
            compare(empty, full)
    return 0


def pdf_time() -> float:
    """Milliseconds to draw an attestation, the median of ten; the first loads the fonts."""
    spent = []
    for _ in range(11):
        started = time.perf_counter()
        attestation_pdf(ATTESTATION)
        spent.append(time.perf_counter() - started)
    return statistics.median(spent[1:]) * 1000


def engines(only: str | None) -> Iterator[Engine]:
    if only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            yield Engine("SQLite", lambda name: f"sqlite:///{folder}/{name}.sqlite")
    if only == "sqlite":
        return
    if not postgres.programs():
        print("PostgreSQL n’est pas installé : mesuré sur SQLite seulement.")
        return
    with postgres.cluster(durable=True) as url:
        home = make_url(url).query["host"]
        process = int(Path(str(home), "data", "postmaster.pid").read_text(encoding="ascii").split()[0])

        def create(name: str) -> str:
            engine = db.make_engine(url)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"CREATE DATABASE bench_{name}"))
            engine.dispose()
            return make_url(url).set(database=f"bench_{name}").render_as_string(hide_password=False)

        yield Engine("PostgreSQL", create, process)


def measure_engine(engine: Engine, name: str, learners: int, seconds: float) -> list[Measure]:
    url = engine.address(name)
    db.upgrade(url)
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).chmod(0o600)
    started = time.perf_counter()
    people, forms = bench_people.settle(url, learners)
    print(
        f"\n{engine.name}, {learners} élus, {learners * bench_people.ANSWERS} réponses "
        f"(base remplie en {time.perf_counter() - started:.0f} s) : "
        f"{server.WORKERS} processus d’un fil, {seconds:g} s par mesure"
    )
    measures = []
    for target in ("bench_pages:app", "wsgi:app"):
        with serve(url, target) as (address, process):
            bench = Bench(address, process, engine.process, people, seconds)
            for case in cases(forms):
                if case.target == target:
                    measures += bench.measure(case)
    show(measures)
    return measures


class Bench:
    """A server and its people. What was sent once is not sent again: turns go on from one case to the next."""

    def __init__(
        self, address: str, process: int, database: int | None, people: list[tuple[str, str]], seconds: float
    ) -> None:
        self._host, _, port = address.partition("://")[2].partition(":")
        self._port, self._people, self._seconds = int(port), people, seconds
        self._processes = process, database
        self._turns: dict[str, int] = {}

    def measure(self, case: Case) -> Iterator[Measure]:
        for connections in CONNECTIONS:
            self._load(case, connections, 1)  # what is read once is read
            before = self._spent()
            done = self._load(case, connections, self._seconds)
            serving, storing = (
                (after - first) * 1000 / done["done"] for first, after in zip(before, self._spent(), strict=True)
            )
            figures = (done["per_second"], done["p50"], done["p95"], serving, storing)
            yield Measure(case.title, connections, *figures, tuple(done["failures"]))

    def _load(self, case: Case, connections: int, seconds: float) -> dict[str, Any]:
        supply = case.places[0][0]  # who sends the same forms shares them
        plan = {
            "host": self._host,
            "port": self._port,
            "connections": connections,
            "seconds": seconds,
            "flow": case.flow,
            "people": self._people if case.signed_in else [("", "")],
            "places": case.places,
            "turn": self._turns.get(supply, 0),
        }
        command = [sys.executable, str(ROOT / "tools" / "load.py")]
        done = subprocess.run(command, input=json.dumps(plan), capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        if case.flow != "look":
            self._turns[supply] = found["turn"]
        return found

    def _spent(self) -> tuple[float, float]:
        serving, database = self._processes
        return processor_seconds(serving), processor_seconds(database) if database else 0.0


def show(measures: list[Measure]) -> None:
    print(
        f"{'':26}{'conn.':>6}{'par s':>8}{'p50 ms':>8}{'p95 ms':>8}"
        f"{'proc. ms':>10}{'base ms':>9}{'/ vide':>8}{'/ requête':>11}"
    )
    for one in measures:
        bare, query = (
            one.server / other.server
            for other in measures[: 2 * len(CONNECTIONS)]
            if other.connections == one.connections
        )
        print(
            f"{one.title:26}{one.connections:6}{one.per_second:8.1f}{one.p50:8.1f}{one.p95:8.1f}{one.server:10.2f}"
            f"{one.database:9.2f}{bare:8.2f}{query:11.2f}"
            + (f"  {len(one.failures)} échecs, dont {one.failures[0]}" if one.failures else "")
        )


def compare(empty: list[Measure], full: list[Measure]) -> None:
    """Each figure of the full database over that of the empty one. Above 1.20, processor time is worth a look."""
    print(f"\nbase pleine / base vide{'conn.':>9}{'par s':>8}{'p50':>8}{'p95':>8}{'proc.':>8}")
    for one, other in zip(empty, full, strict=True):
        processor = other.processor / one.processor
        print(
            f"{one.title:26}{one.connections:6}{other.per_second / one.per_second:8.2f}{other.p50 / one.p50:8.2f}"
            f"{other.p95 / one.p95:8.2f}{processor:8.2f}" + ("  plus de 20 % de plus" if processor > 1.2 else "")
        )


@contextmanager
def serve(url: str, target: str) -> Iterator[tuple[str, int]]:
    """Serve one application as `make run` does; yield its address and the server's process id."""
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    named = address.replace(server.HOST, "localhost")  # under a name, where pages offer passkeys
    environment = serving.environment(url, named) | {"PYTHONPATH": str(ROOT)}
    module = ("tools/" if target.startswith("bench") else "") + target.replace(":", ".py:")
    with tempfile.TemporaryFile() as said:
        running = server.start(server.command(sys.executable, port, target=module), ROOT, environment, said)
        try:
            if not server.ready(address, running):
                said.seek(0)
                raise SystemExit(said.read().decode())
            yield address, running.pid
        finally:
            server.stop(running)


def processor_seconds(process: int) -> float:
    """User and system time of a process and its children that still live."""
    ticks = 0
    for one in (process, *children(process)):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(word) for word in listed.split()]


if __name__ == "__main__":
    sys.exit(main())
