"""A session of Claire's intercommunality, with a meeting at Die and people who are fictitious."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from lms import accounts, db
from lms.accounts.models import Mandate
from lms.accounts.territories import Named
from lms.followup import cohorts
from lms.followup.cohorts.models import CohortMeeting, CohortMember
from tests.support import example, places

PLACE: Named = ("epci", "200000000")
BEFORE = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
STARTS, ENDS = datetime(2026, 11, 25, 8, 0, tzinfo=UTC), datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # 9 h to 16 h
MORNING = "2026-11-25-morning"


def gather(
    engine: Engine, by: int, people: int = 0, *, name: str = "Bien répondre, automne", place: Named = PLACE
) -> tuple[int, int, tuple[int, ...]]:
    """A session that ends on 30 November 2026: its number, its meeting's, and those of the people put in it."""
    terms = cohorts.Terms(
        name, cohorts.Kind.ON_SITE, date(2026, 11, 2), date(2026, 11, 30), (cohorts.Assigned(example.COURSE),)
    )
    with db.transaction(engine) as session:
        places.know(session, place)
        number = cohorts.create(session, terms, place=place, by=by, client_id=str(uuid4()), at=BEFORE)
        when = cohorts.Appointment(STARTS, ENDS, "Salle du conseil, Die")
        cohorts.hold_meeting(session, number, when, client_id=str(uuid4()), places=[place], at=BEFORE)
        meeting = session.execute(select(CohortMeeting.id).where(CohortMeeting.cohort_id == number)).scalar_one()
        found = tuple(
            accounts.create_person(session, f"elu{number}-{one}@die.example", f"Élu{one:02}", "Fictif", at=BEFORE)
            for one in range(people)
        )
        for person_id in found:
            come_in(session, person_id)
            put_in(session, number, person_id)
    return number, meeting, found


def come_in(session: Session, person_id: int) -> None:
    """She has opened her account."""
    places.know(session, places.COMMUNE)
    said = {"given_name": f"Élu{person_id:02}", "family_name": "Fictif", "function": "conseiller"}
    day = BEFORE.date()
    accounts.welcome(session, person_id, **said, commune_code=places.COMMUNE[1], starts_on=day, at=BEFORE)


def put_in(session: Session, number: int, person_id: int) -> None:
    """Put somebody in a session, as who runs it does."""
    row = {"cohort_id": number, "person_id": person_id, "origin": "chosen", "added_at": BEFORE}
    session.execute(insert(CohortMember).values(row))


def seat(engine: Engine, person_id: int, place: Named = places.COMMUNE) -> None:
    """A list says that somebody sits there."""
    with db.transaction(engine) as session:
        places.know(session, place)
        listed = Mandate(
            person_id=person_id, function="maire", territory_kind=place[0], territory_code=place[1],
            starts_on=date(2026, 3, 22), listed=True,
        )  # fmt: skip
        session.add(listed)


def join(app: Flask, number: int, person_id: int) -> None:
    with db.transaction(app.extensions["database"]) as session:
        put_in(session, number, person_id)
