"""Renders a course once, at publication, and carries it as JSON.

Change `RENDERING` whenever the same text would give other HTML: releases are then rendered
afresh when they are published again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256

from lms.content import typography
from lms.content.folder import open_folder
from lms.content.kinds import question_from
from lms.content.kinds.base import Question
from lms.content.markdown import Addresses, LessonContext, Media, render_step
from lms.content.model import Course, Lesson, Objective, Source, Step, StepKind, Task
from lms.content.problems import Problems
from lms.content.published import (
    Json,
    LessonOutline,
    Published,
    PublishedCourse,
    PublishedLesson,
    PublishedStep,
    StepOutline,
)
from lms.content.reader import Library

RENDERING = 3

_fix = typography.fix


def render(course: Course, files: Mapping[str, bytes], library: Library, addresses: Addresses) -> Published:
    """Render `course`, read from `files` without problem. Every text has French typography; HTML is sanitised."""
    media = media_of(files)
    lessons, outlines = [], []
    for lesson in course.lessons:
        context = LessonContext(course.key, addresses, media, library.glossary)
        lessons.append(_lesson(lesson, context))
        steps = tuple(StepOutline(step.key, _fix(step.title), step.kind) for step in lesson.steps)
        terms = tuple(key for key in context.linked if key in library.glossary.by_key)
        tasks = tuple(_task(step.task) for step in lesson.steps if step.task)
        outlines.append(LessonOutline(lesson.key, _fix(lesson.title), lesson.minutes, steps, terms, tasks))
    bank = tuple(_of_bank(question, media, addresses) for question in course.quiz.bank)
    return Published(_cover(course, tuple(outlines)), tuple(lessons), bank)


def media_of(files: Mapping[str, bytes]) -> dict[str, Media]:
    """The images and documents among the files of a course, by path."""
    folder = open_folder(files, Problems())
    media = {}
    for path in (*folder.images, *folder.documents):
        data = files[path]
        width, height = folder.images.get(path, (0, 0))
        media[path] = Media(sha256(data).hexdigest(), path.rsplit(".", 1)[-1], len(data), width, height)
    return media


def _cover(course: Course, lessons: tuple[LessonOutline, ...]) -> PublishedCourse:
    return PublishedCourse(
        key=course.key,
        title=_fix(course.title),
        summary=_fix(course.summary),
        introduction=_fix(course.introduction),
        benefit=_fix(course.benefit),
        weave=course.weave,
        author=_fix(course.author),
        licence=course.licence,
        current_at=course.current_at.isoformat(),
        roles=course.roles,
        sizes=course.sizes,
        objectives=tuple(Objective(objective.key, _fix(objective.text)) for objective in course.objectives),
        lessons=lessons,
        quiz_draws=course.quiz.draws,
        quiz_pass_mark=course.quiz.pass_mark,
        quiz_attempts=course.quiz.attempts,
        quiz_delay_hours=course.quiz.delay_hours,
        quiz_minutes=course.quiz.minutes,
    )


def _lesson(lesson: Lesson, context: LessonContext) -> PublishedLesson:
    return PublishedLesson(
        key=lesson.key,
        title=_fix(lesson.title),
        minutes=lesson.minutes,
        current_at=lesson.current_at.isoformat(),
        essentials=tuple(map(_fix, lesson.essentials)),
        sources=tuple(Source(_fix(source.title), source.url, _fix(source.date)) for source in lesson.sources),
        facts=lesson.facts,
        steps=tuple(_step(step, context) for step in lesson.steps),
    )


def _step(step: Step, context: LessonContext) -> PublishedStep:
    task = step.task and _task(step.task)
    question = step.question and step.question.with_texts(_fix)
    return PublishedStep(
        step.key, _fix(step.title), step.kind, render_step(step.key, step.body, context), question, task
    )


def _of_bank(question: Question, media: Mapping[str, Media], addresses: Addresses) -> Question:
    fixed = question.with_texts(_fix)
    if fixed.picture is None:
        return fixed
    file = media[fixed.picture.path]
    address = addresses.media(file.sha256, file.extension)
    return replace(fixed, picture=replace(fixed.picture, address=address, width=file.width, height=file.height))


def _task(task: Task) -> Task:
    return Task(task.key, _fix(task.text), task.minutes, _fix(task.with_whom))


def cover_to_json(course: PublishedCourse) -> Json:
    return asdict(course)


def cover_from_json(document: Json) -> PublishedCourse:
    return PublishedCourse(
        **{
            **document,
            "roles": tuple(document["roles"]),
            "sizes": tuple(document["sizes"]),
            "objectives": tuple(Objective(**objective) for objective in document["objectives"]),
            "lessons": tuple(_outline_from(lesson) for lesson in document["lessons"]),
        }
    )


def _outline_from(document: Json) -> LessonOutline:
    steps = tuple(StepOutline(step["key"], step["title"], StepKind(step["kind"])) for step in document["steps"])
    tasks = tuple(Task(**task) for task in document.get("tasks", ()))  # covers of the first rendering have none
    return LessonOutline(**{**document, "steps": steps, "terms": tuple(document["terms"]), "tasks": tasks})


def lesson_to_json(lesson: PublishedLesson) -> Json:
    return {
        "key": lesson.key,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "current_at": lesson.current_at,
        "essentials": list(lesson.essentials),
        "sources": [asdict(source) for source in lesson.sources],
        "facts": list(lesson.facts),
        "steps": [_step_to_json(step) for step in lesson.steps],
    }


def lesson_from_json(document: Json) -> PublishedLesson:
    return PublishedLesson(
        **{
            **document,
            "essentials": tuple(document["essentials"]),
            "sources": tuple(Source(**source) for source in document["sources"]),
            "facts": tuple(document["facts"]),
            "steps": tuple(_step_from(step) for step in document["steps"]),
        }
    )


def _step_to_json(step: PublishedStep) -> Json:
    return {
        "key": step.key,
        "title": step.title,
        "kind": step.kind.value,
        "html": step.html,
        "question": step.question.to_table() if step.question else None,
        "task": asdict(step.task) if step.task else None,
    }


def _step_from(document: Json) -> PublishedStep:
    question, task = document["question"], document["task"]
    return PublishedStep(
        key=document["key"],
        title=document["title"],
        kind=StepKind(document["kind"]),
        html=document["html"],
        question=question_from(question) if question else None,
        task=Task(**task) if task else None,
    )


def bank_to_json(bank: tuple[Question, ...]) -> Json:
    pictures = [question.picture for question in bank if question.picture]
    shown = {"pictures": [asdict(picture) for picture in pictures]} if pictures else {}
    return {"questions": [question.to_table() for question in bank], **shown}


def bank_from_json(document: Json) -> tuple[Question, ...]:
    pictures = {one["path"]: one for one in document.get("pictures", ())}
    return tuple(_with_picture(question_from(table), pictures) for table in document["questions"])


def _with_picture(question: Question, pictures: Mapping[str, Json]) -> Question:
    """The question with the address and the sides of its image, which no file of a course gives."""
    if question.picture is None:
        return question
    shown = pictures[question.picture.path]
    sides = {name: shown[name] for name in ("address", "width", "height")}
    return replace(question, picture=replace(question.picture, **sides))
