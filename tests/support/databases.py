"""Databases for tests: made once by the migrations, then copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, MetaData, create_engine, text
from sqlalchemy.engine import make_url

from lms import db
from tests.support import example, restoring

FILLINGS = ("empty", "example")  # migrated and empty, or with the example course published


class Databases:
    """The databases of one test process. `admin` is the address of a PostgreSQL where it may create some."""

    def __init__(self, folder: Path, admin: str | None, process: str) -> None:
        self._folder = folder
        self._admin = make_url(admin).set(drivername="postgresql+psycopg") if admin else None
        self._engine = create_engine(self._admin, isolation_level="AUTOCOMMIT") if self._admin else None
        self._prefix = f"etoffe_{process}"
        self._made: set[str] = set()
        self._numbers = count()
        self._given_back: dict[str, list[str]] = {}

    @contextmanager
    def copy(self, engine: str, filling: str) -> Iterator[str]:
        """Yield the address of a database that belongs to one test."""
        assert filling in FILLINGS
        with self._sqlite(filling) if engine == "sqlite" else self._postgres(filling) as url:
            yield url

    @contextmanager
    def _sqlite(self, filling: str) -> Iterator[str]:
        template = self._folder / f"{filling}.sqlite"
        self._make_once(f"sqlite:///{template}", filling)
        path = self._folder / f"{next(self._numbers)}.sqlite"
        shutil.copyfile(template, path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"
        for leftover in self._folder.glob(f"{path.name}*"):
            leftover.unlink()

    @contextmanager
    def _postgres(self, filling: str) -> Iterator[str]:
        """A copy of the template, or one that an earlier test gave back and that was put in its first state again."""
        waiting = self._given_back.setdefault(filling, [])
        name = waiting.pop() if waiting else self._new(filling)
        yield self._address(name)
        if self._restored(name):
            waiting.append(name)
        else:
            self._drop(name)

    def _new(self, filling: str) -> str:
        template, name = f"{self._prefix}_{filling}", f"{self._prefix}_{next(self._numbers)}"
        if template not in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{template}"', f'CREATE DATABASE "{template}"')
            self._made.add(template)
            self._make_once(self._address(template), filling)
            restoring.prepare(self._address(template))
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._strategy}')
        self._made.add(name)
        return name

    def _restored(self, name: str) -> bool:
        """Close what is still open there, and undo what was written; tell whether that was enough."""
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        return restoring.restore(self._address(name))

    def _drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._made.discard(name)

    def close(self) -> None:
        """Leave a borrowed PostgreSQL as it was."""
        if self._engine is not None:
            for name in [one for one in self._made if one.startswith(self._prefix)]:
                self._drop(name)
            self._engine.dispose()

    def _make_once(self, url: str, filling: str) -> None:
        if url not in self._made:
            db.upgrade(url)
            if filling == "example":
                example.publish(url)
            self._made.add(url)

    @cached_property
    def _strategy(self) -> str:
        """Files copied as they are: six times quicker than through the journal, from PostgreSQL 15 on."""
        assert self._engine is not None
        with self._engine.connect() as connection:
            version = connection.dialect.server_version_info
        return "STRATEGY FILE_COPY" if version and version >= (15,) else ""

    def _address(self, name: str) -> str:
        assert self._admin is not None
        return self._admin.set(database=name).render_as_string(hide_password=False)

    def _execute(self, *statements: str) -> None:
        assert self._engine is not None
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


def fingerprint(engine: Engine, prefix: str = "") -> str:
    """Return a hash of every row of every table with this prefix, to prove that nothing was written."""
    metadata = MetaData()
    digest = sha256()
    with engine.connect() as connection:
        metadata.reflect(connection, only=lambda name, _: name.startswith(prefix))
        for table in sorted(metadata.tables.values(), key=lambda one: one.name):
            if not table.name.startswith(prefix):
                continue  # what another refers to
            rows = sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            digest.update(f"{table.name} {rows}\n".encode())
    return digest.hexdigest()
