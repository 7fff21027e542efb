"""What would make a course better, and does not prevent publishing it.

    base       a piece of advice and its place
    french     sentences, words and acronyms of a text
    reading    what a step says
    texts      advice on what is read
    questions  advice on what is asked
    sources    advice on what it rests upon
    model_text advice on what was not written yet

Every rule prefers silence to a false alarm: a trainer who is bothered for nothing stops reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lms.content.advice.base import Advice, AdviceKind, Advices, Place
from lms.content.advice.model_text import advise_model_text
from lms.content.advice.questions import Placed, advise_question, advise_together, placed
from lms.content.advice.sources import advise_dates, advise_documents, advise_facts, advise_sources
from lms.content.advice.texts import (
    advise_cover,
    advise_lesson,
    advise_question_texts,
    reading_minutes,
    reading_seconds,
)
from lms.content.folder import BANK, COVER
from lms.content.model import Course
from lms.content.reader import Library

__all__ = ["Advice", "AdviceKind", "advise", "reading_minutes", "reading_seconds"]


def advise(course: Course, files: Mapping[str, bytes], library: Library, today: date) -> tuple[Advice, ...]:
    """Return the advice on a course read from `files`: the cover, each lesson in order, then the bank. Never fails."""
    advices = Advices()
    advise_cover(course, Place(COVER), advices)
    advise_dates(course, today, advices)
    lessons, bank = placed(course)
    for lesson, questions in zip(course.lessons, lessons, strict=True):
        advise_lesson(lesson, course.quiz.bank, library.glossary, advices)
        advise_sources(lesson, today, advices)
        advise_facts(lesson.facts, library.facts, today, Place(lesson.path, lesson.key), advices)
        _advise_questions(questions, library, today, advices)
    _advise_questions(bank, library, today, advices)
    advise_together(course, advices)
    advise_documents(files, advices)
    advise_model_text(course, advices)
    return _in_order(course, advices)


def _advise_questions(questions: Sequence[Placed], library: Library, today: date, advices: Advices) -> None:
    for place, question in questions:
        advise_question_texts(question, place, advices)
        advise_question(question, place, advices)
        advise_facts(question.facts, library.facts, today, place, advices)


def _in_order(course: Course, advices: Advices) -> tuple[Advice, ...]:
    """The cover, the lessons as they follow one another, step after step, the bank, then the other files."""
    paths = {path: at for at, path in enumerate([COVER, *(lesson.path for lesson in course.lessons), BANK])}
    steps = {(lesson.path, step.key): at for lesson in course.lessons for at, step in enumerate(lesson.steps, start=1)}
    return tuple(
        sorted(
            advices.given,
            key=lambda one: (paths.get(one.path, len(paths)), steps.get((one.path, one.step_key), 0)),
        )
    )
