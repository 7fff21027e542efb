"""Someone comes in whom a list had named: she becomes the person of the list, who is then no more."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account, BirthMark, Invitation, Mandate, Person


def take_over(session: Session, person_id: int, commune_code: str, function: str) -> None:
    """Give her what lists said of those who were invited at her address and have no account.

    What she says of herself in her commune replaces what was said there; the rest is hers.
    """
    hers = select(Account.email).where(Account.person_id == person_id)
    named = select(Invitation.person_id).where(
        Invitation.email.in_(hers),
        Invitation.person_id != person_id,
        ~exists().where(Account.person_id == Invitation.person_id),
    )
    for other in sorted({one for one in session.scalars(named) if one is not None}):
        there = (Mandate.person_id == other, Mandate.territory_kind == "commune")
        session.execute(
            delete(Mandate).where(*there, Mandate.territory_code == commune_code, Mandate.function != function)
        )
        _give_mandates(session, other, person_id)
        if session.get(BirthMark, person_id) is None:
            session.execute(update(BirthMark).where(BirthMark.person_id == other).values(person_id=person_id))
        session.execute(delete(Person).where(Person.id == other))


def _give_mandates(session: Session, giver: int, taker: int) -> None:
    """All those of one person to another, who keeps her own when it is the same."""
    same = ("function", "territory_kind", "territory_code", "starts_on")
    columns = [getattr(Mandate, name) for name in same]
    kept = {tuple(row) for row in session.execute(select(*columns).where(Mandate.person_id == taker))}
    for row in session.execute(select(Mandate.id, *columns).where(Mandate.person_id == giver)).all():
        if tuple(row[1:]) not in kept:
            session.execute(update(Mandate).where(Mandate.id == row.id).values(person_id=taker))
