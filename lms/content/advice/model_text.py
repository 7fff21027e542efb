"""Advice on what is still the text that a new course begins with."""

from __future__ import annotations

from lms.content.advice.base import AdviceKind, Advices, Place
from lms.content.archive import new_course
from lms.content.folder import BANK, COVER
from lms.content.model import Course

STILL_MODEL = "ce texte est encore celui du modèle : écrivez le vôtre"


def advise_model_text(course: Course, advices: Advices) -> None:
    """What was not written yet: the cover, the steps and the questions that say what the model says."""
    model = "\n".join(data.decode() for data in new_course("modele", "Modèle").values())
    written = [(Place(COVER), text) for text in (course.summary, course.introduction, course.benefit)]
    written += [(Place(COVER), objective.text) for objective in course.objectives]
    for lesson in course.lessons:
        for step in lesson.steps:
            place = Place(lesson.path, lesson.key, step.key, step.question.key if step.question else "")
            said = (
                step.body.partition("\n\n")[0],
                step.question and step.question.prompt,
                step.task and step.task.text,
            )
            written += [(place, text) for text in said if text]
    written += [(Place(BANK, one.lesson, "", one.key), one.prompt) for one in course.quiz.bank]
    for place, text in written:
        if text.strip() and text.strip() in model:
            advices.add(place, AdviceKind.MODEL_TEXT, STILL_MODEL, text.strip())
