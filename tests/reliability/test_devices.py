"""One quiz from two devices (R7): a few interleavings, and the same where stale tabs win."""

from __future__ import annotations

from tools.proofs import breaking, devices


def test_two_devices_overwrite_nothing(database_url: str) -> None:
    verdict = devices.prove(database_url, "essai", interleavings=20)
    assert verdict.holds, verdict.faults
    assert verdict.figures["deux versions"], "the devices met"
    assert verdict.figures["en même temps"]


def test_the_proof_fails_when_a_stale_tab_wins(database_url: str) -> None:
    with breaking.stale_tabs_win():
        verdict = devices.prove(database_url, "essai", interleavings=6)
    assert any("without a word" in fault for fault in verdict.faults)
