"""What an attempt is worth, question by question and notion by notion. Pure.

A question counts when its answer is entirely right: « 9 sur 12 » means nine such answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms import content


@dataclass(frozen=True)
class Correction:
    """Why a question is no longer marked by the key of its text. `neutralised` gives everybody the point."""

    neutralised: bool
    reason: str


@dataclass(frozen=True)
class Marked:
    """A question of a handed-in attempt: what was answered, what it is worth today, and why if that was corrected."""

    question: content.Question
    given: content.Given
    grade: content.Grade
    correction: Correction | None = None

    @property
    def right(self) -> bool:
        return is_right(self.grade.points, self.grade.out_of)


@dataclass(frozen=True)
class Notion:
    """An objective in the result. `lessons` are those to read again, in the order of the course."""

    text: str
    right: int
    asked: int
    lessons: tuple[content.LessonOutline, ...]


def is_right(points: int, out_of: int) -> bool:
    return 0 < out_of == points


def count_right(marked: Iterable[Marked]) -> int:
    return sum(one.right for one in marked)


def by_notion(cover: content.PublishedCourse, marked: Sequence[Marked]) -> tuple[Notion, ...]:
    """The result of each objective that was asked about, in the order of the course."""
    notions = []
    for objective in cover.objectives:
        asked = [one for one in marked if one.question.objective == objective.key]
        wrong = {one.question.lesson for one in asked if not one.right}
        lessons = tuple(lesson for lesson in cover.lessons if lesson.key in wrong)
        if asked:
            notions.append(Notion(objective.text, count_right(asked), len(asked), lessons))
    return tuple(notions)


def known_lessons(cover: content.PublishedCourse, marked: Sequence[Marked]) -> tuple[content.LessonOutline, ...]:
    """The lessons that were asked about and that nothing was missed of."""
    asked = {one.question.lesson for one in marked}
    missed = {one.question.lesson for one in marked if not one.right}
    return tuple(lesson for lesson in cover.lessons if lesson.key in asked - missed)
