"""What every page « Analyse » begins with: of which release of a course it speaks, what its reader may do there, and
where in her draft is what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import url_for

from lms import content, followup, publishing
from lms.db import Reader
from lms.followup import Hold, ReleaseLine
from lms.web.trainer.outline import is_key
from lms.web.trainer.workbench import OpenText, lessons_of, table_of, text_of

MOST_VERSIONS = 8


@dataclass(frozen=True)
class Frame:
    """Which release of a course a page is about. `versions` are the latest that ten people took, to choose from;
    `current_id` is the one that new learners take, "" when the course is archived."""

    course: content.PublishedCourse
    release: ReleaseLine
    versions: tuple[ReleaseLine, ...]
    current_id: str

    @property
    def enough(self) -> bool:
        return self.release.people >= followup.FEWEST

    @property
    def owned(self) -> bool:
        """Whether she may correct marks: the course is hers."""
        return self.release.hold is Hold.OWNED

    @property
    def in_workshop(self) -> bool:
        """Whether she may open its draft."""
        return self.release.hold is not Hold.FREE

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


def frame(reader: Reader, lines: Sequence[ReleaseLine], version: str) -> Frame:
    """The release that is asked for, else the latest that ten people took, else the latest.

    Raises publishing.CourseUnknown when there is no release that she may read.
    """
    if not lines:
        raise publishing.CourseUnknown
    versions = tuple(line for line in lines if line.people >= followup.FEWEST)
    asked = tuple(line for line in lines if str(line.number) == version)
    chosen = (asked or versions or lines)[0]
    current_id = next((line.id for line in lines if line.current), "")
    return Frame(publishing.cover(reader, chosen.id), chosen, versions[:MOST_VERSIONS], current_id)


def prepare_courses(reader: Reader, by: int) -> tuple[CourseRow, ...]:
    """Two statements."""
    people: dict[str, int] = {}
    lines = followup.quiz_releases(reader, by)
    for line in lines:
        if line.people >= followup.FEWEST:
            people.setdefault(line.course_key, line.people - line.people % followup.FEWEST)
    covers = [release.cover for release in publishing.current_releases(reader)]
    mine = {line.course_key for line in lines}
    return tuple(CourseRow(one.key, one.title, people.get(one.key, 0)) for one in covers if one.key in mine)


def place_of(opened: OpenText, *, lesson: str, step: str, question: str) -> str:
    """The page of the workshop for a question of the quiz, or for a step or a question of a lesson, wherever it is in
    the draft today; for the whole quiz, lesson or plan when it is gone. `opened` is the quiz of the draft."""
    course = opened.desk.course
    if not lesson:
        keys: set[str] = set()
        with suppress(content.NotEditable):
            keys = {part.key for part in content.bank_parts(opened.text)}
        if question in keys:
            return url_for("trainer.bank_question", course=course, question=question)
        return url_for("trainer.bank", course=course)
    for key, _, path in sorted(lessons_of(opened.files), key=lambda one: one[0] != lesson):  # that lesson first
        for part in content.step_parts(text_of(opened.files, path)):
            asked = table_of(part.block.text).get("cle") if part.block else None
            found = asked == question if question else part.key == step
            if found and is_key(key) and is_key(part.key):
                return url_for("trainer.step", course=course, lesson=key, step=part.key)
    if lesson in opened.lessons and is_key(lesson):
        return url_for("trainer.lesson", course=course, lesson=lesson)
    return url_for("trainer.plan", course=course)
