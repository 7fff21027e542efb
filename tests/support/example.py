"""The example course of courses/LISEZMOI.md: what trainers are shown is what tests take."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from lms import content
from lms.app import load_library
from lms.web.addresses import ADDRESSES

GUIDE = Path(__file__).resolve().parents[2] / "courses" / "LISEZMOI.md"
TODAY = date(2026, 11, 24)
FENCE = re.compile(r"^(`{3,}|~{3,})(?:toml|markdown) (\S+\.(?:toml|md))\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@cache
def library() -> content.Library:
    return load_library()


def example_files() -> dict[str, bytes]:
    """The files of the example course: path -> bytes."""
    guide = GUIDE.read_text(encoding="utf-8")
    return {path: text.encode() for _, path, text in FENCE.findall(guide)}


def example_course(files: dict[str, bytes] | None = None) -> content.Course:
    """The example course, read; it has no problem."""
    reading = content.read(files or example_files(), library(), TODAY)
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    return reading.course


def example_lesson() -> content.PublishedLesson:
    """The only lesson of the example course, rendered."""
    files = example_files()
    return content.render(example_course(files), files, library(), ADDRESSES).lessons[0]
