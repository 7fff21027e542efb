"""Association: a right-hand text for each left-hand one, with up to three decoys.

given: {"lines": {pair key: pair or decoy key, …}}; one point per right line. The form's option
values are digests of the right-hand texts, and their order depends on nothing else: pairing the
same texts otherwise gives the same form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import (
    common_table,
    common_texts,
    digest,
    read_common,
    report_keys,
    report_same_texts,
    shuffled,
)
from lms.content.kinds.choices import Option
from lms.content.kinds.lines import LineByLine, Row, field_of
from lms.content.problems import Table

TEXT_LENGTH = 200


@dataclass(frozen=True)
class Pair:
    """`feedback` is for who answers this line wrong."""

    key: str
    left: str
    right: str
    feedback: str


@dataclass(frozen=True)
class Decoy:
    key: str
    text: str


@dataclass(frozen=True)
class LineView:
    field: str
    text: str


@dataclass(frozen=True)
class MatchingView:
    """The same options are offered on every line."""

    prompt: str
    lines: tuple[LineView, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Matching(LineByLine):
    kind = "association"
    name = "matching"

    pairs: tuple[Pair, ...]
    decoys: tuple[Decoy, ...] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        pairs = tuple(_read_pair(each) for each in table.tables("paires", least=2, most=6))
        decoys = tuple(_read_decoy(each) for each in table.tables("leurres", most=3))
        report_keys(
            [*(pair.key for pair in pairs), *(decoy.key for decoy in decoys)], table, "les paires et les leurres"
        )
        report_same_texts([pair.left for pair in pairs], table, "les textes de gauche")
        rights = [*(pair.right for pair in pairs), *(decoy.text for decoy in decoys)]
        report_same_texts(rights, table, "les textes de droite")
        return cls(**read_common(table), pairs=pairs, decoys=decoys)

    def to_table(self) -> dict[str, Any]:
        table = common_table(self)
        table["paires"] = [
            {"cle": pair.key, "gauche": pair.left, "droite": pair.right, "retour": pair.feedback} for pair in self.pairs
        ]
        if self.decoys:
            table["leurres"] = [{"cle": decoy.key, "texte": decoy.text} for decoy in self.decoys]
        return table

    def view(self, seed: int) -> MatchingView:
        texts = shuffled(self._options().values(), seed, self.key)
        return MatchingView(
            self.prompt,
            lines=tuple(LineView(field_of(pair.key), pair.left) for pair in self.pairs),
            options=tuple(Option(self._value(text), text) for text in texts),
        )

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        return replace(
            self,
            **common_texts(self, fix),
            pairs=tuple(Pair(each.key, fix(each.left), fix(each.right), fix(each.feedback)) for each in self.pairs),
            decoys=tuple(Decoy(each.key, fix(each.text)) for each in self.decoys),
        )

    def _rows(self) -> tuple[Row, ...]:
        options = self._options()
        return tuple(Row(pair.key, pair.left, pair.key, pair.feedback, options) for pair in self.pairs)

    def _values(self, row: Row) -> dict[str, str]:
        return {self._value(text): key for key, text in row.options.items()}

    def _options(self) -> dict[str, str]:
        rights = {pair.key: pair.right for pair in self.pairs}
        return rights | {decoy.key: decoy.text for decoy in self.decoys}

    def _value(self, text: str) -> str:
        return digest(self.key, text)


def _read_pair(table: Table) -> Pair:
    pair = Pair(
        key=table.key(),
        left=table.text("gauche", limit=TEXT_LENGTH),
        right=table.text("droite", limit=TEXT_LENGTH),
        feedback=table.text("retour", limit=600),
    )
    table.close()
    return pair


def _read_decoy(table: Table) -> Decoy:
    decoy = Decoy(key=table.key(), text=table.text("texte", limit=TEXT_LENGTH))
    table.close()
    return decoy
