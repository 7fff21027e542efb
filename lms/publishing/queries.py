"""What pages need of published courses.

Releases are immutable, so what was read once is kept in memory under the release's id:
a page asks the database only which release is current.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import bindparam, func, select

from lms import content
from lms.db import Reader
from lms.publishing import models
from lms.publishing.models import Blob, Release, ReleaseFile, ReleaseLesson

Value = TypeVar("Value")
KEPT = 512  # documents; a lesson is a few tens of kilobytes


class CourseUnknown(Exception):
    """No course is published under this key."""


class ReleaseUnknown(Exception):
    """The course has no such release."""


class LessonUnknown(Exception):
    """The release has no such lesson."""


class MediaUnknown(Exception):
    """No release holds this file."""


@dataclass(frozen=True)
class CurrentRelease:
    """The release that new learners take, and since when."""

    release_id: str
    since: datetime
    cover: content.PublishedCourse

    @property
    def published_on(self) -> date:
        return self.since.date()


class Kept(Generic[Value]):
    """A small memory of immutable values, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > KEPT:
                self._values.popitem(last=False)
        return value


_covers: Kept[content.PublishedCourse] = Kept()
_lessons: Kept[content.PublishedLesson] = Kept()
_banks: Kept[Mapping[str, content.Question]] = Kept()


_ALL = (
    select(models.Course.key, models.CurrentRelease.release_id, models.CurrentRelease.since)
    .outerjoin(models.CurrentRelease, models.CurrentRelease.course_key == models.Course.key)
    .order_by(models.Course.position, models.Course.key)
)
_CURRENT = (
    select(models.CurrentRelease.release_id, models.CurrentRelease.since)
    .join(models.Course, models.Course.key == models.CurrentRelease.course_key)
    .order_by(models.Course.position)
)
_CURRENT_OF = _CURRENT.where(models.CurrentRelease.course_key == bindparam("course_key"))


@dataclass(frozen=True)
class Shelf:
    """Every course: what new learners take, in the order of the catalogue, and the keys of those that are hidden."""

    current: tuple[CurrentRelease, ...]
    hidden: frozenset[str]


def current_releases(reader: Reader) -> tuple[CurrentRelease, ...]:
    """All published courses, in the order of the catalogue."""
    return tuple(_current(reader, row[0], row[1]) for row in reader.execute(_CURRENT))


def shelf(reader: Reader) -> Shelf:
    """All published courses, and those that are archived. One statement once the covers are in memory."""
    rows = reader.execute(_ALL).all()
    current = tuple(_current(reader, row.release_id, row.since) for row in rows if row.release_id is not None)
    return Shelf(current, frozenset(row.key for row in rows if row.release_id is None))


def past_release(reader: Reader, release_id: str) -> CurrentRelease:
    """A release that was current, as it was then: for who goes on with a course that is archived."""
    query = select(func.max(models.Publication.published_at)).where(models.Publication.release_id == release_id)
    return _current(reader, release_id, reader.execute(query).scalar_one())


def current_release(reader: Reader, course_key: str) -> CurrentRelease:
    """The release that new learners of a course take. Raises CourseUnknown."""
    row = reader.execute(_CURRENT_OF, {"course_key": course_key}).first()
    if row is None:
        raise CourseUnknown(course_key)
    return _current(reader, row[0], row[1])


def cover(reader: Reader, release_id: str) -> content.PublishedCourse:
    """The cover of any release, current or not."""

    def load() -> content.PublishedCourse:
        return content.cover_from_json(
            reader.execute(select(Release.cover).where(Release.id == release_id)).scalar_one()
        )

    return _covers.get(release_id, load)


def release_number(reader: Reader, release_id: str) -> int:
    """The number of a release, as people read it: 1 for the first of its course."""
    return reader.execute(select(Release.number).where(Release.id == release_id)).scalar_one()


