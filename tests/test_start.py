"""The application as a server loads it: it starts in good order, or says in one line what to correct."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from lms import db
from tests.test_settings import SAFE

ROOT = Path(__file__).resolve().parents[1]


def load(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load wsgi.py with a production configuration, some values changed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ETOFFE_", "FLASK_"))}
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=kept | SAFE | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_on_an_up_to_date_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/etoffe.sqlite"
    db.upgrade(url)
    (tmp_path / "etoffe.sqlite").chmod(0o600)
    done = load(ETOFFE_DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("value", "refused"), [("off", True), ("on", False)])
def test_a_postgresql_that_may_lose_answers_is_refused(engine: Engine, value: str, refused: bool) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'ALTER DATABASE "{engine.url.database}" SET synchronous_commit TO {value}'))
        engine.dispose()
    lines = [line for line in db.unsafe_database(engine) if "synchronous_commit" in line]
    assert bool(lines) == (refused and engine.dialect.name == "postgresql")


def test_it_does_not_start_without_its_migrations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/etoffe.sqlite"
    (tmp_path / "etoffe.sqlite").touch(mode=0o600)
    done = load(ETOFFE_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Étoffe ne démarre pas. À corriger :",
        "- Base de données : lancez « flask lms database upgrade », il manque des migrations.",
    ]


def test_it_does_not_start_on_a_file_that_everyone_can_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/etoffe.sqlite"
    db.upgrade(url)
    (tmp_path / "etoffe.sqlite").chmod(0o644)
    done = load(ETOFFE_DATABASE_URL=url)
    assert done.returncode == 1
    assert "lisible par tous" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("ETOFFE_DEBUG", "1"), ("ETOFFE_SECRET_KEY", "dev"), ("ETOFFE_CONTROLLER", "")]
)
def test_an_unsafe_value_is_one_line_and_no_trace(name: str, value: str) -> None:
    done = load(**{name: value})
    assert done.returncode == 1
    first, *lines = done.stderr.splitlines()
    assert first == "Étoffe ne démarre pas. À corriger :"
    assert [line.partition(" :")[0] for line in lines] == [f"- {name}"]


def test_an_unreachable_database_is_one_line_and_no_trace() -> None:
    done = load(ETOFFE_DATABASE_URL="postgresql://127.0.0.1:9/etoffe")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["- ETOFFE_DATABASE_URL : la base de données ne répond pas à cette adresse."]
