"""The publications of a course: for those who write it, and what those who took an earlier release should know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms import accounts
from lms.db import Reader
from lms.publishing import notes, queries
from lms.publishing.models import CurrentRelease, Publication, Release


@dataclass(frozen=True)
class PublicationLine:
    """A release became the current one. `who` is a name, empty once erased; `current` is true of one line at most."""

    release_id: str
    number: int
    published_at: datetime
    who: str
    message: str
    what_changed: tuple[str, ...]
    current: bool


@dataclass(frozen=True)
class News:
    """« Ce qui a changé » in one publication."""

    number: int
    published_at: datetime
    notes: tuple[str, ...]


_LINES = (
    select(
        Publication.id,
        Publication.release_id,
        Publication.published_at,
        Publication.published_by,
        Publication.by_id,
        Publication.message,
        Publication.what_changed,
        Release.number,
        CurrentRelease.release_id.label("current_id"),
    )
    .join(Release, Release.id == Publication.release_id)
    .outerjoin(CurrentRelease, CurrentRelease.course_key == Release.course_key)
    .order_by(Publication.id.desc())
)


def last_published(reader: Reader, course_key: str) -> str:
    """The release that was made current last: shown today, or until the course was archived. Raises CourseUnknown."""
    last = select(Publication.release_id).join(Release, Release.id == Publication.release_id)
    last = last.where(Release.course_key == course_key).order_by(Publication.id.desc()).limit(1)
    release_id: str | None = reader.execute(last).scalar()
    if release_id is None:
        raise queries.CourseUnknown(course_key)
    return release_id


_news: queries.Kept[tuple[News, ...]] = queries.Kept()


def publications(reader: Reader, course_key: str) -> tuple[PublicationLine, ...]:
    """Every publication of a course, the latest first. Two statements."""
    rows = reader.execute(_LINES.where(Release.course_key == course_key)).all()
    names = accounts.names(reader, (row.by_id for row in rows))
    return tuple(
        PublicationLine(
            release_id=row.release_id,
            number=row.number,
            published_at=row.published_at,
            who=names.get(row.by_id, "") if row.by_id is not None else row.published_by,
            message=row.message,
            what_changed=notes.from_text(row.what_changed),
            current=number == 0 and row.current_id == row.release_id,
        )
        for number, row in enumerate(rows)
    )


def news_since(reader: Reader, course_key: str, release_id: str) -> tuple[News, ...]:
    """What was told of a course since a release that someone took, the latest first; nothing when that release is the
    current one, or the course is archived. One statement."""
    taken = select(func.max(Publication.id)).where(Publication.release_id == release_id).scalar_subquery()
    since = _LINES.where(Release.course_key == course_key, Publication.id > taken, Publication.what_changed != "")
    rows = reader.execute(since.where(CurrentRelease.release_id.is_not(None))).all()
    return tuple(News(row.number, row.published_at, notes.from_text(row.what_changed)) for row in rows)


def news(reader: Reader, current: queries.CurrentRelease, release_id: str | None) -> tuple[News, ...]:
    """`news_since` for a page of the current release; nothing for who took none. No statement once it is in memory: it
    is kept under the moment that the release became current, which is another one after each publication."""
    if release_id in (None, current.release_id):
        return ()
    taken, key = str(release_id), current.cover.key
    return _news.get((key, taken, current.release_id, current.since), lambda: news_since(reader, key, taken))
