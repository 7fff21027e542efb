"""The list of modules, filtered for someone."""

from __future__ import annotations

from dataclasses import replace

from lms import content
from lms.web.addresses import ADDRESSES
from lms.web.public.screens import CourseRow, prepare_catalogue
from tests.support.example import example_course, example_files, library


def row(key: str, roles: tuple[str, ...], sizes: tuple[str, ...]) -> CourseRow:
    files = example_files()
    cover = content.render(example_course(files), files, library(), ADDRESSES).course
    return CourseRow(replace(cover, key=key, roles=roles, sizes=sizes), 0, 1, None)


ROWS = (
    row("pour-tous", (), ()),
    row("pour-maires", ("maire",), ()),
    row("petites", ("adjoint",), ("moins-de-500",)),
)


def shown(role: str, size: str) -> list[str]:
    return [one.cover.key for one in prepare_catalogue(ROWS, role, size).rows]


def test_each_filter_keeps_what_is_written_for_someone_and_what_is_for_all() -> None:
    assert shown("", "") == ["pour-tous", "pour-maires", "petites"]
    assert shown("maire", "") == ["pour-tous", "pour-maires"]
    assert shown("adjoint", "moins-de-500") == ["pour-tous", "petites"]
    assert shown("maire", "moins-de-500") == ["pour-tous", "pour-maires"]


def test_a_value_that_nobody_carries_is_not_offered_and_changes_nothing() -> None:
    assert shown("secretaire", "plus-de-10000") == ["pour-tous", "pour-maires", "petites"]
    screen = prepare_catalogue(ROWS, "maire", "")
    assert [(choice.value, choice.chosen) for choice in screen.roles] == [("maire", True), ("adjoint", False)]
    assert [choice.value for choice in screen.sizes] == ["moins-de-500"]
