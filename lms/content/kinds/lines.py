"""Questions answered line by line, one list of options per line: matching, blanks.

given: {"lines": {line key: option key, …}}, every line present; one point per right line.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from lms.content.kinds.base import Fields, Given, InvalidAnswer, Line, LineState, Question, Reason, only_value
from lms.content.kinds.choices import FIELD


@dataclass(frozen=True)
class Row:
    """A line, its answer key and what to say when it is wrong. `options` are texts by key."""

    key: str
    text: str
    right: str
    feedback: str
    options: dict[str, str]


def field_of(key: str) -> str:
    """The name of a line's field in the form."""
    return f"{FIELD}-{key}"


class LineByLine(Question):
    @abstractmethod
    def _rows(self) -> tuple[Row, ...]: ...

    @abstractmethod
    def _values(self, row: Row) -> dict[str, str]:
        """The keys of a row's options by the value that the form sends."""

    @property
    def out_of(self) -> int:
        return len(self._rows())

    def model(self) -> Given:
        return {"lines": {row.key: row.right for row in self._rows()}}

    def _given(self, fields: Fields) -> Given:
        sent = {row.key: next(filter(None, fields.get(field_of(row.key), ())), "") for row in self._rows()}
        if not any(sent.values()):
            raise InvalidAnswer(Reason.NOTHING)
        return {"lines": {row.key: self._sent_key(row, sent[row.key]) for row in self._rows()}}

    def _sent_key(self, row: Row, value: str) -> str:
        if not value:
            raise InvalidAnswer(Reason.INCOMPLETE, field_of(row.key))
        try:
            return self._values(row)[value]
        except KeyError:
            raise InvalidAnswer(Reason.FOREIGN, field_of(row.key)) from None

    def _understood(self, given: Any) -> dict[str, str] | None:
        lines = only_value(given, "lines")
        rows = self._rows()
        if not isinstance(lines, dict) or lines.keys() != {row.key for row in rows}:
            return None
        known = all(isinstance(lines[row.key], str) and lines[row.key] in row.options for row in rows)
        return lines if known else None

    def _fields(self, answer: dict[str, str]) -> dict[str, list[str]]:
        return {
            field_of(row.key): [value for value, key in self._values(row).items() if key == answer[row.key]]
            for row in self._rows()
        }

    def _words(self, answer: dict[str, str]) -> tuple[str, ...]:
        return tuple(f"{row.text}\N{NO-BREAK SPACE}: {row.options[answer[row.key]]}" for row in self._rows())

    def _points(self, answer: dict[str, str]) -> int:
        return sum(answer[row.key] == row.right for row in self._rows())

    def _remarks(self, answer: dict[str, str]) -> tuple[str, ...]:
        return tuple(row.feedback for row in self._rows() if answer[row.key] != row.right)

    def _lines(self, answer: dict[str, str] | None) -> tuple[Line, ...]:
        return tuple(_marked(row, answer[row.key] if answer else None) for row in self._rows())


def _marked(row: Row, chosen: str | None) -> Line:
    expected = row.options[row.right]
    if chosen is None:
        return Line(row.text, LineState.MISSED, expected=expected)
    if chosen == row.right:
        return Line(row.text, LineState.CHOSEN_RIGHT, expected=expected)
    return Line(row.text, LineState.CHOSEN_WRONG, expected=expected, chosen=row.options[chosen])
