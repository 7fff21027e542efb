"""What a session costs for each person, and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import Reader, upsert
from lms.followup.evidence.models import CohortCost

MOST_CENTS = 100_000_000


class Payer(StrEnum):
    """At whose expense people are trained."""

    COMMUNE = "commune"  # that of each person
    EPCI = "epci"  # that of each person
    OTHER = "other"  # neither: free, or by somebody else


@dataclass(frozen=True)
class Cost:
    """In cents for each person, all taxes included."""

    payer: Payer
    cents: int


def say_cost(session: Session, cohort_id: int, cost: Cost, *, by: int, at: datetime) -> None:
    """Say what a session costs, or correct it."""
    values: dict[str, object] = {"payer": cost.payer.value, "cents": cost.cents, "said_by": by, "said_at": at}
    upsert(session, CohortCost, {"cohort_id": cohort_id} | values, values)


def cost_of(reader: Reader, cohort_id: int) -> Cost | None:
    """What a session costs, None when nobody said it."""
    query = select(CohortCost.payer, CohortCost.cents).where(CohortCost.cohort_id == cohort_id)
    row = reader.execute(query).first()
    return None if row is None else Cost(Payer(row.payer), row.cents)
