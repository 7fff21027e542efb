"""Bruno works on a course as text, with `flask lms` in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from lms import content
from tests.support.example import COURSE, LESSON, example_files
from tests.support.people import Person

LESSON_FILE = "lecons/01-les-delais.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example course, in a folder of Bruno's."""
    content.write_folder(tmp_path / COURSE, example_files())
    return tmp_path / COURSE


def lms(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["lms", *map(str, words)])


def spoil(folder: Path) -> None:
    """Misspell a key of the lesson and point a link to nothing."""
    file = folder / LESSON_FILE
    text = file.read_text(encoding="utf-8").replace("explication =", "explicaton =", 1)
    file.write_text(text.replace("\n## ", "\n[ici](lecon:absente)\n\n## ", 2), encoding="utf-8")


def test_a_sound_course_has_no_problem(app: Flask, folder: Path) -> None:
    done = lms(app, "courses", "check", folder)
    assert (done.exit_code, done.output) == (0, "0 problème dans 1 module.\n")


def test_every_problem_is_told_with_its_place(app: Flask, folder: Path) -> None:
    spoil(folder)
    done = lms(app, "courses", "check", folder)
    assert done.exit_code == 1
    assert "« explicaton » n’est pas attendu ici" in done.output
    assert "« explication »" in done.output
    assert "absente" in done.output
    assert all(line.startswith(f"{folder}/{LESSON_FILE}: ") for line in done.output.splitlines()[:-1])


def test_a_course_with_problems_is_not_published(app: Flask, folder: Path, amina: Person) -> None:
    spoil(folder)
    done = lms(app, "courses", "publish", folder)
    assert done.exit_code == 1
    assert "lancez « flask lms courses check" in done.output
    assert amina.get(f"/modules/{COURSE}").status_code == 404


def test_published_twice_it_is_the_same_release(app: Flask, folder: Path, amina: Person) -> None:
    first, again = lms(app, "courses", "publish", folder), lms(app, "courses", "publish", folder)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.output.endswith("version 1.\n")
    assert again.output.endswith("version 1, inchangée.\n")
    assert amina.get(f"/modules/{COURSE}/{LESSON}/message").status_code == 200


def test_facts_past_their_date_ask_for_a_review(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=3650)

    monkeypatch.setattr("lms.cli.datetime", Later)
    assert lms(app, "courses", "check", folder).exit_code == 1
    assert lms(app, "courses", "publish", folder).exit_code == 1
    assert lms(app, "courses", "publish", "--outdated-ok", folder).exit_code == 0


@pytest.mark.usefixtures("courses")
def test_an_export_is_the_source_byte_for_byte(app: Flask, tmp_path: Path) -> None:
    done = lms(app, "courses", "export", COURSE, "--to", tmp_path / "copie")
    assert done.exit_code == 0
    assert content.read_folder(tmp_path / "copie") == example_files()


@pytest.mark.usefixtures("courses")
def test_an_export_overwrites_nothing(app: Flask, folder: Path) -> None:
    (folder / "module.toml").write_text("à moi", encoding="utf-8")
    done = lms(app, "courses", "export", COURSE, "--to", folder)
    assert done.exit_code == 1
    assert "n’est pas vide" in done.output
    assert (folder / "module.toml").read_text(encoding="utf-8") == "à moi"


def test_exporting_what_is_not_published_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    done = lms(app, "courses", "export", "absent", "--to", tmp_path / "copie")
    assert (done.exit_code, done.output) == (1, "Error: Aucun module publié ne porte la clé « absent ».\n")


def test_a_new_course_is_ready_to_fill(app: Flask, tmp_path: Path) -> None:
    done = lms(app, "courses", "new", "mon-module", "--title", "Mon module", "--to", tmp_path)
    assert done.exit_code == 0
    checked = lms(app, "courses", "check", tmp_path / "mon-module")
    assert (checked.exit_code, checked.output) == (0, "0 problème dans 1 module.\n")
    again = lms(app, "courses", "new", "mon-module", "--to", tmp_path)
    assert again.exit_code == 1
    assert "existe déjà" in again.output


@pytest.mark.parametrize("key", ["Mon module", "../ailleurs", "é", "", "a" * 100])
def test_a_key_that_is_no_key_creates_nothing(app: Flask, tmp_path: Path, key: str) -> None:
    (tmp_path / "ici").mkdir()
    assert lms(app, "courses", "new", key, "--to", tmp_path / "ici").exit_code != 0
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and "sqlite" not in path.name] == []


def test_a_folder_that_is_not_a_course_is_said(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    done = lms(app, "courses", "check", tmp_path / "vide")
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "module.toml" in done.output


@pytest.mark.usefixtures("courses")
def test_only_what_was_left_seven_days_is_purged(app: Flask, amina: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    amina.send(amina.get(f"/modules/{COURSE}/{LESSON}/message"))
    assert lms(app, "purge").output == "0 visite effacée.\n0 e-mail effacé.\n"

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=8)

    monkeypatch.setattr("lms.cli.datetime", Later)
    assert lms(app, "purge").output == "1 visite effacée.\n0 e-mail effacé.\n"
    assert amina.get(f"/modules/{COURSE}/{LESSON}").location.endswith("/message")
