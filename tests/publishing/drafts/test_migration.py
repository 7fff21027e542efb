"""What was published survives the departure of drafts, and their return; the database refuses the impossible."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from lms import db, publishing
from lms.db import Base
from lms.publishing import drafts
from lms.publishing.drafts.models import Draft, DraftChange, DraftComment, DraftFile, DraftReview, ScheduledPublication
from tests.support import drafting
from tests.support.drafting import AT, LESSON, begin, person, publish, replaced, save
from tests.support.drafting import text as text_of
from tests.support.example import COURSE, example_files

KEPT = ("course", "release", "current_release", "release_lesson", "release_file")


def rows(engine: Engine, table: str, columns: str = "*") -> list[Any]:
    with engine.connect() as connection:
        return sorted(map(repr, connection.execute(text(f"SELECT {columns} FROM {table}"))))


def published(engine: Engine) -> list[list[Any]]:
    told = rows(engine, "publication", "id, release_id, published_at, published_by, message")
    return [told, *(rows(engine, table) for table in KEPT)]


def test_down_and_up_with_data(engine: Engine, database_url: str) -> None:
    bruno = person(engine, "Bruno")
    draft_id = begin(engine, bruno)
    publish(engine, draft_id, bruno, "Une note.")
    save(engine, draft_id, bruno, replaced(text_of(engine, draft_id), "Un essai", "Une tentative"))
    before, files = published(engine), len(set(example_files().values()))
    assert len(rows(engine, "blob", "sha256")) == files + 1
    engine.dispose()
    db.downgrade(database_url, "0010")
    assert published(engine) == before
    assert len(rows(engine, "blob", "sha256")) == files, "what only a draft held is gone with it"
    engine.dispose()
    db.upgrade(database_url)
    assert published(engine) == before
    assert rows(engine, "publication", "by_id, what_changed") == ["(None, '')"]
    with db.transaction(engine) as session:
        again = drafts.give(session, COURSE, bruno, at=AT)
    save(engine, again, bruno, replaced(text_of(engine, again), "Un essai", "Une tentative"))
    assert publish(engine, again, bruno, "Une note.").number == 2
    with db.reading(engine) as reader:
        assert [line.what_changed for line in publishing.publications(reader, COURSE)] == [("Une note.",), ()]


@pytest.mark.parametrize(
    ("stored", "name", "values"),
    [
        (Draft, "deletion_is_dated", {"deleted_by_id": 1}),
        (Draft, "changed_after_creation", {"changed_at": AT.replace(year=2025)}),
        (DraftFile, "counts", {"version": 0}),
        (DraftChange, "what_known", {"what": "invented"}),
        (DraftChange, "versions_have_path", {"path": "", "after_sha256": None}),
        (DraftChange, "texts_have_path", {"path": "", "version": 0}),
        (DraftChange, "sent_was_kept", {"after_sha256": None, "sent_sha256": "known"}),
        (DraftComment, "text_bounded", {"text": ""}),
        (DraftComment, "resolution_is_dated", {"resolved_by_id": 1}),
        (DraftReview, "step_known", {"step": "perhaps"}),
        (DraftReview, "only_asking_has_of", {"of_id": 1}),
        (ScheduledPublication, "end_is_dated", {"outcome": "done"}),
        (ScheduledPublication, "failure_has_reason", {"outcome": "failed", "ended_at": AT}),
        (ScheduledPublication, "outcome_known", {"outcome": "lost", "ended_at": AT}),
    ],
)
def test_the_impossible_is_refused(engine: Engine, stored: type[Base], name: str, values: dict[str, object]) -> None:
    bruno = person(engine, "Bruno")
    draft_id = begin(engine, bruno)
    release = publish(engine, draft_id, bruno).release_id
    with db.reading(engine) as reader:
        known = reader.execute(select(DraftFile.sha256).where(DraftFile.path == LESSON)).scalar_one()
    said = {"message": "", "by_id": bruno, "at": AT}
    sound: dict[type[Base], dict[str, object]] = {
        Draft: {"course_key": "autre", "title": "", "created_at": AT, "changed_at": AT, "needs_approval": False},
        DraftFile: {"path": "a.md", "sha256": known, "size": 1, "version": 1, "changed_at": AT},
        DraftChange: {"what": "save", "path": "a.md", "place": "", "after_sha256": known, "version": 1, "detail": "", "at": AT},
        DraftComment: {"path": "a.md", "place": "", "text": "Vu.", "author_id": bruno, "at": AT},
        DraftReview: {"step": "approved", "digest": known, **said},
        ScheduledPublication: {
            "release_id": release, "publish_at": AT, "message": "", "what_changed": "", "scheduled_at": AT,
            "outcome": "waiting", "failure": "",
        },
    }  # fmt: skip
    given = sound[stored] | ({} if stored is Draft else {"draft_id": draft_id})
    with db.transaction(engine) as session:
        session.execute(insert(stored).values(given))
        session.rollback()
    wrong = {key: known if value == "known" else value for key, value in values.items()}
    with db.transaction(engine) as session, pytest.raises(IntegrityError, match=name):
        session.execute(insert(stored).values(given | wrong))


def test_one_publication_waits_at_most(engine: Engine) -> None:
    bruno = person(engine, "Bruno")
    draft_id = begin(engine, bruno)
    release = publish(engine, draft_id, bruno).release_id
    row = {
        "draft_id": draft_id, "release_id": release, "publish_at": AT, "message": "", "what_changed": "",
        "scheduled_at": AT, "outcome": "waiting", "failure": "",
    }  # fmt: skip
    with db.transaction(engine) as session, pytest.raises(IntegrityError):
        session.execute(insert(ScheduledPublication).values([row, row]))
    assert drafting.opened(engine, bruno).listed.scheduled is None
