"""Amina takes her data away, then erases herself. Claire, who is everywhere too, loses nothing and shows nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms import accounts, db, privacy
from lms.db import Base
from lms.personal_data import SECRET
from tests.support.canaries import AT, WANTED, plant, planted, traces
from tests.support.databases import Databases
from tests.test_cli import lms

pytestmark = pytest.mark.usefixtures("courses")
HERS, OTHER = "canariamina", "canariclaire"


@pytest.fixture
def two(engine: Engine) -> tuple[int, int]:
    with engine.begin() as connection:
        return plant(connection, HERS), plant(connection, OTHER)


def test_the_export_has_every_column_and_nobody_else(engine: Engine, two: tuple[int, int]):
    with db.reading(engine) as session:
        export = privacy.everything_about(session, two[0], at=AT)
    given = json.dumps(privacy.as_json(export))
    assert OTHER not in given
    for table in Base.metadata.sorted_tables:
        said = privacy.REGISTER[table.name]
        for column in table.columns if said.owner else ():
            text = planted(HERS, table, column)
            is_text = not WANTED.keys() & {f"{table.name}.{column.name}", column.name} and not column.foreign_keys
            if is_text and said.columns[column.name].exported and column.type.python_type in (str, dict):
                assert text in given, f"{table.name}.{column.name} is not exported"
            if said.columns[column.name].hidden is SECRET:
                assert text not in given, f"{table.name}.{column.name} is a secret"
    exported = {f"{part.table}.{name}" for part in export.parts for name in part.names}
    assert exported == {
        f"{one.name}.{name}"
        for one in privacy.REGISTER.values()
        for name, column in one.columns.items()
        if one.owner and column.exported
    }


def test_nothing_is_left_of_a_person_who_was_erased(engine: Engine, two: tuple[int, int]):
    with engine.connect() as connection:
        before = traces(connection, OTHER)
        assert len(traces(connection, HERS)) == len(before) > 40
    with db.transaction(engine) as session:
        privacy.erase(session, two[0], at=AT)
        privacy.erase(session, two[0], at=AT + timedelta(days=1))  # twice is once
    with engine.connect() as connection:
        assert traces(connection, HERS) == []
        assert traces(connection, OTHER) == before
    with db.reading(engine) as session:
        assert accounts.erasures(session) == (accounts.Erased(two[0], AT),)
        left = privacy.everything_about(session, two[0], at=AT)
    assert [(part.table, part.rows) for part in left.parts] == [("person", (("", "", AT),))]


def test_nothing_is_left_in_the_file(databases: Databases):
    """The bytes of an SQLite database keep no word of her either once it was compacted, as a backup does."""
    with databases.copy("sqlite", "example") as url:
        engine = db.make_engine(url)
        with engine.begin() as connection:
            hers, _ = plant(connection, HERS), plant(connection, OTHER)
        with db.transaction(engine) as session:
            privacy.erase(session, hers, at=AT)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        content = Path(str(engine.url.database)).read_bytes()
        engine.dispose()
    assert HERS.encode() not in content
    assert OTHER.encode() in content


def test_a_restored_backup_erases_again(app: Flask, engine: Engine, two: tuple[int, int], tmp_path: Path):
    """The list was written after the backup that is restored. A number given again since is somebody else."""
    listed = tmp_path / "suppressions.txt"
    later = AT + timedelta(days=40)
    listed.write_text(
        f"{two[0]} {later.isoformat()}\n{two[1]} {(AT - timedelta(days=1)).isoformat()}\n9999 {later.isoformat()}\n"
    )
    done = lms(app, "people", "replay-erasures", listed)
    assert done.output == "1 sur 3 : les autres n’étaient pas revenues.\n"
    assert lms(app, "people", "replay-erasures", listed).output.startswith("0 sur 3")
    assert lms(app, "people", "erasures").output == f"{two[0]} {later.isoformat()}\n"
    with engine.connect() as connection:
        assert traces(connection, HERS) == []
        assert traces(connection, OTHER)
    listed.write_text("n’importe quoi\n")
    assert lms(app, "people", "replay-erasures", listed).exit_code == 1
