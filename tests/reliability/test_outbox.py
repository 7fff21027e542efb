"""The e-mail server has a bad day (R12): a small story, and the same without the lease that says who has what."""

from __future__ import annotations

from tools.proofs import breaking, outbox


def test_a_bad_day_loses_no_message(database_url: str) -> None:
    verdict = outbox.prove(database_url, "essai", letters=16)
    assert verdict.holds, verdict.faults


def test_the_proof_fails_without_a_lease(database_url: str) -> None:
    with breaking.outbox_without_lease():
        verdict = outbox.prove(database_url, "essai", letters=24, kills=0)
    assert not verdict.holds
    assert verdict.figures["doubles"]
