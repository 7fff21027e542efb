"""Drafts for stories: a course that Bruno writes, from the example of courses/LISEZMOI.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, MetaData, select

from lms import db
from lms.publishing import drafts
from tests.support.example import example_files
from tests.support.members import BRUNO, Kind

KEY = "module-de-bruno"
HERE = f"/formation/{KEY}"
AMEL = replace(
    BRUNO, email="amel@formation.example", given_name="Amel", family_name="Riou"
)  # a colleague, or a stranger


def files_of(key: str = KEY) -> dict[str, bytes]:
    """The example course under another key."""
    files = example_files()
    files["module.toml"] = files["module.toml"].replace(b'"exemple-de-module"', f'"{key}"'.encode())
    return files


def begin(app: Flask, owner: int, key: str = KEY, files: Mapping[str, bytes] | None = None) -> int:
    """Begin a draft; return its number."""
    with db.transaction(app.extensions["database"]) as session:
        return drafts.create(
            session, key, files or files_of(key), by=owner, client_id=str(uuid4()), at=datetime.now(UTC)
        )


def change(app: Flask, draft_id: int, path: str, data: bytes | None, by: int) -> None:
    """Replace or remove a file of a draft, whatever it was."""
    with db.transaction(app.extensions["database"]) as session:
        before = drafts.draft_files(session.connection(), draft_id).get(path)
        base = sha256(before).hexdigest() if before is not None else ""
        one = drafts.Change(path, base, data)
        drafts.save_many(session, draft_id, [one], by=by, client_id=str(uuid4()), at=datetime.now(UTC))


def fingerprint(engine: Engine, *, leaving_out: tuple[str, ...] = ()) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of all their values: what a page that writes nothing leaves alike."""
    metadata = MetaData()
    metadata.reflect(engine)
    found = {}
    with db.reading(engine) as reader:
        for table in metadata.sorted_tables:
            if table.name not in leaving_out:
                rows = sorted(repr(tuple(row)) for row in reader.execute(select(table)))
                found[table.name] = (len(rows), sha256("\n".join(rows).encode()).hexdigest())
    return found


__all__ = ["AMEL", "HERE", "KEY", "Kind", "begin", "change", "files_of", "fingerprint"]
