"""A QR code drawn in the page: one path, dark on white whatever the theme, beside the same thing in text."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET = 4  # modules of white around, as the standard asks


def qr_code(text: str) -> Markup:
    """An SVG of `text`, hidden from screen readers: what it says must be written beside it."""
    rows = segno.make_qr(text, error="l").matrix
    side = len(rows) + 2 * QUIET
    path = "".join(_strokes(row, rank + QUIET) for rank, row in enumerate(rows))
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{1}"/></svg>'
    ).format(side, path)


def _strokes(row: bytearray, line: int) -> str:
    """The dark runs of a line, as rectangles one module high."""
    found, start = [], None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            found.append(f"M{start + QUIET} {line}h{place - start}v1h-{place - start}z")
            start = None
    return "".join(found)
