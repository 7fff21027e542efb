"""That a proof can fail is shown on the engine where it is cheap, or where it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from lms import db
from tests.conftest import POSTGRES
from tests.support.databases import Databases


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "example") as url:
        yield url


@pytest.fixture
def postgres_engine(databases: Databases) -> Iterator[Engine]:
    if not POSTGRES:
        pytest.skip("ETOFFE_TEST_POSTGRES_URL is not set: use make test")
    with databases.copy("postgres", "example") as url:
        engine = db.make_engine(url)
        yield engine
        engine.dispose()
