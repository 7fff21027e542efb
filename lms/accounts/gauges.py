"""How many people, as parts of one statement: what an operator follows. Nobody is named."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, func, select

from lms.accounts.models import Account, AccountSession, RoleGrant
from lms.accounts.policy import Role
from lms.db import Moment


def _counted(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Account).where(*where).scalar_subquery()


def _holds(role: Role) -> ColumnElement[bool]:
    grant = (RoleGrant.person_id == Account.person_id, RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    return exists().where(*grant)


GAUGES: Mapping[str, ScalarSelect[int]] = {
    "accounts": _counted(),
    "suspended": _counted(Account.suspended_at.is_not(None)),
    **{f"{role}s": _counted(_holds(role)) for role in Role},
    "sessions": select(func.count())
    .select_from(AccountSession)
    .where(AccountSession.ended_at.is_(None), AccountSession.expires_at > bindparam("now", type_=Moment))
    .scalar_subquery(),
}
