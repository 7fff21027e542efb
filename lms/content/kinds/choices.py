"""Choices with a right mark: how they are read and shown, and the questions where one of them is chosen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.content.kinds.base import (
    UNKNOWN,
    UNKNOWN_FIELD,
    Fields,
    Given,
    InvalidAnswer,
    Line,
    LineState,
    Question,
    Reason,
    only_value,
    report_keys,
    report_same_texts,
    shuffled,
)
from lms.content.problems import Table

FIELD = "reponse"
FEWEST, MOST = 2, 8


@dataclass(frozen=True)
class Choice:
    """`feedback` is what to say to who chose it."""

    key: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Option:
    """What a form offers: `value` is sent, `text` is shown."""

    value: str
    text: str


@dataclass(frozen=True)
class ChoicesView:
    prompt: str
    options: tuple[Option, ...]


def read_choices(table: Table, *, several: bool = False, feedback: bool = True) -> tuple[Choice, ...]:
    """Read the `choix` of a table: exactly one right, or with `several` at least one right and one wrong."""
    choices = tuple(_read_choice(each, feedback) for each in table.tables("choix", least=FEWEST, most=MOST))
    report_keys([choice.key for choice in choices], table, "les choix")
    report_same_texts([choice.text for choice in choices], table, "les choix")
    right = sum(choice.right for choice in choices)
    if choices and not right:
        table.problem("aucun choix n’est juste : écrivez « juste = true » sous la bonne réponse", at="choix")
    if not several and right > 1:
        table.problem(f"{right} choix sont justes : gardez un seul « juste = true »", at="choix")
    if several and choices and right == len(choices):
        table.problem("tous les choix sont justes : ajoutez au moins un choix faux", at="choix")
    return choices


def _read_choice(table: Table, feedback: bool) -> Choice:
    choice = Choice(
        key=table.key(),
        text=table.text("texte", limit=300),
        right=table.boolean("juste", default=False),
        feedback=table.text("retour", limit=600) if feedback else "",
    )
    table.close()
    return choice


def choices_table(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The inverse of `read_choices`."""
    tables = []
    for choice in choices:
        table: dict[str, Any] = {"cle": choice.key, "texte": choice.text}
        if choice.right:
            table["juste"] = True
        if choice.feedback:
            table["retour"] = choice.feedback
        tables.append(table)
    return tables


def fix_choices(choices: Sequence[Choice], fix: Callable[[str], str]) -> tuple[Choice, ...]:
    return tuple(replace(choice, text=fix(choice.text), feedback=fix(choice.feedback)) for choice in choices)


def choices_view(prompt: str, choices: Sequence[Choice]) -> ChoicesView:
    """The author's order, which the feedback keeps too."""
    return ChoicesView(prompt, tuple(Option(choice.key, choice.text) for choice in choices))


def shuffled_choices(view: ChoicesView, *salt: object) -> ChoicesView:
    """The same choices in an order that depends on the salt and on their keys alone."""
    options = {option.value: option for option in view.options}
    return replace(view, options=tuple(options[key] for key in shuffled(options, *salt)))


def ticked(fields: Fields, choices: Sequence[Choice]) -> list[str]:
    """The chosen keys in the author's order. Raises InvalidAnswer."""
    values = {value for value in fields.get(FIELD, ()) if value}
    known = [choice.key for choice in choices]
    if not values:
        raise InvalidAnswer(Reason.NOTHING)
    if not values <= set(known):
        raise InvalidAnswer(Reason.FOREIGN)
    return [key for key in known if key in values]


def stored_keys(given: Any, choices: Sequence[Choice]) -> frozenset[str] | None:
    """The keys of {"choices": [key, …]}, None for anything else."""
    keys = only_value(given, "choices")
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        return None
    return frozenset(keys) if set(keys) <= {choice.key for choice in choices} else None


def mark(choice: Choice, chosen: bool) -> LineState:
    states: Mapping[tuple[bool, bool], LineState] = {
        (True, True): LineState.CHOSEN_RIGHT,
        (True, False): LineState.CHOSEN_WRONG,
        (False, True): LineState.MISSED,
        (False, False): LineState.NEUTRAL,
    }
    return states[chosen, choice.right]


class OneChoice(Question):
    """A question answered by one choice, worth one point. given: {"choices": [key]}."""

    @abstractmethod
    def _choices(self) -> tuple[Choice, ...]: ...

    @property
    def out_of(self) -> int:
        return 1

    def view(self, seed: int) -> ChoicesView:
        return choices_view(self.prompt, self._choices())

    def model(self) -> Given:
        choices = self._choices()
        return {"choices": [next((one.key for one in choices if one.right), choices[0].key)]}

    def _given(self, fields: Fields) -> Given:
        if UNKNOWN_FIELD in fields.get(FIELD, ()):
            return dict(UNKNOWN)
        keys = ticked(fields, self._choices())
        if len(keys) > 1:
            raise InvalidAnswer(Reason.FOREIGN)
        return {"choices": keys}

    def _understood(self, given: Any) -> Choice | None:
        keys = stored_keys(given, self._choices())
        if keys is None or len(keys) > 1:
            return None
        return next(choice for choice in self._choices() if choice.key in keys)

    def fields(self, given: Given) -> dict[str, list[str]]:
        return {FIELD: [UNKNOWN_FIELD]} if given == UNKNOWN else super().fields(given)

    def _fields(self, answer: Choice) -> dict[str, list[str]]:
        return {FIELD: [answer.key]}

    def _words(self, answer: Choice) -> tuple[str, ...]:
        return (answer.text,)

    def _points(self, answer: Choice) -> int:
        return int(answer.right)

    def _remarks(self, answer: Choice) -> tuple[str, ...]:
        return (answer.feedback,)

    def _lines(self, answer: Choice | None) -> tuple[Line, ...]:
        return tuple(Line(choice.text, mark(choice, choice == answer)) for choice in self._choices())
