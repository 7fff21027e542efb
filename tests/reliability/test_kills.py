"""Workers are killed while people answer (R1): a small campaign, and the same against a server that lies."""

from __future__ import annotations

from tools.proofs import kills


def test_killed_workers_lose_nothing(database_url: str) -> None:
    verdict = kills.prove(database_url, "essai", kills=12, submissions=6, kill_every=0.06)
    assert verdict.holds, verdict.faults
    assert verdict.figures["lignes coupées"], "the kills were felt"


def test_the_proof_fails_when_answers_are_acknowledged_before_they_are_committed(database_url: str) -> None:
    verdict = kills.prove(
        database_url, "essai", kills=30, submissions=6, kill_every=0.04, broken="acknowledge-first", seed=3
    )
    assert verdict.figures["perdues"]
