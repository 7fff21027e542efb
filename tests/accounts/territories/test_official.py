"""The whole official edition, loaded once on each engine: its figures, and what searching it costs."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, event, func, insert, select
from sqlalchemy.orm import Session

from lms import db
from lms.accounts import territories
from lms.accounts.territories.models import Commune, Departement, Epci, Region
from tests.support import typography
from tests.support.queries import count_queries

SEARCHES = (
    *(
        "saint",
        "sai",
        "mar",
        "la",
        "de",
        "y",
        "saint denis",
        "st ger",
        "havre",
        "l'hay",
        "villeneuve d'ascq",
        "paris 11",
    ),
    *("35400", "51300", "2A004", "75011", "saint denis reunion", "chalons champagne", "bourg reine", "a b", "zzz zzz"),
    *(
        "sainte colombe",
        "ste colombe 77",
        "œuilly",
        "bellegarde",
        "ouessant",
        "97",
        "974",
        "saint saint saint",
        "s s s",
    ),
)
MEDIAN_MS = 50


def test_the_whole_of_france(app: Flask, engine: Engine) -> None:
    """One test for all, because loading takes seconds."""
    with db.transaction(engine) as session:  # of an earlier edition
        session.execute(insert(Region).values(code="27", name="Bourgogne"))
        session.execute(insert(Departement).values(code="71", name="Mâcon", region_code="27"))
        session.execute(insert(Commune).values(code="71999", name="Rochemorte", departement_code="71"))
    first = "Millésime 2026 : 34969 communes, 1255 EPCI.\nCommunes disparues, gardées pour mémoire : 1.\n"
    spent = measure(lambda: load(app, first))
    again = measure(lambda: load(app, "Territoires à jour.\n"))
    print(f"\n{engine.dialect.name}: loaded in {spent:.2f} s of processor, again in {again:.2f} s")
    with db.transaction(engine) as session:
        check_figures(session)
        check_names(session)
        check_costs(app, session)
        check_plan(session)


def load(app: Flask, says: str) -> None:
    done = app.test_cli_runner().invoke(args=["lms", "territories", "load"])
    assert done.output.endswith(says), done.output


def check_figures(session: Session) -> None:
    """Those of the source: 34,875 communes of France and 94 places of overseas collectivities."""
    overseas = Commune.departement_code.in_(("975", "977", "978", "984", "986", "987", "988", "989"))
    former = Commune.former_since.is_not(None)
    france = ~overseas & ~former
    count = select(func.count()).select_from(Commune)
    assert session.scalar(count.where(france)) == 34875
    assert session.scalar(count.where(overseas)) == 94
    assert session.scalar(count.where(former)) == 1
    assert session.scalar(select(func.sum(Commune.population)).where(france)) == 68350798
    assert session.scalar(count.where(france, Commune.population.is_(None) | Commune.siren.is_(None))) == 0
    assert session.scalar(count.where(france, Commune.population < 500)) == 18256
    assert session.scalar(count.where(france, Commune.population >= 10000)) == 1048
    islands = session.scalars(select(Commune.code).where(france, Commune.epci_siren.is_(None)).order_by(Commune.code))
    assert list(islands) == ["22016", "29083", "29155", "85113"]
    kinds = Counter(session.scalars(select(Epci.kind).order_by(Epci.siren)))
    assert kinds == {"CC": 989, "CA": 230, "METRO": 21, "CU": 14, "MET69": 1}
    assert session.scalar(select(func.count()).select_from(Departement)) == 109
    assert session.scalar(select(func.count()).select_from(Region)) == 26


def check_names(session: Session) -> None:
    """Names are written as pages write, and each commune is found by its own, first or among its namesakes."""
    for stored in (Commune, Epci, Departement, Region):
        names = session.scalars(select(stored.name).order_by(stored.name))
        assert not [fault for name in names for fault in typography.faults(name)]
    names = session.execute(select(Commune.code, Commune.name).order_by(Commune.code)).all()
    shared = Counter(territories.fold(name) for _, name in names)
    for code, name in names[:: len(names) // 100]:
        found = [one.code for one in territories.search_communes(session, name, shared[territories.fold(name)])]
        assert code in found, (name, found)


def check_costs(app: Flask, session: Session) -> None:
    """At most two statements a search; half of the searches in much less than a page may take."""
    spent = []
    with count_queries(app) as statements:
        for rank in range(200):
            asked = SEARCHES[rank % len(SEARCHES)]
            before = len(statements)
            spent.append(1000 * measure(lambda asked=asked: territories.search_communes(session, asked)))
            assert len(statements) - before <= 2, asked
    median = statistics.median(spent)
    print(f"200 searches: median {median:.2f} ms, longest {max(spent):.1f} ms of processor")
    assert median < MEDIAN_MS


def check_plan(session: Session) -> None:
    """A search reads one stretch of the key, never the whole table."""
    plans = []

    def explain(connection, _cursor, statement, parameters, *_rest):
        if "commune_key" in statement and not statement.startswith("EXPLAIN"):
            word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            plan = connection.exec_driver_sql(f"{word} {statement}", parameters)
            plans.append("\n".join(" ".join(map(str, row)) for row in plan))

    event.listen(session.get_bind(), "before_cursor_execute", explain)
    try:
        for asked in ("saint malo", "bourg reine", "y"):
            territories.search_communes(session, asked)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", explain)
    assert len(plans) == 4
    for plan in plans:
        if session.get_bind().dialect.name == "sqlite":
            assert "SEARCH commune_key USING PRIMARY KEY (key" in plan
            assert "SCAN commune_key" not in plan
        else:
            assert "pk_commune_key" in plan
            assert "Seq Scan on commune_key" not in plan


def measure(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
