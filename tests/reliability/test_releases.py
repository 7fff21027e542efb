"""A course changes and past work does not: a few changes, and the same where a release is overwritten in place."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from lms import content
from lms.publishing import operations
from lms.publishing.drafts import releasing
from lms.publishing.models import Release
from tools.proofs import releases


def test_past_work_reads_the_same(database_url: str) -> None:
    verdict = releases.prove(database_url, "essai", changes=30)
    assert verdict.holds, verdict.faults
    assert verdict.figures["versions"]
    assert verdict.figures["relectures"]


@pytest.mark.sqlite
def test_the_proof_fails_when_a_release_is_overwritten(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def overwrite(session: Session, course: content.Course, files: Any, press: operations.Press) -> Release:
        release = operations.store(session, course, files, press)
        for other in session.query(Release).filter(Release.id != release.id).order_by(Release.id):
            operations._render(session, other, course, files, press)
        return release

    monkeypatch.setattr(releasing, "store", overwrite)
    assert not releases.prove(sqlite_url, "essai", changes=10).holds
