"""Every form sent twenty times at once has one effect (R6); not when forms have no id of their own."""

from __future__ import annotations

from flask import Flask

from tools.proofs import breaking, doubles


def test_twenty_copies_have_one_effect(database_url: str) -> None:
    verdict = doubles.prove(database_url, "essai", forms=len(doubles.MAKERS))
    assert verdict.holds, verdict.faults


def test_the_proof_fails_when_a_form_has_no_id_of_its_own(database_url: str) -> None:
    with breaking.forms_without_their_own_id():
        verdict = doubles.prove(database_url, "essai", forms=4)
    assert any("20 answer instead of 1" in fault for fault in verdict.faults)
    assert any("another content under the same id gives 303" in fault for fault in verdict.faults)


def test_every_route_that_sends_is_tried_or_says_why_not(app: Flask) -> None:
    assert not doubles.uncovered(app), "give it a maker in tools/proofs/doubles.py"
