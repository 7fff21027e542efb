"""« Mon parcours », prepared for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms import content, learning, publishing
from lms.followup import cohorts

SUGGESTED = 3  # modules not begun that are shown
TASKS_SHOWN = 4


class State(StrEnum):
    DONE = "done"
    HERE = "here"
    QUIZ = "quiz"  # its lessons are done, its quiz is not passed
    BEGUN = "begun"
    TO_COME = "to-come"


@dataclass(frozen=True)
class ModuleRow:
    """A module in the outline: `done` lessons out of `total`."""

    cover: content.PublishedCourse
    state: State
    done: int
    total: int
    completed_on: date | None


@dataclass(frozen=True)
class Resume:
    """The exact place left. `number` is the lesson's, from 1; `woven` tells which lessons are done, in order."""

    cover: content.PublishedCourse
    place: learning.Place
    number: int
    done: int
    left: int
    woven: tuple[bool, ...]


@dataclass(frozen=True)
class TaskGlance:
    """A few tasks, those to do first; how many are left and done in all."""

    shown: tuple[learning.Todo, ...]
    left: int
    done: int


@dataclass(frozen=True)
class Asked:
    """A module that a session asks of her."""

    cover: content.PublishedCourse
    due_on: date | None
    done: bool


@dataclass(frozen=True)
class Session:
    """A session of hers, with those of its modules that are published."""

    glance: cohorts.Glance
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class JourneyPage:
    """One obvious next step: `resume`, otherwise a `quiz` to pass, otherwise a module to `begin`; none, all is done.

    `more` is how many modules are not shown.
    """

    resume: Resume | None
    quiz: content.PublishedCourse | None
    begin: content.PublishedCourse | None
    rows: tuple[ModuleRow, ...]
    more: int
    tasks: TaskGlance
    sessions: tuple[Session, ...]

    @property
    def begun(self) -> bool:
        return any(row.state is not State.TO_COME for row in self.rows)


def prepare_journey(
    releases: Sequence[publishing.CurrentRelease], found: learning.Overview, hers: Sequence[cohorts.Glance]
) -> JourneyPage:
    journeys = found.journeys
    going = [cover.key for cover in _covers(releases) if cover.key in journeys and _goes_on(journeys[cover.key])]
    here = max(going, key=lambda key: journeys[key].last_at, default=None)
    rows = [_row(cover, journeys.get(cover.key), here) for cover in _covers(releases)]
    order = [*State]
    rows.sort(key=lambda row: order.index(row.state))
    waiting = [row for row in rows if row.state is State.TO_COME]
    shown = rows[: len(rows) - len(waiting) + SUGGESTED]
    current = next((row.cover for row in rows if row.state is State.HERE), None)
    resume = _resume(current, journeys[current.key]) if current else None
    return JourneyPage(
        resume=resume,
        quiz=None if resume else current,
        begin=waiting[0].cover if waiting else None,
        rows=tuple(shown),
        more=len(rows) - len(shown),
        tasks=_glance(found.tasks),
        sessions=tuple(Session(one, _asked(one, releases, journeys)) for one in hers),
    )


def _asked(
    one: cohorts.Glance, releases: Sequence[publishing.CurrentRelease], journeys: Mapping[str, learning.Journey]
) -> tuple[Asked, ...]:
    covers = {cover.key: cover for cover in _covers(releases)}
    return tuple(
        Asked(
            covers[asked.course_key],
            asked.due_on,
            asked.course_key in journeys and journeys[asked.course_key].completed_at is not None,
        )
        for asked in one.courses
        if asked.course_key in covers
    )


def _covers(releases: Sequence[publishing.CurrentRelease]) -> list[content.PublishedCourse]:
    return [release.cover for release in releases]


def _row(cover: content.PublishedCourse, journey: learning.Journey | None, here: str | None) -> ModuleRow:
    if journey is None:
        return ModuleRow(cover, State.TO_COME, 0, len(cover.lessons), None)
    if cover.key == here:
        state = State.HERE
    elif journey.completed_at:
        state = State.DONE
    else:
        state = State.BEGUN if journey.resume else State.QUIZ
    completed_on = journey.completed_at.date() if journey.completed_at else None
    return ModuleRow(cover, state, len(journey.lessons_done), len(cover.lessons), completed_on)


def _goes_on(journey: learning.Journey) -> bool:
    """Whether something is left to do: a lesson, or the quiz."""
    return journey.resume is not None or journey.completed_at is None


def _resume(cover: content.PublishedCourse, journey: learning.Journey) -> Resume | None:
    if journey.resume is None:
        return None
    woven = tuple(lesson.key in journey.lessons_done for lesson in cover.lessons)
    number = [lesson.key for lesson in cover.lessons].index(journey.resume.lesson_key) + 1
    return Resume(cover, journey.resume, number, sum(woven), len(woven) - sum(woven), woven)


def _glance(tasks: Sequence[learning.Todo]) -> TaskGlance:
    """Those to do, and the one done last: she sees what she has just ticked."""
    left = [task for task in tasks if task.done_at is None]
    done = sorted((task for task in tasks if task.done_at), key=lambda task: str(task.done_at), reverse=True)
    room = TASKS_SHOWN - 1 if done else TASKS_SHOWN
    shown = left[:room] + done
    return TaskGlance(tuple(shown[:TASKS_SHOWN]), len(left), len(done))
