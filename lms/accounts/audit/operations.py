"""Writing a line, and forgetting the old ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.audit.acts import Act
from lms.accounts.audit.chain import checked, digest
from lms.accounts.audit.models import AuditEntry, AuditSeal
from lms.accounts.territories import Named
from lms.personal_data import JOURNAL

_ALONE = {"synchronize_session": False}  # nobody holds these rows as objects


def record(
    session: Session,
    act: Act,
    *,
    by: int | None,
    at: datetime,
    person_id: int | None = None,
    subject: str = "",
    scope: Named | None = None,
    people: int = 0,
) -> None:
    """Write down what is being done, in its transaction. Raises NotAnId.

    Lines are written one after the other: until this transaction ends, whoever writes another waits. So it is the last
    thing an operation does.
    """
    taken = update(AuditSeal).values(last_number=AuditSeal.last_number + 1)
    seal = session.execute(
        taken.returning(AuditSeal.last_number, AuditSeal.last_digest), execution_options=_ALONE
    ).one()
    line = {
        "number": seal.last_number,
        "at": at,
        "act": str(act),
        "by_id": by,
        "person_id": person_id,
        "subject": checked(subject),
        "scope_kind": scope[0] if scope else None,
        "scope_code": scope[1] if scope else None,
        "people": people,
    }
    sealed = digest(line, seal.last_digest)
    session.execute(insert(AuditEntry).values(**line, digest=sealed))
    session.execute(update(AuditSeal).values(last_digest=sealed), execution_options=_ALONE)


def forget_due(session: Session, *, at: datetime) -> None:
    """Delete the lines that have had their time, from the first: what is left still holds together."""
    seal = session.execute(select(AuditSeal).with_for_update()).scalar_one()
    kept = select(func.min(AuditEntry.number)).where(AuditEntry.at > at - JOURNAL.kept)
    first = session.execute(kept).scalar_one() or seal.last_number + 1
    if first <= seal.first_number:
        return
    before = session.execute(select(AuditEntry.digest).where(AuditEntry.number == first - 1)).scalar_one_or_none()
    if before is None:
        return  # a line is missing: nothing is tidied over it
    session.execute(delete(AuditEntry).where(AuditEntry.number < first), execution_options=_ALONE)
    seal.first_number, seal.before_first = first, before
    session.flush()
