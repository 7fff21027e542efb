"""Vrai ou faux: a sentence to judge. given: {"choices": ["vrai"]} or {"choices": ["faux"]}; one point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import common_table, common_texts, read_common
from lms.content.kinds.choices import Choice, OneChoice
from lms.content.problems import Table


@dataclass(frozen=True, kw_only=True)
class TrueFalse(OneChoice):
    """`feedback_true` is for who answers « vrai », `feedback_false` for who answers « faux »."""

    kind = "vrai-faux"
    name = "true_false"

    answer: bool
    feedback_true: str
    feedback_false: str

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            **read_common(table),
            answer=table.boolean("reponse"),
            feedback_true=table.text("retour_vrai", limit=600),
            feedback_false=table.text("retour_faux", limit=600),
        )

    def to_table(self) -> dict[str, Any]:
        return {
            **common_table(self),
            "reponse": self.answer,
            "retour_vrai": self.feedback_true,
            "retour_faux": self.feedback_false,
        }

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        return replace(
            self,
            **common_texts(self, fix),
            feedback_true=fix(self.feedback_true),
            feedback_false=fix(self.feedback_false),
        )

    def _choices(self) -> tuple[Choice, ...]:
        return (
            Choice("vrai", "Vrai", self.answer, self.feedback_true),
            Choice("faux", "Faux", not self.answer, self.feedback_false),
        )
