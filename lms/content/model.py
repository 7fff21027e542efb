"""What a course is, once read: frozen values, in the order people meet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.content.kinds.base import Question

ROLES = ("maire", "adjoint", "conseiller", "delegue-numerique", "conseiller-communautaire", "secretaire")
SIZES = ("moins-de-500", "500-a-3500", "3500-a-10000", "plus-de-10000")
WEAVES = (
    "toile", "serge", "natte", "chevron", "losange", "poule",
    "satin", "nid", "cannele", "diagonale", "panama", "damier",
)  # fmt: skip


class StepKind(StrEnum):
    READ = "read"
    ANSWER = "answer"
    DO = "do"


@dataclass(frozen=True)
class Task:
    """Something to do at the mairie. `minutes` is how long it takes, `with_whom` may be empty."""

    key: str
    text: str
    minutes: int
    with_whom: str


@dataclass(frozen=True)
class Step:
    """One screen. `body` is Markdown as written; `line` is where the step starts in its file, from 1."""

    key: str
    title: str
    kind: StepKind
    body: str
    line: int
    question: Question | None = None
    task: Task | None = None


@dataclass(frozen=True)
class Source:
    title: str
    url: str
    date: str


@dataclass(frozen=True)
class Lesson:
    """Ten minutes at most. `path` is the file it was read from."""

    key: str
    title: str
    minutes: int
    current_at: date
    essentials: tuple[str, ...]
    sources: tuple[Source, ...]
    facts: tuple[str, ...]
    roles: tuple[str, ...]
    sizes: tuple[str, ...]
    steps: tuple[Step, ...]
    path: str


@dataclass(frozen=True)
class Objective:
    """What the person will be able to do; the sentence completes « À la fin, vous saurez… »."""

    key: str
    text: str


@dataclass(frozen=True)
class Quiz:
    """The final quiz: how many questions are drawn, the pass mark in per cent, and the bank.

    `attempts` is how many times it may be taken, `minutes` how long it lasts; None for no limit. `delay_hours` is
    how long to wait between two attempts.
    """

    draws: int
    pass_mark: int
    bank: tuple[Question, ...]
    attempts: int | None = None
    delay_hours: int = 0
    minutes: int | None = None


@dataclass(frozen=True)
class Course:
    key: str
    title: str
    summary: str
    introduction: str
    benefit: str
    weave: str
    author: str
    licence: str
    current_at: date
    roles: tuple[str, ...]
    sizes: tuple[str, ...]
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    quiz: Quiz

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)
