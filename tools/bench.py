"""`make bench`: how fast pages are, next to the least that Flask can do, in the same run.

    make bench                     SQLite, then PostgreSQL
    make bench ARGS=--scale        again with 100,000 learners and 5 million answers, beside the same without them
    make bench ARGS=--national     a whole country: pages, exports and imports of administrators (bench_national.py)
    make bench ARGS="--engine sqlite"

The load comes from another process of the same machine, so figures are pessimistic and only ratios travel; processor
time (bench_load.py) does not depend on who else is busy, and PostgreSQL's own is beside it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from lms.web.documents import attestation_pdf
from tests.support import example
from tests.web.documents.examples import ATTESTATION
from tools import bench_national, bench_people, server
from tools.bench_load import CONNECTIONS, Bench, Case, Engine, Measure, engines, serve

LESSON = f"/modules/{example.COURSE}/{example.LESSON}/message"
SECONDS = 4.0
FEW, MANY = bench_people.SIGNED_IN, 100_000  # learners; each has fifty answers


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
    asked.add_argument(
        "--national", type=int, nargs="?", const=bench_national.PEOPLE, help="nombre de personnes d’un pays fictif"
    )
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), help="un seul moteur")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="durée de chaque mesure")
    chosen = asked.parse_args()
    if chosen.national:
        return bench_national.run(engines(chosen.engine), chosen.national, chosen.seconds)
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


def measure_engine(engine: Engine, name: str, learners: int, seconds: float) -> list[Measure]:
    url = engine.database(name)
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


if __name__ == "__main__":
    sys.exit(main())
