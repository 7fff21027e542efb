"""The turn of this week for another letter: what is asked three months after a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lms.followup.reminders.policy import held
from lms.followup.reminders.queries import correspondents
from lms.followup.reminders.writing import take_turn, wait_for


def take_turns(session: Session, people: Sequence[int], *, at: datetime) -> dict[int, str]:
    """Take the turn of those who may be written to now: for each, the `once` of her letter."""
    if not people:
        return {}
    wait_for(session, people)
    free = [one.person_id for one in correspondents(session, people) if held(one, people, at) is None]
    taken = {person_id: take_turn(session, person_id, at=at) for person_id in free}
    return {person_id: key for person_id, key in taken.items() if key is not None}
