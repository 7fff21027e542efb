"""Where a proof takes place: a new database of each kind, a quiz of ten questions, people who are signed in."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from lms import accounts, db
from lms.accounts import Device, Role, Scope
from lms.app import create_app
from lms.settings import Settings
from lms.web import identity
from tests.support import places, quizzes
from tools import postgres

QUESTIONS = 10
SQLITE, POSTGRES = "SQLite", "PostgreSQL"


@dataclass
class Verdict:
    """What a proof found: its figures in the order to print them, and what breaks the promise."""

    title: str
    figures: dict[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults

    def line(self) -> str:
        figures = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        return f"{'tenu ' if self.holds else 'ROMPU'}  {self.title} : {figures}"


@dataclass(frozen=True)
class Known:
    """Someone with an account, and the cookie of a browser where she is signed in."""

    person_id: int
    cookie: str


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """An up-to-date database that waits for its disk, as in service."""
    if kind == POSTGRES:
        with postgres.cluster(durable=True) as url:
            db.upgrade(url)
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="etoffe-proof-") as folder:
        path = Path(folder) / "etoffe.sqlite"
        db.upgrade(f"sqlite:///{path}")
        path.chmod(0o600)
        yield f"sqlite:///{path}"


def kinds() -> list[str]:
    """The engines of this machine."""
    return [SQLITE, POSTGRES] if postgres.programs() else [SQLITE]


def publish_quiz(url: str) -> None:
    """A course whose final quiz asks ten questions, of which one choice is « juste » and the other « faux »."""
    engine = db.make_engine(url)
    quizzes.publish(engine, quizzes.quiz_files(each=QUESTIONS, draws=QUESTIONS))
    engine.dispose()


def make_app(url: str, **changes: object) -> Flask:
    """The application, as tests and measurements configure it."""
    return create_app(Settings.for_tests(url, **changes))


def sign_in(
    app: Flask,
    name: str,
    browsers: int = 1,
    *,
    welcomed: bool = True,
    trainer: bool = False,
    scope: Scope | None = None,
) -> list[Known]:
    """Give someone an account, once, and as many browsers as wanted where she is signed in. She administers `scope`."""
    at = datetime.now(UTC)
    serializer = app.session_interface.get_signing_serializer(app)
    with db.transaction(app.extensions["database"]) as session:
        person = accounts.create_person(session, f"{name}@mairie.example", name.title(), "Sarr", at=at)
        if welcomed:
            places.know(session, places.COMMUNE)
            accounts.welcome(
                session,
                person,
                given_name=name.title(),
                family_name="Sarr",
                function="conseiller",
                commune_code=places.COMMUNE[1],
                starts_on=at.date(),
                at=at,
            )
        if trainer:
            accounts.grant_role(session, person, Role.TRAINER, scope=None, at=at)
        if scope is not None:
            accounts.grant_role(session, person, Role.ADMINISTRATOR, scope=scope, at=at)
        tokens = [
            accounts.open_session(
                session, person, device=Device.OWN, label="Preuve", strong=trainer or scope is not None, at=at
            )
            for _ in range(browsers)
        ]
    cookies = [
        serializer.dumps({"_user_id": token, "_permanent": True, identity.SEEN: int(at.timestamp()) // 60})
        for token in tokens
    ]
    return [Known(person, f"{app.config['SESSION_COOKIE_NAME']}={cookie}") for cookie in cookies]


def each_database(url: str | None, prove: Callable[[str, str], Verdict]) -> list[Verdict]:
    """Run a proof on the database given, or on a new one of each kind."""
    if url is not None:
        return [prove(POSTGRES if make_url(url).get_backend_name() == "postgresql" else SQLITE, url)]
    verdicts = []
    for kind in kinds():
        with new_database(kind) as made:
            verdicts.append(prove(kind, made))
    return verdicts


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the others are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def chooser(seed: int, number: int) -> random.Random:
    """Chance that can be had again."""
    return random.Random(seed * 1_000_003 + number)
