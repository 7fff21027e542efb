"""The councils around the people of a demonstration: fictitious élus of real communes of one département, so that
« Suivi » has something to say. Those of crowd.py sit there too, and those of a list, who have not come yet. Nobody
enters as one of them.

Chance draws where each sits and how far each goes, always the same from SEED. They do what people really do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, db, learning, publishing
from lms.accounts import rosters, territories
from lms.web.demonstration import crowd
from lms.web.demonstration.people import administrator, learn

SEED = 2026
DEPARTEMENT = "26"
PEOPLE = 360  # beside those of crowd.py
LISTED = 90  # whom a list names besides
DAYS = 80  # since the first of them came
WHOLE = 99  # lessons: a whole course, and its quiz


def convene(engine: Engine, *, at: datetime) -> int:
    """Give everybody a seat and something done, all or none; return how many were created. Twice is once."""
    with db.transaction(engine) as session:
        communes = territories.communes_of(session, DEPARTEMENT)
        releases = publishing.current_releases(session)
        if not communes or not releases or accounts.find_account(session, crowd.address(crowd.PEOPLE + 1)) is not None:
            return 0
        seats = _seats(communes)
        courses = [release.cover.key for release in releases]
        for number in range(1, crowd.PEOPLE + PEOPLE + 1):
            _seat(session, number, seats[number % len(seats)], courses, at)
            session.expunge_all()  # what is done weighs on whoever comes after
        _enlist(session, communes, at)
    return PEOPLE


def _seats(communes: Sequence[territories.Below]) -> list[tuple[str, float]]:
    """Communes in an order of chance, some several times, with how far their people go: alike within an EPCI."""
    chance = Random(SEED)  # noqa: S311 nothing secret
    eager = {epci: chance.random() for epci in sorted({one.epci_siren for one in communes})}
    drawn = [
        (one.code, eager[one.epci_siren])
        for one in communes
        for _ in range(round(2 * eager[one.epci_siren] + chance.random()))
    ]
    chance.shuffle(drawn)
    return drawn or [(one.code, 0.5) for one in communes]


def _seat(session: Session, number: int, seat: tuple[str, float], courses: Sequence[str], at: datetime) -> None:
    """One of them: welcomed in her commune, then as far as she goes."""
    commune_code, eager = seat
    chance = Random(SEED + number)  # noqa: S311
    came = at - timedelta(days=chance.randrange(1, DAYS), hours=chance.randrange(12))
    email = crowd.address(number)
    person_id = accounts.find_account(session, email)
    new = person_id is None
    if person_id is None:
        person_id = accounts.create_person(session, email, "Personne", f"fictive n° {number}", at=came)
    accounts.welcome(
        session,
        person_id,
        given_name="Personne",
        family_name=f"fictive n° {number}",
        function=chance.choice(("maire", "adjoint", "conseiller", "conseiller")),
        commune_code=commune_code,
        starts_on=came.date(),
        at=came,
    )
    lessons = _lessons(chance.random(), eager)
    if new and lessons:
        learn(session, learning.Member(person_id), chance.choice(courses), lessons, came)


def _lessons(drawn: float, eager: float) -> int:
    """None for a third of them, the whole course for those who sit among eager people."""
    return WHOLE if drawn < 0.15 + eager / 2 else 1 + int(drawn * 3) if drawn < 0.4 + eager / 2 else 0


def _enlist(session: Session, communes: Sequence[territories.Below], at: datetime) -> None:
    """The administrator brings in a list of people whom nobody has invited yet, three in each of some communes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Prénom", "Nom", "Fonction", "Code commune", "Début du mandat"))
    first = crowd.PEOPLE + PEOPLE + 1
    for place in range(min(LISTED, 3 * len(communes))):
        commune = communes[place // 3 * 7 % len(communes)]
        function = ("Maire", "Adjointe", "Conseiller")[place % 3]
        writer.writerow(("Personne", f"fictive n° {first + place}", function, commune.code, "22/03/2026"))
    scope = ("departement", DEPARTEMENT)
    read = rosters.survey(
        out.getvalue().encode(), territories.open_atlas(session), scopes=[scope], mark=str, today=at.date()
    )
    agreed = rosters.look(session, read, at=at).digest
    by = administrator(session)
    rosters.bring_in(session, read, agreed=agreed, origin="Liste fictive", scope=scope, by=by, at=at)
