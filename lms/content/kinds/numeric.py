"""Nombre: a number, exact or within a tolerance, bounds included. given: {"number": "-12.5"}; one point.

What is written by hand is French: a comma or a point before decimals, spaces between groups of
three digits, a sign, and the unit if one likes. What is stored is plain: ASCII digits, a point, no
useless zero. Nothing is ever compared as a binary float.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
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
)
from lms.content.kinds.choices import FIELD
from lms.content.kinds.spelling import LONGEST, clean, normal_form, written
from lms.content.problems import Table

WRITTEN = re.compile(
    r"(?P<sign>[-+‐‑–−]?) ?(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<part>[0-9]+))? ?(?P<unit>[^0-9].*)?"
)
STORED = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
THIN, NBSP, MINUS = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"
MOST_DECIMALS = 6
FEWEST_GROUPED = 5  # digits: without a unit, 2026 may be a year


@dataclass(frozen=True)
class NumberError:
    """A common mistake, this very number, and what to say about it."""

    key: str
    value: Decimal
    feedback: str


@dataclass(frozen=True)
class NumericView:
    prompt: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """`unit` may be empty; `tolerance` is 0 or more, in the same unit."""

    kind = "nombre"
    name = "numeric"

    value: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    errors: tuple[NumberError, ...] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        question = cls(
            value=_read_number(table, "valeur"),
            tolerance=_read_number(table, "tolerance", default=0),
            unit=table.text("unite", required=False, limit=40),
            errors=tuple(_read_error(each) for each in table.tables("erreurs")),
            **read_common(table),
        )
        report_keys([error.key for error in question.errors], table, "les erreurs")
        if question.tolerance < 0:
            table.problem("la tolérance est négative : écrivez 0 ou plus", at="tolerance")
        values = [error.value for error in question.errors]
        for value in dict.fromkeys(values):
            if question._points(value):
                table.problem(f"{value:f} est une bonne réponse : changez la valeur ou la tolérance", at="erreurs")
            if values.count(value) > 1:
                table.problem(f"{value:f} est dans deux erreurs : gardez-en une", at="erreurs")
        return question

    def to_table(self) -> dict[str, Any]:
        table = common_table(self)
        table["valeur"] = _plain(self.value)
        if self.tolerance:
            table["tolerance"] = _plain(self.tolerance)
        if self.unit:
            table["unite"] = self.unit
        if self.errors:
            table["erreurs"] = [
                {"cle": error.key, "valeur": _plain(error.value), "retour": error.feedback} for error in self.errors
            ]
        return table

    def view(self, seed: int) -> NumericView:
        return NumericView(self.prompt, self.unit)

    @property
    def out_of(self) -> int:
        return 1

    def model(self) -> Given:
        return self._given({FIELD: [f"{self.value:f}"]})

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        errors = tuple(NumberError(error.key, error.value, fix(error.feedback)) for error in self.errors)
        return replace(self, **common_texts(self, fix), unit=fix(self.unit), errors=errors)

    def _given(self, fields: Fields) -> Given:
        number = parse(written(fields), self.unit)
        if number is None:
            raise InvalidAnswer(Reason.NOT_A_NUMBER, FIELD)
        return {"number": number}

    def _understood(self, given: Any) -> Decimal | None:
        number = only_value(given, "number")
        stored = isinstance(number, str) and len(number) <= LONGEST and STORED.fullmatch(number)
        return Decimal(number) if stored else None

    def _fields(self, answer: Decimal) -> dict[str, list[str]]:
        return {FIELD: [f"{answer:f}".replace(".", ",")]}

    def _words(self, answer: Decimal) -> tuple[str, ...]:
        return (french(answer, self.unit),)

    def _points(self, answer: Decimal) -> int:
        return int(abs(Fraction(answer) - Fraction(self.value)) <= Fraction(self.tolerance))

    def _remarks(self, answer: Decimal) -> tuple[str, ...]:
        return tuple(error.feedback for error in self.errors if error.value == answer)

    def _lines(self, answer: Decimal | None) -> tuple[Line, ...]:
        if answer is None:
            return (Line(self._expected(), LineState.MISSED),)
        text = french(answer, self.unit)
        if not self._points(answer):
            return (Line(text, LineState.CHOSEN_WRONG, expected=self._expected()),)
        return (Line(text, LineState.CHOSEN_RIGHT, expected=self._expected() if self.tolerance else ""),)

    def _expected(self) -> str:
        if not self.tolerance:
            return french(self.value, self.unit)
        low, high = self.value - self.tolerance, self.value + self.tolerance
        return f"entre {french(low, grouped=bool(self.unit))} et {french(high, self.unit)}"


def parse(text: str, unit: str = "") -> str | None:
    """Return a number written by hand as it is stored, None when it is something else."""
    match = WRITTEN.fullmatch(clean(text))
    if not match or (match["unit"] and not (unit and normal_form(match["unit"]) == normal_form(unit))):
        return None
    whole = match["whole"].replace(" ", "").lstrip("0") or "0"
    part = (match["part"] or "").rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return f"-{number}" if match["sign"] not in ("", "+") and number != "0" else number


def french(number: Decimal, unit: str = "", *, grouped: bool = False) -> str:
    """« 21 440,5 € »: thin spaces between thousands, a comma, a real minus, no useless zero."""
    whole, _, part = f"{number.copy_abs():f}".partition(".")
    if unit or grouped or len(whole) >= FEWEST_GROUPED:
        whole = f"{int(whole):,}".replace(",", THIN)
    part = part.rstrip("0")
    digits = f"{whole},{part}" if part else whole
    space = THIN if unit.startswith(("%", "€")) else NBSP
    return (MINUS if number < 0 else "") + digits + (f"{space}{unit}" if unit else "")


def _read_number(table: Table, name: str, default: float | None = None) -> Decimal:
    number = Decimal(str(table.number(name, default=default)))
    if number != round(number, MOST_DECIMALS):
        table.problem(f"{number} ne peut pas se taper : écrivez {MOST_DECIMALS} décimales au plus", at=name)
    return number


def _read_error(table: Table) -> NumberError:
    error = NumberError(table.key(), _read_number(table, "valeur"), table.text("retour", limit=600))
    table.close()
    return error


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
