"""Classical test theory: the figures, against a second writing of the definitions, and against figures worked by hand.

The second writing works on exact fractions, from the sums of the definitions, and shares nothing with the first.
"""

from __future__ import annotations

from fractions import Fraction
from math import isclose, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.followup.items import Marks, analyse, consistency

CLOSE = 1e-9

# Worked by hand: five people, four questions, one point each. Totals: 4, 3, 2, 1, 0.
LADDER = [
    {"a": 1, "b": 1, "c": 1, "d": 1},
    {"a": 1, "b": 1, "c": 1, "d": 0},
    {"a": 1, "b": 1, "c": 0, "d": 0},
    {"a": 1, "b": 0, "c": 0, "d": 0},
    {"a": 0, "b": 0, "c": 0, "d": 0},
]


# A second writing, exact: sums of fractions.
def mean(values):
    return Fraction(sum(values), 1) / len(values)


def covariance(left, right):
    n = len(left)
    if n < 2:
        return None
    return (n * sum(a * b for a, b in zip(left, right, strict=True)) - sum(left) * sum(right)) / Fraction(n * (n - 1))


def root(value):
    return sqrt(float(value))


def correlation(left, right):
    product = (covariance(left, left) or 0) * (covariance(right, right) or 0)
    return float(covariance(left, right)) / root(product) if product else None


def k_statistics(values):
    """From power sums, as tables of k-statistics give them; not from central moments."""
    n = len(values)
    s1, s2, s3, s4 = (sum(value**power for value in values) for power in (1, 2, 3, 4))
    k2 = (n * s2 - s1**2) / Fraction(n * (n - 1)) if n > 1 else None
    k3 = (2 * s1**3 - 3 * n * s1 * s2 + n**2 * s3) / Fraction(n * (n - 1) * (n - 2)) if n > 2 else None
    k4 = None
    if n > 3:
        top = -6 * s1**4 + 12 * n * s1**2 * s2 - 3 * n * (n - 1) * s2**2 - 4 * n * (n + 1) * s1 * s3
        k4 = (top + n**2 * (n + 1) * s4) / Fraction(n * (n - 1) * (n - 2) * (n - 3))
    return k2, k3, k4


def second_writing(attempts):
    """Every figure, as a dictionary of floats and None."""
    attempts = [one for one in attempts if one]
    scores = [mean(list(one.values())) for one in attempts]
    k2, k3, k4 = k_statistics(scores)
    found = {("quiz", "mean"): mean(scores), ("quiz", "deviation"): None if k2 is None else root(k2)}
    ordered, half = sorted(scores), len(scores) // 2
    found["quiz", "median"] = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    found["quiz", "skewness"] = float(k3) / root(k2) ** 3 if k3 is not None and k2 else None
    found["quiz", "kurtosis"] = float(k4 / k2**2) if k4 is not None and k2 else None
    alpha = second_alpha(attempts)
    found["quiz", "consistency"] = alpha
    found["quiz", "error_ratio"] = None if alpha is None else sqrt(max(0.0, 1 - alpha))
    found["quiz", "standard_error"] = None if alpha is None else sqrt(max(0.0, 1 - alpha)) * root(k2)
    keys = {key for one in attempts for key in one}
    shared = {}
    for key in keys:
        here = [one for one in attempts if key in one]
        marks = [one[key] for one in here]
        rests = [(one[key], Fraction(sum(one.values()) - one[key]) / (len(one) - 1)) for one in here if len(one) > 1]
        left, right = [a for a, _ in rests], [b for _, b in rests]
        variance = covariance(marks, marks)
        most = covariance(sorted(left), sorted(right))
        shared[key] = covariance(marks, [mean(list(one.values())) for one in here])
        found[key, "answers"] = len(marks)
        found[key, "facility"] = mean(marks)
        found[key, "deviation"] = None if variance is None else root(variance)
        found[key, "discrimination"] = correlation(left, right)
        found[key, "efficiency"] = float(covariance(left, right) / most) if most else None
        found[key, "intended_weight"] = mean([Fraction(1, len(one)) for one in here])
    whole = sum(
        sum(key in one for one in attempts) * root(value) for key, value in shared.items() if value and value > 0
    ) / len(attempts)
    for key in keys:
        exists = shared[key] is not None and shared[key] >= 0 and whole
        found[key, "effective_weight"] = root(shared[key]) / whole if exists else None
    return found


