"""The same form twenty times at once: one effect, twenty same answers, on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lms import db
from lms.db import Base
from lms.publishing import drafts
from lms.publishing.drafts import Announcement, Change, Conflict, Right
from tests.support import drafting
from tests.support.drafting import AT, LESSON, PRESS, begin, form, person, replaced, save, text
from tests.support.example import example_files

COPIES = 20
MOVED = "lecons/05-les-delais.md"
TABLES = (
    "draft", "draft_file", "draft_change", "draft_right", "draft_comment", "draft_review", "scheduled_publication",
    "course", "release", "release_file", "publication", "blob",
)  # fmt: skip
T = TypeVar("T")


def rows(engine: Engine) -> dict[str, int]:
    tables = [Base.metadata.tables[name] for name in TABLES]
    with db.reading(engine) as reader:
        return {one.name: reader.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


def at_once(engine: Engine, act: Callable[[Session, int], T]) -> list[T]:
    gate = threading.Barrier(COPIES)

    def send(number: int) -> T:
        gate.wait()
        with db.transaction(engine) as session:
            return act(session, number)

    with ThreadPoolExecutor(COPIES) as pool:
        return list(pool.map(send, range(COPIES)))


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def karima(engine: Engine) -> int:
    return person(engine, "Karima")


def test_a_course_is_begun_once(engine: Engine, bruno: int) -> None:
    begin(engine, bruno, key="temoin")
    alone = rows(engine)
    sent = form()
    made = at_once(
        engine,
        lambda session, _: drafts.create(session, "mon-module", example_files(), by=bruno, client_id=sent, at=AT),
    )
    assert len(set(made)) == 1
    after = rows(engine)
    assert (after["draft"], after["draft_file"], after["draft_change"], after["blob"]) == (
        2, 2 * alone["draft_file"], 2 * alone["draft_change"], alone["blob"],
    )  # fmt: skip


def test_every_form_has_one_effect(engine: Engine, bruno: int, karima: int) -> None:
    draft_id = begin(engine, bruno)
    base = text(engine, draft_id)
    shown = drafts.digest_of(base)
    new = replaced(base, "Un essai vaut mieux", "Essayer vaut mieux")
    moved = [Change(LESSON, drafts.digest_of(new), None), Change(MOVED, "", new)]
    save(
        engine, draft_id, bruno, replaced(base, "Un message reçu est", "Une lettre reçue est")
    )  # someone else was first

    def publish(session: Session, given: dict[str, object]) -> object:
        return drafting.publish_in(
            session, draft_id, bruno, seen, Announcement("Essai"), client_id=str(given["client_id"])
        )

    forms: list[tuple[Callable[[Session, dict[str, object]], object], dict[str, int]]] = [
        (
            lambda session, given: drafts.save(session, draft_id, path=LESSON, base_sha256=shown, data=new, **given),
            {"draft_change": 1, "blob": 2},
        ),
        (lambda session, given: drafts.save_many(session, draft_id, moved, **given), {"draft_change": 2}),
        (
            lambda session, given: drafts.share(session, draft_id, karima, Right.REVIEW, **given),
            {"draft_right": 1, "draft_change": 1},
        ),
        (
            lambda session, given: drafts.comment(session, draft_id, path=MOVED, place="", text="Vu.", **given),
            {"draft_comment": 1, "draft_change": 1},
        ),
        (
            lambda session, given: drafts.ask_review(session, draft_id, karima, message="", **given),
            {"draft_review": 1, "draft_change": 1},
        ),
        (publish, {"draft_change": 1, "course": 1, "release": 1, "release_file": 4, "publication": 1}),
        (lambda session, given: drafts.archive(session, draft_id, **given), {"draft_change": 1}),
        (lambda session, given: drafts.unarchive(session, draft_id, **given), {"draft_change": 1, "publication": 1}),
        (lambda session, given: drafts.archive(session, draft_id, **given), {"draft_change": 1}),
        (lambda session, given: drafts.delete(session, draft_id, **given), {"draft_change": 1}),
        (lambda session, given: drafts.undelete(session, draft_id, **given), {"draft_change": 1}),
    ]
    for act, expected in forms:
        before, given = rows(engine), {"by": bruno, "client_id": form(), "at": AT}
        seen = drafting.shown(engine, bruno) if act is publish else None
        answers = at_once(engine, lambda session, _, act=act, given=given: act(session, given))
        added = {name: count - before[name] for name, count in rows(engine).items() if count != before[name]}
        assert added == expected
        if act is publish:  # only the first changed something for learners
            assert sum(one.changed for one in answers) == 1
        elif added.get("publication", 0) == 0:
            assert all(one == answers[0] for one in answers)


def test_scheduled_once_and_published_once(engine: Engine, bruno: int) -> None:
    draft_id, sent = begin(engine, bruno), form()
    seen = drafting.shown(engine, bruno)
    moment = AT.replace(hour=10)
    releases = at_once(
        engine,
        lambda session, _: drafts.schedule(
            session, draft_id, seen, Announcement(), moment, by=bruno, press=PRESS, client_id=sent, at=AT
        ),
    )
    assert len(set(releases)) == 1
    done = at_once(engine, lambda session, _: drafts.publish_due(session, press=PRESS, at=moment))
    assert len([one for one in done if one is not None]) == 1
    after = rows(engine)
    assert (after["scheduled_publication"], after["publication"], after["release"]) == (1, 1, 1)


def test_twenty_authors_at_once_lose_nothing(engine: Engine, bruno: int) -> None:
    """Each writes the same place over the same text: one is told yes, nineteen are shown what stands."""
    draft_id = begin(engine, bruno)
    base = text(engine, draft_id)

    texts = [replaced(base, "Un essai vaut mieux", f"Essai n° {number}") for number in range(COPIES)]
    refused: dict[int, bytes | None] = {}

    def write(session: Session, number: int) -> None:
        written = {"path": LESSON, "base_sha256": drafts.digest_of(base), "data": texts[number]}
        try:
            drafts.save(session, draft_id, by=bruno, **written, client_id=form(), at=AT)
        except Conflict as conflict:
            refused[number] = conflict.clashes[0].mine

    at_once(engine, write)
    assert len(refused) == COPIES - 1
    assert all(texts[number] == mine for number, mine in refused.items())
    assert [text(engine, draft_id)] == [one for number, one in enumerate(texts) if number not in refused]
