"""Two short texts compared word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lms.content.comparison.alignment import Budget, common

LIKE = 0.5  # what is more alike than that is two versions of one
LOOKS = 4_000  # how many pairs may be looked at

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; `changed` when the other side does not have it there."""

    text: str
    changed: bool


def whole(text: str, *, changed: bool = False) -> tuple[Span, ...]:
    return (Span(text, changed),) if text else ()


def tokens(text: str) -> list[str]:
    """Words, spaces and signs, one by one."""
    return _TOKEN.findall(text)


def compare_words(before: str, after: str, budget: Budget) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The same two texts, cut where they differ."""
    one, other = tokens(before), tokens(after)
    kept = without_lone_spaces(common(one, other, budget), one, other)
    return _spans(one, {i for i, _ in kept}), _spans(other, {j for _, j in kept})


def without_lone_spaces(
    kept: Sequence[tuple[int, int]], before: Sequence[str], after: Sequence[str]
) -> list[tuple[int, int]]:
    """The pairs without the spaces that stand between two changes: « a b » for « c d » is one change."""
    ones, others = {i for i, _ in kept}, {j for _, j in kept}
    changed_before = {i for i in range(len(before)) if i not in ones}
    changed_after = {j for j in range(len(after)) if j not in others}
    return [
        (i, j)
        for i, j in kept
        if not before[i].isspace()
        or not (i - 1 in changed_before or j - 1 in changed_after)
        or not (i + 1 in changed_before or j + 1 in changed_after)
    ]


def _spans(tokens: Sequence[str], kept: set[int]) -> tuple[Span, ...]:
    """Runs of tokens that are kept or changed."""
    runs = groupby(range(len(tokens)), key=lambda at: at not in kept)
    return tuple(Span("".join(tokens[at] for at in run), changed) for changed, run in runs)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of words have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def some_words(text: str) -> frozenset[str]:
    """The first words of a text: enough to tell whether two lines are two versions of one."""
    return frozenset(re.findall(r"\w+", text[:600].casefold())[:80])


@dataclass(frozen=True, slots=True)
class Sketch:
    """Enough of a line or of a block to tell whether it is another version of one: both must be of the same kind."""

    kind: str
    words: frozenset[str]
    always: bool = False  # two of this kind are versions of one, whatever they say


def versions(before: Sequence[Sketch], after: Sequence[Sketch], looks: Budget) -> list[tuple[int, int]]:
    """The positions that are two versions of one, both increasing: those that are most alike, all together."""
    if not before or not after:
        return []
    if not looks.affords(len(before) * len(after)):
        same = enumerate(zip(before, after, strict=False)) if len(before) == len(after) else ()
        return [(at, at) for at, (one, other) in same if _alike(one, other)]
    alike = [[_alike(one, other) for other in after] for one in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs = []
    i = j = 0
    while i < len(before) and j < len(after):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _alike(one: Sketch, other: Sketch) -> float:
    """0 when they are not two versions of one."""
    if one.kind != other.kind:
        return 0.0
    words = likeness(one.words, other.words) if one.words and other.words else 0.0
    return max(words, 0.01) if one.always else words * (words >= LIKE)
