"""Every territory with what is above it: rebuilt by each edition, read by whatever counts or looks after people.

select(…).join(Territory, its kind and code are those of the mandate).where(lies_in([("departement", "26")]))
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.accounts.territories.models import Commune, Departement, Epci, Region, Territory
from lms.db import Reader

Named = tuple[str, str]  # kind and code

ABOVE: dict[str, InstrumentedAttribute[str | None]] = {
    "commune": Territory.commune_code,
    "epci": Territory.epci_siren,
    "departement": Territory.departement_code,
    "region": Territory.region_code,
}
_NAMES = ("kind", "code", "commune_code", "epci_siren", "departement_code", "region_code")


def lies_in(places: Collection[Named]) -> ColumnElement[bool]:
    """Whether a row of `territory` is one of these places, or in one of them; in none when there is none.

    Every term has its index, so that SQLite too reads what lies there and nothing else.
    """
    by_kind: dict[str, list[str]] = {}
    for kind, code in sorted(set(places)):
        by_kind.setdefault(kind, []).append(code)
    own = (and_(Territory.kind == kind, Territory.code.in_(codes)) for kind, codes in by_kind.items())
    above = (ABOVE[kind].in_(codes) for kind, codes in by_kind.items())
    return or_(*own, *above) if by_kind else false()


def within(*places: Named) -> Select[str, str]:
    """The kinds and codes of all that lies in some places, themselves included: communes that were merged too."""
    return select(Territory.kind, Territory.code).where(lies_in(places))


def exists(reader: Reader, kind: str, code: str) -> bool:
    """Whether this is a territory that a mandate may name, of today or former."""
    query = select(Territory.code).where(Territory.kind == kind, Territory.code == code)
    return reader.execute(query).first() is not None


def rebuild(session: Session) -> None:
    """Write every territory of the four tables, with what is above it. Rows that are there already follow.

    An EPCI that is no more has no commune left to say where it was: its row stays as it is.
    """
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    for rows in (_regions(), _departements(), _epcis(), _communes()):
        statement = insert(Territory).from_select(_NAMES, rows)
        above = {name: statement.excluded[name] for name in _NAMES[2:]}
        session.execute(statement.on_conflict_do_update(index_elements=_NAMES[:2], set_=above))


def _regions() -> Select[*tuple[Any, ...]]:
    # each has a condition, without which SQLite takes « ON CONFLICT » for one of a join
    return select(literal("region"), Region.code, null(), null(), null(), Region.code).where(Region.code.is_not(None))


def _departements() -> Select[*tuple[Any, ...]]:
    row = select(literal("departement"), Departement.code, null(), null(), Departement.code, Departement.region_code)
    return row.where(Departement.code.is_not(None))


def _epcis() -> Select[*tuple[Any, ...]]:
    """Each lies where most of its people live: a few span several départements."""
    people = func.sum(func.coalesce(Commune.population, 0))
    place = func.row_number().over(partition_by=Commune.epci_siren, order_by=(people.desc(), Commune.departement_code))
    main = (
        select(Commune.epci_siren, Commune.departement_code, place.label("place"))
        .where(Commune.former_since.is_(None), Commune.epci_siren.is_not(None))
        .group_by(Commune.epci_siren, Commune.departement_code)
        .subquery()
    )
    return (
        select(literal("epci"), Epci.siren, null(), Epci.siren, Departement.code, Departement.region_code)
        .join(main, main.c.epci_siren == Epci.siren)
        .join(Departement, Departement.code == main.c.departement_code)
        .where(main.c.place == 1)
    )


def _communes() -> Select[*tuple[Any, ...]]:
    now = aliased(Commune)
    return (
        select(
            literal("commune"), Commune.code, now.code, now.epci_siren, now.departement_code, Departement.region_code
        )
        .join(now, now.code == func.coalesce(Commune.successor_code, Commune.code))
        .join(Departement, Departement.code == now.departement_code)
        .where(Commune.code.is_not(None))
    )
