"""« Mise en carte »: a territory as a weaver's squared paper, one square for each commune. Decorative: words say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from lms.followup import Figures, Group

COLUMNS, SIDE, STEP = 9, 18, 20
SHADES = ("Moins de 25\u202f%", "25 à 49\u202f%", "50 à 74\u202f%", "75\u202f% et plus")
EMPTY = "Trop peu d’inscrits"


def shade(figures: Figures) -> int:
    """1 to 4: the quarter in which the share of those who finished a course is."""
    shown = figures.shown
    return min(int((shown.share(shown.finished) or 0) * 4), 3) + 1


def of_group(group: Group) -> Markup:
    """The squares of a group, the darkest first, from the bottom: their order names nobody. « » without any."""
    counted = Counter[int]()
    for figures, squares in group.cells:
        counted[shade(figures)] += squares
    found = (counted[4], counted[3], counted[2], counted[1], group.empty)
    return _drawn(found) if any(found) else Markup("")


def legend() -> tuple[tuple[Markup, str], ...]:
    """One square of each shade, with its words."""
    alone = [_drawn(tuple(int(place == one) for place in range(5)), columns=1) for one in (4, 3, 2, 1, 0)]
    return tuple(zip(alone, (EMPTY, *SHADES), strict=True))


@lru_cache(2048)
def _drawn(counts: tuple[int, ...], columns: int = COLUMNS) -> Markup:
    """One path for each shade, whatever the number of squares."""
    total = sum(counts)
    rows = max(1, -(-total // columns))
    width, height = columns * STEP - 2, rows * STEP - 2
    paths, first = [], 0
    for level, count in zip((4, 3, 2, 1, 0), counts, strict=True):
        if count:
            paths.append(f'<path class="s{level}" d="{_path(range(first, first + count), columns, height, level)}"/>')
        first += count
    return Markup(  # noqa: S704 numbers only
        f'<svg viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">{"".join(paths)}</svg>'
    )


def _path(places: Iterable[int], columns: int, height: int, level: int) -> str:
    """Squares side by side from the bottom left; the outlined ones half a unit smaller, so that the line stays in."""
    inside, side = (0.5, SIDE - 1) if level == 0 else (0, SIDE)
    return "".join(
        f"M{_n(place % columns * STEP + inside)} {_n(height - SIDE - place // columns * STEP + inside)}"
        f"h{side}v{side}h-{side}z"
        for place in places
    )


def _n(value: float) -> str:
    return f"{value:g}"
