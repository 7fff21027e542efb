"""`make bench`: how fast pages are, next to the least that Flask can do, in the same run.

The server is started as `make run` starts it; the load comes from another process of the same
machine, so figures are pessimistic and only ratios travel. Processor time is what the server's
processes really spent (/proc), and does not depend on who else is busy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lms import db
from tests.support import example, serving
from tools import postgres, server

ROOT = Path(__file__).resolve().parent.parent
LESSON = f"/modules/{example.COURSE}/{example.LESSON}/message"
PAGES = (
    ("bench_pages:app", "/bare", "page Flask vide"),
    ("bench_pages:app", "/query", "une requête, un gabarit"),
    ("wsgi:app", "/", "Étoffe, accueil"),
    ("wsgi:app", LESSON, "Étoffe, étape de leçon"),
)
CONNECTIONS = (4, 16)
SECONDS = 4.0


@dataclass(frozen=True)
class Measure:
    """One page under one load. Times in milliseconds; `processor` is per request, all server processes together."""

    name: str
    connections: int
    per_second: float
    p50: float
    p95: float
    processor: float
    failed: int


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        measure_engine("SQLite", f"sqlite:///{folder}/bench.sqlite")
    if postgres.programs():
        with postgres.cluster(durable=True) as url:
            measure_engine("PostgreSQL", url)
    else:
        print("PostgreSQL n’est pas installé : mesuré sur SQLite seulement.")
    return 0


def measure_engine(name: str, url: str) -> None:
    db.upgrade(url)
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).chmod(0o600)
    example.publish(url)
    print(f"\n{name} : {server.WORKERS} processus d’un fil, {SECONDS:g} s par mesure")
    print(
        f"{'page':26}{'conn.':>6}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'proc. ms':>10}{'/ vide':>8}{'/ requête':>11}"
    )
    measures = [one for target, path, title in PAGES for one in measure_page(url, target, path, title)]
    for one in measures:
        bare, query = (
            one.processor / other.processor
            for other in measures[: 2 * len(CONNECTIONS)]
            if other.connections == one.connections
        )
        print(
            f"{one.name:26}{one.connections:6}{one.per_second:8.0f}{one.p50:8.1f}{one.p95:8.1f}{one.processor:10.2f}"
            f"{bare:8.2f}{query:11.2f}" + (f"  {one.failed} échecs" if one.failed else "")
        )


def measure_page(url: str, target: str, path: str, title: str) -> Iterator[Measure]:
    with serve(url, target) as (address, process):
        cookie = begin_lesson(address) if target == "wsgi:app" else ""
        for connections in CONNECTIONS:
            load(address + path, connections, 1, cookie)  # what is read once is read
            before = processor_seconds(process)
            done = load(address + path, connections, SECONDS, cookie)
            spent = (processor_seconds(process) - before) * 1000 / done["requests"]
            yield Measure(title, connections, done["per_second"], done["p50"], done["p95"], spent, int(done["failed"]))


@contextmanager
def serve(url: str, target: str) -> Iterator[tuple[str, int]]:
    """Serve one application as `make run` does; yield its address and the server's process id."""
    port = server.free_port()
    address = f"http://{server.HOST}:{port}"
    environment = serving.environment(url, address) | {"PYTHONPATH": str(ROOT)}
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


def begin_lesson(address: str) -> str:
    """Read the first step of a lesson as a visitor does; return her cookie."""
    with urllib.request.urlopen(address + LESSON, timeout=10) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        token = response.read().decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    form = urllib.request.Request(address + LESSON, f"csrf_token={token}".encode(), {"Cookie": cookie})
    with urllib.request.urlopen(form, timeout=10) as response:
        assert response.status == 200, response.status
    return cookie


def load(address: str, connections: int, seconds: float, cookie: str) -> dict[str, float]:
    command = [sys.executable, str(ROOT / "tools" / "load.py"), address, str(connections), str(seconds), cookie]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


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
