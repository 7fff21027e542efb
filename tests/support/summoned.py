"""Fictitious people in sessions, many at once, and what happens to them: they finish, or leave."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine, insert, select

from lms import accounts, db
from lms.accounts import Role, Scope
from lms.accounts.models import Account, Person
from lms.accounts.territories import Named
from lms.followup import cohorts
from lms.followup.cohorts import Assigned, Kind, Terms
from lms.followup.cohorts.models import CohortMember
from lms.learning.models import Attempt, CourseCompletion, Enrolment, Learner
from lms.publishing.models import CurrentRelease
from tests.support import example, places

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PLACE: Named = ("epci", "200000000")
ELSEWHERE: Named = ("epci", "200000001")


def people(engine: Engine, count: int, *, at: datetime = AT, **account: object) -> list[int]:
    """Members who have opened their account and done nothing."""
    with db.transaction(engine) as session:
        connection = session.connection()
        names = {"given_name": "Martine", "family_name": "Vasseur", "created_at": at}
        numbers = connection.execute(insert(Person).returning(Person.id), [names] * count).scalars().all()
        usual = {"shared_mailbox": False, "created_at": at, "welcomed_at": at, "reminders": True} | account
        rows = [{"person_id": one, "email": f"personne-{one}@mairie.example", **usual} for one in numbers]
        connection.execute(insert(Account), rows)
        return sorted(numbers)


def administrator(engine: Engine, name: str, *places_: Named, at: datetime = AT) -> int:
    with db.transaction(engine) as session:
        places.know(session, *places_)
        number = accounts.create_person(session, f"{name}@epci.example", name.title(), "Doussot", at=at)
        for kind, code in places_:
            accounts.grant_role(session, number, Role.ADMINISTRATOR, scope=Scope(kind, code), at=at)
        return number


def gather(
    engine: Engine,
    members: Collection[int],
    *,
    by: int,
    place: Named = PLACE,
    due_on: date | None = None,
    name: str = "Automne",
    at: datetime = AT,
) -> int:
    """A session with these people, for whom the example course is due."""
    with db.transaction(engine) as session:
        places.know(session, place)
        asked = (Assigned(example.COURSE, due_on or (at + timedelta(days=7)).date()),)
        terms = Terms(name, Kind.ALONE, at.date(), (at + timedelta(days=90)).date(), asked)
        number = cohorts.create(session, terms, place=place, by=by, client_id=str(uuid4()), at=at)
        row = {"cohort_id": number, "origin": "chosen", "added_by": by, "added_at": at}
        if members:
            session.connection().execute(insert(CohortMember), [{"person_id": one, **row} for one in members])
        return number


def finish(engine: Engine, person_id: int, *, at: datetime = AT) -> None:
    """She completes the example course: what that leaves behind, no more."""
    with db.transaction(engine) as session:
        connection = session.connection()
        query = select(CurrentRelease.release_id).where(CurrentRelease.course_key == example.COURSE)
        release = connection.execute(query).scalar_one()
        seen = {"person_id": person_id, "created_at": at, "last_seen_at": at}
        learner = connection.execute(insert(Learner).returning(Learner.id), seen).scalar_one()
        taken = {"learner_id": learner, "course_key": example.COURSE, "enrolled_at": at}
        enrolment = connection.execute(insert(Enrolment).returning(Enrolment.id), taken).scalar_one()
        quiz = {"enrolment_id": enrolment, "behaviour": "check", "lesson_key": "", "start_id": str(uuid4())}
        quiz |= {"release_id": release, "questions": [], "seed": 1, "rule": {}, "started_at": at, "finished_at": at}
        attempt = connection.execute(insert(Attempt).returning(Attempt.id), quiz).scalar_one()
        done = {"enrolment_id": enrolment, "attempt_id": attempt, "release_id": release, "completed_at": at}
        connection.execute(insert(CourseCompletion), done)
