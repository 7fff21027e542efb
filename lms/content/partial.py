"""What can be shown of a course that has problems: to those who write it, never to those who learn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lms.content.folder import BANK
from lms.content.lessons import RESERVED, RESERVED_LESSONS
from lms.content.model import WEAVES, Course, Lesson, Source, Step, StepKind
from lms.content.problems import Problem
from lms.content.web_addresses import is_web_address

NO_TITLE = "Sans titre"


@dataclass(frozen=True)
class PartReading:
    """A course as far as it can be shown. `course` is None when nothing of it can.

    A step that has a problem is empty, and `hidden` says what prevents it, by (lesson key, step key).
    """

    course: Course | None
    problems: tuple[Problem, ...]
    hidden: Mapping[tuple[str, str], tuple[Problem, ...]]


def in_part(course: Course, problems: tuple[Problem, ...], today: date) -> PartReading:
    """Keep of a course, read with problems, what can be rendered; keys and titles that are missing are made up."""
    blocking = [problem for problem in problems if not problem.outdated]
    hidden: dict[tuple[str, str], tuple[Problem, ...]] = {}
    taken: set[str] = set(RESERVED_LESSONS)
    lessons = []
    for number, lesson in enumerate(course.lessons, start=1):
        key = _own_key(lesson.key, taken, f"lecon-{number}")
        mine = [problem for problem in blocking if problem.path == lesson.path]
        steps = _steps(key, lesson.steps, mine, hidden)
        if steps:
            lessons.append(_lesson(lesson, key, steps, today))
    if not lessons:
        return PartReading(None, problems, {})
    of_bank = [problem for problem in blocking if problem.path == BANK]
    bank = tuple(
        question
        for question in course.quiz.bank
        if question.key and not _about(of_bank, f"questions « {question.key} »")
    )
    whole = replace(
        course,
        title=course.title or NO_TITLE,
        weave=course.weave if course.weave in WEAVES else WEAVES[0],
        current_at=today if course.current_at == date.min else course.current_at,
        lessons=tuple(lessons),
        quiz=replace(course.quiz, bank=bank),
    )
    return PartReading(whole, problems, hidden)


def _lesson(lesson: Lesson, key: str, steps: tuple[Step, ...], today: date) -> Lesson:
    return replace(
        lesson,
        key=key,
        title=lesson.title or NO_TITLE,
        current_at=today if lesson.current_at == date.min else lesson.current_at,
        sources=tuple(map(_safe, lesson.sources)),
        steps=steps,
    )


def _steps(
    lesson_key: str,
    steps: Iterable[Step],
    problems: list[Problem],
    hidden: dict[tuple[str, str], tuple[Problem, ...]],
) -> tuple[Step, ...]:
    taken: set[str] = {RESERVED}
    found = []
    for number, step in enumerate(steps, start=1):
        key = _own_key(step.key, taken, f"etape-{number}")
        mine = _about(problems, f"étape « {step.key or step.title[:40]} »")
        if mine or key != step.key:
            hidden[lesson_key, key] = mine
            step = replace(step, kind=StepKind.READ, body="", question=None, task=None)
        found.append(replace(step, key=key, title=step.title or NO_TITLE))
    return tuple(found)


def _own_key(key: str, taken: set[str], otherwise: str) -> str:
    """A key that leads to one place."""
    chosen = key if key and key not in taken else otherwise
    while chosen in taken:
        chosen += "-bis"
    taken.add(chosen)
    return chosen


def _about(problems: Iterable[Problem], place: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.place.startswith(place))


def _safe(source: Source) -> Source:
    return source if not source.url or is_web_address(source.url) else replace(source, url="")
