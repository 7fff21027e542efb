"""The proofs of the session of a demonstration: who was at its first meeting, a complaint that was answered, a cost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.accounts.territories import Named
from lms.followup import evidence
from lms.followup.evidence import Cost, Means, Payer

AWAY = 3  # of those who were awaited
SAID = "La convocation est arrivée deux jours avant la rencontre."
ANSWER = "Vous avez raison, et nous vous prions de nous excuser."
DONE = "Les convocations partent maintenant trois semaines avant."


def prove(session: Session, number: int, place: Named, *, by: int, who: int, form: str, at: datetime) -> None:
    """Write them, as who runs the session does; `who` complains."""
    _, meetings = evidence.agenda(session, [place], number)
    people = evidence.participants(session, number)
    there = {one.person_id: True for one in people[AWAY:]}
    for half_day in evidence.half_days(meetings[0].starts_at, meetings[0].ends_at):
        evidence.record(session, meetings[0], half_day, there, means=Means.PAPER, by=by, at=meetings[0].ends_at)
    evidence.say_cost(session, number, Cost(Payer.COMMUNE, 9000), by=by, at=at)
    evidence.complain(session, number, who, SAID, client_id=form, at=at - timedelta(days=1))
    (made,) = evidence.complaints(session, number)
    evidence.answer_complaint(session, number, made.id, ANSWER, DONE, by=by, at=at)
