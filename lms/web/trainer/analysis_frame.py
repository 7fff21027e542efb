"""What every page « Analyse » begins with: which courses may be read, and of which release a page speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms import content, followup, publishing
from lms.db import Reader
from lms.followup import ReleaseLine

MOST_VERSIONS = 8


@dataclass(frozen=True)
class Frame:
    """Which release of a course a page is about. `versions` are the latest that ten people took, to choose from."""

    course: content.PublishedCourse
    release: ReleaseLine
    versions: tuple[ReleaseLine, ...]

    @property
    def enough(self) -> bool:
        return self.release.people >= followup.FEWEST

    @property
    def more(self) -> dict[str, int]:
        """What the links of a page keep."""
        return {"version": self.release.number}


@dataclass(frozen=True)
class CourseRow:
    """A module in the list. `people` took the quiz of its latest release that ten people took; 0 when none is."""

    key: str
    title: str
    people: int


def readable(lines: Sequence[ReleaseLine]) -> tuple[ReleaseLine, ...]:
    """The releases whose answers a trainer may read: those of every course. The one place where that is decided."""
    return tuple(lines)


def frame(reader: Reader, lines: Sequence[ReleaseLine], version: str) -> Frame:
    """The release that is asked for, else the latest that ten people took, else the latest.

    Raises publishing.CourseUnknown when there is no release at all.
    """
    lines = readable(lines)
    if not lines:
        raise publishing.CourseUnknown
    versions = tuple(line for line in lines if line.people >= followup.FEWEST)
    asked = tuple(line for line in lines if str(line.number) == version)
    chosen = (asked or versions or lines)[0]
    return Frame(publishing.cover(reader, chosen.id), chosen, versions[:MOST_VERSIONS])


def prepare_courses(reader: Reader) -> tuple[CourseRow, ...]:
    """Two statements."""
    people: dict[str, int] = {}
    lines = readable(followup.quiz_releases(reader))
    for line in lines:
        if line.people >= followup.FEWEST:
            people.setdefault(line.course_key, line.people - line.people % followup.FEWEST)
    covers = [release.cover for release in publishing.current_releases(reader)]
    mine = {line.course_key for line in lines}
    return tuple(CourseRow(one.key, one.title, people.get(one.key, 0)) for one in covers if one.key in mine)
