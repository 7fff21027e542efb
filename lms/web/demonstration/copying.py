"""The database copies people itself: each of the models did real work, each twin is one of them, elsewhere and earlier.

A copy has the number `model * STRIDE + twin`, whatever the table: what refers to a copied row is known beforehand, and
what one person left lies far apart, as if everybody had worked at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
)

from lms.db import Base, Moment

STRIDE = 1_000_000  # more than there are twins
AT_ONCE = 20_000  # twins written in the list together
FIRST = 1_001  # number that the name of the first twin bears: before come those who are made one by one
APART = 1_999  # between the numbers that two neighbours bear, so that the order of names is not that of councils
DATED = (
    *("person", "account", "mandate", "account_session", "learner", "enrolment", "attempt"),
    *("lesson_completion", "quiz_pass", "course_completion"),
)  # parents first
ANSWERED = ("step_done", "answer", "mark")

Rows = dict[str, list[tuple[int, dict[str, Any]]]]  # of each table: whose a row is, and what it says


@dataclass(frozen=True, slots=True)
class Twin:
    """A copy of the person `model`, `days` days earlier. She holds `function` in a commune; with an EPCI, the second
    mandate of her model too. Without a commune, she sits where her model does. Who never came has no account."""

    model: int
    days: int = 0
    came: bool = True
    function: str = ""
    commune: str = ""
    epci: str = ""
    epci_function: str = ""


_LIST = Table(
    "twin",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("model", Integer, index=True),
    Column("days", Integer),
    Column("came", Boolean),
    *(Column(name, String(40)) for name in ("function", "commune", "epci", "epci_function")),
    prefixes=["TEMPORARY"],
)


def number_of(model: int, twin: int) -> int:
    """The number of the person who is the twin listed in this place, the first being 0."""
    return model * STRIDE + twin


def anybody(connection: Connection) -> bool:
    """Whether there is a person in the database."""
    return connection.execute(select(Base.metadata.tables["person"].c.id).limit(1)).first() is not None


def copy(
    connection: Connection,
    twins: Iterable[Twin],
    count: int,
    *,
    answers: bool,
    told: Callable[[float], object] = lambda _: None,
) -> None:
    """Write `count` twins at most; with what they answered, or only what is dated once. `told` is the part done."""
    _LIST.create(connection)
    numbered = enumerate(islice(twins, count))
    while some := [{"number": number, **asdict(twin)} for number, twin in islice(numbered, AT_ONCE)]:
        connection.execute(insert(_LIST), some)
        told(0.2 * (some[-1]["number"] + 1) / count)
    rows = _models(connection, (*DATED, *ANSWERED) if answers else DATED)
    total, done = sum(map(len, rows.values())), 0
    for name, found in rows.items():
        table = Base.metadata.tables[name]
        for owner, row in found:
            _copy(connection, table, owner, row, rows)
            done += 1
            told(0.2 + 0.8 * done / total)
        _go_on_after(connection, table)
    _LIST.drop(connection)


def _models(connection: Connection, names: Sequence[str]) -> Rows:
    """What the models left, in each table: all that there is."""
    rows: Rows = {}
    owners: dict[tuple[str, int], int] = {}
    for name in names:
        table = Base.metadata.tables[name]
        found = []
        for stored in connection.execute(select(table).order_by(*table.primary_key.columns)):
            row = dict(stored._mapping)
            owner = row["id"] if name == "person" else _owner(table, row, owners)
            if "id" in row:
                owners[name, row["id"]] = owner
            found.append((owner, row))
        rows[name] = found
    return rows


def _owner(table: Table, row: Mapping[str, Any], owners: Mapping[tuple[str, int], int]) -> int:
    """The person of a row: herself, or whose the row is that it hangs on."""
    for column in table.columns:
        for key in column.foreign_keys:
            above = key.column.table.name
            if above in ("person", "account"):
                return int(row[column.name])
            if (above, row[column.name]) in owners:
                return owners[above, row[column.name]]
    raise LookupError(f"{table.name} hangs on nobody")


def _copy(connection: Connection, table: Table, owner: int, row: Mapping[str, Any], copied: Rows) -> None:
    sqlite = connection.dialect.name == "sqlite"
    values = {column.name: _value(column, row[column.name], copied, sqlite=sqlite) for column in table.columns}
    condition: ColumnElement[bool] = _LIST.c.model == owner
    if table.name == "mandate":
        values |= _seat(row["territory_kind"], values)
        values["listed"] = literal(True)
        if row["territory_kind"] == "epci":
            condition &= _LIST.c.epci != ""
    elif table.name != "person":
        condition &= _LIST.c.came
    query = select(*(value.label(name) for name, value in values.items())).where(condition).order_by(_LIST.c.number)
    connection.execute(insert(table).from_select(list(values), query))


def _seat(kind: str, values: Mapping[str, ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    """Where she sits, and as what."""
    said = {"commune": ("function", "commune"), "epci": ("epci_function", "epci")}.get(kind, ("", ""))
    return {
        stored: func.coalesce(func.nullif(_LIST.c[name], ""), values[stored])
        for stored, name in zip(("function", "territory_code"), said, strict=True)
        if name
    }


def _value(column: Column[Any], value: Any, copied: Rows, *, sqlite: bool) -> ColumnElement[Any]:
    """A column of a copy: numbers of copied rows are shifted, days too, and what must be unique is."""
    number = _LIST.c.number
    if isinstance(value, int) and (column.name == "id" or _refers(column, copied)):
        return literal(value * STRIDE) + number
    called = cast(number * APART % STRIDE + FIRST, String)
    if column.name == "email":
        return literal("personne-fictive-") + called + "@demonstration.example"
    if column.name == "family_name":
        return literal("fictive n° ") + called
    if column.name == "token_hash":
        return literal(str(value)[:52]) + cast(number + 100_000_000, String)
    if isinstance(column.type, Moment) and value is not None:
        if sqlite:
            earlier = literal("-") + cast(_LIST.c.days, String) + " days"
            return func.strftime("%Y-%m-%d %H:%M:%f000", literal(value, column.type), earlier)
        return literal(value, column.type) - func.make_interval(0, 0, 0, _LIST.c.days)
    return literal(value, column.type)


def _refers(column: Column[Any], copied: Rows) -> bool:
    return any(key.column.table.name in copied for key in column.foreign_keys)


def _go_on_after(connection: Connection, table: Table) -> None:
    """Number what comes next after the copies: SQLite does by itself."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
