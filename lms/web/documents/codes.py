"""QR codes, drawn as one path of an SVG that stands on its own, in a page or on paper."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup, escape

from lms.web.french import NBSP

QUIET = 4  # light modules that the standard wants around the code
OVERLAP = 0.04  # rows overlap a little: some screens show a thread of light between two that only touch


@lru_cache(256)
def qr_code(address: str, alternative: str, classes: str = "") -> Markup:
    """The code of an address, as a named picture. Black on white whatever the page's colours: phones need it."""
    rows = [bytes(row) for row in segno.make(address, micro=False, error="m", boost_error=False).matrix]
    path = "".join(_run(x, y, length) for y, row in enumerate(rows) for x, length in _dark_runs(row))
    side = len(rows) + 2 * QUIET
    named = Markup(' class="{}"').format(classes) if classes else ""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg"{} viewBox="-{} -{} {} {}" role="img" aria-label="{}">'
        '<path fill="#fff" d="M-{} -{}h{}v{}h-{}z"/><path fill="#000" d="{}"/></svg>'
    ).format(named, QUIET, QUIET, side, side, escape(alternative), QUIET, QUIET, side, side, side, path)


def verification(address: str, alternative: str) -> dict[str, Any]:
    """The fields of a sheet that say where to verify it. `alternative` is what is said instead of the code."""
    return {
        "qr": qr_code(address, alternative, "feuille__qr"),
        "verify_label": f"À vérifier, avec le code ou le numéro, sur{NBSP}:",
        "address": address,
        "address_text": address.partition("://")[2] or address,
    }


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Where modules are dark, as (first, how many)."""
    runs, start = [], None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs


def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v{1 + OVERLAP}h-{length}z"
