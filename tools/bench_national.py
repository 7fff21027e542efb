"""`make bench ARGS=--national`: a whole country, and each bar of the followup of territories beside its figure.

    make bench ARGS=--national                       500,000 people, SQLite then PostgreSQL
    make bench ARGS="--national 50000 --engine postgresql"

The country is that of `flask lms demo --national`, beside one ten times smaller, to see what does not grow.
"""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from lms import db, followup
from lms.accounts import Role, Scope, territories
from lms.accounts.territories import Named
from lms.app import create_app
from lms.settings import Settings
from lms.web import demonstration
from tests.support import boards, members, serving
from tests.support.databases import fingerprint
from tools import bench_people, bench_register
from tools.bench_load import Bar, Bench, Case, Engine, Measure, children, processor_seconds, serve

PEOPLE = demonstration.COUNTRY
SMALLER = 10  # times
FILTERS, COMPARISONS = 200, 1000
PLACES: dict[str, tuple[Named, ...]] = {
    "EPCI": (("epci", "242600534"),),
    "département": (("departement", "62"),),
    "région": (("region", "84"),),
}
COUNTRY = "pays"
BOARD = ("", "?vue=tableau", "?taille=moins-de-500", "?commune=die", "?tri=inscrits&vue=tableau")
LISTS = ("/elus", "/elus?page=9", "/elus?nom=fictive+n", "/elus?commune=die")


@dataclass(frozen=True)
class Site:
    """A country in a database, and the cookie and form token of who looks after each place."""

    url: str
    app: Flask
    regions: tuple[Named, ...]
    administrators: dict[str, tuple[str, str]]


def run(found: Iterable[Engine], people: int, seconds: float) -> int:
    """Measure each engine; print its figures, then its bars."""
    for engine in found:
        print(f"\n{engine.name}, {people} personnes dans toutes les communes de France", flush=True)
        bars = list(_measure(engine, people, seconds))
        print("\n" + "\n".join(map(str, bars)), flush=True)
    return 0


