"""A proof is run on both engines; that it can fail is shown on one, which is enough and half the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import Databases


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    """An up-to-date SQLite database that belongs to this test."""
    with databases.copy("sqlite", "empty") as url:
        yield url
