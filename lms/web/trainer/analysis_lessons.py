"""What the pages « Analyse » show of lessons: where people stop, first tries against the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from lms import content, followup, learning, publishing
from lms.db import Reader
from lms.followup import HIDDEN, Share, Tries
from lms.web.trainer import analysis_words as words
from lms.web.trainer.analysis_frame import Frame, frame


@dataclass(frozen=True)
class LessonRow:
    """A lesson in the list. `finished` is a share of those who began it."""

    key: str
    title: str
    people: str
    finished: Share
    received: int
    answered: int


@dataclass(frozen=True)
class LessonsScreen:
    frame: Frame
    rows: tuple[LessonRow, ...]

    @property
    def bounded(self) -> bool:
        """Whether a share takes the room of words."""
        return any(row.finished.bounded for row in self.rows)


@dataclass(frozen=True)
class StepRow:
    """A step, and the share of people who reached it. `about` when it is the step before, give or take fewer than ten.

    `first` and `last` are the shares right at the first and at the last try; hidden where nothing is asked.
    """

    title: str
    question: str
    reached: Share
    about: bool
    first: Share
    last: Share


@dataclass(frozen=True)
class Stop:
    """The step that the most people do not do, after those before it: what share of all."""

    key: str
    title: str
    share: str


@dataclass(frozen=True)
class LessonScreen:
    """A lesson, step by step. `people` went through it, or stopped on the way; `stop` is None when few stop."""

    frame: Frame
    lesson: content.PublishedLesson
    people: str
    enough: bool
    rows: tuple[StepRow, ...]
    stop: Stop | None


@dataclass(frozen=True)
class PracticeScreen:
    """A question of a lesson. `told` is what was answered first, None when fewer than ten people did."""

    frame: Frame
    lesson: content.PublishedLesson
    step: content.PublishedStep
    question: content.Question
    told: followup.Told | None
    last: Share
    facts: tuple[tuple[str, str], ...]
    suggestions: tuple[str, ...]


def prepare_lessons(reader: Reader, by: int, course_key: str, version: str, *, at: datetime) -> LessonsScreen:
    """Three statements once the texts are in memory. Raises publishing.CourseUnknown."""
    here = frame(reader, followup.lesson_releases(reader, by, course_key), version)
    lines = followup.lesson_lines(reader, here.release.id, at=at)
    reports = followup.report_lines(reader, here.release.id)
    rows = []
    for lesson in here.course.lessons:
        line = lines.get(lesson.key, followup.LessonLine(0, 0))
        report = reports.get(lesson.key, followup.ReportLine(0, 0))
        finished = Share.of(line.finished, line.begun)
        people = words.at_least(line.begun)
        rows.append(LessonRow(lesson.key, lesson.title, people, finished, report.received, report.answered))
    return LessonsScreen(here, tuple(rows))


def prepare_lesson(
    reader: Reader, by: int, course_key: str, lesson_key: str, version: str, *, at: datetime
) -> LessonScreen:
    """Three statements once the texts are in memory. Raises publishing.CourseUnknown, publishing.LessonUnknown."""
    here = frame(reader, followup.lesson_releases(reader, by, course_key), version)
    lesson = publishing.lesson(reader, here.release.id, lesson_key)
    steps = [step.key for step in lesson.steps]
    reached = followup.furthest_steps(reader, here.release.id, lesson_key, steps, at=at)
    answered = followup.tries(reader, here.release.id, lesson_key)
    people = reached[0] if reached else 0
    shown = followup.thinned(reached) if people >= followup.FEWEST else (None,) * len(reached)
    rows = [_step_row(step, count, people, answered) for step, count in zip(lesson.steps, shown, strict=True)]
    stop = _stop(lesson.steps, shown)
    return LessonScreen(here, lesson, words.at_least(people), people >= followup.FEWEST, tuple(rows), stop)


def prepare_practice(
    reader: Reader, by: int, course_key: str, lesson_key: str, question_key: str, version: str
) -> PracticeScreen:
    """Three statements once the texts are in memory.

    Raises publishing.CourseUnknown, publishing.LessonUnknown, learning.QuestionUnknown.
    """
    here = frame(reader, followup.lesson_releases(reader, by, course_key), version)
    lesson = publishing.lesson(reader, here.release.id, lesson_key)
    found = [(step, step.question) for step in lesson.steps if step.question and step.question.key == question_key]
    if not found:
        raise learning.QuestionUnknown(question_key)
    ((step, question),) = found
    answers = followup.practice_answers(reader, here.release.id, lesson_key, question_key)
    taken = followup.practice_seconds(reader, here.release.id, lesson_key, question_key)
    told = followup.tell(question, answers.first)
    if told.people < followup.FEWEST:
        return PracticeScreen(here, lesson, step, question, None, HIDDEN, (), ())
    right_last = sum(one.people for one in answers.last if one.right)
    right_first = sum(one.people for one in answers.first if one.right)
    last = _last(Tries(told.people, right_first, right_last))
    chance = followup.guess(question)
    facts = (
        ("Personnes", words.at_least(told.people)),
        ("Juste au premier essai", words.share(told.right)),
        ("Juste à la fin", words.share(last)),
        ("Réussite par pur hasard", words.by_chance(question)),
        ("Temps médian", words.lasting(median(taken) if len(taken) >= followup.FEWEST else None)),
    )
    hints = followup.practice_hints(told, last, chance) if question.scored else ()
    return PracticeScreen(here, lesson, step, question, told, last, facts, words.suggestions(hints, told))


def _step_row(step: content.PublishedStep, reached: int | None, people: int, answered: Mapping[str, Tries]) -> StepRow:
    share = HIDDEN if reached is None else Share(value=reached / people)
    asked = step.question
    tries = answered.get(asked.key) if asked is not None and asked.scored else None
    first = HIDDEN if tries is None else Share.of(tries.right_first, tries.people)
    last = HIDDEN if tries is None else _last(tries)
    return StepRow(step.title, asked.key if asked else "", share, reached is None, first, last)


def _stop(steps: Sequence[content.PublishedStep], shown: Sequence[int | None]) -> Stop | None:
    """Where the most people stop, from the counts that are shown alone."""
    seen = [(count, step) for count, step in zip(shown, steps, strict=True) if count is not None]
    falls = [(before - after, step) for (before, _), (after, step) in pairwise(seen)]
    most, step = max(falls, key=lambda one: one[0], default=(0, None))
    if step is None or not most:
        return None
    return Stop(step.key, step.title, words.share(Share(value=most / seen[0][0])))


def _last(tries: Tries) -> Share:
    """The share right in the end; hidden when its difference with first tries would tell of fewer than ten people."""
    last = Share.of(tries.right_last, tries.people)
    first = Share.of(tries.right_first, tries.people)
    both = last.value is not None and first.value is not None
    return HIDDEN if both and not followup.may_show(abs(tries.right_last - tries.right_first)) else last
