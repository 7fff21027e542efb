"""Each lesson of the built-in courses, taken to its end: every screen is fit for a phone and for everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lms import content
from tests.support import walking
from tests.support.browsing import NARROW, accessibility_faults, overflow, watched_page
from tests.support.example import TODAY, library
from tests.support.inspection import page_faults

COURSES = Path(__file__).resolve().parents[2] / "courses"


def lessons() -> list[str]:
    """The address of each lesson."""
    found = []
    for cover in sorted(COURSES.glob("*/module.toml")):
        course = content.read(content.read_folder(cover.parent), library(), TODAY).course
        found += [f"/modules/{course.key}/{lesson.key}" for lesson in course.lessons] if course else []
    return found


@pytest.mark.parametrize("lesson", lessons())
def test_every_screen_of_a_lesson(lesson: str, live_server: str, browser: Browser) -> None:
    found = []
    with watched_page(browser) as watched:
        page = watched.page
        for state in walking.walk(page, live_server + lesson):
            if state.endswith("refused"):  # the same words with an error above: looked at once for each kind
                continue
            page.set_viewport_size(NARROW)  # its colours are those of the example, which is seen in all of them
            faults = accessibility_faults(page, views=((NARROW, "light"),), colours=False)
            found += [f"{state}: {fault}" for fault in faults]
            if wide := overflow(page):
                found.append(f"{state}: {wide}")
            html = page.request.get(page.url).text()
            found += [f"{state}: {fault}" for fault in page_faults(html)]
        found += watched.complaints
    assert not found, "\n".join(found)
