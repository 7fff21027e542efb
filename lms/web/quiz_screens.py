"""What the pages of a quiz or of a positioning show, prepared for their templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort

from lms import content, learning
from lms.learning import Behaviour
from lms.web.lessons import Refusal

NAMES = {Behaviour.CHECK: "Quiz final", Behaviour.POSITIONING: "Faire le point"}


@dataclass(frozen=True)
class Row:
    """A question in the list of an attempt. `answer` is empty when nothing is saved."""

    number: int
    prompt: str
    answer: tuple[str, ...]


@dataclass(frozen=True)
class QuestionScreen:
    """One question of an attempt under way. `number` counts from 1; `shown` is the saved answer this form shows."""

    exam: Behaviour
    name: str
    paper: learning.Paper
    cover: content.PublishedCourse
    question: content.Question
    number: int
    total: int
    answered: tuple[bool, ...]
    view: Any
    kept: Mapping[str, Sequence[str]]
    problem: Refusal | None
    saved: bool
    shown: str


@dataclass(frozen=True)
class ConflictScreen:
    """Two answers to one question: the one saved elsewhere, and the one of this form. She keeps either."""

    exam: Behaviour
    name: str
    paper: learning.Paper
    cover: content.PublishedCourse
    question: content.Question
    number: int
    stored: tuple[str, ...]
    sent: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    shown: str


@dataclass(frozen=True)
class ReviewScreen:
    """Before handing in: what is answered, what is not. `over` tells that the time is."""

    exam: Behaviour
    name: str
    paper: learning.Paper
    cover: content.PublishedCourse
    rows: tuple[Row, ...]
    missing: int
    over: bool


@dataclass(frozen=True)
class MarkedRow:
    number: int
    prompt: str
    verdict: str
    right: bool
    corrected: bool


@dataclass(frozen=True)
class ResultScreen:
    """What an attempt gave. `again` are the lessons to read again, `known` those that may wait."""

    exam: Behaviour
    name: str
    result: learning.Result
    cover: content.PublishedCourse
    total: int
    notions: tuple[learning.Notion, ...]
    again: tuple[content.LessonOutline, ...]
    known: tuple[content.LessonOutline, ...]
    rows: tuple[MarkedRow, ...]


@dataclass(frozen=True)
class MarkedScreen:
    """One question of a handed-in attempt, with what was answered and why."""

    exam: Behaviour
    name: str
    cover: content.PublishedCourse
    attempt_id: int
    question: content.Question
    feedback: content.Feedback
    correction: Any
    lesson: content.LessonOutline | None
    number: int
    total: int


QuizScreen = QuestionScreen | ConflictScreen | ReviewScreen | ResultScreen | MarkedScreen


def question_at(paper: learning.Paper, number: int) -> content.Question:
    """The question of a number from 1; anything else leads nowhere."""
    if not 1 <= number <= len(paper.questions):
        abort(404)
    return paper.questions[number - 1]


def first_left(paper: learning.Paper) -> int | None:
    """The number of the first question without an answer, None when all have one."""
    numbered = enumerate(paper.questions, start=1)
    return next((number for number, question in numbered if question.key not in paper.saved), None)


def prepare_question(
    exam: Behaviour,
    paper: learning.Paper,
    number: int,
    *,
    order: str = "",
    kept: Mapping[str, Sequence[str]] | None = None,
    problem: Refusal | None = None,
    shown: str | None = None,
) -> QuestionScreen:
    """Prepare a question: filled with `kept`, or with the answer that is saved."""
    question = question_at(paper, number)
    saved = paper.saved.get(question.key)
    fields = kept if kept is not None else question.fields(saved.given) if saved else {}
    return QuestionScreen(
        exam=exam,
        name=NAMES[exam],
        paper=paper,
        cover=paper.cover,
        question=question,
        number=number,
        total=len(paper.questions),
        answered=tuple(one.key in paper.saved for one in paper.questions),
        view=_view(question, paper.seed, order, fields),
        kept=fields,
        problem=problem,
        saved=saved is not None,
        shown=shown if shown is not None else saved.client_id if saved else "",
    )


def prepare_conflict(
    exam: Behaviour, paper: learning.Paper, number: int, given: content.Given, moved: learning.AnswerMoved
) -> ConflictScreen:
    question = question_at(paper, number)
    fields = tuple((name, value) for name, values in question.fields(given).items() for value in values)
    return ConflictScreen(
        exam=exam,
        name=NAMES[exam],
        paper=paper,
        cover=paper.cover,
        question=question,
        number=number,
        stored=said(question, moved.stored),
        sent=said(question, given),
        fields=fields,
        shown=moved.client_id,
    )


def prepare_review(exam: Behaviour, paper: learning.Paper, at: datetime) -> ReviewScreen:
    rows = []
    for number, question in enumerate(paper.questions, start=1):
        saved = paper.saved.get(question.key)
        rows.append(Row(number, question.prompt, said(question, saved.given) if saved else ()))
    missing = sum(not row.answer for row in rows)
    return ReviewScreen(exam, NAMES[exam], paper, paper.cover, tuple(rows), missing, paper.is_over(at))


def prepare_result(exam: Behaviour, result: learning.Result) -> ResultScreen:
    cover = result.paper.cover
    notions = learning.by_notion(cover, result.marked)
    again = {lesson.key for notion in notions for lesson in notion.lessons}
    rows = tuple(
        MarkedRow(number, one.question.prompt, one.grade.verdict, one.right, one.correction is not None)
        for number, one in enumerate(result.marked, start=1)
    )
    return ResultScreen(
        exam=exam,
        name=NAMES[exam],
        result=result,
        cover=cover,
        total=len(result.marked),
        notions=notions,
        again=tuple(lesson for lesson in cover.lessons if lesson.key in again),
        known=learning.known_lessons(cover, result.marked),
        rows=rows,
    )


def prepare_marked(exam: Behaviour, result: learning.Result, number: int) -> MarkedScreen:
    question_at(result.paper, number)
    marked, cover = result.marked[number - 1], result.paper.cover
    lessons = {lesson.key: lesson for lesson in cover.lessons}
    return MarkedScreen(
        exam=exam,
        name=NAMES[exam],
        cover=cover,
        attempt_id=result.paper.attempt_id,
        question=marked.question,
        feedback=marked.question.feedback(marked.given),
        correction=marked.correction,
        lesson=lessons.get(marked.question.lesson),
        number=number,
        total=len(result.marked),
    )


def said(question: content.Question, given: content.Given) -> tuple[str, ...]:
    """An answer in words, line by line."""
    return question.words(given) or ("Je ne sais pas",)


def _view(question: content.Question, seed: int, order: str, kept: Mapping[str, Sequence[str]]) -> Any:
    if isinstance(question, content.Ordering):
        return question.view(seed, order=tuple(order.split(",")) if order else tuple(kept.get("ordre", ())))
    return question.shuffled_view(seed)
