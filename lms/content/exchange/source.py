"""A question as a file says it, whatever the format: what the readers of formats give, what `building` takes.

Texts are already plain. Weights are shares of the mark: 1 for « 100 % ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.content.problems import INVISIBLE

MOST_ANSWERS = 60
ONLY_IMAGE = "une réponse n’est qu’une image : écrivez en mots ce qu’elle montre"


class Unusable(ValueError):
    """This question cannot be imported. The message says why and what to do, in French."""


@dataclass(frozen=True)
class Answer:
    text: str
    weight: Fraction
    feedback: str = ""


@dataclass(frozen=True)
class Choices:
    """`whole` says that the source gives every point or none (a plugin's rule)."""

    answers: tuple[Answer, ...]
    single: bool
    whole: bool = False


@dataclass(frozen=True)
class Truth:
    answer: bool
    feedback_true: str
    feedback_false: str


@dataclass(frozen=True)
class Words:
    """Accepted and expected words; « * » stands for anything, « \\* » for itself. Case counts with `exact_case`."""

    answers: tuple[Answer, ...]
    exact_case: bool = False


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high`; both are None for any answer at all. `comma`: one was written with a comma."""

    low: Decimal | None
    high: Decimal | None
    weight: Fraction
    feedback: str = ""
    comma: bool = False


@dataclass(frozen=True)
class Numbers:
    intervals: tuple[Interval, ...]
    unit: str = ""


@dataclass(frozen=True)
class Pairs:
    """Left and right texts; a decoy has no left one."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Order:
    """`rule` is Moodle's name of the way it gives marks; `some`: it shows only some of the items each time."""

    items: tuple[str, ...]
    rule: str = ""
    some: bool = False


@dataclass(frozen=True)
class Gap:
    """`weight` is what the gap counts for among those of the question."""

    answers: tuple[Answer, ...]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Gaps:
    """`texts` are around the gaps, one more than there are gaps."""

    texts: tuple[str, ...]
    gaps: tuple[Gap, ...]


Body = Choices | Truth | Words | Numbers | Pairs | Order | Gaps


@dataclass
class Found:
    """`notes` is what our own exports say beside the format (see `notes`); {} for anybody else's.

    `picture` is the path, among those put aside, of the image it shows, and its words, "" when the file has none.
    """

    name: str
    place: str
    prompt: str = ""
    general: str = ""  # what Moodle says to everyone afterwards
    number: str = ""  # Moodle's idnumber
    titled: bool = True
    body: Body | None = None
    remarks: list[str] = field(default_factory=list)
    picture: tuple[str, str] | None = None
    notes: dict[str, Any] = field(default_factory=dict)


def refuse_too_many(count: int) -> None:
    """Raise Unusable for more answers than any question holds, before time is spent on them."""
    if count > MOST_ANSWERS:
        raise Unusable(f"il y a {count} réponses : c’est plus qu’une question n’en porte ici, gardez-en moins")


def in_category(path: str) -> str:
    """Where a bank keeps a question, to be read after its place; Moodle's own first words are left out."""
    name = re.sub(r"\A(?:\$\w+\$/)?(?:top/)?", "", path.strip())
    return f", catégorie « {shortened(name, 80)} »" if name else ""


def shortened(text: str, length: int = 60) -> str:
    """The first words of a text, on one line."""
    line = re.sub(r"[ \t\n]+", " ", INVISIBLE.sub("", text[: length * 8])).strip()
    if len(line) <= length and len(text) <= length * 8:
        return line
    cut = line[: length - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[length // 2 :] else cut}…"


def weight_of(percent: Decimal) -> Fraction:
    """A percentage as a share, brought to the nearest of Moodle's own when it is a rounding of it (33.33333, 33…)."""
    share = Fraction(percent) / 100
    near = min(_SHARES, key=lambda known: abs(known - abs(share)))
    if abs(near - abs(share)) <= Fraction(1, 250):
        return near if share >= 0 else -near
    return share


_SHARES = tuple(
    Fraction(*parts)
    for parts in (
        (0, 1), (1, 20), (1, 10), (1, 9), (1, 8), (1, 7), (1, 6), (1, 5), (1, 4), (3, 10), (1, 3),
        (2, 5), (1, 2), (3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (5, 6), (9, 10), (1, 1),
    )
)  # fmt: skip
