"""What lies in what: one condition says who is under a territory, before and after communes merge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from lms import accounts, db
from lms.accounts import Role, Scope, territories
from lms.accounts.models import Mandate, RoleGrant
from lms.accounts.territories import Named, OfficialFormer, Territory
from tests.accounts.territories.test_load import NEXT_YEAR, edition, load
from tests.support.communes import LOADED_AT

COUVROT, VITRY = "51195", "51649"
MARNE: Named = ("departement", "51")


def within(engine: Engine, *places: Named) -> set[Named]:
    with db.reading(engine) as reader:
        return set(map(tuple, reader.execute(territories.within(*places))))


@pytest.mark.usefixtures("communes")
def test_what_lies_in_a_territory(engine: Engine) -> None:
    with db.reading(engine) as reader:
        epci = territories.epci_of(reader, VITRY)
    assert epci is not None
    ours = ("epci", epci.code)
    assert {("commune", VITRY), ("commune", COUVROT), ours} <= within(engine, ours)
    assert within(engine, ours) < within(engine, MARNE) < within(engine, ("region", "44"))
    assert within(engine, ("commune", VITRY)) == {("commune", VITRY)}
    assert ("epci", epci.code) in within(engine, MARNE)
    assert ("commune", "26042") not in within(engine, MARNE, ("epci", epci.code))
    assert within(engine) == set() == within(engine, ("commune", "00000"))


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_who_lies_somewhere_is_found_by_its_indexes(engine: Engine) -> None:
    """SQLite reads what lies there, never all the mandates of the country; PostgreSQL chooses by what tables hold."""
    here = (Territory.kind == Mandate.territory_kind) & (Territory.code == Mandate.territory_code)
    places = [MARNE, ("epci", "200000001"), ("region", "84"), ("commune", VITRY)]
    query = select(Mandate.person_id).join(Territory, here).where(territories.lies_in(places))
    with engine.connect() as connection:
        asked = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
        steps = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert any("COVERING INDEX ix_mandate_territory" in step for step in steps)


@pytest.mark.usefixtures("communes")
def test_an_epci_lies_where_most_of_its_people_live(engine: Engine) -> None:
    whole = edition(2027)
    eu = next(one for one in whole.communes if one.code == "76255")
    other = replace_code(eu, "80001", "80", population=(eu.population or 0) - 1)
    load(engine, replace(whole, communes=(*whole.communes, other)))
    assert ("epci", str(eu.epci)) in within(engine, ("departement", "76"))
    assert ("epci", str(eu.epci)) not in within(engine, ("departement", "80"))
    assert ("commune", "80001") in within(engine, ("epci", str(eu.epci))) & within(engine, ("departement", "80"))


def replace_code(one: territories.OfficialCommune, code: str, departement: str, population: int):
    return one._replace(code=code, departement=departement, population=population, siren=None, postal_codes=())


@pytest.mark.usefixtures("communes")
def test_what_was_merged_lies_in_the_commune_of_today(engine: Engine) -> None:
    """Her mandate keeps the name it had; who looks after the new commune sees it, and looking after the old one
    gives nothing of the new."""
    with db.transaction(engine) as session:
        amina = accounts.create_person(session, "amina@mairie.example", "Amina", "Berthier", at=LOADED_AT)
        accounts.hold_mandate(session, amina, "maire", "commune", COUVROT, starts_on=date(2026, 3, 22))
    load(engine, edition(2027, COUVROT, formers=(OfficialFormer(COUVROT, "Couvrot", VITRY),)))
    assert within(engine, ("commune", VITRY)) == {("commune", VITRY), ("commune", COUVROT)}
    assert within(engine, ("commune", COUVROT)) == {("commune", COUVROT)}
    assert ("commune", COUVROT) in within(engine, MARNE)
    with db.reading(engine) as reader:
        assert [one.territory_code for one in accounts.mandates(reader, amina)] == [COUVROT]


@pytest.mark.usefixtures("communes")
def test_a_mandate_and_a_scope_name_what_exists(engine: Engine) -> None:
    with db.transaction(engine) as session:
        amina = accounts.create_person(session, "amina@mairie.example", "Amina", "Berthier", at=LOADED_AT)
        with pytest.raises(accounts.TerritoryUnknown):
            accounts.hold_mandate(session, amina, "maire", "commune", "26999", starts_on=date(2026, 3, 22))
        with pytest.raises(accounts.TerritoryUnknown):
            accounts.grant_role(session, amina, Role.ADMINISTRATOR, scope=Scope("epci", "200000000"), at=LOADED_AT)
    place = {"territory_kind": "commune", "territory_code": "26999"}
    held = {"person_id": amina, "function": "maire", "starts_on": date(2026, 3, 22), **place}
    given = {"person_id": amina, "role": "administrator", "granted_at": LOADED_AT}
    for stored, values in (
        (Mandate, held),
        (RoleGrant, given | {"scope_kind": "epci", "scope_code": "200000000"}),
        (RoleGrant, given),
        (RoleGrant, given | {"role": "trainer", "scope_kind": "commune", "scope_code": VITRY}),
    ):
        with pytest.raises(IntegrityError), db.transaction(engine) as session:
            session.execute(insert(stored).values(values))


def test_a_role_is_given_once(engine: Engine) -> None:
    with db.transaction(engine) as session:
        bruno = accounts.create_person(session, "bruno@formation.example", "Bruno", "Castel", at=LOADED_AT)
        accounts.grant_role(session, bruno, Role.TRAINER, at=LOADED_AT)
        accounts.grant_role(session, bruno, Role.TRAINER, at=NEXT_YEAR)
    with db.reading(engine) as reader:
        assert reader.scalars(select(RoleGrant.granted_at)).all() == [LOADED_AT]


def test_the_migration_keeps_mandates_and_roles_and_what_they_name(engine: Engine, database_url: str) -> None:
    db.downgrade(database_url, "0012")
    with engine.begin() as connection:
        for line in (
            "INSERT INTO region VALUES ('84', 'Auvergne-Rhône-Alpes')",
            "INSERT INTO departement VALUES ('26', 'Drôme', '84'), ('07', 'Ardèche', '84')",
            "INSERT INTO epci VALUES ('200000001', 'Deux rives', 'CC', 30, NULL), ('200000002', 'Ancienne', 'CC', 1, 2026)",
            "INSERT INTO commune VALUES ('26001', 'Aa', NULL, 10, '26', '200000001', NULL, NULL), "
            "('07001', 'Bb', NULL, 20, '07', '200000001', NULL, NULL), ('26002', 'Cc', NULL, 5, '26', NULL, 2026, '26001')",
            "INSERT INTO person (id, given_name, family_name, created_at) VALUES (1, 'Amina', 'B', '2026-03-22 10:00:00+00')",
            "INSERT INTO mandate (person_id, function, territory_kind, territory_code, starts_on) VALUES "
            "(1, 'maire', 'commune', '26002', '2026-03-22'), (1, 'autre', 'commune', '99999', '2026-03-22')",
            "INSERT INTO role_grant (person_id, role, scope_kind, scope_code, granted_at) VALUES "
            "(1, 'trainer', '', '', '2026-03-22 10:00:00+00'), (1, 'administrator', 'epci', '200000001', '2026-03-22 10:00:00+00')",
        ):
            connection.execute(text(line))
    rows = {name: stored(engine, name) for name in ("mandate", "role_grant")}
    engine.dispose()
    db.upgrade(database_url)
    assert within(engine, ("departement", "07")) == {("departement", "07"), ("commune", "07001"), ("epci", "200000001")}
    assert within(engine, ("commune", "26001")) == {("commune", "26001"), ("commune", "26002")}
    assert within(engine, ("commune", "99999")) == {("commune", "99999")}
    assert within(engine, ("epci", "200000002")) == {("epci", "200000002")}
    with db.reading(engine) as reader:
        assert len(accounts.mandates(reader, 1)) == 2
    engine.dispose()
    db.downgrade(database_url, "0012")
    assert {name: stored(engine, name) for name in rows} == rows
    engine.dispose()
    db.upgrade(database_url)


def stored(engine: Engine, table: str) -> list[str]:
    with engine.connect() as connection:
        return sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
