"""Who is in a session: chosen in her own territories by who runs it, invited at an address, or come in by a code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from lms import accounts
from lms.accounts import audit
from lms.accounts.audit import Act
from lms.accounts.territories import Named
from lms.db import insert_once
from lms.followup.cohorts.choosing import Wanted, chosen
from lms.followup.cohorts.models import Cohort, CohortInvitation, CohortMember
from lms.followup.cohorts.operations import CohortUnknown, held
from lms.followup.cohorts.policy import Origin, may_leave, new_code, typed_code

CODE_TRIES = accounts.Limit("cohort-code", 20, timedelta(hours=1))


class MayNotLeave(Exception):
    """Who runs the session put her in it: she asks there to be taken out."""


@dataclass(frozen=True)
class Joined:
    """What a code did: the session she is in now, None when no code of today is this one, or when she tried too often
    to be told."""

    number: int | None
    too_often: bool = False


def add(
    session: Session,
    number: int,
    wanted: Wanted,
    *,
    persons: Collection[int] | None = None,
    places: Collection[Named],
    by: int,
    at: datetime,
) -> int:
    """Put in a session the people whom lists name in these territories and who are as wanted, or those of `persons`
    among them; return how many were not there. Nobody else comes in, whatever number is given.

    Raises CohortUnknown, CohortCancelled.
    """
    place = _place(held(session, number, places))
    found = session.scalars(chosen(places, wanted, persons)).all()
    added = sum(_enter(session, number, one, Origin.CHOSEN, by=by, at=at) for one in found)
    if added:
        audit.record(session, Act.GATHERED, by=by, subject=f"cohort:{number}", scope=place, people=added, at=at)
    return added


def remove(session: Session, number: int, person_id: int, *, places: Collection[Named], at: datetime) -> None:
    """Take someone out. Her row stays, dated. Raises CohortUnknown, CohortCancelled."""
    held(session, number, places)
    _go(session, number, person_id, at)


def invite(
    session: Session, number: int, emails: Iterable[str], *, places: Collection[Named], by: int, at: datetime
) -> tuple[str, ...]:
    """Invite addresses, normalised; return those that were not invited yet, whether anybody has an account there or
    not. Raises CohortUnknown, CohortCancelled."""
    place = _place(held(session, number, places))
    values = {"cohort_id": number, "invited_by": by, "invited_at": at}
    new = tuple(one for one in sorted(set(emails)) if insert_once(session, CohortInvitation, values | {"email": one}))
    if new:
        audit.record(session, Act.INVITED, by=by, subject=f"cohort:{number}", scope=place, people=len(new), at=at)
    return new


def open_code(session: Session, number: int, *, until: datetime, places: Collection[Named]) -> str:
    """Give a session a new code, in place of the one it had. Raises CohortUnknown, CohortCancelled."""
    held(session, number, places)
    code = new_code()
    session.execute(update(Cohort).where(Cohort.id == number).values(code=code, code_until=until))
    return code


def close_code(session: Session, number: int, *, places: Collection[Named]) -> None:
    """Take its code back. Raises CohortUnknown, CohortCancelled."""
    held(session, number, places)
    session.execute(update(Cohort).where(Cohort.id == number).values(code=None, code_until=None))


def join_by_code(session: Session, person_id: int, text: str, *, at: datetime) -> Joined:
    """Come in by a code as typed. Each try counts, right or wrong, so nothing is raised: what is counted stays."""
    if not accounts.within(session, CODE_TRIES, str(person_id), at=at):
        return Joined(None, too_often=True)
    open_now = (Cohort.code == typed_code(text), Cohort.code_until > at, Cohort.cancelled_at.is_(None))
    number = session.execute(select(Cohort.id).where(*open_now)).scalar_one_or_none()
    if number is not None:
        _enter(session, number, person_id, Origin.CODE, by=None, at=at)
    return Joined(number)


def accept(session: Session, number: int, person_id: int, email: str, *, at: datetime) -> None:
    """Come in, where her address was invited. Raises CohortUnknown."""
    invited = and_(CohortInvitation.cohort_id == number, CohortInvitation.email == email)
    query = select(Cohort.id).join(CohortInvitation, CohortInvitation.cohort_id == Cohort.id)
    if session.execute(query.where(invited, Cohort.cancelled_at.is_(None))).first() is None:
        raise CohortUnknown(number)
    _enter(session, number, person_id, Origin.INVITED, by=None, at=at)
    session.execute(delete(CohortInvitation).where(invited))


def leave(session: Session, number: int, person_id: int, *, at: datetime) -> None:
    """Go out again, for who came in by herself. Raises CohortUnknown, MayNotLeave."""
    query = select(CohortMember.origin).where(_in(number, person_id))
    origin = session.execute(query.with_for_update()).scalar_one_or_none()
    if origin is None:
        raise CohortUnknown(number)
    if not may_leave(Origin(origin)):
        raise MayNotLeave(number)
    _go(session, number, person_id, at)


def tell_earlier(session: Session, number: int, person_id: int, *, at: datetime) -> None:
    """Let who runs the session know what she had finished before. Once is for good. Raises CohortUnknown."""
    told = (
        update(CohortMember)
        .where(_in(number, person_id))
        .values(earlier_told_at=func.coalesce(CohortMember.earlier_told_at, at))
    )
    if session.execute(told.returning(CohortMember.person_id)).first() is None:
        raise CohortUnknown(number)


def _enter(session: Session, number: int, person_id: int, origin: Origin, *, by: int | None, at: datetime) -> bool:
    """Whether she was not there. Who comes in again after she left keeps her row; who is there already, and comes by
    herself, is dated."""
    joined = None if origin is Origin.CHOSEN else at
    values = {"cohort_id": number, "person_id": person_id, "origin": origin, "added_by": by, "added_at": at}
    if insert_once(session, CohortMember, values | {"joined_at": joined}):
        return True
    here = and_(CohortMember.cohort_id == number, CohortMember.person_id == person_id)
    if joined is not None:
        first = func.coalesce(CohortMember.joined_at, at)
        session.execute(update(CohortMember).where(here, CohortMember.left_at.is_(None)).values(joined_at=first))
    back = {"origin": origin, "added_by": by, "added_at": at, "joined_at": joined, "left_at": None}
    again = update(CohortMember).where(here, CohortMember.left_at.is_not(None)).values(**back)
    return session.execute(again.returning(CohortMember.person_id)).first() is not None


def _go(session: Session, number: int, person_id: int, at: datetime) -> None:
    session.execute(update(CohortMember).where(_in(number, person_id)).values(left_at=at))


def _place(cohort: Cohort) -> Named:
    return cohort.place_kind, cohort.place_code


def _in(number: int, person_id: int) -> ColumnElement[bool]:
    """The row of someone who is in a session now."""
    return and_(CohortMember.cohort_id == number, CohortMember.person_id == person_id, CohortMember.left_at.is_(None))
