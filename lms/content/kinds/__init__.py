"""The kinds of questions. `KINDS` maps the name written in a course to the class that reads it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from lms.content.kinds.base import Question
from lms.content.kinds.blanks import Blanks
from lms.content.kinds.matching import Matching
from lms.content.kinds.multiple import Multiple
from lms.content.kinds.numeric import Numeric
from lms.content.kinds.ordering import Ordering
from lms.content.kinds.picture import Picture
from lms.content.kinds.self_rating import SelfRating
from lms.content.kinds.short_text import ShortText
from lms.content.kinds.single import Single
from lms.content.kinds.true_false import TrueFalse
from lms.content.problems import TEXT_LENGTH, Problems, Table

__all__ = [
    "KINDS",
    "Blanks",
    "Matching",
    "Multiple",
    "Numeric",
    "Ordering",
    "Picture",
    "Question",
    "SelfRating",
    "ShortText",
    "Single",
    "TrueFalse",
    "question_from",
    "read_question",
]

KINDS: dict[str, type[Question]] = {
    kind.kind: kind
    for kind in (Single, Multiple, TrueFalse, Matching, Ordering, Numeric, ShortText, Blanks, SelfRating)
}


def read_question(table: Table) -> Question | None:
    """Read a question of any kind and close its table. None when its kind is unknown.

    A question with problems is returned too, with neutral values: only use it when there are none.
    """
    kind = table.choice("type", list(KINDS))
    if not kind:
        return None
    question = KINDS[kind].read(table)
    table.close()
    return question


def question_from(values: Mapping[str, Any]) -> Question:
    """The question of a stored table, as `to_table` made it. Raises ValueError when it is not one."""
    problems = Problems()
    question = read_question(_StoredTable(values, path="", place="", problems=problems))
    if question is None or problems:
        raise ValueError("; ".join(map(str, problems)))
    return question


class _StoredTable(Table):
    """A table that was within the limits when it was written; typography may have made it longer since."""

    def text(self, name: str, *, required: bool = True, limit: int = TEXT_LENGTH) -> str:
        return super().text(name, required=required, limit=sys.maxsize)
