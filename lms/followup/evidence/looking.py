"""Whom somebody of the staff may look at by name: it is written first, and each person can read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Consultation
from lms.db import Reader


def untold(reader: Reader, persons: Collection[int], *, viewer_id: int, what: str, since: datetime) -> frozenset[int]:
    """Those of whom it is not written, since then, that this viewer looks at this."""
    told = select(Consultation.person_id).where(
        Consultation.viewer_id == viewer_id, Consultation.what == what, Consultation.at >= since
    )
    return frozenset(persons) - set(reader.scalars(told))
