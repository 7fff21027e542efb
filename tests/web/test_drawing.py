"""Woven swatches: decoration that says how far, always beside words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lms import content
from lms.web import drawing


@pytest.mark.parametrize("weave", drawing.WEAVES)
def test_each_weave_draws_valid_and_silent_svg(weave: str) -> None:
    for drawn in (drawing.patterns([weave]), drawing.swatch(weave, 1, 3), drawing.cloth(weave, 2, 3)):
        root = ElementTree.fromstring(drawn)
        assert root.get("aria-hidden") == "true"
        names = {name for element in root.iter() for name in element.attrib}
        assert not {"style", "onload", "href"} & names


def test_courses_and_drawings_know_the_same_weaves() -> None:
    assert set(content.WEAVES) == set(drawing.WEAVES) == set(drawing.DYES) == set(drawing.LOOM)


def height(done: float, total: int) -> int:
    cloth = ElementTree.fromstring(drawing.swatch("serge", done, total)).find("rect")
    return 0 if cloth is None else int(cloth.get("height", "0"))


def test_the_cloth_grows_with_what_is_done() -> None:
    heights = [height(done, 6) for done in range(7)]
    assert heights[0] == 0
    assert heights == sorted(set(heights))


def test_begun_is_never_empty_and_unfinished_never_full() -> None:
    assert height(1, 1000) > 0
    assert height(999, 1000) < height(1000, 1000)


def test_an_unknown_weave_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        drawing.patterns(["inconnue"])


@pytest.mark.parametrize("weave", drawing.WEAVES)
def test_a_band_for_paper_is_whole_and_stands_on_its_own(weave: str) -> None:
    band = ElementTree.fromstring(drawing.strip(weave, 8, 84))
    assert band.get("viewBox") == f"0 0 {8 * drawing.CELL} {84 * drawing.CELL}"
    assert {element.tag.rpartition("}")[2] for element in band} == {"rect", "path"}  # no pattern, no reference


def test_a_band_of_one_repeat_is_the_pattern_of_the_pages() -> None:
    one = drawing.strip("chevron", 8, 4).partition("<rect")[2].removesuffix("</svg>")
    assert one in drawing.patterns(["chevron"])
