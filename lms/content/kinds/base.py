"""What every kind of question shares: its common fields, what is given, what is graded, what is shown.

A kind is one module with one frozen class. It reads itself from a `Table` of the text
format, and does four pure things with itself:

    view(seed)      what the form shows; never which answer is right
    given(fields)   what the person answered, from the form's fields; raises InvalidAnswer
    grade(given)    points, exact and bounded
    feedback(given) what to say afterwards, line by line

`Question` does the part that all kinds share (« je ne sais pas », unreadable answers) and
leaves seven small methods to each kind, named at its end.

`given` values are JSON objects and are stored as they are: {"unknown": true} for
« je ne sais pas », otherwise the shape the kind documents. They name permanent keys,
never positions, so that editing a sentence never breaks a past answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar, Self

from lms.content.kinds.picture import Picture, picture_table, read_picture
from lms.content.problems import Table, report_twice

Given = dict[str, Any]
Fields = Mapping[str, Sequence[str]]
UNKNOWN: Given = {"unknown": True}
UNKNOWN_FIELD = "nsp"  # the name of the button, and the value of the radio, that say « je ne sais pas »


class Verdict(StrEnum):
    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # « je ne sais pas »
    NOTED = "noted"  # a self-rating: neither right nor wrong


class Reason(StrEnum):
    """Why an answer cannot be taken. The page words it."""

    NOTHING = "nothing"  # nothing was chosen or written
    INCOMPLETE = "incomplete"  # some lines are missing
    NOT_A_NUMBER = "not-a-number"
    TOO_LONG = "too-long"
    FOREIGN = "foreign"  # a key that this question does not have


class InvalidAnswer(Exception):
    """The form does not hold an answer. `field` is the input to correct, "" for the whole question."""

    def __init__(self, reason: Reason, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


@dataclass(frozen=True)
class Grade:
    """Points out of a whole, both integers, 0 <= points <= out_of; out_of is 0 when nothing is graded."""

    points: int
    out_of: int
    verdict: Verdict

    @classmethod
    def of(cls, points: int, out_of: int) -> Self:
        if points == out_of:
            return cls(points, out_of, Verdict.RIGHT)
        return cls(points, out_of, Verdict.PARTIAL if points else Verdict.WRONG)


class LineState(StrEnum):
    CHOSEN_RIGHT = "chosen-right"
    CHOSEN_WRONG = "chosen-wrong"
    MISSED = "missed"  # right, and not chosen
    NEUTRAL = "neutral"  # neither right nor chosen


@dataclass(frozen=True)
class Line:
    """One marked answer.

    `note` is the author's feedback on this very line. Where the line cannot show them itself,
    `expected` gives the right value, and `chosen` what was answered instead of it.
    """

    text: str
    state: LineState
    note: str = ""
    expected: str = ""
    chosen: str = ""


@dataclass(frozen=True)
class Feedback:
    """What to say after an answer: remarks on what was given, then the marked answers."""

    grade: Grade
    remarks: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """The fields every question has. Texts are plain text, never Markdown."""

    kind: ClassVar[str]  # the French name, in the text format
    name: ClassVar[str]  # the English name: of the module here, of the template in lms/web
    scored: ClassVar[bool] = True

    key: str
    objective: str
    prompt: str
    explanation: str
    source: str
    facts: tuple[str, ...] = ()
    lesson: str = ""  # for a question of the final quiz: the lesson to read again
    picture: Picture | None = None  # for a question of the final quiz

    @classmethod
    @abstractmethod
    def read(cls, table: Table) -> Self:
        """Read one question. Problems go to the table; the caller closes it."""

    @abstractmethod
    def to_table(self) -> dict[str, Any]:
        """The text format's table again: read(to_table(q)) == q."""

    @abstractmethod
    def view(self, seed: int) -> Any:
        """What the form shows, a frozen dataclass without anything of the answer key."""

    @property
    @abstractmethod
    def out_of(self) -> int:
        """The points of the right answer; 0 when nothing is graded."""

    def given(self, fields: Fields) -> Given:
        """The answer held by a form. Raises InvalidAnswer."""
        return dict(UNKNOWN) if said_unknown(fields) else self._given(fields)

    def grade(self, given: Given) -> Grade:
        """Points for an answer. An answer of another shape, or with foreign keys, gets none."""
        if given == UNKNOWN:
            return Grade(0, self.out_of, Verdict.UNKNOWN)
        answer = self._understood(given)
        return Grade.of(0 if answer is None else self._points(answer), self.out_of)

    def shuffled_view(self, seed: int) -> Any:
        """As `view`, for a quiz: choices that have no natural order come in one that depends on the seed."""
        return self.view(seed)

    def fields(self, given: Given) -> dict[str, list[str]]:
        """The form's fields that hold an answer: given(fields(answer)) == answer. Empty when it is not one."""
        if given == UNKNOWN:
            return {UNKNOWN_FIELD: ["1"]}
        answer = self._understood(given)
        return {} if answer is None else self._fields(answer)

    def words(self, given: Given) -> tuple[str, ...]:
        """An answer in words, line by line, without a sign of what is right. Empty for « je ne sais pas »."""
        answer = None if given == UNKNOWN else self._understood(given)
        return () if answer is None else self._words(answer)

    def feedback(self, given: Given) -> Feedback:
        """What to show after this answer."""
        answer = None if given == UNKNOWN else self._understood(given)
        remarks = () if answer is None else self._remarks(answer)
        return Feedback(self.grade(given), tuple(filter(None, remarks)), self._lines(answer))

    @abstractmethod
    def model(self) -> Given:
        """An answer that gets every point; any answer where none is right."""

    @abstractmethod
    def with_texts(self, fix: Callable[[str], str]) -> Self:
        """The same question with every text shown to people passed through `fix` (typography)."""

    # What each kind says of its answers. `answer` is what `_understood` returns, of the kind's own type.

    @abstractmethod
    def _given(self, fields: Fields) -> Given:
        """The answer held by a form that does not say « je ne sais pas ». Raises InvalidAnswer."""

    @abstractmethod
    def _understood(self, given: Any) -> Any:
        """The answer in a stored value, None when it has another shape or foreign keys. Never raises."""

    @abstractmethod
    def _fields(self, answer: Any) -> dict[str, list[str]]: ...

    @abstractmethod
    def _words(self, answer: Any) -> tuple[str, ...]: ...

    @abstractmethod
    def _points(self, answer: Any) -> int: ...

    @abstractmethod
    def _remarks(self, answer: Any) -> tuple[str, ...]: ...

    @abstractmethod
    def _lines(self, answer: Any) -> tuple[Line, ...]:
        """The marked answers; `answer` is None for « je ne sais pas »."""


