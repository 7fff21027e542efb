"""The courses that come with Étoffe: what each promises to a learner, checked on its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from lms import content, db, publishing
from lms.content.model import StepKind
from lms.web.addresses import ADDRESSES
from tests.support.example import PUBLISHED_AT, TODAY, library

COURSES = Path(__file__).resolve().parents[2] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/module.toml"))

each_course = pytest.mark.parametrize("course", FOLDERS, ids=lambda folder: folder.name, indirect=True)


@pytest.fixture
def course(request: pytest.FixtureRequest) -> content.Course:
    reading = content.read(content.read_folder(request.param), library(), TODAY)
    assert not reading.problems, "\n".join(map(str, reading.problems))
    assert reading.course
    return reading.course


def asked(course: content.Course) -> Iterator[content.Question]:
    return (step.question for lesson in course.lessons for step in lesson.steps if step.question)


@each_course
def test_it_is_made_of_short_lessons(course: content.Course) -> None:
    assert 4 <= len(course.lessons) <= 6
    assert all(6 <= lesson.minutes <= 10 for lesson in course.lessons)


@each_course
def test_it_asks_enough_and_in_various_ways(course: content.Course) -> None:
    questions = list(asked(course))
    assert len(questions) >= 12
    assert len({question.kind for question in questions}) >= 6
    assert len(course.quiz.bank) >= 20


@each_course
def test_each_lesson_ends_at_the_mairie(course: content.Course) -> None:
    assert all(lesson.steps[-1].kind is StepKind.DO for lesson in course.lessons)


@each_course
def test_each_lesson_says_where_it_comes_from(course: content.Course) -> None:
    assert all(lesson.sources and lesson.facts and lesson.essentials for lesson in course.lessons)


@each_course
def test_each_question_of_the_bank_sends_back_to_a_lesson(course: content.Course) -> None:
    assert all(question.lesson for question in course.quiz.bank)


@each_course
def test_the_right_choice_is_not_given_away_by_its_length(course: content.Course) -> None:
    single = [one for one in (*asked(course), *course.quiz.bank) if isinstance(one, content.Single)]
    longest = [one for one in single if len(right(one)) == max(len(choice.text) for choice in one.choices)]
    assert len(longest) <= len(single) / 2, [one.key for one in longest]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_its_release_gives_its_source_back_byte_for_byte(folder: Path, engine: Engine, tmp_path: Path) -> None:
    files = content.read_folder(folder)
    course = content.read(files, library(), TODAY).course
    assert course
    with db.transaction(engine) as session:
        publishing.publish(
            session,
            course,
            files,
            library=library(),
            addresses=ADDRESSES,
            by="Bruno",
            message="Essai",
            at=PUBLISHED_AT,
        )
    with db.reading(engine) as session:
        content.write_folder(tmp_path / "copie", publishing.files(session, course.key))
    assert [path.relative_to(tmp_path / "copie") for path in sorted((tmp_path / "copie").rglob("*"))] == [
        path.relative_to(folder) for path in sorted(folder.rglob("*"))
    ]
    assert content.read_folder(tmp_path / "copie") == files


def right(question: content.Single) -> str:
    return next(choice.text for choice in question.choices if choice.right)
