"""Erasing a person, and forgetting drafts that were deleted thirty days ago (lms.personal_data)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from lms.publishing.drafts.models import (
    Draft,
    DraftChange,
    DraftComment,
    DraftFile,
    DraftReview,
    DraftRight,
    ScheduledPublication,
)
from lms.publishing.models import Blob, Publication, ReleaseFile

KEPT_DELETED = timedelta(days=30)
AT_ONCE = 500

# Where a person's number is written beside what stays: courses outlive their authors.
_WRITTEN_BY = (
    Draft.owner_id,
    Draft.deleted_by_id,
    DraftFile.changed_by_id,
    DraftChange.by_id,
    DraftChange.about_id,
    DraftComment.resolved_by_id,
    DraftReview.by_id,
    DraftReview.of_id,
    ScheduledPublication.by_id,
    Publication.by_id,
)


def erase(session: Session, person_id: int) -> None:
    """Erase a person from the drafts: her rights and her comments go, the texts stay without her number. Twice is once.

    A draft that she owned has no owner any more; those who share it go on, and `give` names another.
    """
    session.execute(update(DraftReview).where(DraftReview.by_id == person_id).values(message=""))
    for column in _WRITTEN_BY:
        session.execute(update(column.class_).where(column == person_id).values({column: None}))
    session.execute(delete(DraftRight).where(DraftRight.person_id == person_id))
    session.execute(delete(DraftComment).where(DraftComment.author_id == person_id))


def forget_due(session: Session, *, at: datetime) -> int:
    """Delete what was deleted thirty days ago, with its history and the texts that nothing else holds. Return how many
    drafts went."""
    due = select(Draft.id).where(Draft.deleted_at <= at - KEPT_DELETED).with_for_update()
    gone = list(session.scalars(due))
    if not gone:
        return 0
    held = (DraftFile.sha256, DraftChange.before_sha256, DraftChange.after_sha256, DraftChange.sent_sha256)
    texts = union(*(select(column).where(column.class_.draft_id.in_(gone), column.is_not(None)) for column in held))
    candidates = sorted(filter(None, session.scalars(texts)))
    session.execute(delete(Draft).where(Draft.id.in_(gone)))
    for start in range(0, len(candidates), AT_ONCE):
        some = set(candidates[start : start + AT_ONCE])
        for column in (*held, ReleaseFile.sha256):
            some -= set(session.scalars(select(column).where(column.in_(sorted(some))).distinct()))
        session.execute(delete(Blob).where(Blob.sha256.in_(sorted(some))))
    return len(gone)
