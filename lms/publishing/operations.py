"""What can happen to a published course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import content
from lms.publishing.models import Blob, Course, CurrentRelease, Publication, Release, ReleaseFile, ReleaseLesson


@dataclass(frozen=True)
class Published:
    """The outcome: the release, and whether anything changed for learners."""

    release_id: str
    number: int
    changed: bool


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
    """
    release_id = content.digest(files)
    release = session.get(Release, release_id)
    _known_course(session, course.key)
    if release is None:
        release = _store(session, release_id, course, files, library, addresses)
    elif release.rendering != content.RENDERING:
        _render(session, release, course, files, library, addresses)
    current = session.get(CurrentRelease, course.key)
    if current is not None and current.release_id == release_id:
        return Published(release_id, release.number, changed=False)
    session.merge(CurrentRelease(course_key=course.key, release_id=release_id, since=at))
    session.add(Publication(release_id=release_id, published_at=at, published_by=by, message=message))
    session.flush()
    return Published(release_id, release.number, changed=True)


def _known_course(session: Session, key: str) -> None:
    """Give a course its place at the end of the catalogue, the first time."""
    if session.get(Course, key) is None:
        last = session.scalar(select(func.max(Course.position)))
        session.add(Course(key=key, position=(last or 0) + 1))
        session.flush()


def _store(
    session: Session,
    release_id: str,
    course: content.Course,
    files: Mapping[str, bytes],
    library: content.Library,
    addresses: content.Addresses,
) -> Release:
    last = session.scalar(select(func.max(Release.number)).where(Release.course_key == course.key))
    release = Release(id=release_id, course_key=course.key, number=(last or 0) + 1)
    _render(session, release, course, files, library, addresses)
    for path, data in sorted(files.items()):
        digest = sha256(data).hexdigest()
        if session.get(Blob, digest) is None:
            session.add(Blob(sha256=digest, content=data))
            session.flush()
        session.add(ReleaseFile(release_id=release_id, path=path, sha256=digest))
    session.flush()
    return release


def _render(
    session: Session,
    release: Release,
    course: content.Course,
    files: Mapping[str, bytes],
    library: content.Library,
    addresses: content.Addresses,
) -> None:
    rendered = content.render(course, files, library, addresses)
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
