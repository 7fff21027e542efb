"""What pages need of the people lists brought in: who sits where, and what a list did."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from lms.accounts.models import Mandate, Person
from lms.accounts.rosters.models import RosterImport
from lms.accounts.rosters.plan import Counts
from lms.accounts.territories import Commune, Epci, Named, Territory, lies_in, name_of
from lms.db import Reader

AT_ONCE = 25  # rows of a page: each is a card on a telephone
COUNTED = 10_000  # rows that are counted: nobody turns more pages, and counting a country costs more than showing it
FETCHED = 2_000  # rows that a whole list reads at once


@dataclass(frozen=True)
class Seat:
    """A function someone holds today, with who she is."""

    person_id: int
    name: str
    function: str
    place: Named
    place_name: str
    starts_on: date


@dataclass(frozen=True)
class Seats:
    """A page of them. `total` counts those of all pages, up to COUNTED; there may be `more`, that no page shows."""

    rows: tuple[Seat, ...]
    total: int
    more: bool
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * AT_ONCE < self.total


@dataclass(frozen=True, slots=True)
class WholeSeat:
    """A function someone holds today, with all that a list says of where: "" for what does not concern it."""

    given_name: str
    family_name: str
    function: str
    commune: str
    commune_code: str
    epci: str
    siren: str
    departement: str
    region: str
    starts_on: date


def seats(
    reader: Reader, places: Collection[Named], *, within: Collection[Named] | None, name: str, page: int
) -> Seats:
    """Whom lists name in some places, by name; `within` narrows to other places. One statement; a page past the end is
    empty, and says that the total is nothing."""
    query = select(
        Person.id.label("person_id"),
        Mandate.id.label("mandate_id"),
        Person.given_name,
        Person.family_name,
        Mandate.function,
        Mandate.territory_kind,
        Mandate.territory_code,
        Mandate.starts_on,
    )
    first = min(page - 1, COUNTED // AT_ONCE) * AT_ONCE
    shown = _listed(query, places, within, name).limit(AT_ONCE).offset(first).subquery()
    counted = _listed(select(Mandate.id), places, within, name).order_by(None).limit(COUNTED + 1).subquery()
    total = select(func.count()).select_from(counted).scalar_subquery()
    column = shown.c
    named = select(
        shown, name_of(column.territory_kind, column.territory_code).label("place_name"), total.label("total")
    )
    found = reader.execute(
        named.order_by(column.family_name, column.given_name, column.person_id, column.mandate_id)
    ).all()
    rows = tuple(
        Seat(
            row.person_id,
            f"{row.given_name} {row.family_name}".strip(),
            row.function,
            (row.territory_kind, row.territory_code),
            row.place_name or row.territory_code,
            row.starts_on,
        )
        for row in found
    )
    count = found[0].total if found else 0
    return Seats(rows, min(count, COUNTED), count > COUNTED, page)


def every_seat(
    reader: Reader, places: Collection[Named], *, within: Collection[Named] | None, name: str
) -> Iterator[WholeSeat]:
    """The same, all of them, read as they are asked for: as many as there are never lie in memory."""
    said = (Commune.name, Commune.code, Epci.name, Epci.siren, Territory.departement_code, Territory.region_code)
    asked = (Person.given_name, Person.family_name, Mandate.function, *(func.coalesce(one, "") for one in said))
    query = (
        _listed(select(*asked, Mandate.starts_on), places, within, name)
        .outerjoin(Commune, Commune.code == Territory.commune_code)
        .outerjoin(Epci, Epci.siren == Territory.epci_siren)
    )
    return (WholeSeat(*row) for row in reader.execute(query.execution_options(yield_per=FETCHED)))


def _listed(
    query: Select[*tuple[Any, ...]], places: Collection[Named], within: Collection[Named] | None, name: str
) -> Select[*tuple[Any, ...]]:
    """What is asked of those whom lists name in some places today, by name."""
    here = and_(Territory.kind == Mandate.territory_kind, Territory.code == Mandate.territory_code)
    query = query.select_from(Person).join(Mandate, Mandate.person_id == Person.id).join(Territory, here)
    query = query.where(lies_in(places), Mandate.ends_on.is_(None), Mandate.listed)
    if within is not None:
        query = query.where(lies_in(within))
    if name:
        query = query.where(or_(*(func.lower(one).startswith(name.lower(), autoescape=True) for one in _NAMES)))
    return query.order_by(Person.family_name, Person.given_name, Person.id, Mandate.id)


_NAMES = (Person.family_name, Person.given_name)


def done(reader: Reader, number: int, by: int) -> Counts | None:
    """What a list did that someone brought in herself; None for those of others."""
    query = select(*(getattr(RosterImport, name) for name in Counts.__dataclass_fields__))
    row = reader.execute(query.where(RosterImport.id == number, RosterImport.started_by == by)).first()
    return Counts(*row) if row else None
