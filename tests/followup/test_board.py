"""Where communes stand, on two whole départements: what is counted, for whom, and that no comparison names anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, func, select, update

from lms import accounts, db, followup
from lms.accounts.models import Account, Mandate
from lms.accounts.territories import Named
from lms.accounts.territories.models import Commune
from lms.content import SIZES
from lms.followup import Asked, Board, Figures
from lms.followup.models import FollowupBlock
from tests.support import country
from tests.support.country import AT, Stage
from tests.support.databases import Databases, fingerprint
from tests.support.queries import count_statements

EVERYTHING = Asked()
SECRET = "only-for-tests-" + "0123456789abcdef" * 2
BOTH: tuple[Named, ...] = (("departement", "26"), ("departement", "05"))
VAL_DE_DROME, DIOIS = "242600252", "242600534"


@pytest.fixture
def stages(engine: Engine, courses: None) -> dict[str, Stage]:
    return fill(engine)


def fill(engine: Engine) -> dict[str, Stage]:
    """Two départements full of people, and their figures."""
    country.load(engine)
    drawn = country.drawn(engine, seed=26)
    country.settle(engine, drawn)
    rebuild(engine)
    return drawn


def rebuild(engine: Engine, secret: str = SECRET) -> followup.Rebuilt:
    with db.transaction(engine) as session:
        return followup.rebuild(session, secret=secret, at=AT)


def ask(engine: Engine, asked: Asked = EVERYTHING, scope: tuple[Named, ...] = BOTH) -> Board:
    with db.reading(engine) as reader:
        found = followup.board(reader, scope, asked)
    assert found is not None
    return found


def test_figures_are_those_of_a_count_by_hand(engine: Engine, stages: dict[str, Stage]) -> None:
    with count_statements(engine) as statements:
        board = ask(engine)
    assert len(statements) == 3
    left = sum(one.registered for one in stages.values()) - board.total.registered
    assert 0 <= left < 20 * len(BOTH)  # too few for a whole département
    with db.reading(engine) as reader:
        epci_of = {row.code: row.epci_siren for row in reader.execute(select(Commune.code, Commune.epci_siren))}
    for group in board.groups:
        hers = [one for code, one in stages.items() if epci_of[code] == group.code]
        if group.code and group.figures.registered == sum(one.registered for one in hers):
            for what in ("started", "finished", "inactive"):
                true = sum(getattr(one, what) for one in hers)
                assert abs(getattr(group.figures, what) - true) < 20, (group.name, what)  # ten in each département
    ((_, finished),) = board.courses
    assert finished == board.total.finished
    lessons = sum(count for _, count in board.weeks)
    assert abs(lessons - sum(one.started for one in stages.values())) < 40 * len(board.weeks)
    assert [monday.weekday() for monday, _ in board.weeks] == [0] * 12
    assert board.weeks[-1][0] == date(2026, 11, 23)
    nothing_outside_a_scope(engine, board)


def test_counting_anew_gives_the_same_and_counts_once(engine: Engine, stages: dict[str, Stage]) -> None:
    before = fingerprint(engine)
    assert rebuild(engine).registered == sum(one.registered for one in stages.values())
    assert fingerprint(engine) == before
    total = rebuild(engine, secret="another " + SECRET).registered
    assert fingerprint(engine) != before
    numbers = range(10_000, 10_006)
    with db.transaction(engine) as session:
        hers = [update(Mandate).where(Mandate.person_id == number) for number in numbers]
        session.execute(hers[0].values(ends_on=AT.date() - timedelta(days=1)))
        session.execute(hers[1].values(function="secretaire"))
        session.execute(update(Account).where(Account.person_id == numbers[2]).values(welcomed_at=None))
        accounts.erase(session, numbers[3], at=AT)
        accounts.hold_mandate(session, numbers[4], "maire", "commune", "05061", starts_on=date(2026, 3, 22))
        accounts.hold_mandate(session, numbers[5], "conseiller-communautaire", "epci", DIOIS, starts_on=AT.date())
    assert rebuild(engine).registered == total - 4


def nothing_outside_a_scope(engine: Engine, whole: Board) -> None:
    hers = ask(engine, scope=(("epci", DIOIS),))
    assert {area.epci for area in hers.areas} == {DIOIS}
    diois = next(group for group in whole.groups if group.code == DIOIS)
    assert hers.total == diois.figures
    assert ask(engine, Asked(epci=DIOIS)).total == diois.figures
    two = ask(engine, scope=(("epci", DIOIS), ("epci", VAL_DE_DROME), ("commune", "26113")))
    assert {group.code for group in two.groups} == {DIOIS, VAL_DE_DROME}
    with db.reading(engine) as reader:
        assert followup.board(reader, (("commune", "26113"),), Asked()) is None
        assert followup.board(reader, (), Asked()) is None
        for asked in (Asked(epci=VAL_DE_DROME), Asked(departement="05"), Asked(region="93"), Asked(region="\0")):
            with pytest.raises(followup.OutOfScope):
                followup.board(reader, (("epci", DIOIS),), asked)
    assert ask(engine, Asked(commune="Crest"), scope=(("epci", DIOIS),)).total == Figures()
    assert "Die" in ask(engine, Asked(commune="die"), scope=(("epci", DIOIS),)).groups[0].members


def test_a_thousand_comparisons_reveal_nobody(databases: Databases) -> None:
    """Take from an answer that of a narrower question, or of several that do not meet: what is left is nobody, or
    twenty people of three communes at least, and what they did is never told nearer than ten."""
    with databases.copy("sqlite", "example") as url:
        engine = db.make_engine(url)
        fill(engine)
        compare(engine, 1000)
        engine.dispose()


def compare(engine: Engine, times: int) -> None:
    chance = Random(2026)
    known: dict[tuple[tuple[Named, ...], Asked], Board] = {}

    def figures(scope: tuple[Named, ...], asked: Asked) -> Board:
        if (scope, asked) not in known:
            known[scope, asked] = ask(engine, asked, scope)
        return known[scope, asked]

    areas = ask(engine).areas
    names = commune_names(engine)
    compared = 0
    while compared < times:
        area = chance.choice(areas)
        scope = chance.choice((BOTH, (("region", area.region),), (("departement", area.departement),)))
        wide = Asked(departement=chance.choice(("", area.departement)), size=chance.choice(("", *SIZES)))
        wide = replace(wide, epci=chance.choice(("", area.epci)))
        whole = figures(scope, wide)
        parts = list(narrower(chance, figures, scope, wide, area.departement, area.epci, names))
        for part in parts:
            left_is_enough(whole, [part])
            compared += 1
        sizes = [figures(scope, replace(wide, size=size)) for size in SIZES[: chance.randint(2, 4)]]
        if not wide.size:
            left_is_enough(whole, sizes)
            compared += 1
    with db.reading(engine) as reader:
        fewest = reader.execute(select(func.min(FollowupBlock.registered), func.min(FollowupBlock.communes))).one()
    assert fewest[0] >= 20
    assert fewest[1] >= 3


def narrower(chance, figures, scope, wide, departement, epci, names) -> Iterator[Board]:
    """Answers to questions whose people are all among those of a wider one."""
    size = wide.size or chance.choice(SIZES)
    commune = chance.choice(names)
    yield figures(scope, replace(wide, departement=departement))
    yield figures(scope, replace(wide, size=size))
    yield figures(scope, replace(wide, departement=departement, epci=epci))
    yield figures(scope, replace(wide, commune=commune))
    yield figures(scope, replace(wide, size=size, commune=commune))


def left_is_enough(whole: Board, parts: list[Board]) -> None:
    taken = sum((part.total for part in parts), Figures())
    people = whole.total.registered - taken.registered
    assert people == 0 or people >= 20
    communes = whole.total.communes - taken.communes
    assert communes == 0 or communes >= 3
    for what in ("started", "finished", "inactive"):
        assert (getattr(whole.total, what) - getattr(taken, what)) % 10 == 0
    for told in (whole, *parts):
        assert all(count % 10 == 0 for _, count in (*told.weeks, *told.courses))


def commune_names(engine: Engine) -> list[str]:
    with db.reading(engine) as reader:
        return list(reader.scalars(select(Commune.name).order_by(Commune.population).limit(12)))
