"""« Avant de publier »: what the reader refuses and what would make the text better, at the place being written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lms import content
from lms.web.french import NBSP, minutes
from lms.web.http import now
from lms.web.trainer.desk import library
from lms.web.trainer.wording import in_french, said
from lms.web.trainer.workbench import BANK, OpenText

_OF_STEP = re.compile(r"étape « ([^»]*) »")


@dataclass(frozen=True)
class Check:
    """One line. `blocks` says that the course cannot be published so; `excerpt` is the sentence meant, or "".

    `plain` says something without asking for anything.
    """

    message: str
    blocks: bool = False
    excerpt: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Checks:
    """`elsewhere` counts what blocks at other places of the course."""

    lines: tuple[Check, ...]
    elsewhere: int = 0

    @property
    def blocking(self) -> int:
        return sum(one.blocks for one in self.lines)


def check_step(opened: OpenText, lesson: str, step: str) -> Checks:
    """What there is to say of a step."""
    reading, blocking = _read(opened)
    here = [one for one in blocking if one.path == opened.path and _step_of(one) == step]
    advice = [one for one in _advice(reading, opened) if (one.path, one.step_key) == (opened.path, step)]
    lines = (*_times(reading, lesson, step), *_lines(opened, here, advice, within=1))
    return Checks(lines, len(blocking) - len(here))


def check_question(opened: OpenText, key: str) -> Checks:
    """What there is to say of a question of the bank."""
    reading, blocking = _read(opened)
    here = [one for one in blocking if one.path == BANK and f"« {key} »" in one.place.split(" > ")[0]]
    advice = [one for one in _advice(reading, opened) if one.path == BANK and one.question_key == key]
    return Checks(tuple(_lines(opened, here, advice, within=1)), len(blocking) - len(here))


def check_front(opened: OpenText) -> Checks:
    """What there is to say of the head of a lesson."""
    reading, blocking = _read(opened)
    here = [one for one in blocking if one.path == opened.path and not _step_of(one)]
    advice = [one for one in _advice(reading, opened) if one.path == opened.path and not one.step_key]
    return Checks(tuple(_lines(opened, here, advice)), len(blocking) - len(here))


def check_file(opened: OpenText) -> Checks:
    """What there is to say of a whole file, each with its place, as files name it: the text is before her."""
    _, blocking = _read(opened)
    here = [one for one in blocking if one.path == opened.path]
    said = (f"{one.place}\u00a0: {one.message}" if one.place else one.message for one in here)
    return Checks(tuple(Check(in_french(one), blocks=True) for one in said), len(blocking) - len(here))


def _read(opened: OpenText) -> tuple[content.Reading, list[content.Problem]]:
    """The course as it is, and what prevents publishing it."""
    reading = content.read(opened.files, library(), now().date())
    return reading, [one for one in reading.problems if not one.outdated]


def _lines(
    opened: OpenText, problems: Iterable[content.Problem], advice: Iterable[content.Advice], within: int = 0
) -> list[Check]:
    blocking = [Check(said(one, opened.files).sentence(within), blocks=True) for one in problems]
    return blocking + [Check(in_french(one.message), excerpt=one.excerpt) for one in advice]


def _step_of(problem: content.Problem) -> str:
    """The key of the step that a problem is in, "" when it is in none."""
    found = _OF_STEP.match(problem.place)
    return found[1] if found else ""


def _advice(reading: content.Reading, opened: OpenText) -> tuple[content.Advice, ...]:
    if reading.course is None:
        return ()
    return content.advise(reading.course, opened.files, library(), now().date())


def _times(reading: content.Reading, lesson: str, step: str) -> list[Check]:
    course = reading.course
    found = next((one for one in course.lessons if one.key == lesson), None) if course else None
    if found is None:
        return []
    here = next((one for one in found.steps if one.key == step), None)
    seconds = content.reading_seconds(here) if here else 0
    words = minutes(max(1, round(seconds / 60)))
    return [
        Check(
            f"{words} pour cette étape. La leçon entière{NBSP}: {minutes(content.reading_minutes(found))}.", plain=True
        )
    ]
