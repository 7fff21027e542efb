"""Every pair of colours of the style sheet can be read, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "lms" / "web" / "static" / "etoffe.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11

# minimum -> background -> what is written or drawn on it
PAIRS: dict[float, dict[str, str]] = {
    TEXT: {
        "fond": "encre encre-2 lien action fil juste erreur",
        "fond-2": "encre encre-2 lien",
        "fond-3": "encre",
        "action": "sur-action",
        "action-survol": "sur-action",
        "action-pale": "encre action",
        "revoir-fond": "encre encre-2 lien revoir",
        "juste-fond": "encre-2 lien juste",
        "erreur-fond": "encre erreur",
        "nuit": "sur-nuit sur-nuit-2",
    },
    SHAPE: {"fond": "trait-fort chaine trame", "fond-2": "trait-fort", "nuit": "fil-nuit", "gaude": "focus"},
}


def tokens(start: str, end: str) -> dict[str, str]:
    begin = CSS.index(start)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})", CSS[begin : CSS.index(end, begin)]))


LIGHT = tokens(":root {", "/* Typographie */")
DARK = LIGHT | tokens(':root[data-theme="sombre"] {', "}")
DARK_BY_DEVICE = LIGHT | tokens(':root:not([data-theme="clair"]) {', "}")


def contrast(one: str, other: str) -> float:
    """The WCAG ratio of two colours written #rrggbb, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_dark_is_written_twice_and_alike():
    assert DARK == DARK_BY_DEVICE


@pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
def test_colours_can_be_told_apart(colours: dict[str, str]):
    weak = [
        f"{front} on {back}: {ratio:.2f}, at least {minimum}"
        for minimum, backs in PAIRS.items()
        for back, fronts in backs.items()
        for front in fronts.split()
        if (ratio := contrast(colours[front], colours[back])) < minimum
    ]
    assert not weak, "\n".join(weak)
