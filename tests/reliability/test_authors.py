"""Two authors on one draft: a few interleavings, and the same where the last one to save wins."""

from __future__ import annotations

import pytest

from lms.publishing.drafts import merging
from lms.publishing.drafts.merging import Planning, Write, digest_of
from tools.proofs import authors


def test_two_authors_overwrite_nothing(database_url: str) -> None:
    verdict = authors.prove(database_url, "essai", interleavings=25)
    assert verdict.holds, verdict.faults
    assert verdict.figures["réunies"]
    assert verdict.figures["prévenues"], "the authors met"
    assert verdict.figures["en même temps"]


@pytest.mark.sqlite
def test_the_proof_fails_when_the_last_one_wins(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def last_one_wins(planning: Planning, change: merging.Change, path: str, _now: object) -> Write:
        return Write(path, planning.what, digest_of(change.data or b""), change.data)

    monkeypatch.setattr(Planning, "_joined", last_one_wins)
    assert not authors.prove(sqlite_url, "essai", interleavings=6).holds
