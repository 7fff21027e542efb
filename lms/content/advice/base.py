"""One piece of advice, and where it is gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MOST = 300  # pieces of advice; nobody reads more
EXCERPT = 300  # signs


class AdviceKind(StrEnum):
    READING_TIME = "reading-time"
    LONG_STEP = "long-step"
    LONG_SENTENCE = "long-sentence"
    ACRONYM = "acronym"
    HEADING = "heading"
    ALTERNATIVE = "alternative"
    LINK = "link"
    DOCUMENT = "document"
    REMINDER = "reminder"
    OBJECTIVE = "objective"
    BANK = "bank"
    LONGEST_ANSWER = "longest-answer"
    SAME_POSITION = "same-position"
    NEGATIVE = "negative"
    ALL_ANSWERS = "all-answers"
    SOURCE = "source"
    REREAD = "reread"
    FACT = "fact"
    MODEL_TEXT = "model-text"


@dataclass(frozen=True)
class Place:
    """Where in a course: a file, and the lesson, the step and the question by their keys, "" when it is none of them.

    A question of the bank has the lesson that it sends back to, and no step.
    """

    path: str
    lesson_key: str = ""
    step_key: str = ""
    question_key: str = ""


@dataclass(frozen=True)
class Advice:
    """Something to improve; it never prevents publishing. `message` says what to do, `excerpt` shows what is meant."""

    path: str
    lesson_key: str
    step_key: str
    kind: AdviceKind
    message: str
    excerpt: str = ""
    question_key: str = ""


@dataclass
class Advices:
    """The advice given so far."""

    given: list[Advice] = field(default_factory=list)

    def add(self, place: Place, kind: AdviceKind, message: str, excerpt: str = "") -> None:
        if len(self.given) >= MOST:
            return
        if len(excerpt) > EXCERPT:
            excerpt = excerpt[: EXCERPT - 1].rstrip() + "…"
        advice = Advice(place.path, place.lesson_key, place.step_key, kind, message, excerpt, place.question_key)
        if advice not in self.given:
            self.given.append(advice)
