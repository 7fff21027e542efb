"""Texte court: a few words, compared by normal form with the accepted ones. given: {"text": "…"}; one point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import (
    Fields,
    Given,
    Line,
    LineState,
    Question,
    common_table,
    common_texts,
    only_value,
    read_common,
    report_keys,
)
from lms.content.kinds.choices import FIELD
from lms.content.kinds.spelling import LONGEST, normal_form, written
from lms.content.problems import Table


@dataclass(frozen=True)
class TextError:
    """A common mistake, in all its forms, and what to say about it."""

    key: str
    forms: tuple[str, ...]
    feedback: str


@dataclass(frozen=True)
class ShortTextView:
    prompt: str


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    """The first accepted form is the one that is shown as the right answer."""

    kind = "texte-court"
    name = "short_text"

    accepted: tuple[str, ...]
    errors: tuple[TextError, ...] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        accepted = _read_forms(table, "acceptees")
        errors = tuple(_read_error(each) for each in table.tables("erreurs"))
        report_keys([error.key for error in errors], table, "les erreurs")
        seen = {normal_form(form): "acceptees" for form in accepted}
        for error in errors:
            for form in error.forms:
                other = seen.setdefault(normal_form(form), error.key)
                if other == "acceptees":
                    table.problem(f"« {form} » est aussi une réponse acceptée : retirez l’une des deux", at="erreurs")
                elif other != error.key:
                    table.problem(f"« {form} » est déjà dans l’erreur « {other} » : gardez-en une", at="erreurs")
        return cls(**read_common(table), accepted=accepted, errors=errors)

    def to_table(self) -> dict[str, Any]:
        table = common_table(self)
        table["acceptees"] = list(self.accepted)
        if self.errors:
            table["erreurs"] = [
                {"cle": error.key, "formes": list(error.forms), "retour": error.feedback} for error in self.errors
            ]
        return table

    def view(self, seed: int) -> ShortTextView:
        return ShortTextView(self.prompt)

    @property
    def out_of(self) -> int:
        return 1

    def model(self) -> Given:
        return {"text": self.accepted[0]}

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        """Accepted forms are shown, so they are fixed too, as long as they accept the same answers."""
        return replace(
            self,
            **common_texts(self, fix),
            accepted=tuple(
                fix(form) if normal_form(fix(form)) == normal_form(form) else form for form in self.accepted
            ),
            errors=tuple(TextError(error.key, error.forms, fix(error.feedback)) for error in self.errors),
        )

    def _given(self, fields: Fields) -> Given:
        return {"text": written(fields)}

    def _understood(self, given: Any) -> str | None:
        text = only_value(given, "text")
        return text if isinstance(text, str) and 0 < len(text) <= LONGEST else None

    def _fields(self, answer: str) -> dict[str, list[str]]:
        return {FIELD: [answer]}

    def _words(self, answer: str) -> tuple[str, ...]:
        return (answer,)

    def _points(self, answer: str) -> int:
        return int(normal_form(answer) in map(normal_form, self.accepted))

    def _remarks(self, answer: str) -> tuple[str, ...]:
        form = normal_form(answer)
        return tuple(error.feedback for error in self.errors if form in map(normal_form, error.forms))

    def _lines(self, answer: str | None) -> tuple[Line, ...]:
        if answer is None:
            return (Line(self.accepted[0], LineState.MISSED),)
        if self._points(answer):
            return (Line(answer, LineState.CHOSEN_RIGHT),)
        return (Line(answer, LineState.CHOSEN_WRONG, expected=self.accepted[0]),)


def _read_forms(table: Table, name: str) -> tuple[str, ...]:
    forms = table.texts(name, required=True)
    if not forms:
        table.problem("écrivez au moins une forme", at=name)
    for form in forms:
        if not normal_form(form):
            table.problem(f"« {form} » n’a ni lettre ni chiffre : écrivez une réponse que l’on peut taper", at=name)
        if len(form) > LONGEST:
            table.problem(f"« {form[:30]}… » est trop long : {LONGEST} signes au plus", at=name)
    return forms


def _read_error(table: Table) -> TextError:
    error = TextError(key=table.key(), forms=_read_forms(table, "formes"), feedback=table.text("retour", limit=600))
    table.close()
    return error
