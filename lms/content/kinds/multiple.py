"""Choix multiple: every right answer among two to eight choices. given: {"choices": [key, …]}.

Points: right ones chosen minus wrong ones chosen, never below 0, out of the number of right
ones. Ticking everything is never the right answer: at least one choice is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import Fields, Given, Line, Question, common_table, common_texts, read_common
from lms.content.kinds.choices import (
    FIELD,
    Choice,
    ChoicesView,
    choices_table,
    choices_view,
    fix_choices,
    mark,
    read_choices,
    shuffled_choices,
    stored_keys,
    ticked,
)
from lms.content.problems import Table


@dataclass(frozen=True, kw_only=True)
class Multiple(Question):
    kind = "choix-multiple"
    name = "multiple"

    choices: tuple[Choice, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(**read_common(table), choices=read_choices(table, several=True))

    def to_table(self) -> dict[str, Any]:
        return {**common_table(self), "choix": choices_table(self.choices)}

    def view(self, seed: int) -> ChoicesView:
        return choices_view(self.prompt, self.choices)

    def shuffled_view(self, seed: int) -> ChoicesView:
        return shuffled_choices(self.view(seed), seed, self.key)

    @property
    def out_of(self) -> int:
        return sum(choice.right for choice in self.choices)

    def model(self) -> Given:
        return {"choices": [one.key for one in self.choices if one.right]}

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        return replace(self, **common_texts(self, fix), choices=fix_choices(self.choices, fix))

    def _given(self, fields: Fields) -> Given:
        return {"choices": ticked(fields, self.choices)}

    def _understood(self, given: Any) -> frozenset[str] | None:
        return stored_keys(given, self.choices)

    def _fields(self, answer: frozenset[str]) -> dict[str, list[str]]:
        return {FIELD: [choice.key for choice in self.choices if choice.key in answer]}

    def _words(self, answer: frozenset[str]) -> tuple[str, ...]:
        return tuple(choice.text for choice in self.choices if choice.key in answer)

    def _points(self, answer: frozenset[str]) -> int:
        return max(0, sum(1 if choice.right else -1 for choice in self.choices if choice.key in answer))

    def _remarks(self, answer: frozenset[str]) -> tuple[str, ...]:
        """None: several remarks one after the other would not say which choice they are about. See the notes."""
        return ()

    def _lines(self, answer: frozenset[str] | None) -> tuple[Line, ...]:
        return tuple(self._line(choice, answer) for choice in self.choices)

    def _line(self, choice: Choice, answer: frozenset[str] | None) -> Line:
        chosen = answer is not None and choice.key in answer
        return Line(choice.text, mark(choice, chosen), note=choice.feedback if chosen else "")
