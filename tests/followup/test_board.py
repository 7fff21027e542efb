"""Where communes stand, on two whole départements: what is counted, for whom, and that no comparison names anybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update

from lms import accounts, db, followup
from lms.accounts.models import Account, Mandate
from lms.accounts.territories import Named
from lms.accounts.territories.models import Commune
from lms.followup import Asked, Board, Figures
from tests.support import boards, country
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
    return boards.ask(engine, asked, scope)


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
    with databases.copy("sqlite", "example") as url:
        engine = db.make_engine(url)
        fill(engine)
        boards.compare(engine, BOTH, commune_names(engine), 1000)
        engine.dispose()


def commune_names(engine: Engine) -> list[str]:
    with db.reading(engine) as reader:
        return list(reader.scalars(select(Commune.name).order_by(Commune.population).limit(12)))
