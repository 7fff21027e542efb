"""The life of a draft: begun, given, shared, deleted, brought back, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import content
from lms.db import insert_once
from lms.publishing.drafts.desk import Desk, open_desk
from lms.publishing.drafts.models import Draft, DraftChange, DraftFile
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.saving import COVER, check_limits, title_of
from lms.publishing.drafts.scheduling import cancel_scheduled
from lms.publishing.drafts.sharing import hand_over, require_trainer
from lms.publishing.drafts.words import What
from lms.publishing.history import last_published
from lms.publishing.models import Course, CurrentRelease
from lms.publishing.operations import keep_blob
from lms.publishing.queries import release_files

_BEGINNINGS = (What.CREATE, What.COPY, What.IMPORT)


class KeyTaken(Exception):
    """Another course, published, in progress or deleted not long ago, has this key."""


class KeyInvalid(ValueError):
    """This cannot be the key of a course: it is not one, or an address keeps it."""


class StillPublished(Exception):
    """Learners are shown this course: it is archived before its draft is deleted."""


def create(
    session: Session,
    course_key: str,
    files: Mapping[str, bytes],
    *,
    by: int,
    client_id: str,
    at: datetime,
    what: What = What.CREATE,
) -> int:
    """Begin a course with these files, whatever problems they have; return its draft.

    `what` is CREATE, COPY or IMPORT. The same `client_id` again gives the same draft. Raises KeyInvalid, KeyTaken,
    saving.Refused.
    """
    made = select(DraftChange.draft_id).where(
        DraftChange.client_id == client_id, DraftChange.by_id == by, DraftChange.what.in_(_BEGINNINGS)
    )
    before = session.execute(made.limit(1)).scalar()
    if before is not None:
        return before
    sound = content.KEY.match(course_key) and len(course_key) <= content.KEY_LENGTH
    if not sound or course_key in content.RESERVED_COURSES:
        raise KeyInvalid(course_key)
    if session.execute(select(Course.key).where(Course.key == course_key)).first() is not None:
        raise KeyTaken(course_key)
    if not _begin(session, course_key, files, owner=by, by=by, client_id=client_id, at=at, what=what):
        before = session.execute(made.limit(1)).scalar()  # two at once: the other was first
        if before is None:
            raise KeyTaken(course_key)
        return before
    return session.execute(select(Draft.id).where(Draft.course_key == course_key)).scalar_one()


def _begin(
    session: Session,
    course_key: str,
    files: Mapping[str, bytes],
    *,
    owner: int,
    by: int | None,
    client_id: str,
    at: datetime,
    what: What,
    base_release_id: str | None = None,
) -> bool:
    """Make a draft unless its key is taken; tell whether it was made. Raises Refused."""
    check_limits({}, files)
    title = title_of(course_key, files.get(COVER, b""))
    values = {"course_key": course_key, "title": title, "owner_id": owner, "created_at": at, "changed_at": at}
    if not insert_once(session, Draft, values | {"needs_approval": False, "base_release_id": base_release_id}):
        return False
    draft = session.scalars(select(Draft).where(Draft.course_key == course_key)).one()
    desk = Desk(session, draft, by, client_id, at)
    desk.record(what)
    for path, data in sorted(files.items()):
        sha = keep_blob(session, data)
        written = {"sha256": sha, "size": len(data), "version": 1, "changed_at": at, "changed_by_id": by}
        session.add(DraftFile(draft_id=draft.id, path=path, **written))
        desk.record(what, path=path, after_sha256=sha, version=1)
    session.flush()
    return True


def give(session: Session, course_key: str, person_id: int, *, at: datetime) -> int:
    """Make a trainer the owner of a course, at the terminal; return its draft.

    A course that was published without a draft gets one, from its last publication; whoever owned the draft keeps the
    right to write. Raises CourseUnknown, NotATrainer.
    """
    require_trainer(session, person_id)
    found = session.execute(select(Draft.id, Draft.deleted_at).where(Draft.course_key == course_key)).first()
    if found is not None:
        if found.deleted_at is not None:
            undelete(session, found.id, by=None, client_id="", at=at)
        hand_over(session, found.id, person_id, by=None, client_id="", at=at)
        return int(found.id)
    release_id = last_published(session, course_key)
    files = release_files(session, course_key, release_id)
    _begin(
        session,
        course_key,
        files,
        owner=person_id,
        by=None,
        client_id="",
        at=at,
        what=What.COPY,
        base_release_id=release_id,
    )
    return session.execute(select(Draft.id).where(Draft.course_key == course_key)).scalar_one()


def delete(session: Session, draft_id: int, *, by: int | None, client_id: str, at: datetime) -> None:
    """Delete a draft, for thirty days; what was scheduled is cancelled. Releases stay: past work points to them.

    Raises StillPublished, DraftUnknown, NotAllowed.
    """
    desk = _desk_of_deletion(session, draft_id, What.DELETE, by=by, client_id=client_id, at=at)
    if desk is None:
        return
    shown = select(CurrentRelease.course_key).where(CurrentRelease.course_key == desk.draft.course_key)
    if session.execute(shown).first() is not None:
        raise StillPublished(desk.draft.course_key)
    cancel_scheduled(desk)
    desk.draft.deleted_at, desk.draft.deleted_by_id = at, by
    desk.record(What.DELETE)
    session.flush()


def undelete(session: Session, draft_id: int, *, by: int | None, client_id: str, at: datetime) -> None:
    """Bring a deleted draft back, as it was. Raises DraftUnknown, NotAllowed."""
    desk = _desk_of_deletion(session, draft_id, What.UNDELETE, by=by, client_id=client_id, at=at)
    if desk is not None:
        desk.draft.deleted_at = desk.draft.deleted_by_id = None
        desk.record(What.UNDELETE)
        session.flush()


def _desk_of_deletion(
    session: Session, draft_id: int, what: What, *, by: int | None, client_id: str, at: datetime
) -> Desk | None:
    """The draft to delete or to bring back; None when it is so already, or was done by this form before."""
    is_deleted = select(Draft.deleted_at).where(Draft.id == draft_id).with_for_update()
    deleted = session.execute(is_deleted).scalar() is not None
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at, deleted=deleted)
    return desk if deleted == (what is What.UNDELETE) and not desk.is_twin(what) else None
