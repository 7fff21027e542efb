"""Ordre: three to seven elements to put in the right order. given: {"order": [key, …]}, every element once.

Points: of the pairs of elements that follow one another in the right order, how many are in
that order in the answer, whatever stands between them; out of n - 1. All of them are only in
the exact order, none only in its reverse, and putting two neighbours the right way round
never takes a point away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

from lms.content.kinds.base import (
    Fields,
    Given,
    InvalidAnswer,
    Line,
    LineState,
    Question,
    Reason,
    common_table,
    common_texts,
    only_value,
    read_common,
    report_keys,
    report_same_texts,
    shuffled,
)
from lms.content.problems import Table

FIELD = "ordre"
STEPS = {"monter": -1, "descendre": 1}


@dataclass(frozen=True)
class Element:
    key: str
    text: str


@dataclass(frozen=True)
class OrderingView:
    """The elements in the order to show."""

    prompt: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """`elements` are in the right order."""

    kind = "ordre"
    name = "ordering"

    elements: tuple[Element, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        elements = tuple(_read_element(each) for each in table.tables("elements", least=3, most=7))
        report_keys([element.key for element in elements], table, "les éléments")
        report_same_texts([element.text for element in elements], table, "les éléments")
        return cls(**read_common(table), elements=elements)

    def to_table(self) -> dict[str, Any]:
        elements = [{"cle": element.key, "texte": element.text} for element in self.elements]
        return {**common_table(self), "elements": elements}

    def view(self, seed: int, order: Sequence[str] | None = None) -> OrderingView:
        """The elements in `order`; without one that holds every element once, in a shuffle that is never right."""
        keys = order if order is not None and self._holds(order) else self._start(seed)
        elements = {element.key: element for element in self.elements}
        return OrderingView(self.prompt, tuple(elements[key] for key in keys))

    def moved(self, order: Sequence[str], move: str) -> tuple[str, ...]:
        """The order after "monter:<key>" or "descendre:<key>"; what makes no sense changes nothing."""
        verb, _, key = move.partition(":")
        if verb not in STEPS or key not in order or not self._holds(order):
            return tuple(order)
        here = list(order).index(key)
        there = here + STEPS[verb]
        keys = list(order)
        if 0 <= there < len(keys):
            keys[here], keys[there] = keys[there], keys[here]
        return tuple(keys)

    @property
    def out_of(self) -> int:
        return len(self.elements) - 1

    def model(self) -> Given:
        return {"order": self._keys()}

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        elements = tuple(Element(element.key, fix(element.text)) for element in self.elements)
        return replace(self, **common_texts(self, fix), elements=elements)

    def _given(self, fields: Fields) -> Given:
        order = [key for key in fields.get(FIELD, ()) if key]
        if not order:
            raise InvalidAnswer(Reason.NOTHING)
        if set(order) < set(self._keys()):
            raise InvalidAnswer(Reason.INCOMPLETE)
        if not self._holds(order):
            raise InvalidAnswer(Reason.FOREIGN)
        return {"order": order}

    def _understood(self, given: Any) -> list[str] | None:
        order = only_value(given, "order")
        if not isinstance(order, list) or not all(isinstance(key, str) for key in order):
            return None
        return order if self._holds(order) else None

    def _fields(self, answer: list[str]) -> dict[str, list[str]]:
        return {FIELD: list(answer)}

    def _words(self, answer: list[str]) -> tuple[str, ...]:
        texts = {element.key: element.text for element in self.elements}
        return tuple(f"{rank}. {texts[key]}" for rank, key in enumerate(answer, start=1))

    def _points(self, answer: list[str]) -> int:
        return sum(answer.index(first) < answer.index(second) for first, second in pairwise(self._keys()))

    def _remarks(self, answer: list[str]) -> tuple[str, ...]:
        return ()

    def _lines(self, answer: list[str] | None) -> tuple[Line, ...]:
        """The elements in the right order; `chosen` is the place from 1 that a misplaced one was given."""
        return tuple(_marked(element, rank, answer) for rank, element in enumerate(self.elements))

    def _keys(self) -> list[str]:
        return [element.key for element in self.elements]

    def _holds(self, order: Sequence[str]) -> bool:
        return sorted(order) == sorted(self._keys())

    def _start(self, seed: int) -> list[str]:
        keys = shuffled(self._keys(), seed, self.key)
        return [*keys[1:], keys[0]] if keys == self._keys() else keys


def _marked(element: Element, rank: int, answer: list[str] | None) -> Line:
    if answer is None:
        return Line(element.text, LineState.MISSED)
    place = answer.index(element.key)
    if place == rank:
        return Line(element.text, LineState.CHOSEN_RIGHT)
    return Line(element.text, LineState.CHOSEN_WRONG, chosen=str(place + 1))


def _read_element(table: Table) -> Element:
    element = Element(key=table.key(), text=table.text("texte", limit=200))
    table.close()
    return element
