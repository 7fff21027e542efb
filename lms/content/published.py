"""A course as pages need it: rendered once, plain data, read back without parsing any text.

`PublishedCourse` is the cover and the outline; each `PublishedLesson` is loaded on its
own. Both travel as JSON (`to_json`, `from_json`). HTML fields are sanitised and safe to
print as they are; every other text is plain and must be escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from lms.content.kinds.base import Question
from lms.content.model import Objective, Source, StepKind, Task


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def _hash_of_key(published: _Keyed) -> int:
    """Pages are kept under what they show: reading a whole lesson to find one would cost more than drawing it."""
    return hash(published.key)


@dataclass(frozen=True)
class StepOutline:
    key: str
    title: str
    kind: StepKind


@dataclass(frozen=True)
class LessonOutline:
    key: str
    title: str
    minutes: int
    steps: tuple[StepOutline, ...]
    terms: tuple[str, ...]  # glossary terms linked in the lesson
    tasks: tuple[Task, ...] = ()  # what it proposes to do at the mairie; the task lists read only the cover


@dataclass(frozen=True)
class PublishedCourse:
    """The cover. Dates are ISO strings (YYYY-MM-DD)."""

    key: str
    title: str
    summary: str
    introduction: str
    benefit: str
    weave: str
    author: str
    licence: str
    current_at: str
    roles: tuple[str, ...]
    sizes: tuple[str, ...]
    objectives: tuple[Objective, ...]
    lessons: tuple[LessonOutline, ...]
    quiz_draws: int
    quiz_pass_mark: int
    quiz_attempts: int | None = None  # None for no limit, as below
    quiz_delay_hours: int = 0
    quiz_minutes: int | None = None

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    __hash__ = _hash_of_key


@dataclass(frozen=True)
class PublishedStep:
    """One screen. `html` is the body (for a question, the situation before it)."""

    key: str
    title: str
    kind: StepKind
    html: str
    question: Question | None
    task: Task | None

    __hash__ = _hash_of_key


@dataclass(frozen=True)
class PublishedLesson:
    """A lesson, in full."""

    key: str
    title: str
    minutes: int
    current_at: str
    essentials: tuple[str, ...]
    sources: tuple[Source, ...]
    facts: tuple[str, ...]
    steps: tuple[PublishedStep, ...]

    __hash__ = _hash_of_key


@dataclass(frozen=True)
class Published:
    """All that publishing stores: the cover, the lessons in order, the bank of the final quiz."""

    course: PublishedCourse
    lessons: tuple[PublishedLesson, ...]
    bank: tuple[Question, ...]


Json = dict[str, Any]
