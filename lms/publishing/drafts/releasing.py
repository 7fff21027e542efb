"""From a draft to what learners take.

Publishing is below learning: after each operation that gives a new current release, the caller runs
learning.award_everyone(session, course_key, at=…) in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms import content
from lms.publishing import notes
from lms.publishing.drafts.desk import Desk, open_desk
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.reviewing import DraftMoved, is_approved
from lms.publishing.drafts.words import What, digest
from lms.publishing.models import Release
from lms.publishing.operations import Press, Published, make_current, store
from lms.publishing.queries import blobs, current_id


class HasProblems(Exception):
    """The text cannot be published: `problems` are the reader's."""

    def __init__(self, problems: tuple[content.Problem, ...]) -> None:
        super().__init__(len(problems))
        self.problems = problems


class KeyChanged(Exception):
    """module.toml says another key than the draft's: past work would be lost."""


class ApprovalNeeded(Exception):
    """The owner wants this text approved by someone else than who publishes it."""


class ReleaseMoved(Exception):
    """The current release is not the one that was shown: another publication came meanwhile."""


@dataclass(frozen=True)
class Announcement:
    """What is said of a publication: to those who write, and in three notes at most to those who learnt before."""

    message: str = ""
    what_changed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises notes.TooLong."""
        notes.checked_message(self.message)
        notes.to_text(self.what_changed)


@dataclass(frozen=True)
class Shown:
    """What the person had before her: the state of the text (`digest`), and the current release, None without one.

    `outdated_ok` publishes in spite of facts that are to be read again.
    """

    digest: str
    current_release_id: str | None
    outdated_ok: bool = False


def publish_draft(
    session: Session,
    draft_id: int,
    shown: Shown,
    said: Announcement,
    *,
    by: int | None,
    press: Press,
    client_id: str,
    at: datetime,
) -> Published:
    """Make the text that was shown the current release. The same `client_id` again gives the same release.

    Raises DraftMoved, ReleaseMoved, HasProblems, KeyChanged, ApprovalNeeded, DraftUnknown, NotAllowed, FormReused.
    """
    desk = open_desk(session, draft_id, Act.PUBLISH, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.PUBLISH):
        release = session.get_one(Release, desk.done_before()[0].release_id)
        return Published(release.id, release.number, changed=False)
    release = pressed(desk, shown, press)
    done = make_current(session, release, by_id=by, message=said.message, what_changed=said.what_changed, at=at)
    desk.draft.base_release_id = release.id
    desk.record(What.PUBLISH, release_id=release.id, detail=said.message)
    session.flush()
    return done


def pressed(desk: Desk, shown: Shown, press: Press) -> Release:
    """The release of the text at a desk, rendered, if it may be published."""
    key, manifest = desk.draft.course_key, desk.manifest()
    if digest(manifest) != shown.digest:
        raise DraftMoved(desk.draft.id)
    if current_id(desk.session, key) != shown.current_release_id:
        raise ReleaseMoved(key)
    files = blobs(desk.session, manifest)
    course = read_sound(files, key, press, desk.at, outdated_ok=shown.outdated_ok)
    if desk.draft.needs_approval and not is_approved(desk.session, desk.draft.id, shown.digest, publisher=desk.by):
        raise ApprovalNeeded(desk.draft.id)
    return store(desk.session, course, files, press)


def read_sound(
    files: Mapping[str, bytes], key: str, press: Press, at: datetime, *, outdated_ok: bool
) -> content.Course:
    """The course of some files, if it can be published. Raises HasProblems, KeyChanged."""
    reading = content.read(files, press.references, at.date())
    if reading.course is None or (reading.problems and not outdated_ok):
        raise HasProblems(reading.problems)
    if reading.course.key != key:
        raise KeyChanged(key)
    return reading.course
