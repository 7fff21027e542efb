"""Two versions of a text, line by line: nothing lost, nothing invented, and an answer in time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import content
from lms.content import LineKind
from lms.content.comparison.alignment import Budget, common
from tests.content.timing import fastest

MOST_SECONDS = 1.0  # promise S20 says 0.3, which an idle machine keeps


def sides(changes: tuple[content.LineChange, ...]) -> tuple[list[str], list[str]]:
    """Both texts again, from the comparison alone."""
    before: list[str] = []
    after: list[str] = []
    for change in changes:
        if change.kind is LineKind.FOLDED:
            before += change.hidden
            after += change.hidden
        if change.before_line and change.kind is not LineKind.FOLDED:
            before.append("".join(span.text for span in change.before))
        if change.after_line and change.kind is not LineKind.FOLDED:
            after.append("".join(span.text for span in change.after))
    return before, after


def longest(before: list[int], after: list[int]) -> int:
    """The length of the longest common subsequence, by the table of every textbook."""
    table = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


items = st.lists(st.integers(0, 3), max_size=14)


@given(items, items)
def test_what_is_kept_is_as_much_as_can_be(before: list[int], after: list[int]) -> None:
    kept = common(before, after, Budget())
    assert all(before[i] == after[j] for i, j in kept)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(kept))
    assert len(kept) == longest(before, after)


texts = st.lists(
    st.sampled_from(["", "un mot", "un autre mot", "deux", "le maire signe", "la maire signe"]), max_size=12
)


@given(texts, texts)
def test_both_texts_are_there_in_full(before: list[str], after: list[str]) -> None:
    one, other = "\n".join(before), "\n".join(after)
    changes = content.compare_lines(one, other)
    if one == other:
        assert changes == ()
    else:
        assert sides(changes) == (one.split("\n"), other.split("\n"))
        assert any(change.kind not in (LineKind.KEPT, LineKind.FOLDED) for change in changes)


@given(texts, texts)
def test_lines_are_numbered_as_in_their_files(before: list[str], after: list[str]) -> None:
    one, other = "\n".join(before), "\n".join(after)
    for change in content.compare_lines(one, other):
        if change.before_line and change.before:
            assert one.split("\n")[change.before_line - 1] == "".join(span.text for span in change.before)
        if change.after_line and change.after:
            assert other.split("\n")[change.after_line - 1] == "".join(span.text for span in change.after)


def test_the_words_that_changed_are_told_apart() -> None:
    (change,) = content.compare_lines("Le maire signe le lundi.", "Le maire signe chaque mardi.")
    assert change.kind is LineKind.CHANGED
    assert [(span.text, span.changed) for span in change.before] == [
        ("Le maire signe ", False), ("le lundi", True), (".", False),
    ]  # fmt: skip
    assert [span.text for span in change.after if span.changed] == ["chaque mardi"]


def test_two_lines_that_have_little_in_common_are_two_lines() -> None:
    kinds = [change.kind for change in content.compare_lines("Le maire signe.", "Une adresse nouvelle")]
    assert kinds == [LineKind.REMOVED, LineKind.ADDED]


def test_lines_far_from_a_change_are_folded() -> None:
    lines = [f"ligne {number}" for number in range(40)]
    changed = [*lines[:20], "tout autre chose", *lines[21:]]
    changes = content.compare_lines("\n".join(lines), "\n".join(changed))
    assert [change.kind.value for change in changes] == [
        "folded", "kept", "kept", "kept", "removed", "added", "kept", "kept", "kept", "folded",
    ]  # fmt: skip
    assert changes[0].hidden == tuple(lines[:17])
    assert (changes[-1].before_line, changes[-1].hidden) == (25, tuple(lines[24:]))


def test_the_end_of_lines_of_windows_is_not_a_change_by_itself() -> None:
    kinds = [change.kind for change in content.compare_lines("un\r\ndeux", "un\ntrois")]
    assert kinds == [LineKind.KEPT, LineKind.REMOVED, LineKind.ADDED]


def test_beyond_the_limit_it_says_so() -> None:
    changes = content.compare_lines("a\n" * 7_000, "b\n" + "a\n" * 7_000)
    assert changes[-1].kind is LineKind.CUT


def hostile() -> dict[str, tuple[str, str]]:
    random_ = random.Random(1)

    def noise(lines: int, words: int, vocabulary: int) -> str:
        return "\n".join(" ".join(f"m{random_.randrange(vocabulary)}" for _ in range(words)) for _ in range(lines))

    return {
        "blank lines": ("\n" * 200_000, "\n a" * 90_000),
        "one sign against another": ("a\n" * 4_000, "b\n" * 4_000),
        "nothing in common": (noise(4_000, 3, 10**9), noise(4_000, 3, 10**9)),
        "few different lines": (noise(4_000, 1, 4), noise(4_000, 1, 4)),
        "long lines": (noise(50, 1_000, 4), noise(50, 1_000, 4)),
        "one long line": ("a " * 100_000, "b a" * 70_000),
        "alternate": (
            "\n".join(f"x{number} le mot" if number % 2 else "k" for number in range(4_000)),
            "\n".join(f"y{number} le mot" if number % 2 else "k" for number in range(4_000)),
        ),
        "many versions": (
            "\n".join(f"le mot {n} ici" for n in range(900)),
            "\n".join(f"le mot {n} là" for n in range(900)),
        ),
        "difflib’s worst": (("ab" * 40 + "\n") * 700 + "x", ("ba" * 40 + "\n") * 700 + "y"),
    }


@pytest.mark.parametrize("name", hostile())
def test_it_answers_in_time(name: str) -> None:
    before, after = hostile()[name]
    assert fastest(lambda: content.compare_lines(before, after)) < MOST_SECONDS
    assert content.compare_lines(before, after)
