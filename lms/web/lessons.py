"""What a step's screen shows, prepared for its template: to someone who learns, and to a trainer who tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from flask import url_for

from lms import content, learning

REFUSALS = {
    content.Reason.NOTHING: "Il manque votre réponse. En cas de doute, choisissez « Je ne sais pas ».",
    content.Reason.INCOMPLETE: "Il manque une réponse. Complétez chaque ligne, ou choisissez « Je ne sais pas ».",
    content.Reason.NOT_A_NUMBER: "Écrivez un nombre, par exemple 12 ou 12,5.",
    content.Reason.TOO_LONG: "Cette réponse est trop longue. Quelques mots suffisent.",
    content.Reason.FOREIGN: "Cette réponse ne fait pas partie des choix. Choisissez-en une dans la liste.",
}


@dataclass(frozen=True)
class Refusal:
    """Why an answer was not taken. `field` is the input to correct, "" for the whole question."""

    field: str
    message: str


@dataclass(frozen=True)
class Kept:
    """What a form that was refused held, to show it again: (field, its values), each field once."""

    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, fields: Mapping[str, Sequence[str]]) -> Self:
        return cls(tuple((name, tuple(values)) for name, values in fields.items()))

    def get(self, field: str, default: tuple[str, ...] | None = None) -> tuple[str, ...] | None:
        return dict(self.fields).get(field, default)


@dataclass(frozen=True)
class Way:
    """Where the pages of a course are: the endpoints of a step, of a lesson and its last page, of a quiz, and of the
    course, to go out. `lesson` is empty outside of lessons."""

    place: str
    entry: str
    end: str
    exam: str
    out: str
    course: str
    lesson: str

    @classmethod
    def of_learner(cls, course: str, lesson: str = "") -> Self:
        return cls(
            "learner.step", "learner.lesson", "learner.lesson_end", "learner.exam", "public.course", course, lesson
        )

    def to_step(self, step: str, **more: Any) -> str:
        return self.to_place(self.lesson, step, **more)

    def to_place(self, lesson: str, step: str, **more: Any) -> str:
        return url_for(self.place, course=self.course, lesson=lesson, step=step, **more)

    def to_lesson(self, lesson: str) -> str:
        return url_for(self.entry, course=self.course, lesson=lesson)

    def to_end(self) -> str:
        return url_for(self.end, course=self.course, lesson=self.lesson)

    def to_exam(self, behaviour: learning.Behaviour = learning.Behaviour.CHECK) -> str:
        return url_for(self.exam, course=self.course, exam=behaviour)

    def to_out(self) -> str:
        return url_for(self.out, course=self.course)


@dataclass(frozen=True)
class Screen:
    """One step as its template needs it. `number` counts from 1."""

    way: Way
    cover: content.PublishedCourse
    release_id: str
    lesson: content.PublishedLesson
    step: content.PublishedStep
    number: int
    total: int
    done: frozenset[str]
    previous: str | None
    next: str | None
    view: Any
    kept: Kept
    problem: Refusal | None
    feedback: content.Feedback | None
    task_done_on: date | None


def question_of(sitting: learning.Sitting, step_key: str) -> content.Question | None:
    """The question of a step, None when it asks nothing. Raises learning.StepUnknown."""
    return sitting.lesson.steps[_number(sitting, step_key) - 1].question


def task_of(sitting: learning.Sitting, step_key: str) -> content.Task | None:
    """What a step proposes to do at the mairie, None when it does not. Raises learning.StepUnknown."""
    return sitting.lesson.steps[_number(sitting, step_key) - 1].task


def place_of(sitting: learning.Sitting) -> str:
    """The step to open a lesson at: the first that is not done, or the first of all."""
    left = [step.key for step in sitting.lesson.steps if step.key not in sitting.steps_done]
    return left[0] if left else sitting.lesson.steps[0].key


def refusal(error: content.InvalidAnswer) -> Refusal:
    return Refusal(error.field, REFUSALS[error.reason])


def prepare_screen(
    sitting: learning.Sitting,
    step_key: str,
    *,
    way: Way | None = None,
    given: content.Given | None = None,
    order: str = "",
    kept: Mapping[str, Sequence[str]] | None = None,
    problem: Refusal | None = None,
    task_done_at: datetime | None = None,
) -> Screen:
    """Prepare a step: the form when nothing was `given`, its feedback otherwise. Raises learning.StepUnknown."""
    number = _number(sitting, step_key)
    steps = sitting.lesson.steps
    step = steps[number - 1]
    return Screen(
        way=way or Way.of_learner(sitting.cover.key, sitting.lesson.key),
        cover=sitting.cover,
        release_id=sitting.release_id,
        lesson=sitting.lesson,
        step=step,
        number=number,
        total=len(steps),
        done=sitting.steps_done,
        previous=steps[number - 2].key if number > 1 else None,
        next=steps[number].key if number < len(steps) else None,
        view=_view(step.question, sitting.seed, order, kept or {}),
        kept=Kept.of(kept or {}),
        problem=problem,
        feedback=step.question.feedback(given) if step.question and given else None,
        task_done_on=task_done_at.date() if task_done_at else None,
    )


def _view(question: content.Question | None, seed: int, order: str, kept: Mapping[str, Sequence[str]]) -> Any:
    if isinstance(question, content.Ordering):
        return question.view(seed, order=tuple(kept.get("ordre", ())) or tuple(order.split(",")))
    return question.view(seed) if question else None


def _number(sitting: learning.Sitting, step_key: str) -> int:
    for number, step in enumerate(sitting.lesson.steps, start=1):
        if step.key == step_key:
            return number
    raise learning.StepUnknown(step_key)
