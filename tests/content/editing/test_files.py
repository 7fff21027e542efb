"""Lessons are added, copied, moved and removed; what the reader reads is what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms import content
from lms.content import editing
from tests.content.editing.built_in import COURSES, texts
from tests.support.example import TODAY, example_course, example_files, library

FIRST, SECOND = "lecons/01-les-delais.md", "lecons/02-toutes-les-questions.md"
BUILT_IN = ("dematerialisation", "donnees-ouvertes", "e-services")


def built_in(name: str) -> dict[str, bytes]:
    return content.read_folder(COURSES / name)


def read(files: dict[str, bytes]) -> content.Course:
    reading = content.read(files, library(), TODAY)
    assert reading.course, "\n".join(map(str, reading.problems))
    return reading.course


def edited(files: dict[str, bytes], path: str, text: str) -> dict[str, bytes]:
    return {**files, path: text.encode()}


def without_lines(lesson: content.Lesson) -> content.Lesson:
    return replace(lesson, steps=tuple(replace(step, line=0) for step in lesson.steps))


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_reader_reads_the_edited_course(name: str) -> None:
    """The title of a step, its body, a value of the front, of the cover, a question: only that changes."""
    files = built_in(name)
    course = read(files)
    lesson = course.lessons[1]
    step = lesson.steps[2]
    text = files[lesson.path].decode()
    block = next(part.block for part in editing.step_parts(text) if part.key == step.key)
    text = editing.with_step(text, step.key, title="Un autre titre", body="Une phrase.", block=block)
    text = editing.with_front(text, {"minutes": 9})
    files = edited(files, lesson.path, text)
    files = edited(
        files,
        "module.toml",
        editing.with_cover(files["module.toml"].decode(), {"quiz": {"seuil": 80}, "titre": "Titre"}),
    )
    asked = course.quiz.bank[3]
    table = {**asked.to_table(), "enonce": "Une autre question ?"}
    files = edited(files, "quiz.toml", editing.with_question(files["quiz.toml"].decode(), asked.key, table))
    new_step = replace(step, title="Un autre titre", body="\nUne phrase.", line=0)
    new_lesson = replace(lesson, minutes=9, steps=(*lesson.steps[:2], new_step, *lesson.steps[3:]))
    bank = tuple(replace(one, prompt="Une autre question ?") if one == asked else one for one in course.quiz.bank)
    expected = replace(
        course,
        title="Titre",
        quiz=replace(course.quiz, pass_mark=80, bank=bank),
        lessons=tuple(new_lesson if one == lesson else one for one in course.lessons),
    )
    found = read(files)
    assert tuple(map(without_lines, found.lessons)) == tuple(map(without_lines, expected.lessons))
    assert replace(found, lessons=()) == replace(expected, lessons=())


@pytest.mark.parametrize("name", BUILT_IN)
def test_moved_steps_and_questions_are_read_in_their_new_order(name: str) -> None:
    files = built_in(name)
    course = read(files)
    lesson = course.lessons[0]
    files = edited(files, lesson.path, editing.with_step_moved(files[lesson.path].decode(), lesson.steps[0].key, by=2))
    files = edited(
        files, "quiz.toml", editing.with_question_moved(files["quiz.toml"].decode(), course.quiz.bank[-1].key, by=-99)
    )
    found = read(files)
    first, second, third, *rest = lesson.steps
    assert without_lines(found.lessons[0]) == without_lines(replace(lesson, steps=(second, third, first, *rest)))
    assert found.quiz.bank == (course.quiz.bank[-1], *course.quiz.bank[:-1])


def test_a_new_lesson_has_no_problem() -> None:
    files = example_files()
    more = editing.with_new_lesson(files, "repondre", 'Répondre {vite} "bien"', date(2026, 11, 20))
    assert {path: more[path] for path in files} == files
    (path,) = more.keys() - files.keys()
    assert path == "lecons/03-repondre.md"
    again = editing.with_new_lesson(more, "classer", "Classer", TODAY)
    course = example_course(again)
    assert [(one.key, one.title) for one in course.lessons[2:]] == [
        ("repondre", 'Répondre {vite} "bien"'),
        ("classer", "Classer"),
    ]
    assert course.lessons[2].current_at == date(2026, 11, 20)
    with pytest.raises(editing.NotEditable, match="déjà celle"):
        editing.with_new_lesson(more, "delais", "Les délais", TODAY)
    with pytest.raises(editing.NotEditable, match="99"):
        editing.with_new_lesson({**files, "lecons/99-x.md": b""}, "repondre", "Répondre", TODAY)


def test_a_new_lesson_in_a_course_that_cannot_be_read() -> None:
    files = {"module.toml": b"\xff", "quiz.toml": b"[", "lecons/01-a.md": b"\xff", "lecons/04-b.md": b"x"}
    (path,) = editing.with_new_lesson(files, "a", "A", TODAY).keys() - files.keys()
    assert path == "lecons/05-a.md"


def test_a_lesson_copied_in_its_own_course() -> None:
    files = example_files()
    more = editing.with_lesson_copied(files, files, SECOND)
    assert {path: more[path] for path in files} == files
    course = example_course(more)
    was, copy = course.lessons[1:]
    assert (copy.key, copy.path) == ("toutes-les-questions-2", "lecons/03-toutes-les-questions-2.md")
    for step, other in zip(was.steps, copy.steps, strict=True):
        assert (other.key, other.title, other.body) == (step.key, step.title, step.body)
        if step.question and other.question:
            assert other.question == replace(step.question, key=f"{step.question.key}-2")
    third = editing.with_lesson_copied(more, more, "lecons/03-toutes-les-questions-2.md")
    assert example_course(third).lessons[3].key == "toutes-les-questions-2-2"


def test_a_lesson_copied_from_another_course_brings_its_images() -> None:
    source = built_in("e-services")
    path = next(path for path in editing.lesson_paths(source) if b"](images/" in source[path])
    shown = {one for one in source if one.encode() in source[path]}
    assert shown
    text = source[path].decode()
    files = example_files()
    brought = editing.with_lesson_copied(files, source, path)
    assert {one: brought[one] for one in shown} == {one: source[one] for one in shown}
    copied = brought[editing.lesson_paths(brought)[-1]].decode()
    assert copied == text
    name = min(shown)
    other = editing.with_lesson_copied({**files, name: b"<svg/>"}, source, path)
    stem, _, ending = name.rpartition(".")
    assert (other[name], other[f"{stem}-2.{ending}"]) == (b"<svg/>", source[name])
    assert other[editing.lesson_paths(other)[-1]].decode() == text.replace(name, f"{stem}-2.{ending}")


def test_a_copy_points_to_itself() -> None:
    files = example_files()
    text = files[FIRST].decode().replace("Un message reçu est", "[Ici](lecon:delais), un message reçu est")
    text = text.replace("minutes = 6", "minutes = 6 # court")
    files = edited(files, FIRST, text)
    copied = editing.with_lesson_copied(files, files, FIRST)["lecons/03-delais-2.md"].decode()
    expected = (
        text.replace('cle = "delais"', 'cle = "delais-2"')
        .replace("lecon:delais", "lecon:delais-2")
        .replace('"delai-accuse"', '"delai-accuse-2"')
        .replace('"essai"', '"essai-2"')
    )
    assert copied == expected
    with pytest.raises(editing.NoSuchPlace):
        editing.with_lesson_copied(files, files, "lecons/09-absente.md")
    with pytest.raises(editing.NotEditable):
        editing.with_lesson_copied(files, {FIRST: b"\xff"}, FIRST)


@pytest.mark.parametrize("name", BUILT_IN)
def test_lessons_move(name: str) -> None:
    files = built_in(name)
    paths = editing.lesson_paths(files)
    keys = [one.key for one in read(files).lessons]
    for number, path in enumerate(paths):
        moved = editing.with_lesson_moved(files, path, 1)
        expected = list(keys)
        expected.insert(number + 1, expected.pop(number))
        assert [one.key for one in read(moved).lessons] == expected
        assert sorted(moved.values()) == sorted(files.values())
        assert [one[:9] for one in editing.lesson_paths(moved)] == [one[:9] for one in paths]
        if number + 1 < len(paths):
            back = editing.with_lesson_moved(moved, f"{paths[number + 1][:9]}{path[9:]}", -1)
            assert back == files
        gone = editing.without_lesson(files, path)
        assert gone == {one: data for one, data in files.items() if one != path}


def test_lessons_of_the_same_number_are_numbered_again() -> None:
    files = {"lecons/01-a.md": b"a", "lecons/01-b.md": b"b", "lecons/07-c.md": b"c", "quiz.toml": b""}
    moved = editing.with_lesson_moved(files, "lecons/07-c.md", -1)
    assert moved == {"lecons/01-a.md": b"a", "lecons/02-c.md": b"c", "lecons/03-b.md": b"b", "quiz.toml": b""}
    for edit in (editing.without_lesson, lambda files, path: editing.with_lesson_moved(files, path, 1)):
        for path in ("lecons/02-c.md", "quiz.toml"):
            with pytest.raises(editing.NoSuchPlace):
                edit(files, path)


def test_a_course_under_another_key() -> None:
    files = built_in("e-services")
    renamed = editing.course_renamed(files, "mes-services", "Mes services")
    course, was = read(renamed), read(files)
    assert course == replace(was, key="mes-services", title="Mes services")
    assert {path: data for path, data in renamed.items() if files[path] != data}.keys() == {"module.toml"}
    assert renamed["module.toml"].decode().split("\n")[2:] == files["module.toml"].decode().split("\n")[2:]


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("L’accusé de réception", (), "l-accuse-de-reception"),
        ("Œuvres & cætera : n° 3", (), "oeuvres-caetera-n-3"),
        ("", (), "sans-titre"),
        ("日本", ("sans-titre",), "sans-titre-2"),
        ("Quiz", (), "quiz-2"),
        ("Fin", ("fin-2",), "fin-3"),
        ("mot " * 40, (), "-".join(["mot"] * 14)),
        ("a" * 80, (), "a" * 56),
    ],
)
def test_keys_are_made_of_titles(title: str, taken: tuple[str, ...], key: str) -> None:
    assert editing.new_key(title, taken) == key
    assert content.KEY.match(key)


def test_the_keys_of_a_course() -> None:
    keys = editing.keys_of({path: data.decode() for path, data in example_files().items()})
    course = example_course(example_files())
    assert keys.lessons == {"delais", "toutes-les-questions"}
    assert keys.tasks == {"essai", "relire"}
    inside = {step.question.key for lesson in course.lessons for step in lesson.steps if step.question}
    assert keys.questions == inside | {question.key for question in course.quiz.bank}


def test_a_form_keeps_the_manner_of_the_file() -> None:
    for _, text in texts("module.toml"):
        sent = text.replace("\n", "\r\n").removesuffix("\r\n")
        for file in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text.removesuffix("\n")):
            assert editing.in_the_manner_of(sent, file) == file
