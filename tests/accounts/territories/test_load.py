"""Loading the official territories, and what becomes of a commune that is no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from lms import db
from lms.accounts import territories
from lms.accounts.territories import Edition, Loaded, OfficialFormer
from lms.accounts.territories.models import Commune, Departement, Epci, Region
from tests.support.communes import LOADED_AT, sample
from tests.support.databases import fingerprint

NEXT_YEAR = LOADED_AT + timedelta(days=365)


def load(engine: Engine, edition: Edition) -> Loaded:
    with db.transaction(engine) as session:
        return territories.load(session, edition, at=NEXT_YEAR)


def edition(year: int, *gone: str, formers: tuple[OfficialFormer, ...] = ()) -> Edition:
    """The sample, some years later, without some communes."""
    communes = tuple(one for one in sample().communes if one.code not in gone)
    kept = tuple(one for one in sample().formers if one.commune not in gone)
    return replace(sample(), digest=f"{year:064}", year=year, communes=communes, formers=kept + formers)


def found(engine: Engine, text: str) -> list[tuple[str, str]]:
    with db.reading(engine) as session:
        return [(one.code, one.matched) for one in territories.search_communes(session, text)]


def stored(engine: Engine, code: str) -> tuple[int | None, str | None]:
    with db.transaction(engine) as session:
        commune = session.get_one(Commune, code)
        return commune.former_since, commune.successor_code


@pytest.mark.usefixtures("communes")
def test_the_same_edition_twice_changes_nothing(engine: Engine) -> None:
    before = fingerprint(engine)
    assert load(engine, sample()) == Loaded(changed=False, gone=0)
    assert fingerprint(engine) == before


@pytest.mark.usefixtures("communes")
def test_a_commune_that_was_merged_leads_to_the_new_one(engine: Engine) -> None:
    merged = OfficialFormer("51195", "Couvrot", "51649")
    assert load(engine, edition(2027, "51195", formers=(merged,))) == Loaded(changed=True, gone=1)
    assert stored(engine, "51195") == (2027, "51649")
    assert found(engine, "couvrot") == [("51649", "Couvrot")]
    assert found(engine, "51195") == [("51649", "Couvrot")]
    with db.reading(engine) as session:
        assert territories.commune(session, "51195").former_since == 2027


@pytest.mark.usefixtures("communes")
def test_a_merger_after_a_merger_is_followed(engine: Engine) -> None:
    load(engine, edition(2027, "51195", formers=(OfficialFormer("51195", "Couvrot", "51094"),)))
    done = load(engine, edition(2028, "51195", "51094", formers=(OfficialFormer("51094", "Brusson", "51649"),)))
    assert done == Loaded(changed=True, gone=1)
    assert stored(engine, "51195") == (2027, "51649")
    assert stored(engine, "51094") == (2028, "51649")


@pytest.mark.usefixtures("communes")
def test_a_commune_that_vanished_is_kept_and_may_come_back(engine: Engine) -> None:
    load(engine, edition(2027, "29155"))
    assert stored(engine, "29155") == (2027, None)
    assert found(engine, "ouessant") == []
    assert load(engine, edition(2028)) == Loaded(changed=True, gone=0)
    assert stored(engine, "29155") == (None, None)
    assert found(engine, "ouessant") == [("29155", "")]


@pytest.mark.usefixtures("communes")
def test_an_epci_that_vanished_is_kept(engine: Engine) -> None:
    first, *others = sample().epcis
    communes = tuple(replace_epci(one, first.siren) for one in sample().communes)
    load(engine, replace(sample(), digest="6" * 64, year=2027, epcis=tuple(others), communes=communes))
    with db.reading(engine) as session:
        former = session.execute(select(Epci.siren, Epci.former_since).where(Epci.former_since.is_not(None))).all()
    assert [tuple(one) for one in former] == [(first.siren, 2027)]


def replace_epci(commune: territories.OfficialCommune, gone: str) -> territories.OfficialCommune:
    return commune._replace(epci=None) if commune.epci == gone else commune


@pytest.mark.usefixtures("communes")
def test_filtering_by_epci_departement_or_region_is_a_join(engine: Engine) -> None:
    below = select(Commune.code).join(Departement).join(Region).outerjoin(Epci).order_by(Commune.code)
    with db.transaction(engine) as session:
        corsica = session.scalars(below.where(Region.name == "Corse")).all()
        reunion = session.scalars(below.where(Departement.code == "974")).all()
        malo = session.scalars(below.where(Epci.name == "CA du Pays de Saint Malo Agglomération")).all()
    assert (corsica, reunion, malo) == (["2A004", "2B033"], ["97411"], ["35288"])


@pytest.mark.usefixtures("communes")
@pytest.mark.parametrize(
    "wrong",
    [{"successor_code": "35288"}, {"former_since": 2027, "successor_code": "29155"}, {"population": -1}],
    ids=["succeeded but present", "its own successor", "fewer than nobody"],
)
def test_the_database_refuses_the_impossible(engine: Engine, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), db.transaction(engine) as session:
        session.execute(update(Commune).where(Commune.code == "29155").values(wrong))


@pytest.mark.usefixtures("communes")
def test_an_interrupted_loading_leaves_all_as_it_was(engine: Engine) -> None:
    before = fingerprint(engine)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), db.transaction(engine) as session:
        territories.load(session, edition(2027), at=NEXT_YEAR, wrote=interrupt)
    assert fingerprint(engine) == before


def test_two_loading_at_once_load_once(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(lambda _: load(engine, sample()).changed, range(2)))
    assert sorted(outcomes) == [False, True]


def test_nothing_is_loaded_at_first(app: Flask, engine: Engine) -> None:
    with db.reading(engine) as session:
        assert territories.loaded_digest(session) is None
    assert found(engine, "paris") == []
