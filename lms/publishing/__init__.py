"""Releases of courses: what becomes immutable, and what pages read of it.

models.py what is stored · operations.py what can happen · queries.py what pages need
"""

from lms.publishing.operations import Published, publish
from lms.publishing.queries import (
    CourseUnknown,
    CurrentRelease,
    LessonUnknown,
    MediaUnknown,
    bank,
    cover,
    current_release,
    current_releases,
    files,
    glossary_uses,
    lesson,
    media,
    release_number,
)
from lms.publishing.register import REGISTER

__all__ = [
    "REGISTER",
    "CourseUnknown",
    "CurrentRelease",
    "LessonUnknown",
    "MediaUnknown",
    "Published",
    "bank",
    "cover",
    "current_release",
    "current_releases",
    "files",
    "glossary_uses",
    "lesson",
    "media",
    "publish",
    "release_number",
]
