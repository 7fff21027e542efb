"""What pages need of the territories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, literal, select, union_all

from lms.accounts.territories.models import Commune, CommuneKey, Departement, Epci, Region, TerritoryEdition
from lms.accounts.territories.naming import fold_search, without_links
from lms.db import Reader

SHORTEST = 3  # letters that a beginning needs; a shorter search wants the whole name: Eu, Us, Y
AFTER = "~"  # sorts after every letter and digit


class CommuneUnknown(Exception):
    """No commune has, or had, this code."""


class FoundBy(StrEnum):
    """What led to a commune, when its own name did not. The order is that of preference."""

    FORMER = "former"  # a commune merged into it, or one of its arrondissements
    INSEE_CODE = "insee"
    POSTAL_CODE = "postal"


@dataclass(frozen=True)
class Place:
    """A département, as a list shows it."""

    code: str
    name: str


@dataclass(frozen=True)
class FoundCommune:
    """A commune, with what tells it from its namesakes.

    `population` is None where nobody lives all year, `epci_name` where there is none. `by` and `matched` tell
    what led a search to it, when its own name did not. `former_since` is the year from which it exists no
    more; a search finds no such commune.
    """

    code: str
    name: str
    departement: Place
    population: int | None
    epci_name: str | None
    by: FoundBy | None = None
    matched: str = ""
    former_since: int | None = None


_FACTS = (
    select(
        Commune.code,
        Commune.name,
        Commune.population,
        Commune.former_since,
        Commune.departement_code,
        Departement.name.label("departement_name"),
        Epci.name.label("epci_name"),
    )
    .join(Departement, Departement.code == Commune.departement_code)
    .outerjoin(Epci, Epci.siren == Commune.epci_siren)
)
_ONE = _FACTS.where(Commune.code == bindparam("code"))
_REGIONS = select(Region.code, Region.name).order_by(Region.name)
_DEPARTEMENTS = select(Departement.code, Departement.name).order_by(Departement.code)


def _search(condition: ColumnElement[bool]) -> Select[Any]:
    """Communes whose keys meet a condition: whole names first (former ones after), then by population."""
    whole = and_(CommuneKey.whole, CommuneKey.key == bindparam("words"))
    tier = func.min(case((and_(whole, CommuneKey.via == ""), 0), (whole, 1), else_=2)).label("tier")
    population = func.max(CommuneKey.population).label("ranked_by")
    best = (
        select(CommuneKey.commune_code, func.min(CommuneKey.via).label("via"), tier, population)
        .where(condition)
        .group_by(CommuneKey.commune_code)
        .order_by(tier, population.desc(), CommuneKey.commune_code)
        .limit(bindparam("limit"))
        .subquery()
    )
    return (
        _FACTS.add_columns(best.c.tier, best.c.via)
        .join(best, best.c.commune_code == Commune.code)
        .order_by(best.c.tier, best.c.ranked_by.desc(), Commune.code)
    )


# Written once: building a statement costs more than running it.
_WHOLE = _search(CommuneKey.key == bindparam("words"))
_BEGINNING = _search(and_(CommuneKey.key >= bindparam("words"), CommuneKey.key < bindparam("after")))
_SCATTERED = _search(
    and_(
        CommuneKey.key >= bindparam("first"),
        CommuneKey.key < bindparam("after"),
        (CommuneKey.key + " " + CommuneKey.place).like(bindparam("pattern")),
    )
)


def search_communes(reader: Reader, text: str, limit: int = 10) -> tuple[FoundCommune, ...]:
    """The communes that `text` may mean: a name, a former name, a postal or an INSEE code, or how one begins.

    Accents, case, hyphens, apostrophes and articles do not matter; any word may begin the search. When
    nothing begins so, the beginnings of words in their order do: « chalons champ », « saint denis reunion ».
    Two statements at most.
    """
    words = fold_search(text)
    if not words:
        return ()
    if len(words) < SHORTEST:
        return _found(reader, _WHOLE, words=words, limit=limit)
    found = _found(reader, _BEGINNING, words=words, after=words + AFTER, limit=limit)
    if found or " " not in words:
        return found
    said = without_links(words)
    pattern = "% ".join(said) + "%"
    return _found(reader, _SCATTERED, words=words, first=said[0], after=said[0] + AFTER, pattern=pattern, limit=limit)


def commune(reader: Reader, code: str) -> FoundCommune:
    """The commune under an INSEE code, of today or former. Raises CommuneUnknown."""
    is_code = len(code) == 5 and code.isascii() and code.isalnum()  # anything else is not for the database to see
    row = reader.execute(_ONE, {"code": code}).first() if is_code else None
    if row is None:
        raise CommuneUnknown(code)
    return _facts(row)


def departements(reader: Reader) -> tuple[Place, ...]:
    """All départements and overseas collectivities, by code."""
    return tuple(Place(row.code, row.name) for row in reader.execute(_DEPARTEMENTS))


def regions(reader: Reader) -> tuple[Place, ...]:
    """All régions, by name."""
    return tuple(Place(row.code, row.name) for row in reader.execute(_REGIONS))


def epci_of(reader: Reader, commune_code: str) -> Place | None:
    """The intercommunality of a commune, None on the islands that have none."""
    query = select(Epci.siren, Epci.name).join(Commune, Commune.epci_siren == Epci.siren)
    row = reader.execute(query.where(Commune.code == commune_code)).first()
    return Place(row.siren, row.name) if row else None


def names(reader: Reader, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The names of some territories, (kind, code) -> name; one that is not known is left out. One statement."""
    found = [
        select(literal(kind).label("kind"), code.label("code"), name.label("name")).where(
            code.in_(sorted(one for of, one in places if of == kind))
        )
        for kind, code, name in (
            ("commune", Commune.code, Commune.name),
            ("epci", Epci.siren, Epci.name),
            ("departement", Departement.code, Departement.name),
            ("region", Region.code, Region.name),
        )
    ]
    return {(row.kind, row.code): row.name for row in reader.execute(union_all(*found))}


