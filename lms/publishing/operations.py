"""What can happen to a published course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import content
from lms.db import insert_once
from lms.publishing import notes
from lms.publishing.models import Blob, Course, CurrentRelease, Publication, Release, ReleaseFile, ReleaseLesson


@dataclass(frozen=True)
class Published:
    """The outcome: the release, and whether anything changed for learners."""

    release_id: str
    number: int
    changed: bool


@dataclass(frozen=True)
class Press:
    """What a text is rendered with."""

    references: content.Library
    addresses: content.Addresses


def publish(
    session: Session,
    course: content.Course,
    files: Mapping[str, bytes],
    *,
    library: content.Library,
    addresses: content.Addresses,
    by: str,
    message: str,
    at: datetime,
) -> Published:
    """Make `files`, already read into `course`, the current release.

    The same text twice is a no-op. An earlier text becomes current again without being stored
    again. A release made by an older renderer is rendered afresh: its text does not change.
    The caller then runs learning.award_everyone: a release with fewer lessons completes the course of some.
    """
    release = store(session, course, files, Press(library, addresses))
    return make_current(session, release, by=by, message=message, at=at)


def store(session: Session, course: content.Course, files: Mapping[str, bytes], press: Press) -> Release:
    """The release of a text, made if need be, shown to nobody yet. Two at once for a course wait for each other."""
    release_id = content.digest(files)
    _known_course(session, course.key)
    release = session.get(Release, release_id)
    if release is None:
        release = _store(session, release_id, course, files, press)
    elif release.rendering != content.RENDERING:
        _render(session, release, course, files, press)
    return release


def make_current(
    session: Session,
    release: Release,
    *,
    by: str = "",
    by_id: int | None = None,
    message: str,
    what_changed: Iterable[str] = (),
    at: datetime,
) -> Published:
    """Make a stored release the one that new learners take. Twice is once. Raises notes.TooLong."""
    current = session.get(CurrentRelease, release.course_key)
    if current is not None and current.release_id == release.id:
        return Published(release.id, release.number, changed=False)
    told = {"message": notes.checked_message(message), "what_changed": notes.to_text(what_changed)}
    session.merge(CurrentRelease(course_key=release.course_key, release_id=release.id, since=at))
    session.add(Publication(release_id=release.id, published_at=at, published_by=by, by_id=by_id, **told))
    session.flush()
    return Published(release.id, release.number, changed=True)


def hold(session: Session, course_key: str) -> None:
    """Hold a course until the transaction ends: whoever else holds it waits. Learners do not."""
    session.execute(select(Course.key).where(Course.key == course_key).with_for_update(key_share=True))


def keep_blob(session: Session, data: bytes) -> str:
    """Keep the bytes of a file, once; return their SHA-256."""
    digest = sha256(data).hexdigest()
    held = select(Blob.sha256).where(Blob.sha256 == digest).with_for_update(read=True, key_share=True)
    while not insert_once(session, Blob, {"sha256": digest, "content": data}):
        if session.execute(held).first() is not None:  # else a purge took it away meanwhile
            break
    return digest


def _known_course(session: Session, key: str) -> None:
    """Give a course its place at the end of the catalogue, the first time; hold it until the transaction ends."""
    last = session.scalar(select(func.max(Course.position)))
    insert_once(session, Course, {"key": key, "position": (last or 0) + 1})
    hold(session, key)


def _store(
    session: Session, release_id: str, course: content.Course, files: Mapping[str, bytes], press: Press
) -> Release:
    last = session.scalar(select(func.max(Release.number)).where(Release.course_key == course.key))
    release = Release(id=release_id, course_key=course.key, number=(last or 0) + 1)
    _render(session, release, course, files, press)
    for path, data in sorted(files.items()):
        session.add(ReleaseFile(release_id=release_id, path=path, sha256=keep_blob(session, data)))
    session.flush()
    return release


def _render(
    session: Session, release: Release, course: content.Course, files: Mapping[str, bytes], press: Press
) -> None:
    rendered = content.render(course, files, press.references, press.addresses)
    release.rendering = content.RENDERING
    release.cover = content.cover_to_json(rendered.course)
    release.bank = content.bank_to_json(rendered.bank)
    session.add(release)
    session.flush()
    for lesson in rendered.lessons:
        session.merge(
            ReleaseLesson(release_id=release.id, lesson_key=lesson.key, content=content.lesson_to_json(lesson))
        )
    session.flush()
