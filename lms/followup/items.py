"""Classical test theory: what the marks of a quiz say of its questions, and of the quiz. Pure.

The definitions are those that Moodle publishes (« Quiz statistics calculations » and « Quiz report statistics »,
in its documentation for developers), with shares (0 to 1) and correlations (-1 to 1) where it prints percentages.
Notation: an attempt s of n; the questions p it was asked, m of them; x_p its mark at one, between 0 and 1;
T = sum of x_p its total; R_p = (T - x_p) / (m - 1) the rest of the quiz; N_p the attempts that were asked p. V and C
are the variance and the covariance of a sample (divided by their number less one). Every question weighs the same,
1 / m of the quiz, which is its intended weight.

A quiz may draw its questions: whoever was not asked one is left out of its figures, never counted as wrong.
A value that does not exist is None, never 0: too few attempts, no variance, a quiz of a single question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

ROUNDING = 1e-14  # marks are shares: what is closer to nothing is an error of floats
Marks = Mapping[str, float]  # one attempt: the mark of each question it was asked


@dataclass(frozen=True)
class QuestionFigures:
    """What marks say of a question.

    answers             N_p
    facility            mean of x_p
    deviation           sqrt V(x_p)
    discrimination      index, corrected: correlation of Pearson between x_p and R_p, C(x_p, R_p) / sqrt(V(x_p) V(R_p))
    efficiency          C(x_p, R_p) / Cmax, where Cmax is the covariance of both once sorted: the most that these
                        marks allow, 1 when whoever knows more at the rest never has less here
    intended_weight     mean of 1 / m
    effective_weight    sqrt C(x_p, T/m) / sum over questions q of (N_q / n) sqrt C(x_q, T/m): its part in telling
                        people apart. The parts of an attempt's questions make 1 together, on average. None when
                        the covariance is negative; such a question is left out of the sum
    """

    answers: int
    facility: float
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    intended_weight: float
    effective_weight: float | None


@dataclass(frozen=True)
class QuizFigures:
    """What marks say of a quiz. Its score is T / m.

    mean, median, deviation    of the score; deviation is sqrt V
    skewness, kurtosis         k3 / k2^1.5 and k4 / k2^2, with the k-statistics of Fisher: G1, and G2 which is 0 for
                               a bell; they need 3 and 4 attempts
    consistency                alpha of Cronbach, see `consistency`
    error_ratio                sqrt(1 - consistency): the part of the deviation that is chance
    standard_error             error_ratio * deviation: how far a score is, commonly, from what the person knows
    """

    attempts: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True)
class Analysis:
    """`quiz` is None without attempts. `questions` are in the order they were met."""

    quiz: QuizFigures | None
    questions: Mapping[str, QuestionFigures]


def analyse(attempts: Sequence[Marks]) -> Analysis:
    """The figures of a quiz, and of each question that was asked. An attempt that was asked nothing is left out."""
    asked = [one for one in attempts if one]
    if not asked:
        return Analysis(None, {})
    columns: dict[str, list[Marks]] = {}
    for one in asked:
        for key in one:
            columns.setdefault(key, []).append(one)
    scores = {key: [_score(one) for one in rows] for key, rows in columns.items()}
    shared = {key: _covariance([one[key] for one in rows], scores[key]) for key, rows in columns.items()}
    whole = fsum(len(columns[key]) * sqrt(value) for key, value in shared.items() if value and value > 0) / len(asked)
    questions = {key: _question(key, rows, _part(shared[key], whole)) for key, rows in columns.items()}
    return Analysis(_quiz(asked), questions)


def consistency(attempts: Sequence[Marks]) -> float | None:
    """Alpha of Cronbach, for questions that may be drawn from a bank.

    When everybody answers the same m questions:

        alpha = m / (m - 1) * (1 - sum over p of V(x_p) / V(T))

    When each attempt draws m questions, D = sum of the means of the questions drawn is how easy that draw was, and
    the luck of the draw is chance, like the rest of what a single question measures:

        alpha = m / (m - 1) * (1 - (m * W + V(D)) / V(T))
        W = sum over p, s of (x_p - mean of x_p)^2 / sum over p of (N_p - 1)

    W is the variance of marks within a question, pooled; with the same questions for all, m * W is the sum of V(x_p),
    V(D) is nil and both are the same. None when attempts were not all asked the same number of questions, two at
    least.
    """
    length = len(attempts[0]) if attempts else 0
    if length < 2 or any(len(one) != length for one in attempts):
        return None
    columns: dict[str, list[float]] = {}
    for one in attempts:
        for key, mark in one.items():
            columns.setdefault(key, []).append(mark)
    means = {key: _mean(marks) for key, marks in columns.items()}
    repeated = sum(len(marks) - 1 for marks in columns.values())
    total = _variance([fsum(one.values()) for one in attempts])
    if not repeated or not total:
        return None
    within = fsum((mark - means[key]) ** 2 for key, marks in columns.items() for mark in marks) / repeated
    same = len(columns) == length
    draw = 0.0 if same else _variance([fsum(means[key] for key in one) for one in attempts]) or 0.0
    return length / (length - 1) * (1 - (length * within + draw) / total)


def _quiz(attempts: Sequence[Marks]) -> QuizFigures:
    scores = [_score(one) for one in attempts]
    variance = _variance(scores)
    deviation = None if variance is None else sqrt(variance)
    alpha = consistency(attempts)
    ratio = None if alpha is None else sqrt(max(0.0, 1 - alpha))
    return QuizFigures(
        attempts=len(scores),
        mean=_mean(scores),
        median=median(scores),
        deviation=deviation,
        skewness=_skewness(scores),
        kurtosis=_kurtosis(scores),
        consistency=alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None or deviation is None else ratio * deviation,
    )


def _question(key: str, rows: Sequence[Marks], effective: float | None) -> QuestionFigures:
    marks = [one[key] for one in rows]
    variance = _variance(marks)
    whole = [one for one in rows if len(one) > 1]  # those that have a rest
    here, rest = [one[key] for one in whole], [_rest(one, key) for one in whole]
    together = _covariance(here, rest)
    most = _covariance(sorted(here), sorted(rest))
    alone = (_variance(here) or 0.0) * (_variance(rest) or 0.0)
    return QuestionFigures(
        answers=len(marks),
        facility=_mean(marks),
        deviation=None if variance is None else sqrt(variance),
        discrimination=together / sqrt(alone) if together is not None and alone else None,
        efficiency=together / most if together is not None and most else None,
        intended_weight=_mean([1 / len(one) for one in rows]),
        effective_weight=effective,
    )


def _part(covariance: float | None, of: float) -> float | None:
    return sqrt(covariance) / of if covariance is not None and covariance >= 0 and of else None


def _score(one: Marks) -> float:
    return fsum(one.values()) / len(one)


def _rest(one: Marks, key: str) -> float:
    return fsum(mark for other, mark in one.items() if other != key) / (len(one) - 1)


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _moment(values: Sequence[float], order: int) -> float:
    mean = _mean(values)
    return fsum((value - mean) ** order for value in values) / len(values)


def _variance(values: Sequence[float]) -> float | None:
    """Of a sample. Exactly 0 when all values are the same, whatever rounding would say."""
    if len(values) < 2:
        return None
    if min(values) == max(values):
        return 0.0
    return _moment(values, 2) * len(values) / (len(values) - 1)


def _covariance(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Of a sample. Exactly 0 when only the rounding of floats makes them vary together."""
    if len(left) < 2:
        return None
    here, there = _mean(left), _mean(right)
    found = fsum((one - here) * (other - there) for one, other in zip(left, right, strict=True)) / (len(left) - 1)
    return found if abs(found) > ROUNDING else 0.0


def _skewness(values: Sequence[float]) -> float | None:
    n, variance = len(values), _variance(values)
    if n < 3 or not variance:
        return None
    third = n**2 / ((n - 1) * (n - 2)) * _moment(values, 3)
    return float(third / variance**1.5)


def _kurtosis(values: Sequence[float]) -> float | None:
    n, variance = len(values), _variance(values)
    if n < 4 or not variance:
        return None
    second, fourth = _moment(values, 2), _moment(values, 4)
    scale = n**2 / ((n - 1) * (n - 2) * (n - 3))
    return float(scale * ((n + 1) * fourth - 3 * (n - 1) * second**2) / variance**2)
