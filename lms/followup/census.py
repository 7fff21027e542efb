"""Who is counted, where, and what they have done: the statements that `rebuild` reads, a few whatever the country.

Who is counted: whoever holds an elected mandate on that day and has an account that she came into. She counts once,
where she holds the first of her mandates: in a commune rather than above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Subquery, and_, case, func, or_, select

from lms import accounts
from lms.accounts.models import Account, Mandate
from lms.accounts.territories import Territory
from lms.accounts.territories.models import Commune, Departement, Epci, Region
from lms.content import SIZES
from lms.db import Reader
from lms.followup.blocks import Seat
from lms.followup.models import WEEKS
from lms.learning.models import CourseCompletion, Enrolment, Learner, LessonCompletion

PARIS = ZoneInfo("Europe/Paris")
IDLE = timedelta(days=30)
Place = tuple[str, str]  # kind and code

_NOT_ELECTED = ("secretaire", "autre")
_ELECTED = tuple(one for one in accounts.FUNCTIONS if one not in _NOT_ELECTED)
SIZE_FROM = (500, 3500, 10000)  # inhabitants from which a commune is of the next of SIZES


def size_of(population: int | None) -> str:
    """Which of lms.content.SIZES a commune is."""
    return SIZES[sum((population or 0) >= least for least in SIZE_FROM)]


def mondays(at: datetime) -> tuple[date, ...]:
    """The weeks that are told, the present one last."""
    today = at.astimezone(PARIS).date()
    present = today - timedelta(days=today.weekday())
    return tuple(present - timedelta(weeks=back) for back in reversed(range(WEEKS)))


def seated(at: datetime) -> Subquery:
    """Each person who is counted, with the one territory where she is, of today."""
    today = at.astimezone(PARIS).date()
    rank = case((Mandate.territory_kind == "commune", 0), (Mandate.territory_kind == "epci", 1), else_=2)
    order = (rank, Mandate.starts_on, Mandate.id)
    ranked = (
        select(
            Mandate.person_id,
            Territory.kind,
            func.coalesce(Territory.commune_code, Territory.code).label("code"),
            func.row_number().over(partition_by=Mandate.person_id, order_by=order).label("place"),
        )
        .join(Territory, and_(Territory.kind == Mandate.territory_kind, Territory.code == Mandate.territory_code))
        .join(Account, Account.person_id == Mandate.person_id)
        .where(
            Account.welcomed_at.is_not(None),
            Mandate.function.in_(_ELECTED),
            Mandate.starts_on <= today,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today),
        )
        .subquery()
    )
    return select(ranked.c.person_id, ranked.c.kind, ranked.c.code).where(ranked.c.place == 1).subquery()


def people(reader: Reader, seats: Subquery, at: datetime) -> dict[Place, Any]:
    """How many are counted in each place, and how many of them started, finished, or stopped."""
    work = (
        select(
            Enrolment.learner_id,
            func.count().label("begun"),
            func.count(CourseCompletion.enrolment_id).label("done"),
        )
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .group_by(Enrolment.learner_id)
        .subquery()
    )
    idle = and_(work.c.begun > work.c.done, Learner.last_seen_at < at - IDLE)
    query = (
        select(
            seats.c.kind,
            seats.c.code,
            func.count().label("registered"),
            func.count(work.c.learner_id).label("started"),
            func.sum(case((work.c.done > 0, 1), else_=0)).label("finished"),
            func.sum(case((idle, 1), else_=0)).label("inactive"),
        )
        .outerjoin(Learner, Learner.person_id == seats.c.person_id)
        .outerjoin(work, work.c.learner_id == Learner.id)
        .group_by(seats.c.kind, seats.c.code)
        .order_by(seats.c.kind, seats.c.code)
    )
    return {(row.kind, row.code): row for row in reader.execute(query)}


def seats_of(reader: Reader, people: dict[Place, int]) -> list[Seat]:
    """The places where somebody is counted, with what is above them."""
    query = select(
        Territory.kind,
        Territory.code,
        func.coalesce(Commune.name, Territory.code).label("name"),
        func.coalesce(Territory.epci_siren, "").label("epci"),
        func.coalesce(Territory.departement_code, "").label("departement"),
        func.coalesce(Territory.region_code, "").label("region"),
        Commune.population,
    ).outerjoin(Commune, and_(Territory.kind == "commune", Commune.code == Territory.code))
    return [
        Seat(
            row.kind,
            row.code,
            row.name,
            row.epci,
            row.departement,
            row.region,
            size_of(row.population) if row.kind == "commune" else "",
            people[row.kind, row.code],
        )
        for row in reader.execute(query)
        if (row.kind, row.code) in people
    ]


def areas(reader: Reader) -> list[dict[str, object]]:
    """What each EPCI has in each département: a row of FollowupArea."""
    query = (
        select(
            Departement.code.label("departement_code"),
            func.coalesce(Epci.siren, "").label("epci_siren"),
            Region.code.label("region_code"),
            func.coalesce(Epci.name, "").label("epci_name"),
            Departement.name.label("departement_name"),
            Region.name.label("region_name"),
            func.count().label("communes"),
        )
        .select_from(Commune)
        .join(Departement, Departement.code == Commune.departement_code)
        .join(Region, Region.code == Departement.region_code)
        .outerjoin(Epci, Epci.siren == Commune.epci_siren)
        .where(Commune.former_since.is_(None))
        .group_by(Departement.code, Departement.name, Region.code, Region.name, Epci.siren, Epci.name)
    )
    return [dict(row._mapping) for row in reader.execute(query)]


def courses_finished(reader: Reader, seats: Subquery) -> dict[str, list[tuple[Place, int]]]:
    """How many people of each place finished each course."""
    query = (
        select(Enrolment.course_key, seats.c.kind, seats.c.code, func.count().label("people"))
        .select_from(seats)
        .join(Learner, Learner.person_id == seats.c.person_id)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .group_by(Enrolment.course_key, seats.c.kind, seats.c.code)
        .order_by(Enrolment.course_key, seats.c.kind, seats.c.code)
    )
    found: dict[str, list[tuple[Place, int]]] = {}
    for course_key, kind, code, count in reader.execute(query):
        found.setdefault(course_key, []).append(((kind, code), count))
    return found


def lessons_finished(reader: Reader, seats: Subquery, weeks: Sequence[date]) -> Iterator[list[tuple[Place, int]]]:
    """How many lessons were finished in each place, week after week."""
    begins = [datetime(day.year, day.month, day.day, tzinfo=PARIS) for day in weeks]
    ends = [*begins[1:], begins[-1] + timedelta(weeks=1)]
    when = LessonCompletion.completed_at
    inside = [case((and_(when >= first, when < last), 1), else_=0) for first, last in zip(begins, ends, strict=True)]
    query: Select[*tuple[Any, ...]] = (
        select(seats.c.kind, seats.c.code, *(func.sum(one).label(f"week{n}") for n, one in enumerate(inside)))
        .select_from(seats)
        .join(Learner, Learner.person_id == seats.c.person_id)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
        .where(when >= begins[0])
        .group_by(seats.c.kind, seats.c.code)
        .order_by(seats.c.kind, seats.c.code)
    )
    rows = reader.execute(query).all()
    for number in range(len(weeks)):
        yield [((row[0], row[1]), row[2 + number]) for row in rows]
