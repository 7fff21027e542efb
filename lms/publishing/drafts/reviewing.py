"""What people say of a draft: remarks on a step, and whether the text may be published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from lms.db import Reader
from lms.publishing.drafts.desk import FileUnknown, FormReused, open_desk, standing
from lms.publishing.drafts.models import DraftComment, DraftReview
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.words import COMMENT_LENGTH, PLACE_LENGTH, ReviewStep, What, digest


class CommentUnknown(Exception):
    """The draft has no such comment."""


class NotAReviewer(Exception):
    """This person may not review the draft."""


class DraftMoved(Exception):
    """The text changed since it was shown: what is said of it would bear on a text she has not seen."""


def comment(
    session: Session,
    draft_id: int,
    *,
    by: int,
    path: str,
    place: str,
    text: str,
    client_id: str,
    at: datetime,
) -> int:
    """Say something of a step (`place` is its key, "" for the file); return the comment. Raises DraftUnknown,
    FileUnknown, FormReused, ValueError for an empty or endless text."""
    if not text.strip() or len(text) > COMMENT_LENGTH or len(place) > PLACE_LENGTH:
        raise ValueError(f"a comment of {len(text)} signs")
    desk = open_desk(session, draft_id, Act.COMMENT, by=by, client_id=client_id, at=at)
    done = desk.done_before()
    if done:
        twin = session.get(DraftComment, int(done[0].detail)) if done[0].what == What.COMMENT else None
        if twin is None or (twin.path, twin.place, twin.text) != (path, place, text):
            raise FormReused(client_id)
        return twin.id
    if path not in desk.manifest():
        raise FileUnknown(path)
    said = DraftComment(draft_id=draft_id, path=path, place=place, text=text, author_id=by, at=at)
    session.add(said)
    session.flush()
    desk.record(What.COMMENT, path=path, place=place, detail=str(said.id))
    session.flush()
    return said.id


def resolve(session: Session, draft_id: int, comment_id: int, *, by: int, client_id: str, at: datetime) -> None:
    """Say that a comment is settled. Twice is once. Raises CommentUnknown, DraftUnknown, NotAllowed."""
    desk = open_desk(session, draft_id, Act.COMMENT, by=by, client_id=client_id, at=at)
    found = session.get(DraftComment, comment_id)
    if found is None or found.draft_id != draft_id:
        raise CommentUnknown(comment_id)
    if found.resolved_at is None:
        found.resolved_at, found.resolved_by_id = at, by
        desk.record(What.RESOLVE, path=found.path, place=found.place, detail=str(comment_id))
        session.flush()


def ask_review(
    session: Session, draft_id: int, of: int, *, by: int, message: str, client_id: str, at: datetime
) -> None:
    """Ask someone who may review to do so, on the text as it is. Raises NotAReviewer, DraftUnknown, NotAllowed,
    FormReused."""
    desk = open_desk(session, draft_id, Act.PUBLISH, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.ASK_REVIEW):
        return
    if not standing(session, draft_id, desk.draft.owner_id, of).may(Act.REVIEW):
        raise NotAReviewer(of)
    text = {"digest": digest(desk.manifest()), "message": message[:COMMENT_LENGTH]}
    session.add(DraftReview(draft_id=draft_id, step=ReviewStep.ASKED, by_id=by, of_id=of, at=at, **text))
    desk.record(What.ASK_REVIEW, about_id=of)
    session.flush()


def review(
    session: Session,
    draft_id: int,
    *,
    by: int,
    approved: bool,
    digest_shown: str,
    message: str,
    client_id: str,
    at: datetime,
) -> None:
    """Approve the text that was shown, or ask for changes. A later change makes it outdated.

    Raises DraftMoved, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.REVIEW, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.REVIEW):
        return
    if digest(desk.manifest()) != digest_shown:
        raise DraftMoved(draft_id)
    step = ReviewStep.APPROVED if approved else ReviewStep.REFUSED
    text = {"digest": digest_shown, "message": message[:COMMENT_LENGTH]}
    session.add(DraftReview(draft_id=draft_id, step=step, by_id=by, of_id=None, at=at, **text))
    desk.record(What.REVIEW, detail=step)
    session.flush()


def is_approved(reader: Reader, draft_id: int, text_digest: str, *, publisher: int | None) -> bool:
    """Whether a text of a draft may go out. One statement."""
    given = select(DraftReview.id, DraftReview.by_id, DraftReview.step).where(
        DraftReview.draft_id == draft_id, DraftReview.digest == text_digest
    )
    return may_go_out(reader.execute(given.order_by(DraftReview.id)), publisher=publisher)


def may_go_out(reviews: Iterable[Row[Any]], *, publisher: int | None) -> bool:
    """Whether someone else than who publishes approved a text, and nobody still wants changes: the reviews of that
    text, oldest first."""
    last: dict[int, str] = {}
    for row in reviews:
        if row.step != ReviewStep.ASKED:
            last[row.by_id if row.by_id is not None else -row.id] = row.step  # an erased reviewer's word stands
    approvals = [who for who, step in last.items() if step == ReviewStep.APPROVED and who != publisher]
    return bool(approvals) and ReviewStep.REFUSED not in last.values()