def second_alpha(attempts):
    """From covariances of pairs when all answer the same, otherwise as the docstring says, on exact sums."""
    lengths = {len(one) for one in attempts}
    if len(lengths) != 1 or lengths == {1} or len(attempts) < 2:
        return None
    m = lengths.pop()
    totals = [Fraction(sum(one.values())) for one in attempts]
    variance = covariance(totals, totals)
    keys = sorted({key for one in attempts for key in one})
    if not variance:
        return None
    columns = {key: [one[key] for one in attempts if key in one] for key in keys}
    if len(keys) == m:
        pairs = sum(covariance(columns[a], columns[b]) for a in keys for b in keys if a != b)
        return float(Fraction(m, m - 1) * pairs / variance)
    repeated = sum(len(marks) - 1 for marks in columns.values())
    if not repeated:
        return None
    within = sum(sum(x * x for x in marks) - Fraction(sum(marks)) ** 2 / len(marks) for marks in columns.values())
    luck = [sum((mean(columns[key]) for key in one), Fraction(0)) for one in attempts]
    return float(Fraction(m, m - 1) * (1 - (m * within / repeated + covariance(luck, luck)) / variance))


def first_writing(attempts: list[Marks]) -> dict[tuple[str, str], object]:
    found = analyse([{key: float(mark) for key, mark in one.items()} for one in attempts])
    assert found.quiz is not None
    rows = {"quiz": found.quiz} | dict(found.questions)
    return {(key, name): getattr(row, name) for key, row in rows.items() for name in vars(row) if name != "attempts"}


def same(left, right, close: float = CLOSE) -> bool:
    if left is None or right is None:
        return left is right
    return isclose(float(left), float(right), rel_tol=close, abs_tol=close)


def differences(left: dict, right: dict, close: float = CLOSE) -> list:
    return [
        (key, left.get(key), right.get(key))
        for key in sorted(left.keys() | right.keys())
        if not same(left.get(key, "nothing"), right.get(key, "nothing"), close)
    ]


def draw(random: Random, people: int, bank: int, asked: int, grain: int = 1) -> list[Marks]:
    """Marks of people of different strengths at questions of different difficulties, in steps of 1 / grain."""
    hard = {f"q{number}": random.gauss(0, 1) for number in range(bank)}
    rows = []
    for _ in range(people):
        strength = random.gauss(0.4, 1)
        keys = random.sample(sorted(hard), asked)
        tries = {key: sum(strength - hard[key] + random.gauss(0, 1) > 0 for _ in range(grain)) for key in keys}
        rows.append({key: Fraction(right, grain) for key, right in tries.items()})
    return rows


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("bank", "asked"), [(6, 6), (20, 8)])
@pytest.mark.parametrize("grain", [1, 4])
def test_equal_to_a_second_writing(seed: int, bank: int, asked: int, grain: int) -> None:
    random = Random(f"{seed} {bank} {grain}")
    attempts = draw(random, random.choice([2, 3, 4, 9, 40]), bank, asked, grain)
    assert not differences(first_writing(attempts), second_writing(attempts))


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from([Fraction(n, 4) for n in range(5)]), min_size=1),
        min_size=1,
        max_size=8,
    )
)
def test_equal_whatever_is_missing(attempts: list[dict[str, Fraction]]) -> None:
    """Few attempts, no variance, quizzes of one question: None in the same places, and the same values elsewhere."""
    assert not differences(first_writing(attempts), second_writing(attempts))


def test_figures_worked_by_hand() -> None:
    found = analyse(LADDER)
    quiz = found.quiz
    assert quiz is not None
    assert (quiz.attempts, quiz.mean, quiz.median) == (5, 0.5, 0.5)
    assert same(quiz.deviation, sqrt(2.5) / 4)  # totals 0 to 4: variance 10 / 4
    assert same(quiz.skewness, 0)
    assert same(quiz.kurtosis, -1.2)  # five equally spaced values: -6/5
    # V(x) = 0.2, 0.3, 0.3, 0.2: their sum is 1; alpha = 4/3 (1 - 1/2.5)
    assert same(quiz.consistency, 0.8)
    assert same(quiz.error_ratio, sqrt(0.2))
    assert same(quiz.standard_error, sqrt(0.2) * sqrt(2.5) / 4)
    first, second = found.questions["a"], found.questions["b"]
    assert (first.answers, first.facility, first.intended_weight) == (5, 0.8, 0.25)
    assert same(first.deviation, sqrt(0.2))
    # a: 1 1 1 1 0; rest 3 2 1 0 0: sum of products 6, means 4/5 and 6/5: C = (6 - 5 * 24/25) / 4 = 0.3; V(rest) = 1.7
    assert same(first.discrimination, 0.3 / sqrt(0.2 * 1.7))
    assert same(first.efficiency, 1)  # sorted as it is: it could not tell better
    # b: 1 1 1 0 0; rest 3 2 1 1 0: C = (6 - 5 * 3/5 * 7/5) / 4 = 0.45; V(rest) = (15 - 49/5) / 4 = 1.3
    assert same(second.discrimination, 0.45 / sqrt(0.3 * 1.3))
    # effective weight: C(x, T) = 0.5 and 0.75; sqrt, over the sum for a, b, c, d
    roots = [sqrt(0.5), sqrt(0.75), sqrt(0.75), sqrt(0.5)]
    assert same(first.effective_weight, roots[0] / sum(roots))
    assert same(sum(one.effective_weight or 0 for one in found.questions.values()), 1)


