"""The product broken on purpose, one promise at a time: a proof that still holds on it proves nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from lms import db, learning
from lms.learning.models import Answer

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


@contextmanager
def forms_without_their_own_id() -> Iterator[None]:
    """Each request is taken for a new form."""
    with (
        patch("lms.web.learner.routes.form_id", lambda: str(uuid4())),
        patch("lms.web.learner.quiz.form_id", lambda: str(uuid4())),
    ):
        yield


@contextmanager
def stale_tabs_win() -> Iterator[None]:
    """What a page showed is not compared with what is there: the last to speak overwrites."""
    save = learning.save_answer

    def careless(session: Session, desk: learning.Desk, question_key: str, given: Any, **more: Any) -> None:
        last = select(Answer.client_id).where(Answer.attempt_id == desk.attempt_id, Answer.question_key == question_key)
        shown = session.execute(last.order_by(Answer.id.desc()).limit(1)).scalar_one_or_none() or ""
        save(session, desk, question_key, given, **(more | {"shown": shown}))

    with patch("lms.learning.save_answer", careless):
        yield


@contextmanager
def outbox_without_lease() -> Iterator[None]:
    """Taking a message does not keep it from another worker."""
    with patch("lms.mail.operations.LEASE", timedelta(0)):
        yield


def no_patience(app: Flask) -> None:
    """On SQLite, two writers at once fail instead of waiting for each other."""

    @event.listens_for(app.extensions["database"], "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=0")


SERVERS: dict[str, Callable[[Flask], None]] = {"acknowledge-first": acknowledge_first, "no-patience": no_patience}