def read_common(table: Table) -> dict[str, Any]:
    """Read the fields every question has, as keyword arguments of `Question`."""
    return {
        "key": table.key(),
        "objective": table.key("objectif"),
        "prompt": table.text("enonce", limit=600),
        "explanation": table.text("explication", limit=900),
        "source": table.text("source", limit=300),
        "facts": table.texts("faits"),
        "lesson": table.key("lecon", required=False),
        "picture": read_picture(table),
    }


def common_table(question: Question) -> dict[str, Any]:
    """The inverse of `read_common`."""
    table: dict[str, Any] = {
        "cle": question.key,
        "type": question.kind,
        "objectif": question.objective,
        "enonce": question.prompt,
        "explication": question.explanation,
        "source": question.source,
    }
    if question.facts:
        table["faits"] = list(question.facts)
    if question.lesson:
        table["lecon"] = question.lesson
    return table | picture_table(question.picture)


def common_texts(question: Question, fix: Callable[[str], str]) -> dict[str, Any]:
    """The fixed texts every question has, as keyword arguments of `dataclasses.replace`."""
    return {
        "prompt": fix(question.prompt),
        "explanation": fix(question.explanation),
        "source": fix(question.source),
        "picture": question.picture and question.picture.with_texts(fix),
    }


def said_unknown(fields: Fields) -> bool:
    """Whether the button « je ne sais pas » was pressed."""
    return bool(fields.get(UNKNOWN_FIELD))


def only_value(given: Any, name: str) -> Any:
    """The value of a stored answer of the shape {name: value}, None for anything else."""
    return given[name] if isinstance(given, dict) and given.keys() == {name} else None


def report_keys(keys: Sequence[str], table: Table, what: str) -> None:
    """Report keys written twice under `table`, and the one that means « je ne sais pas »."""
    report_twice(keys, table, what)
    if UNKNOWN_FIELD in keys:
        table.problem(f"la clé « {UNKNOWN_FIELD} » est réservée à « Je ne sais pas », prenez-en une autre", at=what)


def report_same_texts(texts: Sequence[str], table: Table, what: str) -> None:
    """Report the texts that nobody could tell apart on screen."""
    for text in dict.fromkeys(text for text in texts if text and texts.count(text) > 1):
        table.problem(f"le texte « {text} » est écrit deux fois parmi {what}, changez-en un", at=what)


def shuffled(items: Iterable[str], *salt: object) -> list[str]:
    """The items in an order that depends on the salt alone, the same on every machine and forever."""
    return sorted(items, key=lambda item: (digest(*salt, item), item))


def digest(*parts: object) -> str:
    """A short opaque name: 12 hexadecimal digits."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:12]
