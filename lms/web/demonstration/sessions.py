"""The sessions of a demonstration: Claire brings a list in, puts its people in a session, and some of them go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, db, learning, publishing
from lms.accounts import rosters, territories
from lms.followup import cohorts
from lms.followup.cohorts import Appointment, Assigned, Kind, Terms, Wanted
from lms.web.demonstration import proofs
from lms.web.demonstration.people import PEOPLE, DemoPerson, arrive, find, learn

PLACE = ("departement", "26")
CAME = 9  # of those who are only named: they have an account
DONE = 3  # of those: they finished the first module
LISTED = tuple(
    DemoPerson(f"session-{number}", given, family, f"{given}.{family}@liste.example".lower(), function, "26113", "")
    for number, (given, family, function) in enumerate(
        (
            *(("Nadia", "Ferrand", "maire"), ("Gilles", "Roustan", "adjoint"), ("Odile", "Veyrier", "conseiller")),
            *(("Pascal", "Chapon", "conseiller"), ("Simone", "Aubertin", "adjoint"), ("Yann", "Delmas", "conseiller")),
            *(("Farida", "Mestre", "conseiller"), ("Luc", "Peyron", "conseiller"), ("Agathe", "Brunel", "adjoint")),
            *(("Hugues", "Vallon", "conseiller"), ("Colette", "Marsal", "conseiller"), ("Jean", "Tardy", "conseiller")),
        )
    )
)


def meet(engine: Engine, *, at: datetime) -> int:
    """Make them, all or none; return how many sessions were made. Twice is once."""
    with db.transaction(engine) as session:
        claire, bruno = (accounts.find_account(session, _known(key).email) for key in ("claire", "bruno"))
        releases = publishing.current_releases(session)[:2]
        if claire is None or bruno is None or not releases or cohorts.lines(session, [PLACE]):
            return 0
        start = at - timedelta(days=8)
        _bring_in(session, claire, at - timedelta(days=9))
        courses = [one.cover.key for one in releases]
        number = cohorts.create(
            session, _winter(courses, bruno, at), place=PLACE, by=claire, client_id=_form(1), at=start
        )
        cohorts.add(session, number, Wanted(), places=[PLACE], by=claire, at=start)
        for row, days in enumerate((-2, 12)):
            when = (at + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
            room = Appointment(when, when + timedelta(hours=2), "Salle du conseil, 2 place de la Mairie, Die")
            cohorts.hold_meeting(session, number, room, client_id=_form(10 + row), places=[PLACE], at=start)
        for one in LISTED[:DONE]:
            person = accounts.find_account(session, one.email)
            learn(session, learning.Member(person or 0), courses[0], 99, start + timedelta(days=1))
        proofs.prove(session, number, PLACE, by=claire, who=person or 0, form=_form(20), at=at)
        video = cohorts.create(session, _spring(courses, at), place=PLACE, by=claire, client_id=_form(2), at=at)
        cohorts.open_code(session, video, until=at + timedelta(days=60), places=[PLACE])
    return 2


def _winter(courses: Sequence[str], tutor: int, at: datetime) -> Terms:
    asked = tuple(Assigned(key, (at + timedelta(days=20 + 20 * n)).date()) for n, key in enumerate(courses))
    first, last = ((at + timedelta(days=one)).date() for one in (-8, 50))
    return Terms("Prendre la main sur le numérique", Kind.ON_SITE, first, last, asked, tutor, 6 * 60)


def _spring(courses: Sequence[str], at: datetime) -> Terms:
    first, last = ((at + timedelta(days=one)).date() for one in (40, 70))
    return Terms("Services en ligne, à distance", Kind.VIDEO, first, last, (Assigned(courses[0]),))


def _bring_in(session: Session, claire: int, at: datetime) -> None:
    """A list as a département sends it; then some come in, and Amina and Josiane recognise themselves."""
    everybody = (*LISTED, *(one for one in PEOPLE if one.role is None))
    rows = [f"{one.given_name};{one.family_name};{one.email};{one.commune_code};{one.function}" for one in everybody]
    data = "\r\n".join(("Prénom;Nom;E-mail;Code Insee;Fonction", *rows)).encode()
    read = rosters.survey(
        data, territories.open_atlas(session), scopes=[PLACE], mark=rosters.marker(data.hex()), today=at.date()
    )
    agreed = rosters.look(session, read, at=at).digest
    done = rosters.bring_in(
        session, read, agreed=agreed, origin="Liste de démonstration", scope=PLACE, by=claire, at=at
    )
    for invited in done.invited:
        person = accounts.find_account(session, invited.email)
        if person is not None:
            accounts.accept(session, person, invited.token, at=at)
    for one in LISTED[:CAME]:
        arrive(session, one, at)


def _known(key: str) -> DemoPerson:
    found = find(key)
    if found is None:
        raise LookupError(key)
    return found


def _form(number: int) -> str:
    """The id of a form, the same each time."""
    return str(uuid5(NAMESPACE_URL, f"demonstration/session/{number}"))
