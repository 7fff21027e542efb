"""Which questions an attempt asks. Pure: the same seed and the same past give the same questions, forever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from lms import content


def draw(
    bank: Iterable[content.Question], draws: int, *, seed: int, asked: Sequence[Collection[str]] = ()
) -> tuple[str, ...]:
    """Draw the keys of `draws` questions, or of all when there are fewer, in the order to ask them.

    Every objective gets as many questions as any other, give or take one, until its own run out. Within an
    objective, the questions asked least in the previous attempts come first, then those asked longest ago.
    `asked` gives the questions of each previous attempt, oldest first.
    """
    age = {key: number for number, attempt in enumerate(asked, start=1) for key in attempt}
    times = Counter(key for attempt in asked for key in set(attempt))
    left: dict[str, list[str]] = {}
    for question in bank:
        left.setdefault(question.objective, []).append(question.key)
    rank = {
        key: number for number, key in enumerate(content.shuffled((key for one in left.values() for key in one), seed))
    }
    for keys in left.values():
        keys.sort(key=lambda key: (times[key], age.get(key, 0), rank[key]), reverse=True)
    turns = {objective: number for number, objective in enumerate(content.shuffled(left, seed, "objectives"))}
    taken: Counter[str] = Counter()
    drawn: list[str] = []
    while len(drawn) < draws and any(left.values()):
        served = min(
            (objective for objective in left if left[objective]),
            key=lambda objective: (taken[objective], times[left[objective][-1]], turns[objective]),
        )
        drawn.append(left[served].pop())
        taken[served] += 1
    return tuple(content.shuffled(drawn, seed, "order"))
