"""Whom to put in a session: those whom lists name in the territories of who runs it, as she filters them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from lms.accounts import territories
from lms.accounts.models import Mandate, Person
from lms.accounts.territories import Named, Territory, lies_in, name_of
from lms.accounts.territories.models import Commune, Epci
from lms.content import SIZES
from lms.db import Reader
from lms.followup.census import SIZE_FROM
from lms.followup.cohorts.models import CohortMember

AT_ONCE = 50  # rows of a page
MOST = 2000  # people put in a session at once
MOST_PLACES = 12


@dataclass(frozen=True)
class Wanted:
    """What is asked of people: `within` narrows to other places, the rest is empty for any."""

    within: tuple[Named, ...] | None = None
    function: str = ""
    size: str = ""
    name: str = ""


@dataclass(frozen=True)
class Candidate:
    """Someone who may be put in the session; `present` when she is there."""

    person_id: int
    name: str
    function: str
    place: str
    present: bool


@dataclass(frozen=True)
class Candidates:
    """A page of them. `total` counts those of all pages, `absent` those who are not in the session."""

    rows: tuple[Candidate, ...]
    total: int
    absent: int
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * AT_ONCE < self.total


def chosen(places: Collection[Named], wanted: Wanted, persons: Collection[int] | None = None) -> Select[int]:
    """Who is as wanted in these territories, by number; `persons` keeps those only."""
    query = select(Mandate.person_id).distinct().where(_seated(places, wanted))
    if persons is not None:
        query = query.where(Mandate.person_id.in_(sorted(persons)))
    return query.order_by(Mandate.person_id).limit(MOST)


def candidates(reader: Reader, number: int, places: Collection[Named], wanted: Wanted, *, page: int) -> Candidates:
    """Who may be put in a session, by name, with the first of her functions. One statement; a page past the end is
    empty, and says that the total is nothing."""
    first = func.row_number().over(partition_by=Mandate.person_id, order_by=(Mandate.starts_on, Mandate.id))
    mandate = (
        select(Mandate.person_id, Mandate.function, Mandate.territory_kind, Mandate.territory_code, first.label("rank"))
        .where(_seated(places, wanted))
        .subquery()
    )
    present = exists().where(
        CohortMember.cohort_id == number,
        CohortMember.person_id == mandate.c.person_id,
        CohortMember.left_at.is_(None),
    )
    people = (
        select(Person.id, Person.given_name, Person.family_name, mandate, present.label("present"))
        .join(mandate, mandate.c.person_id == Person.id)
        .where(mandate.c.rank == 1)
        .subquery()
    )
    here = people.c
    shown = select(
        people,
        name_of(here.territory_kind, here.territory_code).label("place"),
        func.count().over().label("total"),
        func.count().filter(~here.present).over().label("absent"),
    ).order_by(here.family_name, here.given_name, here.id)
    rows = reader.execute(shown.limit(AT_ONCE).offset((page - 1) * AT_ONCE)).all()
    found = tuple(
        Candidate(
            row.id,
            f"{row.given_name} {row.family_name}".strip(),
            row.function,
            row.place or row.territory_code,
            bool(row.present),
        )
        for row in rows
    )
    return Candidates(found, rows[0].total if rows else 0, rows[0].absent if rows else 0, page)


def places_named(reader: Reader, text: str) -> tuple[Named, ...]:
    """The communes and EPCI that a text may mean, wherever they are: the scope is another condition."""
    words = text.lower()
    named = select(Epci.siren).where(func.lower(Epci.name).contains(words, autoescape=True)).limit(MOST_PLACES)
    communes = (("commune", one.code) for one in territories.search_communes(reader, text, MOST_PLACES))
    return (*communes, *(("epci", siren) for siren in reader.execute(named).scalars()))


def _seated(places: Collection[Named], wanted: Wanted) -> ColumnElement[bool]:
    """The mandates of today that a list said in these territories, as wanted."""
    there = select(Territory.code).where(
        Territory.kind == Mandate.territory_kind, Territory.code == Mandate.territory_code, lies_in(places)
    )
    if wanted.within is not None:
        there = there.where(lies_in(wanted.within))
    if wanted.size:
        communes = select(Commune.code).where(_of_size(wanted.size))
        there = there.where(Territory.kind == "commune", Territory.commune_code.in_(communes))
    asked = [there.exists(), Mandate.ends_on.is_(None), Mandate.listed]
    if wanted.function:
        asked.append(Mandate.function == wanted.function)
    if wanted.name:
        begins = (
            func.lower(one).startswith(wanted.name.lower(), autoescape=True)
            for one in (Person.family_name, Person.given_name)
        )
        asked.append(Mandate.person_id.in_(select(Person.id).where(or_(*begins))))
    return and_(*asked)


def _of_size(size: str) -> ColumnElement[bool]:
    """The communes of one of lms.content.SIZES."""
    place = SIZES.index(size)
    people = func.coalesce(Commune.population, 0)
    least = people >= SIZE_FROM[place - 1] if place else true()
    return and_(least, people < SIZE_FROM[place]) if place < len(SIZE_FROM) else least
