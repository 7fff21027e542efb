"""« Avant de publier »: what the reader refuses and what would make the text better, at the place being written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms import content
from lms.web.french import NBSP, THIN, minutes
from lms.web.http import now
from lms.web.trainer.workbench import BANK, OpenText, library

_OF_STEP = re.compile(r"étape « ([^»]*) »(?:, ligne \d+)?(?: > )?(.*)", re.S)


@dataclass(frozen=True)
class Check:
    """One line. `blocks` says that the course cannot be published so; `excerpt` is the sentence meant, or ""."""

    message: str
    blocks: bool = False
    excerpt: str = ""


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
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [words for one in blocking if (words := _words_at(one, opened.path, step)) is not None]
    lines = [Check(in_french(words), blocks=True) for words in here]
    lines += [
        Check(in_french(one.message), excerpt=one.excerpt)
        for one in _advice(reading, opened)
        if (one.path, one.step_key) == (opened.path, step)
    ]
    return Checks((*_times(reading, lesson, step), *lines), len(blocking) - len(here))


def check_question(opened: OpenText, key: str) -> Checks:
    """What there is to say of a question of the bank."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == BANK and f"« {key} »" in one.place.split(" > ")[0]]
    lines = [Check(_at(one.place.partition(" > ")[2], one.message), blocks=True) for one in here]
    advice = (one for one in _advice(reading, opened) if one.path == BANK and one.question_key == key)
    lines += [Check(in_french(one.message), excerpt=one.excerpt) for one in advice]
    return Checks(tuple(lines), len(blocking) - len(here))


def check_front(opened: OpenText) -> Checks:
    """What there is to say of the head of a lesson."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == opened.path and not _OF_STEP.match(one.place)]
    lines = [Check(_at(one.place, one.message), blocks=True) for one in here]
    advice = (one for one in _advice(reading, opened) if one.path == opened.path and not one.step_key)
    lines += [Check(in_french(one.message), excerpt=one.excerpt) for one in advice]
    return Checks(tuple(lines), len(blocking) - len(here))


def check_file(opened: OpenText) -> Checks:
    """What there is to say of a whole file, each with its place."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == opened.path]
    lines = [Check(_at(one.place, one.message), blocks=True) for one in here]
    return Checks(tuple(lines), len(blocking) - len(here))


def _words_at(problem: content.Problem, path: str, step: str) -> str | None:
    """What a problem says, without the place, when it is of this step."""
    found = _OF_STEP.match(problem.place) if problem.path == path else None
    if found is None or found.group(1) != step:
        return None
    return _at(found.group(2).rpartition(" > ")[2], problem.message)


def _at(place: str, message: str) -> str:
    return in_french(f"{place}\u00a0: {message}" if place else message)


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
    return [Check(f"{words} pour cette étape. La leçon entière{NBSP}: {minutes(content.reading_minutes(found))}.")]


def in_french(message: str) -> str:
    """A message of the reader, with the no-break spaces that a screen wants."""
    text = message.replace("« ", f"«{THIN}").replace(" »", f"{THIN}»").replace(" : ", f"{NBSP}: ")
    for sign in ";!?%":
        text = text.replace(f" {sign}", f"{THIN}{sign}")
    return text[:1].upper() + text[1:]
