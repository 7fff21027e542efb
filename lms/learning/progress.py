"""Progress, derived: where someone stands in a course, from what she did. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from lms import content


@dataclass(frozen=True)
class Work:
    """What was done in one lesson: the steps, and when the last one was."""

    steps: frozenset[str]
    last_at: datetime


@dataclass(frozen=True)
class Place:
    """Where to go on. `minutes_left` is what remains of that lesson, at least 1."""

    lesson_key: str
    lesson_title: str
    step_key: str
    minutes_left: int


@dataclass(frozen=True)
class Achieved:
    """What stands of someone in a course, once and for all; and whether she is in the middle of its quiz."""

    lessons: frozenset[str] = frozenset()
    quiz_passed: bool = False
    completed_at: datetime | None = None
    quiz_open: bool = False
    quiz_at: datetime | None = None  # when she last started it, None when she never did
    completed_release: str | None = None  # the release that was current then


@dataclass(frozen=True)
class Journey:
    """Someone in a course. `resume` is None when no lesson is left to do."""

    lessons_done: frozenset[str]
    steps_done: Mapping[str, int]  # lesson key -> how many steps
    resume: Place | None
    last_at: datetime
    quiz_open: bool
    quiz_passed: bool
    completed_at: datetime | None
    completed_release: str | None


def journey(outline: tuple[content.LessonOutline, ...], achieved: Achieved, work: Mapping[str, Work]) -> Journey | None:
    """Where someone stands, or None when she has done nothing in this course.

    She goes on in the lesson she touched last; once it is complete, in the next one that is not.
    """
    touched = {lesson.key: work[lesson.key] for lesson in outline if lesson.key in work}
    moments = [one.last_at for one in touched.values()] + [at for at in (achieved.quiz_at,) if at is not None]
    if not moments:
        return None
    latest = max(touched, key=lambda key: touched[key].last_at, default=outline[0].key)
    return Journey(
        lessons_done=achieved.lessons & {lesson.key for lesson in outline},
        steps_done={key: done_steps(lesson, work) for key, lesson in _by_key(outline).items() if key in touched},
        resume=_resume(outline, achieved.lessons, work, latest),
        last_at=max(moments),
        quiz_open=achieved.quiz_open,
        quiz_passed=achieved.quiz_passed,
        completed_at=achieved.completed_at,
        completed_release=achieved.completed_release,
    )


def done_steps(lesson: content.LessonOutline, work: Mapping[str, Work]) -> int:
    """How many of the lesson's present steps were done."""
    done = work[lesson.key].steps if lesson.key in work else frozenset()
    return sum(step.key in done for step in lesson.steps)


def minutes_left(outline: tuple[content.LessonOutline, ...], journey: Journey | None) -> int:
    """How long the lessons of a course that are not done would take someone, its quiz apart."""
    left = 0
    for lesson in outline:
        if journey is None or lesson.key not in journey.lessons_done:
            steps = len(lesson.steps) - (journey.steps_done.get(lesson.key, 0) if journey else 0)
            left += max(1, ceil(lesson.minutes * steps / len(lesson.steps)))
    return left


def place_in(lesson: content.LessonOutline, done: frozenset[str]) -> Place | None:
    """The first step of a lesson that is not done, None when all are."""
    left = [step.key for step in lesson.steps if step.key not in done]
    if not left:
        return None
    return Place(lesson.key, lesson.title, left[0], max(1, ceil(lesson.minutes * len(left) / len(lesson.steps))))


def _resume(
    outline: tuple[content.LessonOutline, ...], completed: frozenset[str], work: Mapping[str, Work], latest: str
) -> Place | None:
    keys = [lesson.key for lesson in outline]
    start = keys.index(latest)
    for lesson in outline[start:] + outline[:start]:
        if lesson.key not in completed:
            done = work[lesson.key].steps if lesson.key in work else frozenset()
            place = place_in(lesson, done)
            if place is not None:
                return place
    return None


def _by_key(outline: tuple[content.LessonOutline, ...]) -> dict[str, content.LessonOutline]:
    return {lesson.key: lesson for lesson in outline}