def _measure(engine: Engine, people: int, seconds: float) -> Iterator[Bar]:
    small, whole = (_country(engine, name, count) for name, count in (("small", people // SMALLER), ("whole", people)))
    yield _counted_alike(small)
    yield _counted_alike(whole)
    with _served(engine, small, seconds) as (bench, _):
        alone = min(one.processor for one in _pages(bench, small, "EPCI", BOARD))
    with _served(engine, whole, seconds) as (bench, _):
        measures = {who: list(_pages(bench, whole, who, BOARD)) for who in (*PLACES, COUNTRY)}
        lists = [one for who in (*PLACES, COUNTRY) for one in _pages(bench, whole, who, LISTS)]
    for words, every in (("tableau de bord", [one for some in measures.values() for one in some]), ("« Élus »", lists)):
        yield Bar(f"page la plus lente, {words}, p95", max(one.p95 for one in every), most=100, unit="ms")
        worst = max(one.processor for one in every)
        yield Bar(f"page la plus lente, {words}, processeur", worst, most=100, unit="ms")
    grows = min(one.processor for one in measures["EPCI"]) / alone
    yield Bar("page d’un EPCI, pays entier sur pays dix fois plus petit", grows, most=1.2, unit="fois")
    for form in boards.FORMS:
        yield from _export(engine, whole, form)
    yield from _what_is_always_true(whole)
    yield from bench_register.measure(engine, people, seconds)


def _country(engine: Engine, name: str, people: int) -> Site:
    """Make a country, and say how long it took."""
    url, at, edition = engine.database(name), datetime.now(UTC), territories.official_edition()
    serving.publish_courses(url, "http://localhost:5999")
    app = create_app(Settings.for_tests(url, secret_key=serving.SECRET_KEY))
    source = app.extensions["database"]
    with db.transaction(source) as session:
        territories.load(session, edition, at=at)
    started, spent = time.perf_counter(), time.process_time()
    demonstration.populate(source, edition, people=people, at=at.replace(hour=0, minute=0, second=0, microsecond=0))
    took, spent = time.perf_counter() - started, time.process_time() - spent
    print(f"  {people} personnes créées en {took:.0f} s ({spent:.0f} s de processeur ici)", flush=True)
    with db.reading(source) as reader:
        regions = tuple(("region", one.code) for one in territories.regions(reader))
    places = PLACES | {COUNTRY: regions}
    numbers = [members.create(app, _administrator(who, scopes)) for who, scopes in places.items()]
    cookies = bench_people.cookies(app, numbers, strong=True)
    return Site(url, app, regions, dict(zip(places, cookies, strict=True)))


def _administrator(who: str, scopes: tuple[Named, ...]) -> members.Kind:
    roles = tuple((Role.ADMINISTRATOR, Scope(*one)) for one in scopes)
    return replace(members.CLAIRE, email=f"{territories.fold(who)}@epci.example", roles=roles)


def _counted_alike(site: Site) -> Bar:
    """Counting everybody twice: the same rows, and how long."""
    engine, at, found = site.app.extensions["database"], datetime.now(UTC), []
    for _ in range(2):
        started, spent = time.perf_counter(), time.process_time()
        with db.transaction(engine) as session:
            counted = followup.rebuild(session, secret=serving.SECRET_KEY, at=at)
        took, spent = time.perf_counter() - started, time.process_time() - spent
        found.append(fingerprint(engine, "followup_"))
    words = f"{counted.registered} personnes comptées en {took:.1f} s ({spent:.1f} s de processeur ici)"
    print(f"  {words}, dans {counted.blocks} groupes de communes", flush=True)
    return Bar("compter deux fois donne les mêmes lignes", float(found[0] == found[1]), least=1)


@contextmanager
def _served(engine: Engine, site: Site, seconds: float = 1.0) -> Iterator[tuple[Bench, int]]:
    with serve(site.url, "wsgi:app") as (address, process):
        yield Bench(address, process, engine.process, [], seconds), process


def _pages(bench: Bench, site: Site, who: str, asked: Sequence[str]) -> Iterator[Measure]:
    """The pages of an administrator, one at a time."""
    bench.people = [site.administrators[who]]
    for address in asked:
        for one in bench.measure(Case(f"{who} {address}", places=[(f"/suivi{address}", {})]), (1,)):
            said = (
                f"p50 {one.p50:6.1f}   p95 {one.p95:6.1f}   processeur {one.server:6.1f} + base {one.database:6.1f} ms"
            )
            print(f"  {one.title:38}{said} {' '.join(one.failures[:1])}", flush=True)
            yield one


def _export(engine: Engine, site: Site, form: str) -> Iterator[Bar]:
    """The list of all élus as it leaves the server: its pace, its first byte, and the memory that it takes."""
    with _served(engine, site) as (bench, process):
        bench.people = [site.administrators[COUNTRY]]
        list(bench.measure(Case("", places=[("/suivi/elus/exporter", {})]), (1,)))
        idle, spent, started = _memory(process), processor_seconds(process), time.perf_counter()
        rows, first, size = _fetch(bench, site.administrators[COUNTRY], form)
        took, more = time.perf_counter() - started, _memory(process) - idle
        spent = processor_seconds(process) - spent
    said = f"{took:.1f} s, {spent:.1f} s de processeur, premier octet à {first:.1f} s, {size / 1e6:.0f} Mo"
    print(f"  tous les élus en {form} : {said}", flush=True)
    if form == "csv":
        yield Bar("export national en csv, lignes par seconde", rows / took, least=20_000)
    yield Bar(f"export national en {form}, mémoire de plus qu’au repos", more, most=100, unit="Mo")


def _fetch(bench: Bench, who: tuple[str, str], form: str) -> tuple[int, float, int]:
    """Ask for the file: its lines, the seconds until its first byte, its bytes."""
    connection = http.client.HTTPConnection(bench.host, bench.port, timeout=600)
    fields = urlencode({"csrf_token": who[1], "fichier": form, "nom": "", "commune": ""})
    head = {"Cookie": who[0], "Content-Type": "application/x-www-form-urlencoded"}
    started = time.perf_counter()
    connection.request("POST", "/suivi/elus/exporter", fields, head)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    first, lines, size = 0.0, 0, 0
    while chunk := answer.read(1 << 16):
        first = first or time.perf_counter() - started
        lines, size = lines + chunk.count(b"\n"), size + len(chunk)
    return lines - 1, first, size


def _memory(process: int) -> float:
    """The most that each process of a server ever held, together, in megabytes."""
    statuses = (Path(f"/proc/{one}/status").read_text(encoding="ascii") for one in (process, *children(process)))
    return sum(int(status.partition("VmHWM:")[2].split()[0]) / 1024 for status in statuses)


def _what_is_always_true(site: Site) -> Iterator[Bar]:
    """Files equal to the page whatever is asked, and comparisons that reveal nobody, over the whole country."""
    logging.getLogger("etoffe").setLevel(logging.WARNING)
    engine = site.app.extensions["database"]
    areas = boards.ask(engine, followup.Asked(), site.regions).areas
    names = {one.epci: one.name for one in territories.official_edition().communes}
    who = members.member(site.app, _administrator("toutes", site.regions))
    boards.same_in_files(who, [(one, names[one.epci]) for one in areas if one.epci], FILTERS)
    yield Bar("filtres au hasard où fichiers et page disent pareil", FILTERS, least=FILTERS)
    boards.compare(engine, site.regions, sorted(names.values())[::100], COMPARISONS)
    yield Bar("comparaisons de filtres sans personne révélée", COMPARISONS, least=COMPARISONS)
