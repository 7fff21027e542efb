"""The database: base class, column types, engines, transactions, migrations. No Flask here.

    engine = make_engine(url)
    with transaction(engine) as session: …   everything or nothing, committed here and only here
    with reading(engine) as connection: …    a read-only look at columns, never committed

SQLite runs in WAL with `synchronous=FULL` and takes its write lock when a transaction
begins, so that two writers wait for each other instead of failing half-way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
BUSY_SECONDS = 10
REST_SECONDS = 1.0

Reader = Connection | Session
"""What a query function needs: a page looks through a connection, an operation through its own transaction."""

_INSERT: dict[str, Any] = {"postgresql": postgresql_insert, "sqlite": sqlite_insert}

Document = JSON().with_variant(JSONB(), "postgresql")  # a JSON object, queried by key only


class Base(DeclarativeBase):
    """Every stored class. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An instant, always aware and in UTC on the Python side, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_engine(url: str, *, sqlite_synchronous: str = "FULL") -> Engine:
    """Return an engine for sqlite:/// or postgresql:// addresses."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        _prepare_sqlite(engine, sqlite_synchronous)
        return engine
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=5, max_overflow=5)
    _try_after_rest(engine)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed when the block ends, and forgotten if it raises."""
    with Session(_writer(engine), expire_on_commit=False, autobegin=False, autoflush=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A look at the database, at one moment of it on PostgreSQL. Whatever it was made to write is refused, or rolled
    back.

    Pages read columns, not entities: a statement costs half as much through a bare connection. On PostgreSQL it ends
    like something that succeeded: the driver forgets what it has prepared when it rolls back, and planning a
    statement again costs more than running it.
    """
    ends = engine.dialect.name == "postgresql"
    with _reader(engine).connect() as connection, connection.begin() if ends else nullcontext():
        yield connection


@lru_cache(8)
def _reader(engine: Engine) -> Engine:
    """Made once: it costs as much as a statement. On PostgreSQL all the statements of a look see the same moment."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


@lru_cache(8)
def _writer(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def insert_once(session: Session, stored: type[Base], values: dict[str, object]) -> bool:
    """Insert a row unless one of its unique keys is taken: two requests at once have one effect. Tell if it was."""
    connection = session.connection()
    return connection.execute(_insert_once(connection.dialect.name, stored), values).first() is not None


@cache
def _insert_once(dialect: str, stored: type[Base]) -> Any:
    """Written once for each table: building a statement costs more than running it."""
    keys = inspect(stored).primary_key  # asked back: on PostgreSQL the session does not always know the row count
    return _INSERT[dialect](stored).on_conflict_do_nothing().returning(*keys)


def insert_all(session: Session, stored: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows at once, except those of which a unique key is taken."""
    if rows:
        connection = session.connection()
        connection.execute(_INSERT[connection.dialect.name](stored).on_conflict_do_nothing(), rows)


def upsert(session: Session, stored: type[Base], values: dict[str, object], changes: dict[str, object]) -> None:
    """Insert a row, or apply `changes` to the one that has its primary key."""
    keys = [column.name for column in inspect(stored).primary_key]
    insert = _INSERT[session.get_bind().dialect.name](stored)
    session.execute(insert.values(**values).on_conflict_do_update(index_elements=keys, set_=changes))


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    """Set each new connection up, and begin transactions by hand: sqlite3 would begin them too late."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # takes no lock, so nothing can fail here that SQLAlchemy should translate
            connection.connection.cursor().execute("BEGIN")


def _try_after_rest(engine: Engine) -> None:
    """Ask a connection that nobody used for a second whether its server is still there, and take another if not.

    The pool's own way asks each time: three times in a request that writes, a tenth of what it costs.
    """

    @event.listens_for(engine, "checkin")
    def put_back(_connection: Any, record: Any) -> None:
        record.info["put_back"] = monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("put_back", monotonic()) < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("the server is gone") from error


def migrations_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision, creating it if it is an SQLite file that does not exist."""
    command.upgrade(migrations_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(migrations_config(url), revision)


def unsafe_database(engine: Engine) -> list[str]:
    """Return one French line for each reason not to trust this database with answers."""
    head = ScriptDirectory.from_config(migrations_config("")).get_current_head()
    try:
        connecting = engine.connect()
    except OperationalError:
        return ["ETOFFE_DATABASE_URL : la base de données ne répond pas à cette adresse."]
    with connecting as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        lines = (
            []
            if current == head
            else ["Base de données : lancez « flask lms database upgrade », il manque des migrations."]
        )
        if engine.dialect.name == "postgresql":
            for setting in ("fsync", "full_page_writes"):
                if connection.execute(text(f"SHOW {setting}")).scalar() != "on":
                    lines.append(f"Base de données : {setting} doit valoir on, sinon une panne perd des réponses.")
            if connection.execute(text("SHOW synchronous_commit")).scalar() == "off":
                lines.append("Base de données : synchronous_commit ne doit pas valoir off.")
        elif engine.url.database and Path(engine.url.database).stat().st_mode & 0o007:
            lines.append("Base de données : le fichier est lisible par tous, limitez ses droits (chmod 600).")
    return lines
