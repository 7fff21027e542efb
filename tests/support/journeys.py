"""Somebody half-way: lessons read without a browser, modules by the dozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import db, learning
from tests.publishing.test_publish import publish
from tests.support.example import COURSE, LESSON, example_files

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
RIGHT = {"choices": ["dix-jours"]}


def seat(session: Session, who: learning.Who, course: str = COURSE, lesson: str = LESSON) -> learning.Seat:
    sitting = learning.sitting(session, who, course, lesson)
    return learning.Seat(who, course, sitting.release_id, sitting.lesson)


def begin(engine: Engine, person_id: int, course: str = COURSE, *, at: datetime = AT) -> None:
    """She reads the first step of the first lesson."""
    with db.transaction(engine) as session:
        learning.read_step(session, seat(session, learning.Member(person_id), course), "message", at=at)


def finish(engine: Engine, person_id: int, course: str = COURSE, *, at: datetime = AT) -> None:
    """She goes through the whole first lesson."""
    begin(engine, person_id, course, at=at)
    with db.transaction(engine) as session:
        here = seat(session, learning.Member(person_id), course)
        learning.answer(session, here, "verifier", RIGHT, client_id=str(uuid4()), at=at)
        learning.read_step(session, here, "agir", at=at)


def renamed(number: int, files: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The example course, or an edited copy, as another course: its key and its title change."""
    files = files or example_files()
    head = files["module.toml"].decode()
    head = head.replace(f'cle = "{COURSE}"', f'cle = "module-{number}"', 1).replace(
        'titre = "', f'titre = "Module {number}, ', 1
    )
    return {**files, "module.toml": head.encode()}


def publish_many(engine: Engine, numbers: range) -> list[str]:
    """Publish copies of the example; return their keys."""
    for number in numbers:
        with db.transaction(engine) as session:
            publish(session, renamed(number))
    return [f"module-{number}" for number in numbers]


def without_task(files: Mapping[str, bytes], task: str = "essai", becomes: str = "autre-essai") -> dict[str, bytes]:
    """The course after its trainer replaced a task by another."""
    old, new = f'cle = "{task}"'.encode(), f'cle = "{becomes}"'.encode()
    return {
        path: data.replace(old, new).replace(b"Envoyez un message par", b"Relisez l") for path, data in files.items()
    }
