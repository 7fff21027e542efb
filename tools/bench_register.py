"""A fictitious register for `make bench ARGS=--national`, imported as an operator does while people use the site.

As many rows as wanted over the real communes, in the columns of the Répertoire national des élus, always the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from lms import db
from lms.accounts import territories
from lms.app import create_app
from lms.settings import Settings
from tests.support import example, members, serving
from tests.support.rosters import REGISTER as HEADINGS
from tools import bench_people
from tools.bench_load import ROOT, Bar, Bench, Case, Engine, serve

REGISTER = 1.04  # rows for each person of the country: some hold two functions
CHANGED = 0.02
LESSON = f"/modules/{example.COURSE}/{example.LESSON}/message"

GIVEN = ("Amina", "Paul", "Élodie", "Jean", "Luc", "Zoé", "Françoise", "Noël", "Marie-Claude", "Inès", "Hélène", "Maud")
FAMILY = tuple(
    first + last
    for first in ("DUR", "MAR", "BER", "PET", "LEF", "MOR", "GIR", "ROU", "FOU", "LAM", "CHA", "VIN")
    for last in ("AND", "TIN", "NARD", "IT", "EBVRE", "EAU", "ARD", "SSEL", "RNIER", "BERT", "MPION", "CENT")
)
DEPUTIES = 0.33
IMPOSSIBLE = 0.0001  # of birth years


def write(path: Path, rows: int, *, changed: float = 0.0) -> int:
    """Write a register; return its rows. A part `changed` of them is somebody else, gone, or has another function."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADINGS + "\r\n")
        for line in _lines(rows, changed):
            file.write(line + "\r\n")
            count += 1
    return count


def _lines(rows: int, changed: float) -> Iterator[str]:
    chance, change = Random(4), Random(9)
    communes = territories.official_edition().communes
    reached = 0
    for number, commune in enumerate(communes, start=1):
        council, reached = number * rows // len(communes) - reached, number * rows // len(communes)
        code = "" if commune.code.startswith("97") else commune.departement
        for place in range(council):
            who = _someone(chance)
            function = _function(place, council)
            if change.random() < changed:
                drawn = change.random()
                if drawn < 1 / 3:
                    continue
                who = _someone(change) if drawn < 2 / 3 else who
                function = "1er adjoint au Maire" if drawn >= 2 / 3 and not function else function
            since = "2026-03-28" if function else ""
            yield (f"{code};;;;{commune.code};{commune.name};{who};34;Professeur;2026-03-22;{function};{since};FR")


def _someone(chance: Random) -> str:
    born = f"{chance.randint(1940, 2006)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    born = "1066-10-14" if chance.random() < IMPOSSIBLE else born
    return f"{chance.choice(FAMILY)};{chance.choice(GIVEN)};M;{born}"


def _function(place: int, council: int) -> str:
    """Two thirds of the rows have none."""
    if not place:
        return "Maire"
    return f"{place}ème adjoint au Maire" if place <= council * DEPUTIES else ""


@dataclass(frozen=True)
class Import:
    """What a command took, alone, and the last thing it said of what it did."""

    seconds: float
    processor: float
    memory: float  # megabytes at most
    said: str


def measure(engine: Engine, people: int, seconds: float) -> Iterator[Bar]:
    """What a register would do, doing it while people use the site, a second time, then when 2 % of it changed."""
    rows, url = int(people * REGISTER), engine.database("register")
    example.publish(url)
    app = create_app(Settings.for_tests(url, secret_key=serving.SECRET_KEY))
    with db.transaction(app.extensions["database"]) as session:
        territories.load(session, territories.official_edition(), at=datetime.now(UTC))
    who = bench_people.cookies(app, [members.create(app, members.AMINA)])
    with tempfile.TemporaryDirectory() as folder:
        first, later = Path(folder, "first.csv"), Path(folder, "later.csv")
        write(first, rows)
        write(later, rows, changed=CHANGED)
        looked = _import(url, first)
        with serve(url, "wsgi:app") as (address, process):
            waits = _Waits(Bench(address, process, engine.process, who, seconds))
            done = _import(url, first, "--apply")
            waits.stop()
        again, changed = _import(url, first, "--apply"), _import(url, later, "--apply")
    every = {"à blanc": looked, "pour de bon": done, "une seconde fois": again, "2 % changés": changed}
    for words, one in every.items():
        print(
            f"  {rows} lignes, {words} : {one.seconds:.0f} s, {one.processor:.0f} s de processeur. {one.said}",
            flush=True,
        )
    both = looked.seconds + done.seconds
    yield Bar("import d’élus, à blanc puis pour de bon", rows / both, least=2000, unit="lignes/s")
    yield Bar(
        "… par seconde de son processeur", rows / (looked.processor + done.processor), least=2000, unit="lignes/s"
    )
    yield Bar("import du répertoire, mémoire", max(one.memory for one in every.values()), most=1000, unit="Mo")
    yield Bar("page ou réponse pendant l’import, p95 du pire moment", max(waits.found), most=300, unit="ms")
    nothing = "Arrivées : 0. Changements : 0. Départs : 0." in again.said
    yield Bar("l’importer une seconde fois ne change rien", float(nothing), least=1)


def _import(url: str, source: Path, *more: str) -> Import:
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "lms", "people", "import", str(source), *more]
    started = time.perf_counter()
    running = subprocess.Popen(
        words, cwd=ROOT, env=serving.environment(url, "http://localhost:5999"), stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    lines = running.stdout.read().splitlines()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stdout.close()
    assert running.returncode == 0, lines
    said = next(line for line in lines if line.startswith("Arrivées"))
    return Import(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


class _Waits:
    """Someone reads and answers while something else is done: how long she waits, moment after moment."""

    def __init__(self, bench: Bench) -> None:
        self.found: list[float] = []
        self._bench, self._over = bench, threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        cases = Case("", places=[("/", {}), (LESSON, {})]), Case("", "send", [(LESSON, {})])
        while not self._over.is_set():
            for case in cases:
                self.found += [one.p95 for one in self._bench.measure(case, (1,))]

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
