"""Trainers and the drafts they write: Bruno begins the example course, Karima shares it, Claire is a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, db, publishing
from lms.accounts import Role
from lms.publishing import drafts
from lms.publishing.drafts import Announcement, Change, Right, Saved, Shown
from lms.web.addresses import ADDRESSES
from tests.support.example import COURSE, example_files, library

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LESSON, COVER = "lecons/01-les-delais.md", "module.toml"
PRESS = publishing.Press(library(), ADDRESSES)


def form() -> str:
    """The id of a form that was just opened."""
    return str(uuid4())


def person(engine: Engine, name: str, *, trainer: bool = True) -> int:
    with db.transaction(engine) as session:
        number = accounts.create_person(session, f"{name.lower()}@formation.example", name, "Castel", at=AT)
        accounts.rename(session, number, given_name=name, family_name="Castel")
        if trainer:
            accounts.grant_role(session, number, Role.TRAINER, at=AT)
    return number


def begin(engine: Engine, owner: int, files: Mapping[str, bytes] | None = None, *, key: str = COURSE) -> int:
    with db.transaction(engine) as session:
        return drafts.create(session, key, files or example_files(), by=owner, client_id=form(), at=AT)


def share(engine: Engine, draft_id: int, owner: int, other: int, right: Right = Right.WRITE) -> None:
    with db.transaction(engine) as session:
        drafts.share(session, draft_id, other, right, by=owner, client_id=form(), at=AT)


def text(engine: Engine, draft_id: int, path: str = LESSON) -> bytes:
    with db.reading(engine) as reader:
        return drafts.draft_file(reader, draft_id, path).data


def save(
    engine: Engine,
    draft_id: int,
    by: int,
    data: bytes,
    *,
    base: bytes | None = None,
    path: str = LESSON,
    client_id: str = "",
    at: datetime = AT,
) -> Saved:
    """Save as a page would that shows `base`, the present text when it is not given."""
    shown = drafts.digest_of(text(engine, draft_id, path) if base is None else base) if base != b"" else ""
    with db.transaction(engine) as session:
        return drafts.save(
            session, draft_id, by=by, path=path, base_sha256=shown, data=data, client_id=client_id or form(), at=at
        )


def save_many(engine: Engine, draft_id: int, by: int, *changes: Change, client_id: str = "") -> tuple[Saved, ...]:
    with db.transaction(engine) as session:
        return drafts.save_many(session, draft_id, changes, by=by, client_id=client_id or form(), at=AT)


def files(engine: Engine, draft_id: int) -> dict[str, bytes]:
    with db.reading(engine) as reader:
        return drafts.draft_files(reader, draft_id)


def opened(engine: Engine, who: int, key: str = COURSE) -> drafts.OpenDraft:
    with db.reading(engine) as reader:
        return drafts.draft(reader, key, who)


def shown(engine: Engine, who: int, key: str = COURSE) -> Shown:
    """What a page that was just loaded shows."""
    found = opened(engine, who, key)
    return Shown(found.digest, found.current_release_id)


def publish(
    engine: Engine, draft_id: int, who: int, *notes: str, message: str = "Essai", at: datetime = AT, client_id: str = ""
) -> publishing.Published:
    seen = shown(engine, who)
    with db.transaction(engine) as session:
        return publish_in(session, draft_id, who, seen, Announcement(message, notes), at=at, client_id=client_id)


def publish_in(
    session: Session,
    draft_id: int,
    who: int,
    seen: Shown,
    said: Announcement,
    *,
    at: datetime = AT,
    client_id: str = "",
) -> publishing.Published:
    return drafts.publish_draft(
        session, draft_id, seen, said, by=who, press=PRESS, client_id=client_id or form(), at=at
    )


def replaced(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode(), 1)