def lesson(reader: Reader, release_id: str, lesson_key: str) -> content.PublishedLesson:
    """A rendered lesson of a release. Raises LessonUnknown."""

    def load() -> content.PublishedLesson:
        query = select(ReleaseLesson.content).where(
            ReleaseLesson.release_id == release_id, ReleaseLesson.lesson_key == lesson_key
        )
        document = reader.execute(query).scalar_one_or_none()
        if document is None:
            raise LessonUnknown(lesson_key)
        return content.lesson_from_json(document)

    return _lessons.get((release_id, lesson_key), load)


def bank(reader: Reader, release_id: str) -> Mapping[str, content.Question]:
    """The questions of a release's final quiz by key, in the author's order."""

    def load() -> Mapping[str, content.Question]:
        document = reader.execute(select(Release.bank).where(Release.id == release_id)).scalar_one()
        return {question.key: question for question in content.bank_from_json(document)}

    return _banks.get(release_id, load)


def files(reader: Reader, course_key: str) -> dict[str, bytes]:
    """The files of the current release, as they were published, byte for byte. Raises CourseUnknown."""
    query = (
        select(ReleaseFile.path, Blob.content)
        .join(Blob, Blob.sha256 == ReleaseFile.sha256)
        .join(models.CurrentRelease, models.CurrentRelease.release_id == ReleaseFile.release_id)
        .where(models.CurrentRelease.course_key == course_key)
        .order_by(ReleaseFile.path)
    )
    found = {row.path: row.content for row in reader.execute(query)}
    if not found:
        raise CourseUnknown(course_key)
    return found


def release_files(reader: Reader, course_key: str, release_id: str) -> dict[str, bytes]:
    """The files of any release of a course, byte for byte. Raises ReleaseUnknown."""
    query = (
        select(ReleaseFile.path, Blob.content)
        .join(Blob, Blob.sha256 == ReleaseFile.sha256)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(ReleaseFile.release_id == release_id, Release.course_key == course_key)
        .order_by(ReleaseFile.path)
    )
    found = {row.path: row.content for row in reader.execute(query)}
    if not found:
        raise ReleaseUnknown(release_id)
    return found


def release_manifest(reader: Reader, release_id: str) -> dict[str, str]:
    """The paths of a release, and the SHA-256 of each file."""
    query = select(ReleaseFile.path, ReleaseFile.sha256).where(ReleaseFile.release_id == release_id)
    return {row.path: row.sha256 for row in reader.execute(query.order_by(ReleaseFile.path))}


def blobs(reader: Reader, manifest: Mapping[str, str]) -> dict[str, bytes]:
    """The bytes of some files, by path."""
    query = select(Blob.sha256, Blob.content).where(Blob.sha256.in_(sorted(set(manifest.values()))))
    kept = {row.sha256: row.content for row in reader.execute(query)}
    return {path: kept[digest] for path, digest in manifest.items()}


def current_id(reader: Reader, course_key: str) -> str | None:
    """The current release of a course, None without one."""
    query = select(models.CurrentRelease.release_id).where(models.CurrentRelease.course_key == course_key)
    return reader.execute(query).scalar()


def media(reader: Reader, sha256: str) -> tuple[str, bytes]:
    """The path and bytes of an image or an attachment of a release. Raises MediaUnknown for anything else."""
    query = (
        select(ReleaseFile.path, Blob.content)
        .join(Blob, Blob.sha256 == ReleaseFile.sha256)
        .where(ReleaseFile.sha256 == sha256)
        .order_by(ReleaseFile.path)
    )
    for path, data in reader.execute(query):
        if path.startswith(("images/", "fichiers/")):
            return path, data
    raise MediaUnknown(sha256)


def glossary_uses(reader: Reader) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """For each glossary term, the current lessons that use it: course key, lesson key, lesson title."""
    uses: dict[str, list[tuple[str, str, str]]] = {}
    for release in current_releases(reader):
        for outline in release.cover.lessons:
            for term in outline.terms:
                uses.setdefault(term, []).append((release.cover.key, outline.key, outline.title))
    return {term: tuple(found) for term, found in uses.items()}


def _current(reader: Reader, release_id: str, published_at: datetime) -> CurrentRelease:
    return CurrentRelease(release_id, published_at, cover(reader, release_id))
