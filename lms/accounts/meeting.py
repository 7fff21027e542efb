"""Someone comes in whom a list had named: she becomes the person of the list, who is then no more."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Column, Select, delete, exists, false, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account, BirthMark, Invitation, Mandate, Person
from lms.accounts.secrets import hashed
from lms.db import Base
from lms.personal_data import FOLLOWS

_SAME = (Mandate.function, Mandate.territory_kind, Mandate.territory_code)


class InvitationUnknown(Exception):
    """No invitation at her address has this token, or it is over, or no list had named her."""


def take_over(session: Session, person_id: int, commune_code: str, function: str) -> bool:
    """Give her what lists said of those who were invited at her address, when she says for the first time who she is.

    What she says of herself in her commune replaces what was said there; the rest is hers. Tells whether something
    was said there: those who look after it know her.
    """
    listed = False
    for other in sorted({one for one in session.scalars(_named(person_id)) if one is not None}):
        there = (
            Mandate.person_id == other,
            Mandate.territory_kind == "commune",
            Mandate.territory_code == commune_code,
        )
        listed = listed or session.execute(select(Mandate.id).where(*there).limit(1)).first() is not None
        session.execute(delete(Mandate).where(*there, Mandate.function != function))
        _become(session, person_id, other)
    return listed


def accept(session: Session, person_id: int, token: str, *, at: datetime) -> None:
    """She recognises herself in the person of a list: what it says is hers. Raises InvitationUnknown."""
    query = _named(person_id).where(Invitation.token_hash == hashed(token), Invitation.expires_at > at)
    other = session.execute(query).scalar_one_or_none()
    if other is None:
        raise InvitationUnknown
    _become(session, person_id, other)


def _named(person_id: int) -> Select[int | None]:
    """Whom lists named at her address, other than herself and without an account."""
    hers = select(Account.email).where(Account.person_id == person_id)
    return select(Invitation.person_id).where(
        Invitation.email.in_(hers),
        Invitation.person_id.is_not(None),
        Invitation.person_id != person_id,
        ~exists().where(Account.person_id == Invitation.person_id),
    )


@cache
def _followers() -> tuple[Column[int], ...]:
    """The columns that say so, of every package (personal_data.FOLLOWS): those above this one are not known here."""
    return tuple(column for table in Base.metadata.sorted_tables for column in table.columns if column.info == FOLLOWS)


def _follow(session: Session, column: Column[int], person_id: int, other: int) -> None:
    """Give her the rows of the other, where she has not the same already."""
    hers = column.table.alias("hers")
    same = [hers.c[key.name] == key for key in column.table.primary_key.columns if key is not column]
    taken = exists().where(hers.c[column.name] == person_id, *same) if column.primary_key else false()
    session.execute(update(column.table).where(column == other, ~taken).values({column.name: person_id}))


def _become(session: Session, person_id: int, other: int) -> None:
    """Give her the mandates of the other, who is forgotten. She keeps her own where she already holds the same."""
    held = select(Mandate.id, *_SAME).where(Mandate.person_id == person_id, Mandate.ends_on.is_(None))
    kept = {tuple(row[1:]): row.id for row in session.execute(held)}
    for row in session.execute(select(Mandate.id, *_SAME).where(Mandate.person_id == other)).all():
        own = kept.get(tuple(row[1:]))
        taken = {"person_id": person_id} if own is None else {"listed": True}
        session.execute(update(Mandate).where(Mandate.id == (own or row.id)).values(taken))
    for column in _followers():
        _follow(session, column, person_id, other)
    if session.get(BirthMark, person_id) is None:
        session.execute(update(BirthMark).where(BirthMark.person_id == other).values(person_id=person_id))
    session.execute(delete(Person).where(Person.id == other))