def name_of(kind: ColumnElement[str], code: ColumnElement[str]) -> ColumnElement[str]:
    """The name of the territory that two columns tell, in the statement that reads them."""
    named = (
        ("commune", Commune.code, Commune.name),
        ("epci", Epci.siren, Epci.name),
        ("departement", Departement.code, Departement.name),
        ("region", Region.code, Region.name),
    )
    return case(*((kind == of, select(name).where(key == code).scalar_subquery()) for of, key, name in named))


@dataclass(frozen=True)
class Below:
    """A commune of today, with the EPCI that it is part of, "" for none."""

    code: str
    epci_siren: str


def communes_of(reader: Reader, departement: str) -> tuple[Below, ...]:
    """The communes of a département, by code."""
    query = select(Commune.code, func.coalesce(Commune.epci_siren, "")).where(
        Commune.departement_code == departement, Commune.former_since.is_(None)
    )
    return tuple(Below(*row) for row in reader.execute(query.order_by(Commune.code)))


def loaded_digest(reader: Reader) -> str | None:
    """The digest of the edition that is loaded, None when there is none yet."""
    return reader.execute(select(TerritoryEdition.digest)).scalar_one_or_none()


def _found(reader: Reader, statement: Select[Any], **values: object) -> tuple[FoundCommune, ...]:
    return tuple(_facts(row, row.via) for row in reader.execute(statement, values))


def _facts(row: Row[*tuple[Any, ...]], via: str = "") -> FoundCommune:
    by, _, matched = via.partition(" ")
    return FoundCommune(
        code=row.code,
        name=row.name,
        departement=Place(row.departement_code, row.departement_name),
        population=row.population,
        epci_name=row.epci_name,
        by=FoundBy(by) if by else None,
        matched=matched,
        former_since=row.former_since,
    )
