"""Woven swatches, drawn as SVG: one weave and one pair of dyed threads for each course.

    patterns(["chevron"])        definitions, once per page, for the weaves it shows
    swatch("chevron", 2, 6)      square sample, woven up to two sixths
    cloth("chevron", 2, 6)       large piece, framed from the bottom
    strip("chevron", 8, 84)      a woven band that stands on its own, for paper
    loom()                       the twelve weaves side by side, for the home page
    cells(2, 5, here=2)          one cell per step, beside « Étape 3 sur 5 »

No style attribute, no script. Always decorative: progress is written in words beside it.
Pattern ids are « t-… »; one call of `patterns` per page keeps them unique.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from markupsafe import Markup

CELL = 8  # side of one crossing, in SVG units
GAP = 1.2  # daylight between two threads


def _twill(over: int, size: int) -> list[list[int]]:
    return [[int((column - row) % size < over) for column in range(size)] for row in range(size)]


def _fold(column: int) -> int:
    return column if column < 4 else 7 - column


def _check(one: list[list[int]], other: list[list[int]]) -> list[list[int]]:
    """Four squares, two weaves, each beside and above the other."""
    return [a + b for a, b in zip(one, other, strict=True)] + [b + a for a, b in zip(one, other, strict=True)]


# 1 = the warp thread (vertical) passes in front
WEAVES: dict[str, list[list[int]]] = {
    "toile": [[1, 0], [0, 1]],
    "serge": _twill(2, 4),
    "natte": [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]],
    "chevron": [[int((_fold(column) - row) % 4 < 2) for column in range(8)] for row in range(4)],
    "losange": [[int((_fold(column) + _fold(row)) % 4 < 2) for column in range(8)] for row in range(8)],
    "poule": [[int((column - row) % 4 < 2) for column in range(8)] for row in range(8)],
    "satin": [[int(column != (2 * row) % 5) for column in range(5)] for row in range(5)],
    "nid": [[int(c) for c in row] for row in ("111110", "011100", "001000", "000001", "001000", "011100")],
    "cannele": [[1, 0, 1, 0]] * 3 + [[0, 1, 0, 1]] * 3,
    "diagonale": _twill(3, 4),
    "panama": [[1, 1, 1, 0, 0, 0]] * 3 + [[0, 0, 0, 1, 1, 1]] * 3,
    "damier": _check([[1, 1, 1, 1]] * 4, [[0, 1, 0, 1], [1, 0, 1, 0]] * 2),
}

# warp, weft, ground: the first ten are those of the design reference; panama and damier keep its
# qualities (a warp that holds 4.5:1 on white, a weft three times lighter than its warp, a ground darker than both).
DYES: dict[str, tuple[str, str, str]] = {
    "toile": ("#2F6F96", "#A9CBE0", "#1F506F"),
    "serge": ("#0C4A5A", "#7FB4BE", "#083440"),
    "natte": ("#D99700", "#F8DA7A", "#8F6200"),
    "chevron": ("#2E6E50", "#A3CFB4", "#1C4A35"),
    "losange": ("#3E62A8", "#B9CBEA", "#274278"),
    "poule": ("#16282D", "#E6ECE9", "#16282D"),
    "satin": ("#B4601F", "#F2CFA4", "#7A3E10"),
    "nid": ("#647F22", "#D3E09B", "#435712"),
    "cannele": ("#6B4B3A", "#D3BCA9", "#452E22"),
    "diagonale": ("#A62E52", "#F0C2CD", "#6F1B35"),
    "panama": ("#62449A", "#CFC2E8", "#3D2868"),
    "damier": ("#0F7A74", "#A9DCD5", "#08504C"),
}

# The loom of the home page: weaves from left to right, and how high each is woven.
LOOM = {
    "serge": 200, "natte": 344, "toile": 272, "diagonale": 216, "chevron": 432, "satin": 304,
    "losange": 376, "nid": 232, "poule": 480, "cannele": 320, "panama": 256, "damier": 400,
}  # fmt: skip
LOOM_HEIGHT, LOOM_COLUMN, LOOM_THREAD = 640, 72, 480


def patterns(weaves: Iterable[str]) -> Markup:
    """Shared definitions of cloth. Unknown weaves are mistakes: KeyError."""
    drawn = (
        f'<pattern id="t-{weave}" width="{width}" height="{height}" patternUnits="userSpaceOnUse">{body}</pattern>'
        for weave in dict.fromkeys(weaves)
        for width, height, body in [_tile(weave)]
    )
    return _drawn(f'<svg class="defs" aria-hidden="true" focusable="false">{"".join(drawn)}</svg>')


@lru_cache(512)
def swatch(weave: str, done: float = 1, total: int = 1, classes: str = "", crossings: int = 12) -> Markup:
    """A square sample: cloth below, the red thread at the frontier, bare warp above."""
    side = crossings * CELL
    woven = _woven(side, done, total)
    top = side - woven
    parts = [f'<svg class="{f"echantillon {classes}".strip()}" viewBox="0 0 {side} {side}" aria-hidden="true">']
    if top:
        parts.append(_bare(weave, 0, side, top))
    if woven:
        parts.append(f'<rect y="{top}" width="{side}" height="{woven}" fill="url(#t-{weave})"/>')
    if top and woven:
        parts.append(f'<path class="brin" d="M-5 {top - 4}H{side + 3}c5 0 6 3 6 8"/>')
        parts.append(_threads(weave, f"M2.5 {top - 4}H{side}", 8, "3 13"))
    return _drawn("".join(parts) + "</svg>")


@lru_cache(512)
def cloth(weave: str, done: float, total: int, width: int = 400, height: int = 400, classes: str = "") -> Markup:
    """A large piece, cut by its box and held at the bottom left."""
    woven = _woven(height, done, total)
    top = height - woven
    body = f'<rect y="{top}" width="{width}" height="{woven}" fill="url(#t-{weave})"/>'
    if top:
        thread = f'<path class="brin" d="M0 {top - 5}H{width}"/>'
        body = _bare(weave, 0, width, top) + body + thread + _threads(weave, f"M2.5 {top - 4.5}H{width}", 9, "3 13")
    return _drawn(
        f'<svg class="{classes}" viewBox="0 0 {width} {height}" preserveAspectRatio="xMinYMax slice"'
        f' aria-hidden="true" focusable="false">{body}</svg>'
    )


@cache
def strip(weave: str, columns: int, rows: int) -> Markup:
    """A woven band, whole: a picture without pattern, because the seams between repeats show on paper."""
    width, height, body = _crossed(weave, columns, rows)
    return _drawn(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>')


@cache
def loom(classes: str = "hero__metier", weaves: tuple[str, ...] = tuple(LOOM)) -> Markup:
    """Weaves side by side on one loom, all of them unless told, and the red thread through them."""
    parts, fronts, x = [], [], 0
    for weave in weaves:
        woven = LOOM[weave]
        top = LOOM_HEIGHT - woven
        parts.append(_bare(weave, x, LOOM_COLUMN, top))
        parts.append(f'<rect x="{x}" y="{top}" width="{LOOM_COLUMN}" height="{woven}" fill="url(#t-{weave})"/>')
        first = x + (x // CELL % 2) * CELL + GAP / 2  # one thread out of two, all along the loom
        fronts.append(_threads(weave, f"M{_n(first)} {LOOM_THREAD}H{x + LOOM_COLUMN}", 12, "6.8 9.2"))
        x += LOOM_COLUMN
    thread = f'<path class="brin" d="M-66 {LOOM_THREAD + 34}c6 -22 20 -34 44 -34H{x + 40}"/>'
    return _drawn(
        f'<svg class="{classes}" viewBox="0 0 {x} {LOOM_HEIGHT}" preserveAspectRatio="xMinYMax slice"'
        f' aria-hidden="true" focusable="false">{"".join(parts)}{thread}{"".join(fronts)}</svg>'
    )


def cells(done: int | Iterable[bool], total: int, here: int | None = None) -> Markup:
    """One cell per step. `done` is how many from the left, or one truth per step; `here` counts from 0."""
    truths = [number < done for number in range(total)] if isinstance(done, int) else list(done)
    states = ["ici" if number == here else "fait" if truth else "" for number, truth in enumerate(truths)]
    items = "".join(f'<li class="{state}"></li>' if state else "<li></li>" for state in states)
    return _drawn(f'<ol class="mailles" aria-hidden="true">{items}</ol>')


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 numbers, colours of this file, class names that templates write


def _bare(weave: str, left: int, width: int, height: int) -> str:
    """Warp threads with nothing woven across."""
    return _threads(weave, f"M{_n(left + 2.5)} {_n(height / 2)}H{left + width}", height, "3 5", "nue")


def _threads(weave: str, path: str, height: int, dashes: str, classes: str = "") -> str:
    """Upright threads, as the dashes of one thick line: a single element whatever their number."""
    named = f' class="{classes}"' if classes else ""
    colour = DYES[weave][0]
    return f'<path{named} d="{path}" stroke="{colour}" stroke-width="{height}" stroke-dasharray="{dashes}"/>'


def _woven(height: int, done: float, total: int) -> int:
    """How high the cloth is, in whole crossings; begun is never empty, unfinished never full."""
    share = done / total if total else 0
    woven = round(height * share / CELL) * CELL
    return min(max(woven, 2 * CELL), height - 2 * CELL) if 0 < share < 1 else woven


@cache
def _tile(weave: str) -> tuple[int, int, str]:
    """Width, height and drawing of one repeat."""
    return _crossed(weave, len(WEAVES[weave][0]), len(WEAVES[weave]))


def _crossed(weave: str, columns: int, rows: int) -> tuple[int, int, str]:
    """Width, height and drawing of so many crossings. The cloth goes on above and below: its threads are not cut."""
    repeat, (warp, weft, ground) = WEAVES[weave], DYES[weave]
    crossings = [
        [repeat[row % len(repeat)][column % len(repeat[0])] for column in range(columns)] for row in range(rows)
    ]
    height, width = rows * CELL, columns * CELL
    warps, wefts = [warp] * columns, [weft] * rows
    if weave == "poule":  # houndstooth comes from alternating colours, not from the weave
        warps, wefts = ([weft if number % 8 >= 4 else warp for number in range(total)] for total in (columns, rows))
    across: dict[str, list[str]] = {}
    for number, colour in enumerate(wefts):
        across.setdefault(colour, []).append(f"M0 {_n(number * CELL + GAP / 2)}h{width}v{_n(CELL - GAP)}h-{width}z")
    down: dict[str, list[str]] = {}
    for column, colour in enumerate(warps):
        for start, end in _runs([row[column] for row in crossings]):
            top = start * CELL + (0 if start == 0 and crossings[-1][column] else GAP / 4)
            bottom = end * CELL - (0 if end == rows and crossings[0][column] else GAP / 4)
            x, thread = _n(column * CELL + GAP / 2), _n(CELL - GAP)
            down.setdefault(colour, []).append(f"M{x} {_n(top)}h{thread}v{_n(bottom - top)}h-{thread}z")
    return width, height, f'<rect width="{width}" height="{height}" fill="{ground}"/>' + _paths(across) + _paths(down)


def _runs(crossings: list[int]) -> list[tuple[int, int]]:
    """Where the warp stays in front, as (first row, row after the last)."""
    runs, start = [], None
    for row, front in enumerate([*crossings, 0]):
        if front and start is None:
            start = row
        elif not front and start is not None:
            runs.append((start, row))
            start = None
    return runs


def _paths(by_colour: dict[str, list[str]]) -> str:
    return "".join(f'<path fill="{colour}" d="{"".join(path)}"/>' for colour, path in by_colour.items())


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
