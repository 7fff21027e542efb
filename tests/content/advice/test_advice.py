"""Advice before publishing: it follows the course, hardly bothers good ones, and is written as problems are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lms import content
from lms.content import AdviceKind as Kind
from lms.content.advice.reading import read_step
from tests.content.advice.examples import (
    BANK,
    COVER,
    GIVEN_AWAY,
    LESSON,
    LONG,
    OTHER,
    REMINDER,
    advice,
    bank,
    edited,
    single,
)
from tests.content.timing import fastest
from tests.support.example import TODAY, library

COURSES = Path(__file__).resolve().parents[3] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/module.toml"))


def test_the_model_course_is_told_only_what_it_lacks() -> None:
    files = content.new_course("un-module", "Un module")
    told = [(one.path, one.kind) for one in advice(files)]
    assert [kind for _, kind in told if kind is not Kind.MODEL_TEXT] == [Kind.SOURCE, Kind.OBJECTIVE]
    assert [path for path, kind in told if kind is Kind.MODEL_TEXT].count(COVER) == 4
    files[COVER] = files[COVER].replace(b"Ce que la commune y gagne.", "Des réponses à temps.".encode())
    assert [one.kind for one in advice(files)].count(Kind.MODEL_TEXT) == len(told) - 3


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_built_in_courses_are_hardly_bothered(folder: Path) -> None:
    assert len(advice(content.read_folder(folder))) <= 6


def test_advice_follows_the_course() -> None:
    files = edited(LESSON, REMINDER, f"{REMINDER}\n\n{'mot ' * 26}")
    files[COVER] = files[COVER].replace("à la mairie a".encode(), "à la mairie".encode() + b" et" * 26 + b" a")
    told = [one.path for one in advice(files) if one.kind is not Kind.MODEL_TEXT]
    assert told == [COVER, LESSON, LESSON, OTHER, BANK]


MESSAGE_RULES: list[Callable[[str], bool]] = [
    lambda message: "!" not in message,
    lambda message: not message.endswith("."),
    lambda message: "'" not in message,
    lambda message: message[0].islower() or message[0] == "«",
]


def test_every_message_is_written_as_the_problems_are() -> None:
    files = edited(
        LESSON, REMINDER, f"{LONG} La DDTM. {'Un mot. ' * 120}\n\n### Fin.\n\n[ici même ici](https://a.example)"
    )
    files = files | {BANK: bank(*[single("Un", GIVEN_AWAY, "Les deux", prompt="Que ne faut-il pas ?")] * 4)[BANK]}
    found = advice(files, date(2029, 1, 1))
    assert len({one.kind for one in found}) >= 9
    assert [one.message for one in found if not all(rule(one.message) for rule in MESSAGE_RULES)] == []


@pytest.mark.parametrize(
    "line",
    [
        "A" * 2_900,
        "." * 2_900,
        " ".join(f"A{chr(65 + n % 26)}{chr(65 + n // 26)}" for n in range(400)),
        "n’" * 1_400,
        "« " * 400,
        "A (" * 39,
    ],
)
def test_it_answers_in_time(line: str) -> None:
    files = edited(LESSON, REMINDER, f"{REMINDER}\n\n{line}\n\n{line}\n\n{line}")
    files[LESSON] = files[LESSON].replace(b"minutes = 6", b"minutes = 10")
    reading = content.read(files, library(), TODAY)
    course = reading.course
    assert course

    def advise() -> None:
        read_step.cache_clear()
        content.advise(course, files, library(), TODAY)

    assert fastest(advise) < 2
