"""Texte à trous: each [cle] of the text is a list of choices, one of them right.

given: {"lines": {blank key: choice key, …}}; one point per right blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import common_table, common_texts, read_common, report_keys
from lms.content.kinds.choices import Choice, Option, choices_table, fix_choices, read_choices
from lms.content.kinds.lines import LineByLine, Row, field_of
from lms.content.problems import Table, nearest

MARK = re.compile(r"\[([^\[\]]*)\]")
AROUND = 5  # words


@dataclass(frozen=True)
class Blank:
    """`feedback` is for who fills this blank wrong."""

    key: str
    choices: tuple[Choice, ...]
    feedback: str


@dataclass(frozen=True)
class BlankView:
    """`before` is the text since the previous blank."""

    before: str
    field: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class BlanksView:
    """`after` is the text that follows the last blank."""

    prompt: str
    blanks: tuple[BlankView, ...]
    after: str


@dataclass(frozen=True, kw_only=True)
class Blanks(LineByLine):
    """`blanks` are kept in the order of the text."""

    kind = "trous"
    name = "blanks"

    text: str
    blanks: tuple[Blank, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        text = table.text("texte", limit=1_500)
        blanks = [_read_blank(each) for each in table.tables("trous", least=1, most=8)]
        marks = MARK.findall(text)
        keys = [blank.key for blank in blanks]
        report_keys(keys, table, "les trous")
        for mark in dict.fromkeys(marks):
            if mark not in keys:
                table.problem(f"« [{mark}] » n’a pas son bloc [[trous]]{nearest(mark, keys)}", at="texte")
            elif marks.count(mark) > 1:
                table.problem(f"« [{mark}] » est écrit deux fois : un trou ne sert qu’une fois", at="texte")
        for key in keys:
            if key and key not in marks:
                table.problem(f"le trou « {key} » n’est pas dans le texte : écrivez [{key}] à sa place", at="texte")
        blanks.sort(key=lambda blank: marks.index(blank.key) if blank.key in marks else len(marks))
        return cls(**read_common(table), text=text, blanks=tuple(blanks))

    def to_table(self) -> dict[str, Any]:
        table = common_table(self)
        table["texte"] = self.text
        table["trous"] = [
            {"cle": blank.key, "choix": choices_table(blank.choices), "retour": blank.feedback} for blank in self.blanks
        ]
        return table

    def view(self, seed: int) -> BlanksView:
        *befores, after = self._texts()
        blanks = tuple(
            BlankView(before, field_of(blank.key), tuple(Option(choice.key, choice.text) for choice in blank.choices))
            for before, blank in zip(befores, self.blanks, strict=True)
        )
        return BlanksView(self.prompt, blanks, after)

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        text = fix(self.text)
        return replace(
            self,
            **common_texts(self, fix),
            text=text if MARK.findall(text) == MARK.findall(self.text) else self.text,
            blanks=tuple(
                Blank(blank.key, fix_choices(blank.choices, fix), fix(blank.feedback)) for blank in self.blanks
            ),
        )

    def _rows(self) -> tuple[Row, ...]:
        texts = self._texts()
        return tuple(
            Row(
                key=blank.key,
                text=_around(texts[number], texts[number + 1]),
                right=next(choice.key for choice in blank.choices if choice.right),
                feedback=blank.feedback,
                options={choice.key: choice.text for choice in blank.choices},
            )
            for number, blank in enumerate(self.blanks)
        )

    def _values(self, row: Row) -> dict[str, str]:
        return {key: key for key in row.options}

    def _texts(self) -> list[str]:
        """The text around the blanks, one more than there are blanks."""
        return MARK.split(self.text)[::2]


def _around(before: str, after: str) -> str:
    """A few words that tell which blank it is: those before it, or those after when it comes first."""
    if words := _words(before)[-AROUND:]:
        return f"{' '.join(words)} …"
    return f"… {' '.join(_words(after)[:AROUND])}".strip()


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[ \n\t]+", text) if any(map(str.isalnum, word))]


def _read_blank(table: Table) -> Blank:
    blank = Blank(
        key=table.key(),
        choices=read_choices(table, feedback=False),
        feedback=table.text("retour", limit=600),
    )
    table.close()
    return blank
