"""Amina looks for her commune. The communes are a few real ones: tests.support.communes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from lms import db
from lms.accounts import territories
from lms.accounts.territories import FoundBy, FoundCommune

pytestmark = pytest.mark.usefixtures("communes")


def search(engine: Engine, text: str, limit: int = 20) -> tuple[FoundCommune, ...]:
    with db.reading(engine) as session:
        return territories.search_communes(session, text, limit)


def codes(engine: Engine, text: str, limit: int = 20) -> list[str]:
    return [one.code for one in search(engine, text, limit)]


FINDS = {
    "le havre": ["76351"],
    "havre": ["76351"],
    "HAVRE": ["76351"],
    "l'hay": ["94038"],
    "lhaÿ les roses": ["94038"],
    "hay les r": ["94038"],
    "oeuilly": ["51410", "02565"],
    "Œuil": ["51410", "02565"],
    "st malo": ["35288", "44176"],
    "malo": ["35288", "44176"],
    "villeneuve dascq": ["59009"],
    "ascq": ["59009"],
    "dascq": ["59009"],
    "bourg reine": ["92014"],
    "chalons champ": ["51108"],
    "la giraud": ["17022"],
    "saint denis reunion": ["97411"],
    "Saint-Denis (974)": ["97411"],
    "saint denis 11": ["11339"],
    "2A004": ["2A004"],
    "2a004": ["2A004"],
    "35288": ["35288"],
    "35400": ["35288"],
    "saint malo 35400": ["35288"],
    "51300 vitry": ["51649"],
    "69003": ["69123"],
    "97500": ["97502", "97501"],
    "arbignieu": ["01015"],
    "01340": ["01015"],
    "bellegarde": ["01033"],
    "ouessant": ["29155"],
    "crozet": ["98413"],
    "y": ["80829"],
    "eu": ["76255"],
    "e": [],
    "zzz": [],
    "": [],
    "97": [],
}


def test_what_is_typed_finds(engine: Engine) -> None:
    assert {typed: codes(engine, typed) for typed in FINDS} == FINDS


def test_whole_names_come_first_then_the_most_peopled(engine: Engine) -> None:
    assert codes(engine, "saint denis") == ["97411", "93066", "11339", "30247", "77495", "45274"]
    assert codes(engine, "saint denis", limit=2) == ["97411", "93066"]
    populations = [one.population or 0 for one in search(engine, "sai")]
    assert populations == sorted(populations, reverse=True)


def test_namesakes_are_told_apart(engine: Engine) -> None:
    found = search(engine, "sainte colombe")
    assert len(found) == 12
    assert {one.name for one in found} == {"Sainte-Colombe"}
    assert len({(one.departement.code, one.name, one.population) for one in found}) == 12


def test_a_commune_comes_with_what_it_belongs_to(engine: Engine) -> None:
    assert search(engine, "saint malo")[0] == FoundCommune(
        code="35288",
        name="Saint-Malo",
        departement=territories.Place("35", "Ille-et-Vilaine"),
        population=47439,
        epci_name="CA du Pays de Saint Malo Agglomération",
    )
    (ouessant,) = search(engine, "ouessant")
    assert ouessant.epci_name is None
    (crozet,) = search(engine, "crozet")
    assert crozet.population is None


MATCHES = {
    "arbignieu": ("01015", FoundBy.FORMER, "Arbignieu"),
    "bellegarde sur v": ("01033", FoundBy.FORMER, "Bellegarde-sur-Valserine"),
    "paris 11": ("75056", FoundBy.FORMER, "Paris 11e Arrondissement"),
    "75011": ("75056", FoundBy.POSTAL_CODE, "75011"),
    "75056": ("75056", FoundBy.INSEE_CODE, "75056"),
    "01126": ("01033", FoundBy.FORMER, "01126"),
    "paris": ("75056", None, ""),
}


def test_what_matched_is_said(engine: Engine) -> None:
    found = {typed: search(engine, typed) for typed in MATCHES}
    assert {typed: [(one.code, one.by, one.matched) for one in some] for typed, some in found.items()} == {
        typed: [expected] for typed, expected in MATCHES.items()
    }


def test_a_code_leads_to_its_commune(engine: Engine) -> None:
    with db.reading(engine) as session:
        found = territories.commune(session, "2A004")
        assert found == search(engine, "ajaccio")[0]
        for nothing in ("00000", "2a004", "", "1", "35288 ", "3528\0", "٣٥٢٨٨"):
            with pytest.raises(territories.CommuneUnknown):
                territories.commune(session, nothing)


def test_all_departements_by_code(engine: Engine) -> None:
    with db.reading(engine) as session:
        places = territories.departements(session)
    assert len(places) == 109
    assert [one.code for one in places] == sorted(one.code for one in places)
    assert territories.Place("2A", "Corse-du-Sud") in places


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.text(alphabet="saint le%_\\'\"~\0 0123456789A-", max_size=12), st.just("a " * 5000)))
def test_any_text_is_searched(engine: Engine, text: str) -> None:
    assert len(search(engine, text, limit=3)) <= 3
