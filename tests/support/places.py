"""Territories that exist because a test says so, where loading real ones would cost more than it proves."""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.territories import Named
from lms.accounts.territories.models import Territory
from lms.db import Reader

COMMUNE: Named = ("commune", "26042")
DROME: Named = ("departement", "26")


def know(reader: Reader, *places: Named) -> None:
    """Add bare rows for the places that are missing: they lie in nothing."""
    known = set(map(tuple, reader.execute(select(Territory.kind, Territory.code))))
    for kind, code in {*places} - known:
        reader.execute(Territory.__table__.insert().values(kind=kind, code=code))
