"""The plan of a course as its page shows it, as far as its files can be read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import url_for

from lms import content
from lms.web.trainer.desk import Desk

KINDS = {"question": "Question", "tache": "À faire en mairie"}
UNTITLED = "Sans titre"


@dataclass(frozen=True)
class StepRow:
    key: str
    title: str
    kind: str  # what it asks, "" for something to read
    address: str  # where it is edited, "" when nowhere


@dataclass(frozen=True)
class LessonRow:
    """A lesson; `broken` says why its head cannot be read, in French."""

    path: str
    key: str
    title: str
    minutes: int
    steps: tuple[StepRow, ...]
    address: str = ""
    broken: str = ""
    open: bool = False


@dataclass(frozen=True)
class Outline:
    lessons: tuple[LessonRow, ...]
    questions: int

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.lessons)


def outline(desk: Desk, files: Mapping[str, bytes], opened: str) -> Outline:
    rows = lesson_rows(files, course=desk.course, opened=opened)
    questions = 0
    with suppress(content.NotEditable):
        questions = len(content.bank_parts(_text(files.get("quiz.toml", b""))))
    return Outline(rows, questions)


def lesson_rows(files: Mapping[str, bytes], *, course: str = "", opened: str = "") -> tuple[LessonRow, ...]:
    """The lessons in their order; without a course, none has an address."""
    return tuple(_row(path, _text(files[path]), course, opened) for path in content.lesson_paths(files))


def _row(path: str, text: str, course: str, opened: str) -> LessonRow:
    front: dict[str, Any] = {}
    broken = ""
    try:
        front = content.front_table(text)
    except content.NotEditable as error:
        broken = str(error)
    key, minutes = str(front.get("cle", "")), front.get("minutes")
    steps = tuple(_step(part, course, key) for part in content.step_parts(text))
    return LessonRow(
        path=path,
        key=key,
        title=str(front.get("titre", "")) or path,
        minutes=minutes if isinstance(minutes, int) else 0,
        steps=steps,
        address=lesson_address(course, key, path) if course else "",
        broken=broken,
        open=opened in (path, key) and bool(opened),
    )


def _step(part: content.StepPart, course: str, lesson: str) -> StepRow:
    kind = KINDS.get(part.block.kind, "") if part.block else ""
    address = ""
    if course and is_key(part.key) and is_key(lesson):
        address = url_for("trainer.step", course=course, lesson=lesson, step=part.key)
    return StepRow(part.key, part.title or UNTITLED, kind, address)


def lesson_address(course: str, key: str, path: str) -> str:
    """Where a lesson is edited; its plain text when it has no sound key."""
    return url_for("trainer.lesson", course=course, lesson=key) if is_key(key) else text_address(course, path)


def text_address(course: str, path: str) -> str:
    return url_for("trainer.plain", course=course, fichier=path)


def is_key(key: str) -> bool:
    return bool(content.KEY.match(key))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
