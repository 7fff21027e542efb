"""A fictitious country: every real commune and EPCI, as many fictitious people as wanted, three years of activity.

A few models do real work, each going so far in some courses; everybody else is the copy of one of them (copying.py),
who sits in another council and worked on other days. Chance draws from a seed who copies whom, alike within an EPCI:
the same seed and the same day make the same country. What was answered stays with the models: no figure of an
administrator reads it, and it is nine rows out of ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from lms import accounts, db, learning, publishing
from lms.accounts import territories
from lms.accounts.territories import Edition
from lms.web.demonstration import copying
from lms.web.demonstration.copying import Twin
from lms.web.demonstration.councils import WHOLE
from lms.web.demonstration.people import learn

PEOPLE = 500_000
SEED = 2026
DAYS = 3 * 365  # of activity, the latest the busiest
ELECTED = date(2026, 3, 22)
ABSENT, IDLE = 0.2, 0.4  # of chance: who never came, then who came and did nothing
DEPUTIES = 0.3  # of a council
NAME = ("Personne", "fictive")

# seats of a council, from so many inhabitants: CGCT L2121-2
_COUNCILS = (
    *((0, 7), (100, 11), (500, 15), (1500, 19), (2500, 23), (3500, 27), (5000, 29), (10_000, 33), (20_000, 35)),
    *((30_000, 39), (40_000, 43), (50_000, 45), (60_000, 49), (80_000, 53), (100_000, 55), (150_000, 59)),
    *((200_000, 61), (250_000, 65), (300_000, 69)),
)
_INHABITANTS, _SEATS = zip(*_COUNCILS, strict=True)


class NotEmpty(Exception):
    """There are people already: a fictitious country is not mixed with anybody."""


@dataclass(frozen=True)
class _Models:
    """The numbers of those who are copied, by how far they went."""

    idle: int
    under_way: tuple[int, ...]
    done: tuple[int, ...]


def populate(
    engine: Engine,
    edition: Edition,
    *,
    people: int = PEOPLE,
    seed: int = SEED,
    at: datetime,
    told: Callable[[float], object] = lambda _: None,
) -> None:
    """Make the country, all or nothing, in a database that has courses, the territories of `edition`, and nobody.

    `told` is the part done, from 0 to 1. Raises NotEmpty, TerritoryUnknown.
    """
    with db.transaction(engine) as session:
        if copying.anybody(session.connection()):
            raise NotEmpty
        if territories.loaded_digest(session) != edition.digest:
            raise accounts.TerritoryUnknown(edition.digest)
        models = _models(session, edition, at)
        drawn = _twins(edition, models, people, Random(seed))  # noqa: S311 nothing secret
        copying.copy(session.connection(), drawn, people, answers=False, told=told)
        if engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE"))  # otherwise the first pages read every row


def _models(session: Session, edition: Edition, at: datetime) -> _Models:
    """Let the models do what they do: begin each course, go half-way, finish it, then take the next one."""
    courses = [release.cover.key for release in publishing.current_releases(session)]
    following = dict(pairwise(courses))
    under_way: list[tuple[tuple[str, int], ...]] = []
    done: list[tuple[tuple[str, int], ...]] = []
    for key in courses:
        under_way += [((key, 1),), ((key, 2),)]
        done.append(((key, WHOLE),))
        if key in following:
            done += [((key, WHOLE), (following[key], lessons)) for lessons in (1, WHOLE)]
    idle, *others = [
        _model(session, number, taken, edition, at) for number, taken in enumerate([(), *under_way, *done])
    ]
    return _Models(idle, tuple(others[: len(under_way)]), tuple(others[len(under_way) :]))


def _model(session: Session, number: int, taken: tuple[tuple[str, int], ...], edition: Edition, at: datetime) -> int:
    """One of them, who sits in a commune and in an EPCI, and takes courses, so many lessons of each."""
    came = at - timedelta(days=2)
    person_id = accounts.create_person(session, f"modele-{number}@demonstration.example", *NAME, at=came)
    accounts.welcome(
        session, person_id, given_name=NAME[0], family_name=NAME[1], function="conseiller",
        commune_code=edition.communes[0].code, starts_on=ELECTED, at=came,
    )  # fmt: skip
    accounts.hold_mandate(
        session, person_id, "conseiller-communautaire", "epci", edition.epcis[0].siren, starts_on=ELECTED
    )
    for place, (course, lessons) in enumerate(taken):
        learn(session, learning.Member(person_id), course, lessons, came + place * timedelta(hours=8))
    session.flush()
    session.expunge_all()
    return person_id


def _twins(edition: Edition, models: _Models, people: int, chance: Random) -> Iterator[Twin]:
    """Everybody, council by council, each commune having its part of them; its mayor sits in the EPCI too."""
    councils = [_SEATS[bisect_right(_INHABITANTS, one.population or 0) - 1] for one in edition.communes]
    seats, reached, presided, eager = sum(councils), 0, {""}, dict[str, float]()
    for commune, council in zip(edition.communes, councils, strict=True):
        first, reached = -(-reached * people // seats), reached + council
        hers = eager.setdefault(commune.epci or commune.code, chance.random())  # how far they go, alike in an EPCI
        for place in range(-(-reached * people // seats) - first):
            model, days, came = _drawn(models, hers, chance)
            function = "maire" if not place else "adjoint" if place <= council * DEPUTIES else "conseiller"
            epci = (commune.epci or "") if not place else ""
            above = "conseiller-communautaire" if epci in presided else "president-epci"
            presided.add(epci)
            yield Twin(model, days, came, function, commune.code, epci, above)


def _drawn(models: _Models, eager: float, chance: Random) -> tuple[int, int, bool]:
    """Whose copy someone is, how many days earlier, and whether she came."""
    drawn, days = chance.random(), int(DAYS * chance.random() ** 2)
    if drawn < IDLE:
        return models.idle, days, drawn >= ABSENT
    return chance.choice(models.done if chance.random() < 0.1 + 0.7 * eager else models.under_way), days, True
