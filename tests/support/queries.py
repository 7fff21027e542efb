"""Counting the statements a page sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

MAXIMUM = 4  # per page


@contextmanager
def count_queries(app: Flask) -> Iterator[list[str]]:
    """Yield a list that fills with each statement; BEGIN, COMMIT and PRAGMA are not statements of ours."""
    engine = app.extensions["database"]
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def at_most(app: Flask, maximum: int = MAXIMUM) -> Iterator[None]:
    """Fail when the block sends more statements than a page may."""
    with count_queries(app) as statements:
        yield
    assert len(statements) <= maximum, f"{len(statements)} statements, at most {maximum}:\n" + "\n".join(statements)
