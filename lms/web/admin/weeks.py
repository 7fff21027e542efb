"""Lessons finished week by week, as columns: where each goes, and what it says in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.web.french import MONTHS, THIN, number

LEFT, STEP, WIDTH = 1.5, 10, 7  # of a drawing ten units a week wide and a hundred high
NEAR = 2  # columns from one month's name to the next, at least
FEW = "moins de 10"


@dataclass(frozen=True)
class Column:
    """One week; its place and height are those of the drawing."""

    x: float
    y: float
    height: float
    now: bool


@dataclass(frozen=True)
class Weeks:
    """The drawing. `top` and `half` are the figures of its scale; `months` are under the columns, some empty."""

    columns: tuple[Column, ...]
    months: tuple[str, ...]
    top: int
    half: int
    width: int
    words: str
    sentence: str


def draw(told: Sequence[tuple[date, int]]) -> Weeks | None:
    """The columns of some weeks, the present one last; None when nothing was finished."""
    top = ceiling(max((count for _, count in told), default=0))
    if not top:
        return None
    columns = tuple(
        Column(
            LEFT + STEP * place, round(100 - 100 * count / top, 1), round(100 * count / top, 1), place == len(told) - 1
        )
        for place, (_, count) in enumerate(told)
    )
    said = f"{THIN}; ".join(f"semaine du {_day(monday)}, {some(count)}" for monday, count in told)
    present, before = told[-1][1], told[-2][1]
    return Weeks(
        columns,
        _months([monday for monday, _ in told]),
        top,
        top // 2,
        STEP * len(told),
        said,
        f"{some(present).capitalize()} depuis lundi, {some(before)} la semaine précédente.",
    )


def ceiling(most: int) -> int:
    """The top of a scale for counts in tens: even, so that its half is a number too."""
    if not most:
        return 0
    size = int(10 ** (len(str(most)) - 1))
    return next(step * size // 10 for step in (10, 20, 40, 60, 80, 100) if step * size // 10 >= most)


def some(tens: int) -> str:
    """A count in tens, in words where it is small."""
    return number(tens) if tens else FEW


def _months(mondays: Sequence[date]) -> tuple[str, ...]:
    """The name of each month above its first week, unless the next one would touch it."""
    starts = [place for place, day in enumerate(mondays) if place == 0 or day.month != mondays[place - 1].month]
    kept = {place for place, after in zip(starts, [*starts[1:], len(mondays)], strict=True) if after - place >= NEAR}
    return tuple(MONTHS[day.month - 1] if place in kept else "" for place, day in enumerate(mondays))


def _day(day: date) -> str:
    return f"{day.day if day.day > 1 else '1er'} {MONTHS[day.month - 1]}"
