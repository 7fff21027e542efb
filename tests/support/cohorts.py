"""Sessions for tests: Claire runs one in the Drôme, over a list of people of Die and one of elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import Engine, select

from lms import db
from lms.accounts import Role, Scope
from lms.accounts.models import Person
from lms.accounts.territories import Named
from lms.followup import cohorts
from lms.followup.cohorts import Assigned, Kind, Terms, Wanted
from tests.support import rosters
from tests.support.example import COURSE
from tests.support.members import CLAIRE

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DROME: Named = ("departement", "26")
ALONE = Terms(
    "Hiver numérique", Kind.ALONE, date(2026, 12, 1), date(2027, 1, 31), (Assigned(COURSE, date(2027, 1, 15)),)
)
RUNNER = replace(CLAIRE, roles=((Role.ADMINISTRATOR, Scope(*DROME)),))
STRANGER = replace(
    CLAIRE, email="elsa@ailleurs.example", given_name="Elsa", roles=((Role.ADMINISTRATOR, Scope("departement", "76")),)
)
LIST = (
    "Prénom;Nom;E-mail;Fonction;Code Insee\r\n"
    "Zoé;Noël;zoe@die.example;maire;26113\r\n"
    "Luc;Petit;luc@die.example;adjoint;26113\r\n"
    "Amina;Berthier;amina.berthier@mairie.example;conseiller;26113\r\n"
    "Rémi;Eudes;remi@eu.example;maire;76255\r\n"
).encode()


def listed(engine: Engine) -> dict[str, int]:
    """Bring the list in; return the number of each person by her given name."""
    rosters.bring_in(engine, LIST)
    with db.reading(engine) as reader:
        return dict(map(tuple, reader.execute(select(Person.given_name, Person.id).order_by(Person.id.desc()))))


def made(engine: Engine, by: int, terms: Terms = ALONE, *, full: bool = False) -> int:
    """A session of the Drôme; `full` puts everybody of the list in it."""
    with db.transaction(engine) as session:
        number = cohorts.create(session, terms, place=DROME, by=by, client_id=str(uuid4()), at=AT)
        if full:
            cohorts.add(session, number, Wanted(), places=[DROME], by=by, at=AT)
    return number
