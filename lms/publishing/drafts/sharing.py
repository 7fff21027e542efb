"""Who shares a draft: its owner, and those she lets write or review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms import accounts
from lms.accounts import Role
from lms.db import insert_once
from lms.publishing.drafts.desk import open_desk
from lms.publishing.drafts.models import DraftRight
from lms.publishing.drafts.policy import Act, Right
from lms.publishing.drafts.words import What


class NotATrainer(Exception):
    """Only trainers write and review courses."""


def share(
    session: Session, draft_id: int, person_id: int, right: Right, *, by: int | None, client_id: str, at: datetime
) -> None:
    """Let a trainer write or review. Twice is once; the owner has every right already.

    Raises NotATrainer, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.SHARE) or person_id == desk.draft.owner_id:
        return
    require_trainer(session, person_id)
    if insert_once(session, DraftRight, {"draft_id": draft_id, "person_id": person_id, "kind": right, "given_at": at}):
        desk.record(What.SHARE, about_id=person_id, detail=right)
        session.flush()


def unshare(
    session: Session, draft_id: int, person_id: int, right: Right, *, by: int | None, client_id: str, at: datetime
) -> None:
    """Take a right back. Anybody may give back her own. Raises DraftUnknown, NotAllowed, FormReused."""
    act = Act.READ if by == person_id else Act.MANAGE
    desk = open_desk(session, draft_id, act, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.UNSHARE):
        return
    held = (DraftRight.draft_id == draft_id, DraftRight.person_id == person_id, DraftRight.kind == right)
    if session.execute(delete(DraftRight).where(*held).returning(DraftRight.kind)).first() is not None:
        desk.record(What.UNSHARE, about_id=person_id, detail=right)
        session.flush()


def hand_over(session: Session, draft_id: int, to: int, *, by: int | None, client_id: str, at: datetime) -> None:
    """Make another trainer the owner; who was keeps the rights to write and to review.

    Raises NotATrainer, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at)
    before = desk.draft.owner_id
    if desk.is_twin(What.OWNER) or to == before:
        return
    require_trainer(session, to)
    for right in Right if before is not None else ():
        insert_once(session, DraftRight, {"draft_id": draft_id, "person_id": before, "kind": right, "given_at": at})
    session.execute(delete(DraftRight).where(DraftRight.draft_id == draft_id, DraftRight.person_id == to))
    desk.draft.owner_id = to
    desk.record(What.OWNER, about_id=to)
    session.flush()


def want_approval(
    session: Session, draft_id: int, wanted: bool, *, by: int | None, client_id: str, at: datetime
) -> None:
    """Say whether someone must approve a text before it is published. Twice is once. Raises as `share`."""
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at)
    if not desk.is_twin(What.APPROVAL) and desk.draft.needs_approval != wanted:
        desk.draft.needs_approval = wanted
        desk.record(What.APPROVAL, detail="wanted" if wanted else "")
        session.flush()


def require_trainer(session: Session, person_id: int) -> None:
    """Raises NotATrainer."""
    if person_id not in accounts.people_with_role(session, Role.TRAINER):
        raise NotATrainer(person_id)
