"""Everything that is kept about one person, table by table, read from the register: nothing is listed twice.

A table is hers through its owner: a key that leads to her, directly or through other tables, or one of her addresses.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, false, select

from lms import accounts
from lms.db import Base, Reader
from lms.privacy.register import REGISTER

Value = str | int | bool | date | datetime | dict[str, object] | list[object] | None


@dataclass(frozen=True)
class Part:
    """The rows of a table about a person. `labels` and each row are in the same order."""

    table: str
    about: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Export:
    """All the parts that hold something, and when they were read."""

    at: datetime
    parts: tuple[Part, ...]


def everything_about(reader: Reader, person_id: int, *, at: datetime) -> Export:
    """Every exportable column of one person. Nothing about anybody else."""
    addresses = accounts.addresses_of(reader, person_id)
    parts = []
    for name, said in REGISTER.items():
        exported = {column: one.label for column, one in said.columns.items() if one.exported}
        if not said.owner or not exported:
            continue
        stored = Base.metadata.tables[name]
        query = select(*(stored.c[column] for column in exported)).where(_hers(stored, person_id, addresses))
        rows = reader.execute(query.order_by(*stored.primary_key.columns)).all()
        if rows:
            parts.append(Part(name, said.about, tuple(exported), tuple(exported.values()), tuple(map(tuple, rows))))
    return Export(at, tuple(parts))


def _hers(stored: Table, person_id: int, addresses: Collection[str]) -> ColumnElement[bool]:
    """The condition « this row is hers »."""
    owner = stored.c[REGISTER[stored.name].owner]
    if stored.name == "person":
        return owner == person_id
    if not owner.foreign_keys:
        return owner.in_(sorted(addresses)) if addresses else false()
    above = next(iter(owner.foreign_keys)).column
    if above.table.name in ("person", "account"):
        return owner == person_id
    return owner.in_(select(above).where(_hers(above.table, person_id, addresses)))


def as_json(export: Export) -> dict[str, object]:
    """An export as a JSON document: tables, then rows under the names of their columns."""
    tables = {
        part.table: {"intitule": part.about, "lignes": [dict(zip(part.names, row, strict=True)) for row in part.rows]}
        for part in export.parts
    }
    document: dict[str, object] = json.loads(json.dumps({"lu_le": export.at, "donnees": tables}, default=_text))
    return document


def _text(value: object) -> str:
    """A moment or a day as JSON has it."""
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    raise TypeError(f"an export holds no {type(value).__name__}")
