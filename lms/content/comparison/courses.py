"""Two versions of a course, compared by their permanent keys: what was added, removed, moved, changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.content.comparison.alignment import Budget
from lms.content.comparison.questions import (
    Change,
    FieldChange,
    QuestionComparison,
    compare_fields,
    compare_question,
    compare_questions,
    moved_keys,
)
from lms.content.model import Course, Lesson, Quiz, Step, Task


@dataclass(frozen=True)
class StepComparison:
    """`from_lesson` is the key of the lesson it was moved from, "" when it stayed. `body_changed` is about its text."""

    key: str
    title: str
    changes: tuple[Change, ...]
    fields: tuple[FieldChange, ...] = ()
    question: QuestionComparison | None = None
    body_changed: bool = False
    from_lesson: str = ""


@dataclass(frozen=True)
class LessonComparison:
    """A lesson that changed, and in it the steps that did."""

    key: str
    title: str
    changes: tuple[Change, ...]
    fields: tuple[FieldChange, ...] = ()
    steps: tuple[StepComparison, ...] = ()


@dataclass(frozen=True)
class CourseComparison:
    """What changed, and nothing else: what stayed the same is not listed."""

    fields: tuple[FieldChange, ...]
    lessons: tuple[LessonComparison, ...]
    bank: tuple[QuestionComparison, ...]

    @property
    def same(self) -> bool:
        return not (self.fields or self.lessons or self.bank)

    @property
    def answers_changed(self) -> tuple[QuestionComparison, ...]:
        """The questions whose right answer is no longer the same, lessons first."""
        asked = [step.question for lesson in self.lessons for step in lesson.steps if step.question]
        return tuple(question for question in (*asked, *self.bank) if question.answer_changed)


def compare_courses(before: Course, after: Course) -> CourseComparison:
    """Compare two versions of one course. Lessons come in their order now, then those that were removed."""
    budget = Budget()
    old = {lesson.key: lesson for lesson in before.lessons}
    new = {lesson.key: lesson for lesson in after.lessons}
    moved = moved_keys([*old], [*new])
    strays = _moved_steps(old, new)
    lessons = [_lesson(old.get(key), new[key], key in moved, strays, budget) for key in new]
    lessons += [_lesson(old[key], None, False, strays, budget) for key in old if key not in new]
    return CourseComparison(
        compare_fields(_cover(before), _cover(after), budget),
        tuple(filter(None, lessons)),
        compare_questions(before.quiz.bank, after.quiz.bank, budget),
    )


@dataclass(frozen=True)
class _Stray:
    """A step that went from one lesson to another."""

    step: Step
    lesson: str


def _moved_steps(old: Mapping[str, Lesson], new: Mapping[str, Lesson]) -> dict[str, _Stray]:
    """The steps that left a lesson and arrived in another, by key; a key that did so twice is not followed."""
    left = _alone(old, new)
    arrived = _alone(new, old)
    return {key: stray for key, stray in left.items() if key in arrived}


def _alone(lessons: Mapping[str, Lesson], others: Mapping[str, Lesson]) -> dict[str, _Stray]:
    found = []
    for lesson in lessons.values():
        there = {step.key for step in others[lesson.key].steps} if lesson.key in others else set()
        found += [(step.key, _Stray(step, lesson.key)) for step in lesson.steps if step.key not in there]
    times = Counter(key for key, _ in found)
    return {key: stray for key, stray in found if times[key] == 1}


def _lesson(
    before: Lesson | None, after: Lesson | None, moved: bool, strays: Mapping[str, _Stray], budget: Budget
) -> LessonComparison | None:
    lesson = after or before
    if lesson is None:
        return None
    fields = compare_fields(_head(before), _head(after), budget) if before and after else ()
    steps = _steps(before.steps if before else (), after.steps if after else (), strays, budget)
    if before is None or after is None:
        changes: tuple[Change, ...] = (Change.REMOVED,) if after is None else (Change.ADDED,)
    else:
        changes = (Change.MOVED,) * moved + (Change.CHANGED,) * bool(fields or steps)
    return LessonComparison(lesson.key, lesson.title, changes, fields, steps) if changes else None


def _steps(
    before: Iterable[Step], after: Iterable[Step], strays: Mapping[str, _Stray], budget: Budget
) -> tuple[StepComparison, ...]:
    old = {step.key: step for step in before}
    new = {step.key: step for step in after}
    moved = moved_keys([*old], [*new])
    found = []
    for key, step in new.items():
        if key in old:
            found.append(_step(old[key], step, key in moved, "", budget))
        elif key in strays:
            found.append(_step(strays[key].step, step, True, strays[key].lesson, budget))
        else:
            found.append(StepComparison(key, step.title, (Change.ADDED,)))
    gone = [key for key in old if key not in new and key not in strays]
    found += [StepComparison(key, old[key].title, (Change.REMOVED,)) for key in gone]
    return tuple(filter(None, found))


def _step(before: Step, after: Step, moved: bool, from_lesson: str, budget: Budget) -> StepComparison | None:
    fields = compare_fields(_screen(before), _screen(after), budget)
    question = compare_question(before.question, after.question, budget)
    body_changed = before.body.strip() != after.body.strip()
    changes = (Change.MOVED,) * moved + (Change.CHANGED,) * bool(fields or question or body_changed)
    if not changes:
        return None
    return StepComparison(after.key, after.title, changes, fields, question, body_changed, from_lesson)


def _cover(course: Course) -> dict[str, str]:
    texts = {
        "titre": course.title,
        "résumé": course.summary,
        "présentation": course.introduction,
        "bénéfice": course.benefit,
        "armure": course.weave,
        "auteur": course.author,
        "licence": course.licence,
        "à jour au": course.current_at.isoformat(),
        "pour qui": ", ".join(course.roles),
        "tailles de commune": ", ".join(course.sizes),
    }
    texts |= {f"objectif « {objective.key} »": objective.text for objective in course.objectives}
    return texts | _quiz(course.quiz)


def _quiz(quiz: Quiz) -> dict[str, str]:
    return {
        "questions tirées": str(quiz.draws),
        "seuil du quiz": f"{quiz.pass_mark} %",
        "tentatives": str(quiz.attempts or "sans limite"),
        "délai entre deux tentatives": f"{quiz.delay_hours} h",
        "durée du quiz": f"{quiz.minutes} min" if quiz.minutes else "sans limite",
    }


def _head(lesson: Lesson) -> dict[str, str]:
    sources = [", ".join(filter(None, (one.title, one.date, one.url))) for one in lesson.sources]
    return {
        "titre": lesson.title,
        "minutes": str(lesson.minutes),
        "à jour au": lesson.current_at.isoformat(),
        "l’essentiel": "\n".join(lesson.essentials),
        "sources": "\n".join(sources),
        "faits cités": ", ".join(lesson.facts),
        "pour qui": ", ".join(lesson.roles),
        "tailles de commune": ", ".join(lesson.sizes),
    }


def _screen(step: Step) -> dict[str, str]:
    return {"titre": step.title} | (_task(step.task) if step.task else {})


def _task(task: Task) -> dict[str, str]:
    return {
        "à faire": task.text,
        "durée": f"{task.minutes} min",
        "avec qui": task.with_whom,
        "clé de la tâche": task.key,
    }
