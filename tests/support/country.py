"""Two whole départements and many fictitious élus in their communes, written in bulk: each is somewhere on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from sqlalchemy import Connection, Engine, insert, select

from lms import db
from lms.accounts import territories
from lms.accounts.models import Account, Mandate, Person
from lms.accounts.territories.models import Commune
from lms.learning.models import Attempt, CourseCompletion, Enrolment, Learner, LessonCompletion
from lms.publishing.models import CurrentRelease
from tests.support import communes, example

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DEPARTEMENTS = ("26", "05")  # Drôme and Hautes-Alpes: two régions, and an EPCI that spans two départements


@dataclass(frozen=True)
class Stage:
    """How many of the people of a commune are how far."""

    registered: int
    started: int = 0
    finished: int = 0
    inactive: int = 0


@cache
def edition() -> territories.Edition:
    return communes.part("6", lambda one: one.departement in DEPARTEMENTS)


def load(engine: Engine) -> None:
    with db.transaction(engine) as session:
        territories.load(session, edition(), at=AT)


def drawn(engine: Engine, seed: int, *, departements: tuple[str, ...] = DEPARTEMENTS) -> dict[str, Stage]:
    """How far each commune is, by chance: a third have nobody, most have a few."""
    chance = Random(seed)
    with db.reading(engine) as reader:
        query = select(Commune.code).where(Commune.departement_code.in_(departements)).order_by(Commune.code)
        codes = list(reader.scalars(query))
    found = {}
    for code in codes:
        registered = 0 if chance.random() < 0.3 else chance.randint(1, 9)
        started = chance.randint(0, registered)
        finished = chance.randint(0, started)
        found[code] = Stage(registered, started, finished, chance.randint(0, started - finished))
    return {code: stage for code, stage in found.items() if stage.registered}


def settle(engine: Engine, stages: Mapping[str, Stage], *, first: int = 10_000) -> None:
    """Write the people of each commune, the first of them the furthest."""
    people, started, finished = [], [], set[int]()
    idle = set[int]()
    for code, stage in stages.items():
        for place in range(stage.registered):
            number = first + len(people)
            people.append((number, code))
            if place < stage.started:
                started.append(number)
            if place < stage.finished:
                finished.add(number)
            elif place < stage.finished + stage.inactive:
                idle.add(number)
    with db.transaction(engine) as session:
        connection = session.connection()
        release = connection.execute(
            select(CurrentRelease.release_id).where(CurrentRelease.course_key == example.COURSE)
        ).scalar_one()
        long_ago = AT - timedelta(days=200)
        names = {"given_name": "Canari", "family_name": "Nuage", "created_at": long_ago}
        connection.execute(insert(Person), [{"id": one, **names} for one, _ in people])
        account = {"shared_mailbox": False, "created_at": long_ago, "welcomed_at": long_ago, "reminders": True}
        rows = [{"person_id": one, "email": f"canari-{one}@mairie.example", **account} for one, _ in people]
        connection.execute(insert(Account), rows)
        held = {"function": "conseiller", "territory_kind": "commune", "starts_on": date(2026, 3, 22), "listed": False}
        connection.execute(
            insert(Mandate), [{"person_id": one, "territory_code": code, **held} for one, code in people]
        )
        if not started:
            return
        seen = {True: AT - timedelta(days=40), False: AT - timedelta(days=2)}
        connection.execute(
            insert(Learner),
            [
                {"id": one, "person_id": one, "created_at": long_ago, "last_seen_at": seen[one in idle]}
                for one in started
            ],
        )
        enrolment = {"course_key": example.COURSE, "enrolled_at": long_ago}
        connection.execute(insert(Enrolment), [{"id": one, "learner_id": one, **enrolment} for one in started])
        _complete(connection, started, finished, release)


def _complete(connection: Connection, started: list[int], finished: set[int], release: str) -> None:
    """A lesson for whoever started, the course for whoever finished."""
    common = {"release_id": release, "questions": [], "seed": 1, "rule": {}}
    common |= {"behaviour": "practice", "started_at": AT - timedelta(days=100)}
    rows = [{"id": one, "enrolment_id": one, "lesson_key": example.LESSON, **common} for one in started]
    ended = [AT - timedelta(days=3 + 7 * (one % 10)) for one in started]
    attempts = [row | {"finished_at": end} for row, end in zip(rows, ended, strict=True)]
    connection.execute(insert(Attempt), attempts)
    lesson = {"lesson_key": example.LESSON}
    done = [
        {"enrolment_id": one, "attempt_id": one, "completed_at": end, **lesson}
        for one, end in zip(started, ended, strict=True)
    ]
    connection.execute(insert(LessonCompletion), done)
    completed = [
        {"enrolment_id": one, "attempt_id": one, "release_id": release, "completed_at": AT - timedelta(days=3)}
        for one in started
        if one in finished
    ]
    if completed:
        connection.execute(insert(CourseCompletion), completed)
