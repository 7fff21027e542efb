"""The people of a demonstration, all fictitious, each somewhere on the way. They are made by what people really do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, content, db, learning, publishing
from lms.accounts import Role, Scope
from lms.publishing import drafts

PACE = timedelta(minutes=2)  # between two steps
AGO = timedelta(days=9)
DRAFT = "nouveaux-habitants"


@dataclass(frozen=True)
class DemoPerson:
    """Someone to enter as. `lessons` is how many she has finished, in the modules in their order."""

    key: str
    given_name: str
    family_name: str
    email: str
    function: str
    commune_code: str
    what: str
    lessons: int = 0
    role: Role | None = None
    scope: Scope | None = None


PEOPLE = (
    DemoPerson(
        "amina", "Amina", "Berthier", "amina.berthier@mairie.example", "conseiller", "26113",
        "Élue au conseil municipal, à mi-chemin d’un module", lessons=2,
    ),
    DemoPerson(
        "josiane", "Josiane", "Marchal", "josiane.marchal@mairie.example", "maire", "26113",
        "Maire, a terminé un module, peut prendre son attestation", lessons=99,
    ),
    DemoPerson(
        "bruno", "Bruno", "Castel", "bruno.castel@formation.example", "secretaire", "26113",
        "Formateur, écrit deux modules, lit les signalements", role=Role.TRAINER,
    ),
    DemoPerson(
        "claire", "Claire", "Doussot", "claire.doussot@association.example", "adjoint", "26113",
        "Administratrice d’un département", role=Role.ADMINISTRATOR, scope=Scope("departement", "26"),
    ),
    DemoPerson(
        "olga", "Olga", "Ferrand", "olga.ferrand@exploitation.example", "secretaire", "26113",
        "Exploite le site\u00a0: sa marche, son journal", role=Role.OPERATOR,
    ),
)  # fmt: skip


def settle(engine: Engine, *, at: datetime) -> int:
    """Create those who are missing, with what they have done; return how many were."""
    created = 0
    for one in PEOPLE:
        with db.transaction(engine) as session:
            if accounts.find_account(session, one.email) is None:
                _create(session, one, at)
                created += 1
    return created


def find(key: str) -> DemoPerson | None:
    return next((one for one in PEOPLE if one.key == key), None)


def administrator(session: Session) -> int | None:
    """The number of the one who looks after a département, once she is there."""
    return next((accounts.find_account(session, one.email) for one in PEOPLE if one.role is Role.ADMINISTRATOR), None)


def arrive(session: Session, one: DemoPerson, at: datetime) -> int:
    """Someone comes in for the first time and says who she is; return her number."""
    person_id = accounts.create_person(session, one.email, one.given_name, one.family_name, at=at)
    accounts.welcome(
        session,
        person_id,
        given_name=one.given_name,
        family_name=one.family_name,
        function=one.function,
        commune_code=one.commune_code,
        starts_on=at.date(),
        at=at,
    )
    return person_id


def _create(session: Session, one: DemoPerson, at: datetime) -> None:
    start = at - AGO
    person_id = arrive(session, one, start)
    if one.role is not None:
        accounts.grant_role(session, person_id, one.role, scope=one.scope, at=start)
    releases = publishing.current_releases(session)
    if one.role is Role.TRAINER:
        _write(session, person_id, releases, start)
    if one.lessons and releases:
        learn(session, learning.Member(person_id), releases[0].cover.key, one.lessons, start)


def _write(session: Session, person_id: int, releases: Sequence[publishing.CurrentRelease], at: datetime) -> None:
    """Hand a trainer the first course, and let her begin another."""
    for release in releases[:1]:
        drafts.give(session, release.cover.key, person_id, at=at)
    files = content.new_course(DRAFT, "Accueillir les nouveaux habitants")
    drafts.create(session, DRAFT, files, by=person_id, client_id=_form(at), at=at)


def learn(session: Session, who: learning.Member, course_key: str, lessons: int, at: datetime) -> None:
    """Take the first lessons of a course, each question answered right, and begin the next one, or pass the quiz."""
    cover = publishing.current_release(session, course_key).cover
    clock = _ticking(at)
    for outline in cover.lessons[:lessons]:
        _take(session, who, course_key, outline.key, len(outline.steps), clock)
    for outline in cover.lessons[lessons : lessons + 1]:
        _take(session, who, course_key, outline.key, len(outline.steps) // 2, clock)
    if lessons >= len(cover.lessons):
        _pass_quiz(session, who, course_key, clock)


def _take(
    session: Session, who: learning.Member, course_key: str, lesson_key: str, steps: int, clock: Iterator[datetime]
) -> None:
    sitting = learning.sitting(session, who, course_key, lesson_key)
    seat = learning.Seat(who, course_key, sitting.release_id, sitting.lesson)
    for step in sitting.lesson.steps[:steps]:
        if step.question is None:
            learning.read_step(session, seat, step.key, at=next(clock))
        else:
            moment = next(clock)
            learning.answer(session, seat, step.key, step.question.model(), client_id=_form(moment), at=moment)


def _pass_quiz(session: Session, who: learning.Member, course_key: str, clock: Iterator[datetime]) -> None:
    check = learning.Behaviour.CHECK
    moment = next(clock)
    attempt = learning.start(session, who, course_key, check, start_id=_form(moment), seed=1804, at=moment)
    desk = learning.Desk(who, course_key, check, attempt)
    for question in learning.paper(session, who, course_key, check, attempt).questions:
        given, moment = question.model(), next(clock)
        learning.save_answer(session, desk, question.key, given, shown="", client_id=_form(moment), at=moment)
    learning.hand_in(session, desk, at=next(clock))


def _form(at: datetime) -> str:
    """The id of the form that someone sends at that moment: she sends one at a time."""
    return str(uuid5(NAMESPACE_OID, at.isoformat()))


def _ticking(at: datetime) -> Iterator[datetime]:
    while True:
        at += PACE
        yield at
