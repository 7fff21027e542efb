"""Releases of courses: what becomes immutable, and what pages read of it.

models.py what is stored · operations.py what can happen · queries.py what pages need · history.py who published what ·
notes.py what is told of it, pure · register.py what is kept · drafts what trainers edit:
from lms.publishing import drafts
"""

from lms.publishing.history import News, PublicationLine, last_published, news, news_since, publications
from lms.publishing.notes import MESSAGE_LENGTH, NOTE_LENGTH, NOTES, TooLong
from lms.publishing.operations import Press, Published, hold, publish
from lms.publishing.queries import (
    CourseUnknown,
    CurrentRelease,
    LessonUnknown,
    MediaUnknown,
    ReleaseUnknown,
    Shelf,
    bank,
    cover,
    current_release,
    current_releases,
    files,
    glossary_uses,
    lesson,
    media,
    past_release,
    release_files,
    release_number,
    shelf,
)
from lms.publishing.register import REGISTER

__all__ = [
    "MESSAGE_LENGTH",
    "NOTES",
    "NOTE_LENGTH",
    "REGISTER",
    "CourseUnknown",
    "CurrentRelease",
    "LessonUnknown",
    "MediaUnknown",
    "News",
    "Press",
    "PublicationLine",
    "Published",
    "ReleaseUnknown",
    "Shelf",
    "TooLong",
    "bank",
    "cover",
    "current_release",
    "current_releases",
    "files",
    "glossary_uses",
    "hold",
    "last_published",
    "lesson",
    "media",
    "news",
    "news_since",
    "past_release",
    "publications",
    "publish",
    "release_files",
    "release_number",
    "shelf",
]
