"""Back to an earlier release, out of the catalogue and in again, and a release that came from elsewhere.

As in releasing.py, the caller runs learning.award_everyone after what gives a new current release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.db import Reader
from lms.publishing.drafts.desk import Desk, open_desk
from lms.publishing.drafts.merging import Change
from lms.publishing.drafts.models import Draft
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.releasing import Announcement, ReleaseMoved
from lms.publishing.drafts.reviewing import DraftMoved
from lms.publishing.drafts.saving import Saved, write
from lms.publishing.drafts.scheduling import cancel_scheduled
from lms.publishing.drafts.words import Manifest, What, digest
from lms.publishing.history import last_published
from lms.publishing.models import CurrentRelease, Release
from lms.publishing.operations import Published, make_current
from lms.publishing.queries import CourseUnknown, ReleaseUnknown, current_id, release_files, release_manifest


class NeverPublished(Exception):
    """The course has no release to bring back."""


def go_back(
    session: Session,
    draft_id: int,
    release_id: str,
    shown_current: str | None,
    said: Announcement,
    *,
    by: int,
    client_id: str,
    at: datetime,
) -> Published:
    """Make an earlier release of the course current again. The draft keeps its text and is behind: see `catch_up`.

    Raises ReleaseUnknown, ReleaseMoved, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.PUBLISH, by=by, client_id=client_id, at=at)
    release = _release_of(desk, release_id)
    if desk.is_twin(What.GO_BACK):
        return Published(release.id, release.number, changed=False)
    if current_id(session, desk.draft.course_key) != shown_current:
        raise ReleaseMoved(desk.draft.course_key)
    done = make_current(session, release, by_id=by, message=said.message, what_changed=said.what_changed, at=at)
    desk.record(What.GO_BACK, release_id=release.id, detail=said.message)
    session.flush()
    return done


def reset(
    session: Session, draft_id: int, release_id: str, digest_shown: str, *, by: int, client_id: str, at: datetime
) -> tuple[Saved, ...]:
    """Give the draft the text of a release of its course; its own stays in its history.

    Raises ReleaseUnknown, DraftMoved, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.WRITE, by=by, client_id=client_id, at=at)
    _release_of(desk, release_id)
    if desk.is_twin(What.RESET):
        return ()
    now, files = desk.manifest(), release_files(session, desk.draft.course_key, release_id)
    if digest(now) != digest_shown:
        raise DraftMoved(draft_id)
    changes = [Change(path, now.get(path, ""), data) for path, data in files.items()]
    changes += [Change(path, now[path], None) for path in now if path not in files]
    return _rewritten(desk, changes, What.RESET, release_id)


def catch_up(
    session: Session,
    draft_id: int,
    *,
    by: int,
    client_id: str,
    at: datetime,
    settled: Mapping[str, bytes | None] | None = None,
) -> tuple[Saved, ...]:
    """Bring into the draft what a release published from elsewhere changed since the one the draft starts from.

    `settled` has the files where someone chose what to write, None to take one away. In a conflict, `theirs` is the
    draft's and `mine` the release's. Raises Conflict, CourseUnknown (no current release), DraftUnknown, NotAllowed,
    FormReused.
    """
    desk = open_desk(session, draft_id, Act.WRITE, by=by, client_id=client_id, at=at)
    current = current_id(session, desk.draft.course_key)
    if current is None:
        raise CourseUnknown(desk.draft.course_key)
    if desk.is_twin(What.CATCH_UP) or current == desk.draft.base_release_id:
        return ()
    base, text, chosen = desk.draft.base_release_id, desk.manifest(), settled or {}
    files = release_files(session, desk.draft.course_key, current)
    changes = [
        Change(path, before, files.get(path))
        for path, before in changed_elsewhere(session, base, current, text).items()
        if path not in chosen
    ]
    changes += [Change(path, text.get(path, ""), data) for path, data in chosen.items()]
    return _rewritten(desk, changes, What.CATCH_UP, current)


def changed_elsewhere(reader: Reader, base: str | None, current: str, text: Manifest) -> dict[str, str]:
    """What the release `current` says otherwise than `base` and than a draft's text: each path, and the SHA-256 of the
    file in `base`, "" when it was not there. Two statements."""
    was = release_manifest(reader, base) if base is not None else {}
    is_now = release_manifest(reader, current)
    paths = sorted(was.keys() | is_now.keys())
    return {path: was.get(path, "") for path in paths if was.get(path) != is_now.get(path) != text.get(path)}


def archive(session: Session, draft_id: int, *, by: int | None, client_id: str, at: datetime) -> None:
    """Take a course out of the catalogue; who is in the middle finishes it. What was scheduled is cancelled. Twice is
    once. Raises DraftUnknown, NotAllowed, FormReused."""
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.ARCHIVE):
        return
    current = current_id(session, desk.draft.course_key)
    if current is not None:
        cancel_scheduled(desk)
        session.execute(delete(CurrentRelease).where(CurrentRelease.course_key == desk.draft.course_key))
        desk.record(What.ARCHIVE, release_id=current)
        session.flush()


def unarchive(session: Session, draft_id: int, *, by: int, client_id: str, at: datetime) -> Published | None:
    """Show a course again, as it was when it was archived; None when it is shown already.

    Raises NeverPublished, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.MANAGE, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.UNARCHIVE) or current_id(session, desk.draft.course_key) is not None:
        return None
    try:
        release_id = last_published(session, desk.draft.course_key)
    except CourseUnknown:
        raise NeverPublished(desk.draft.course_key) from None
    done = make_current(session, session.get_one(Release, release_id), by_id=by, message="", at=at)
    desk.record(What.UNARCHIVE, release_id=release_id)
    session.flush()
    return done


def _release_of(desk: Desk, release_id: str) -> Release:
    release = desk.session.get(Release, release_id)
    if release is None or release.course_key != desk.draft.course_key:
        raise ReleaseUnknown(release_id)
    return release


def _rewritten(desk: Desk, changes: Iterable[Change], what: What, release_id: str) -> tuple[Saved, ...]:
    """Write changes that come from a release, under one line of the journal that names it."""
    plain = Desk(desk.session, desk.draft, desk.by, "", desk.at)
    saved = write(plain, list(changes), what=what)
    desk.draft.base_release_id = release_id
    desk.record(what, release_id=release_id)
    desk.session.flush()
    return saved


def notice_release(session: Session, course_key: str) -> bool:
    """A release was just published from elsewhere: tell whether a draft of the course is behind it.

    A draft that has the very text of that release starts from it from now on.
    """
    found = select(Draft).where(Draft.course_key == course_key, Draft.deleted_at.is_(None)).with_for_update()
    draft = session.scalars(found).first()
    current = current_id(session, course_key)
    if draft is None or current is None or draft.base_release_id == current:
        return False
    if Desk(session, draft, None, "", draft.changed_at).manifest() != release_manifest(session, current):
        return True
    draft.base_release_id = current
    session.flush()
    return False
