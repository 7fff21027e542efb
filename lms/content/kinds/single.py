"""Choix unique: one right answer among two to eight. given: {"choices": [key]}; one point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import common_table, common_texts, read_common
from lms.content.kinds.choices import (
    Choice,
    ChoicesView,
    OneChoice,
    choices_table,
    fix_choices,
    read_choices,
    shuffled_choices,
)
from lms.content.problems import Table


@dataclass(frozen=True, kw_only=True)
class Single(OneChoice):
    kind = "choix-unique"
    name = "single"

    choices: tuple[Choice, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(**read_common(table), choices=read_choices(table))

    def to_table(self) -> dict[str, Any]:
        return {**common_table(self), "choix": choices_table(self.choices)}

    def shuffled_view(self, seed: int) -> ChoicesView:
        return shuffled_choices(self.view(seed), seed, self.key)

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        return replace(self, **common_texts(self, fix), choices=fix_choices(self.choices, fix))

    def _choices(self) -> tuple[Choice, ...]:
        return self.choices
