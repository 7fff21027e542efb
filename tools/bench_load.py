"""Databases, a server and a load to measure it: what every benchmark needs.

The server is started as `make run` starts it; the load comes from another process of the same machine. Processor time
is what the processes really spent (/proc): it does not depend on who else is busy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from lms import db
from tests.support import serving
from tools import bench_people, postgres, server

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = (4, 16)


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
class Bar:
    """Something that is promised, and the figure that says whether it is kept."""

    words: str
    figure: float
    most: float = float("inf")
    least: float = 0.0
    unit: str = ""

    def __str__(self) -> str:
        kept = "tenu" if self.least <= self.figure <= self.most else "NON TENU"
        limit = f"≥ {self.least:g}" if self.least else f"≤ {self.most:g}"
        return f"{self.words:58}{self.figure:11.1f} {self.unit:9}{limit:>9}  {kept}"


@dataclass(frozen=True)
class Engine:
    """Where databases are made for one run. `process` is PostgreSQL's first process."""

    name: str
    address: Callable[[str], str]  # of a new empty database, from its name
    process: int | None = None

    def database(self, name: str) -> str:
        """The address of a new database, up to date."""
        url = self.address(name)
        db.upgrade(url)
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).chmod(0o600)
        return url


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


class Bench:
    """A server and its people. What was sent once is not sent again: turns go on from one case to the next."""

    def __init__(
        self, address: str, process: int, database: int | None, people: list[tuple[str, str]], seconds: float
    ) -> None:
        self.host, _, port = address.partition("://")[2].partition(":")
        self.port, self.people, self._seconds = int(port), people, seconds
        self._processes = process, database
        self._turns: dict[str, int] = {}

    def measure(self, case: Case, loads: Sequence[int] = CONNECTIONS) -> Iterator[Measure]:
        for connections in loads:
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
            "host": self.host,
            "port": self.port,
            "connections": connections,
            "seconds": seconds,
            "flow": case.flow,
            "people": self.people if case.signed_in else [("", "")],
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