def test_a_reversed_question() -> None:
    attempts = [one | {"e": 1 - one["b"]} for one in LADDER]
    figures = analyse(attempts).questions["e"]
    assert figures.discrimination is not None
    assert figures.discrimination < -0.5
    assert figures.effective_weight is None
    assert same(sum(one.effective_weight or 0 for one in analyse(attempts).questions.values()), 1)


def test_what_does_not_exist_is_none() -> None:
    assert analyse([]).quiz is None
    assert analyse([{}]).questions == {}
    alone = analyse([{"a": 1.0, "b": 0.0}])
    assert alone.quiz is not None
    quiz = vars(alone.quiz)
    assert [name for name, value in quiz.items() if value is not None] == ["attempts", "mean", "median"]
    assert vars(alone.questions["a"]) == {
        "answers": 1,
        "facility": 1.0,
        "deviation": None,
        "discrimination": None,
        "efficiency": None,
        "intended_weight": 0.5,
        "effective_weight": None,
    }
    everyone_right = analyse([{"a": 1.0, "b": mark} for mark in (0.0, 1.0, 1.0, 0.0, 1.0)])
    figures = everyone_right.questions["a"]
    assert (figures.facility, figures.deviation) == (1, 0)
    assert (figures.discrimination, figures.efficiency) == (None, None)
    single = analyse([{"a": 1.0}, {"a": 0.0}, {"a": 1.0}])
    assert single.quiz is not None
    assert single.quiz.consistency is None
    assert single.questions["a"].discrimination is None
    assert consistency([{"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0, "c": 1.0}]) is None


def test_the_luck_of_the_draw_is_not_consistency() -> None:
    """Answers that depend on the question alone, drawn at random: totals differ, and nothing tells people apart."""
    random = Random(4)
    keys = [f"q{number}" for number in range(30)]
    right = {key: float(number % 3 > 0) for number, key in enumerate(keys)}
    attempts = [{key: right[key] for key in random.sample(keys, 10)} for _ in range(200)]
    found = consistency(attempts)
    assert found is not None
    assert abs(found) < 1e-9


def test_drawing_questions_hardly_moves_consistency() -> None:
    """The same people at the same bank: what ten questions out of thirty say is what thirty, shortened, would say."""
    random = Random(11)
    full = draw(random, 1500, 30, 30)
    alpha = consistency(full)
    drawn = consistency([{key: one[key] for key in random.sample(sorted(one), 10)} for one in full])
    assert alpha is not None
    assert drawn is not None
    shortened = alpha / 3 / (1 + (1 / 3 - 1) * alpha)  # Spearman and Brown, for a third of the questions
    assert abs(drawn - shortened) < 0.05


@pytest.mark.parametrize("seed", range(6))
def test_order_does_not_matter(seed: int) -> None:
    random = Random(seed)
    attempts = draw(random, 25, 9, 6)
    moved = [dict(random.sample(sorted(one.items()), len(one))) for one in random.sample(attempts, len(attempts))]
    assert not differences(first_writing(attempts), first_writing(moved))


@pytest.mark.parametrize("seed", range(6))
def test_turning_every_mark_over(seed: int) -> None:
    """Wrong for right everywhere: what tells people apart is the same, the middle is on the other side."""
    attempts = draw(Random(seed), 30, 9, 6)
    before, after = first_writing(attempts), first_writing([{k: 1 - x for k, x in one.items()} for one in attempts])
    for name in ("discrimination", "efficiency", "deviation", "kurtosis", "consistency", "standard_error"):
        assert all(same(before[key], after[key]) for key in before if key[1] == name), name
    assert same(before["quiz", "skewness"], -after["quiz", "skewness"])
    assert same(before["quiz", "mean"], 1 - after["quiz", "mean"])


def test_a_scale_and_a_shift_of_every_mark() -> None:
    attempts = draw(Random(3), 40, 8, 8, 4)
    before = first_writing(attempts)
    after = first_writing([{key: mark / 2 + Fraction(1, 4) for key, mark in one.items()} for one in attempts])
    for name in ("discrimination", "efficiency", "skewness", "kurtosis", "consistency", "effective_weight"):
        assert all(same(before[key], after[key]) for key in before if key[1] == name), name
    assert same(after["quiz", "standard_error"], before["quiz", "standard_error"] / 2)


def test_twice_the_same_people() -> None:
    """Doubling everyone leaves means, correlations and the best that marks allow as they were."""
    attempts = draw(Random(5), 20, 7, 7)
    before, after = first_writing(attempts), first_writing(attempts + attempts)
    for name in ("facility", "discrimination", "efficiency", "mean", "median", "consistency"):
        assert all(same(before[key], after[key]) for key in before if key[1] == name), name
