"""A course on disk: read whole, written back byte for byte, never outside its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import content
from tests.support.example import TODAY, example_files, library


def test_written_then_read_it_is_the_same(tmp_path: Path) -> None:
    files = example_files() | {"images/point.svg": b"\x00\r\n\xff"}
    content.write_folder(tmp_path / "copie", files)
    assert content.read_folder(tmp_path / "copie") == dict(sorted(files.items()))


@pytest.mark.parametrize("name", ["../dehors", "/absolu", "a/../../b", "a\\b", "a\0b", ""])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(content.NotACourse):
        content.write_folder(tmp_path / "copie", {"module.toml": b"", name: b"x"})
    assert list(tmp_path.rglob("*")) == []


def test_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "module.toml").symlink_to("/etc/hostname")
    with pytest.raises(content.NotACourse, match="lien vers un autre endroit"):
        content.read_folder(tmp_path)


def test_a_folder_too_big_is_refused(tmp_path: Path) -> None:
    for number in range(301):
        (tmp_path / f"{number}.md").touch()
    with pytest.raises(content.NotACourse, match="trop gros"):
        content.read_folder(tmp_path)


folders = st.dictionaries(st.text("ab/1:", min_size=1, max_size=4), st.binary(max_size=6), max_size=4)


@given(folders, folders)
def test_two_folders_share_a_digest_only_when_they_are_the_same(one: dict, other: dict) -> None:
    assert (content.digest(one) == content.digest(other)) == (one == other)


@pytest.mark.parametrize("title", ["Un titre", 'Un "titre" \\ avec \\" des pièges', "« Déjà »"])
def test_a_new_course_has_no_problem(title: str) -> None:
    reading = content.read(content.new_course("mon-module", title), library(), TODAY)
    assert reading.problems == ()
    assert reading.course
    assert reading.course.title == title
