"""A file as a survey: every row read and placed, in parts small enough for one transaction each.

A list of the house is one part: it is taken whole or not at all. A file of the register is cut by département.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from lms.accounts.rosters.claims import Marker, claim
from lms.accounts.rosters.headings import Columns, Shape, columns
from lms.accounts.rosters.placing import Placed, Placing
from lms.accounts.rosters.sheets import NotASheet, Row, rows
from lms.accounts.territories import Atlas, Named, Spot

TOLD_EVERY = 2_000  # rows between two words about how far we are


@dataclass(frozen=True)
class Part:
    """Rows that are planned and written together. `places` are all the territories where their people may be known."""

    key: str
    rows: tuple[Placed, ...]
    places: frozenset[Named]


@dataclass(frozen=True)
class Survey:
    digest: str
    columns: Columns
    parts: tuple[Part, ...]
    count: int


def survey(
    data: bytes,
    atlas: Atlas,
    *,
    scopes: Collection[Named] | None,
    mark: Marker,
    today: date,
    read: Callable[[int], object] = lambda _: None,
) -> Survey:
    """Read a file. `scopes` are the territories that may be touched, None for all; `read` is told rows as they are
    read. Raises NotASheet.
    """
    found, following = columns(rows(data))
    placing = Placing(atlas, found.shape, scopes)
    by_key: dict[str, list[Placed]] = {}
    count = 0
    for row in following:
        placed = placing.place(claim(row, found, mark, today=today))
        by_key.setdefault(_key(placed.spot, found.shape), []).append(placed)
        count += 1
        if count % TOLD_EVERY == 0:
            read(TOLD_EVERY)
    if not count:
        raise NotASheet("il n’y a que des titres dans ce fichier : aucune ligne ne suit")
    read(count % TOLD_EVERY)
    parts = tuple(Part(key, tuple(some), _places(some, scopes)) for key, some in sorted(by_key.items()))
    return Survey(sha256(data).hexdigest(), found, parts, count)


def list_of_one(*, given_name: str, family_name: str, email: str, function: str, commune_code: str) -> bytes:
    """One person as a file: what is true of lists is true of her."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Prénom", "Nom", "E-mail", "Fonction", "Code commune"))
    writer.writerow((given_name, family_name, email, function, commune_code))
    return out.getvalue().encode()


def rows_at(data: bytes, lines: Collection[int]) -> Iterator[Row]:
    """The rows of a file that begin at some lines: what is to be corrected."""
    return (row for row in rows(data) if row.line in lines)


def _key(spot: Spot | None, shape: Shape) -> str:
    if not shape.is_register or spot is None:
        return ""
    return spot.departement or spot.region or ""


def _places(some: list[Placed], scopes: Collection[Named] | None) -> frozenset[Named]:
    """An administrator's lists look nowhere but in her territories. A council and its intercommunality know the same
    people, which may lie in another département."""
    if scopes is not None:
        return frozenset(scopes)
    found: set[Named] = set()
    for spot in {placed.spot for placed in some if placed.spot is not None}:
        found.add(("departement", spot.departement) if spot.departement else spot.named)
        if spot.epci:
            found.add(("epci", spot.epci))
    return frozenset(found)
