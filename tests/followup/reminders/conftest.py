"""That a proof can fail is shown on the engine where it is cheap, or where it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import Databases


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "example") as url:
        yield url
