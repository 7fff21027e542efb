"""Counting the statements a page sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Flask
from sqlalchemy import Engine, event

MAXIMUM = 4  # per page


def count_queries(app: Flask) -> AbstractContextManager[list[str]]:
    """Give a list that fills with each statement of the application."""
    return count_statements(app.extensions["database"])


@contextmanager
def count_statements(engine: Engine) -> Iterator[list[str]]:
    """Yield a list that fills with each statement; BEGIN, COMMIT and PRAGMA are not statements of ours."""
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
