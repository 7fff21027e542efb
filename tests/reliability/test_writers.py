"""Many people answer at once (R4): for a moment, and the same where writers do not wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lms.settings import Settings
from tools.proofs import workers, writers
from tools.proofs.ground import Verdict


def campaign(url: str, *, broken: str = "") -> Verdict:
    """How long people wait depends on who else uses this machine: the proof itself says it, not this test."""

    @contextmanager
    def serve(served: str) -> Iterator[str]:
        with workers.serving(served, broken=broken) as found:
            yield found.address

    key = Settings.for_tests(url).secret_key
    return writers.prove(url, "essai", seconds=1.5, people=12, serve=serve, secret_key=key)


def test_nobody_is_told_that_the_database_is_locked(database_url: str) -> None:
    verdict = campaign(database_url)
    assert verdict.figures["échecs"] == 0, verdict.faults
    assert verdict.figures["réponses"]


@pytest.mark.sqlite
def test_the_proof_fails_when_writers_do_not_wait(databases) -> None:
    with databases.copy("sqlite", "empty") as url:
        verdict = campaign(url, broken="no-patience")
    assert verdict.figures["échecs"]
    assert any("503" in fault for fault in verdict.faults)
