"""The schema has one truth: what migrations build is what models say, and the way back exists."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from lms import db


def test_one_line_of_history():
    scripts = ScriptDirectory.from_config(db.migrations_config(""))
    assert len(scripts.get_heads()) == 1
    assert all(not one.is_merge_point for one in scripts.walk_revisions())


def test_models_are_what_migrations_build(database_url: str):
    engine = db.make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, db.Base.metadata)
    engine.dispose()
    assert not differences, "\n".join(map(str, differences))


def test_down_and_up_again(database_url: str):
    engine = db.make_engine(database_url)
    before = schema(engine)
    assert len(before) > 1
    db.downgrade(database_url, "base")
    assert set(schema(engine)) <= {"alembic_version"}
    db.upgrade(database_url)
    assert schema(engine) == before
    engine.dispose()


def test_up_to_date_twice_is_no_work(database_url: str):
    engine = db.make_engine(database_url)
    before = schema(engine)
    db.upgrade(database_url)
    assert schema(engine) == before
    engine.dispose()


def schema(engine) -> dict[str, object]:
    """Tables with their columns, keys, indexes and checks, comparable."""
    found = inspect(engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)],
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(key["name"] or "" for key in found.get_foreign_keys(table)),
            sorted(index["name"] or "" for index in found.get_indexes(table)),
            sorted(key["name"] or "" for key in found.get_unique_constraints(table)),
            sorted((check["name"] or "", check["sqltext"]) for check in found.get_check_constraints(table)),
        )
        for table in found.get_table_names()
    }
