"""A fictitious country: in every commune, always the same from a seed, and never among other people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from lms import accounts, db, followup
from lms.accounts.models import Account, Mandate, Person
from lms.app import create_app
from lms.learning.models import CourseCompletion
from lms.settings import Mode, Settings
from lms.web import demonstration
from tests.conftest import prepared
from tests.support import communes, country
from tests.support.country import AT
from tests.support.databases import Databases, fingerprint
from tests.test_cli import lms

PEOPLE = 3000


def test_every_commune_has_people_who_did_real_work(engine: Engine, courses: None) -> None:
    told: list[float] = []
    country.load(engine)
    demonstration.populate(engine, country.edition(), people=PEOPLE, at=AT, told=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    with db.reading(engine) as reader:
        held = reader.execute(select(Mandate.territory_kind, Mandate.territory_code, Mandate.function)).all()
        people, came = (reader.scalar(select(func.count()).select_from(one)) or 0 for one in (Person, Account))
        finished = list(reader.scalars(select(CourseCompletion.completed_at)))
    edition = country.edition()
    assert {code for kind, code, _ in held if kind == "commune"} == {one.code for one in edition.communes}
    assert {code for _, code, said in held if said == "president-epci"} == {one.siren for one in edition.epcis}
    assert sum(said == "maire" for _, _, said in held) == len(edition.communes)
    assert people - came > PEOPLE / 10  # named by a list, and never came
    assert PEOPLE / 10 < len(finished) < PEOPLE / 2
    assert min(finished) < AT - timedelta(days=1000)
    assert max(finished) <= AT
    with db.transaction(engine) as session:
        counted = followup.rebuild(session, secret="s" * 32, at=AT)
        accounts.create_person(session, "apres@die.example", "Zoé", "Noël", at=AT)  # numbers go on after the copies
    assert counted.registered == came
    assert counted.people > came * 0.9


def test_the_same_seed_makes_the_same_country(databases: Databases) -> None:
    made = []
    for seed in (1, 1, 2):
        with databases.copy("sqlite", "example") as url:
            engine = db.make_engine(url)
            communes.load(url)
            demonstration.populate(engine, communes.sample(), people=60, seed=seed, at=AT)
            made.append(fingerprint(engine))
            with pytest.raises(demonstration.NotEmpty):
                demonstration.populate(engine, communes.sample(), people=60, at=AT)
            assert fingerprint(engine) == made[-1]
            engine.dispose()
    assert made[0] == made[1] != made[2]


def test_it_is_made_in_a_demonstration_only(databases: Databases) -> None:
    for mode, why in ((Mode.DEVELOPMENT, "qu’en démonstration"), (Mode.DEMONSTRATION, "Chargez d’abord")):
        with databases.copy("sqlite", "empty") as url:
            for app in prepared(create_app(Settings.for_tests(url, mode=mode))):
                before = fingerprint(app.extensions["database"])
                refused = lms(app, "demo", "--national", "--people", 10)
                assert refused.exit_code == 1
                assert why in refused.output
                assert fingerprint(app.extensions["database"]) == before
