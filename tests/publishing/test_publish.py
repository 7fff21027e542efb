"""A trainer publishes: releases are immutable, addressed by their content, and given back byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lms import content, db, publishing
from lms.publishing.models import Blob, Publication, Release
from lms.web.addresses import ADDRESSES
from tests.support.example import example_course, example_files, library

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#dcecee"/></svg>'


def publish(session: Session, files: dict[str, bytes], message: str = "Essai") -> publishing.Published:
    return publishing.publish(
        session,
        example_course(files),
        files,
        library=library(),
        addresses=ADDRESSES,
        by="Bruno",
        message=message,
        at=AT,
    )


def edited(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data.replace(b"Un essai vaut mieux", b"Essayer vaut mieux") for path, data in files.items()}


def count(session: Session, stored: type[db.Base]) -> int:
    return session.execute(select(func.count()).select_from(stored)).scalar_one()


def test_publishing_makes_a_course_current(engine: Engine) -> None:
    files = example_files()
    with db.transaction(engine) as session:
        done = publish(session, files)
    with db.reading(engine) as session:
        current = publishing.current_release(session, "exemple-de-module")
    assert done == publishing.Published(content.digest(files), 1, changed=True)
    assert current.release_id == done.release_id
    assert current.published_on == AT.date()
    assert current.cover.lessons[0].key == "delais"


def test_publishing_the_same_text_twice_changes_nothing(engine: Engine) -> None:
    with db.transaction(engine) as session:
        publish(session, example_files())
    with db.transaction(engine) as session:
        again = publish(session, example_files())
        assert not again.changed
        assert (count(session, Release), count(session, Publication)) == (1, 1)


def test_an_edited_text_is_a_new_release_and_the_old_one_stays(engine: Engine) -> None:
    files = example_files()
    with db.transaction(engine) as session:
        first = publish(session, files)
        second = publish(session, edited(files))
        assert second.number == 2
        assert publishing.current_release(session, "exemple-de-module").release_id == second.release_id
        kept = publishing.lesson(session, first.release_id, "delais")
    assert "Un essai vaut mieux" in kept.steps[-1].html


def test_going_back_to_an_earlier_text_stores_no_new_release(engine: Engine) -> None:
    files = example_files()
    with db.transaction(engine) as session:
        first = publish(session, files)
        publish(session, edited(files))
        back = publish(session, files)
        assert back == publishing.Published(first.release_id, 1, changed=True)
        assert (count(session, Release), count(session, Publication)) == (2, 3)
        assert publishing.current_release(session, "exemple-de-module").release_id == first.release_id


def test_the_published_files_come_back_byte_for_byte(engine: Engine) -> None:
    files = example_files()
    with db.transaction(engine) as session:
        publish(session, files)
    with db.reading(engine) as session:
        assert publishing.files(session, "exemple-de-module") == files


def test_an_unchanged_file_is_stored_once(engine: Engine) -> None:
    files = example_files()
    with db.transaction(engine) as session:
        publish(session, files)
        publish(session, edited(files))
        assert count(session, Blob) == len(files) + 1


def test_only_images_and_attachments_are_media(engine: Engine) -> None:
    files = example_files()
    lesson = "lecons/01-les-delais.md"
    files["images/essai.svg"] = SVG
    files[lesson] = files[lesson].replace(
        b"::: retenir", "![Un carré pâle](images/essai.svg)\n\n::: retenir".encode(), 1
    )
    with db.transaction(engine) as session:
        publish(session, files)
    with db.reading(engine) as session:
        assert publishing.media(session, sha256(SVG).hexdigest()) == ("images/essai.svg", SVG)
        with pytest.raises(publishing.MediaUnknown):
            publishing.media(session, sha256(files["quiz.toml"]).hexdigest())


def test_an_unknown_course_or_lesson_is_named(engine: Engine) -> None:
    with db.transaction(engine) as session:
        done = publish(session, example_files())
        with pytest.raises(publishing.CourseUnknown):
            publishing.current_release(session, "absent")
        with pytest.raises(publishing.CourseUnknown):
            publishing.files(session, "absent")
        with pytest.raises(publishing.LessonUnknown):
            publishing.lesson(session, done.release_id, "absente")
