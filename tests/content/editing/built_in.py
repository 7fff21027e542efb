"""The texts of the built-in courses and of the manual's example, and the manners in which a text may be written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.support.example import example_files

COURSES = Path(__file__).resolve().parents[3] / "courses"
MANNERS = ("plain", "crlf", "bom", "unended", "loose")


@cache
def courses() -> dict[str, dict[str, str]]:
    """The texts of each course by their path."""
    found = {
        folder.name: {
            path.relative_to(folder).as_posix(): path.read_bytes().decode()
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".md", ".toml")
        }
        for folder in sorted(COURSES.iterdir())
        if folder.is_dir()
    }
    return {**found, "exemple": {path: data.decode() for path, data in example_files().items()}}


def texts(ending: str) -> list[tuple[str, str]]:
    """Every text whose path ends so, with a name for the test."""
    return [
        (f"{course}/{path}", text)
        for course, files in courses().items()
        for path, text in files.items()
        if path.endswith(ending)
    ]


def in_manner(text: str, manner: str) -> str:
    """The same text with other line ends, a byte order mark, no last line end, or more blank lines."""
    if manner == "crlf":
        return text.replace("\n", "\r\n")
    if manner == "bom":
        return "\ufeff" + text
    if manner == "unended":
        return text.rstrip("\n")
    return re.sub(r"\n\n(?=## |\[\[)", "\n \n\t\n\n", text) + "\n\n" if manner == "loose" else text
