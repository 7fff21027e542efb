"""The product broken on purpose, one promise at a time: a proof that still holds on it proves nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import db

SEND_TIME = 0.01  # seconds between the answer and the commit


def acknowledge_first(app: Flask) -> None:
    """Answer, then commit: what most losses look like."""
    late: list[Any] = []

    @contextmanager
    def transaction(engine: Engine) -> Iterator[Session]:
        writer = engine.execution_options(writes=True)
        session = Session(writer, expire_on_commit=False, autobegin=False, autoflush=False)
        session.begin()
        try:
            yield session
            session.flush()
        except BaseException:
            session.close()
            raise
        late.append(session)

    inner = app.wsgi_app

    def late_commit(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return _Answer(inner(environ, start_response), late)

    db.transaction = transaction
    app.wsgi_app = late_commit  # type: ignore[method-assign]


class _Answer:
    """An answer that commits once it has been read."""

    def __init__(self, parts: Iterable[bytes], late: list[Any]) -> None:
        self.parts, self.late = parts, late

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        if hasattr(self.parts, "close"):
            self.parts.close()
        time.sleep(SEND_TIME)
        while self.late:
            session = self.late.pop(0)
            session.commit()
            session.close()


SERVERS: dict[str, Callable[[Flask], None]] = {"acknowledge-first": acknowledge_first}
