"""Auto-évaluation: where one stands, neither right nor wrong. given: {"choices": [key]}; no points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from lms.content.kinds.base import Given, Grade, Line, LineState, Verdict, common_table, common_texts, read_common
from lms.content.kinds.choices import Choice, OneChoice
from lms.content.problems import Table

SCALE = (
    Choice("decouvre", "Je découvre", right=False),
    Choice("entendu-parler", "J’en ai entendu parler", right=False),
    Choice("avec-aide", "Je m’y retrouve, avec de l’aide", right=False),
    Choice("expliquer", "Je pourrais l’expliquer", right=False),
)


@dataclass(frozen=True, kw_only=True)
class SelfRating(OneChoice):
    kind = "auto-evaluation"
    name = "self_rating"
    scored = False

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(**read_common(table))

    def to_table(self) -> dict[str, Any]:
        return common_table(self)

    def with_texts(self, fix: Callable[[str], str]) -> Self:
        return replace(self, **common_texts(self, fix))

    @property
    def out_of(self) -> int:
        return 0

    def grade(self, given: Given) -> Grade:
        verdict = super().grade(given).verdict
        return Grade(0, 0, Verdict.UNKNOWN if verdict is Verdict.UNKNOWN else Verdict.NOTED)

    def _choices(self) -> tuple[Choice, ...]:
        return SCALE

    def _lines(self, answer: Choice | None) -> tuple[Line, ...]:
        return (Line(answer.text, LineState.NEUTRAL),) if answer else ()
