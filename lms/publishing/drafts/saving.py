"""The files of a draft are written, so that two authors never overwrite each other.

Whoever writes says which text she had in front of her. When the file moved meanwhile, the two works are joined piece by
piece; where both changed the same piece, nothing is written and she is shown both. What was sent is kept with what came
of it, so that any text a file ever had, and any text anybody ever sent, can be read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import content
from lms.publishing.drafts.desk import Desk, FormReused, open_desk
from lms.publishing.drafts.merging import Change, Planning, Write, digest_of, text_of
from lms.publishing.drafts.models import DraftChange, DraftFile
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.words import PLACE_LENGTH, What
from lms.publishing.operations import keep_blob

COVER, TITLE_LENGTH = "module.toml", 200


class Refused(Exception):
    """A course may not hold this file. `reason` says why in French."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Saved:
    """A file as it is once saved: under `path`, another than the one sent if it was renamed meanwhile.

    `merged` says that another's work is in it: the page must show it. `sha256` is "" when the file is gone.
    """

    path: str
    sha256: str
    version: int
    merged: bool


def save(
    session: Session,
    draft_id: int,
    *,
    by: int | None,
    path: str,
    base_sha256: str,
    data: bytes,
    client_id: str,
    at: datetime,
    place: str = "",
) -> Saved:
    """Write a file over the one that was shown, or join the two. See `save_many`."""
    change = Change(path, base_sha256, data)
    return save_many(session, draft_id, [change], by=by, client_id=client_id, at=at, place=place)[0]


def remove(
    session: Session, draft_id: int, *, by: int | None, path: str, base_sha256: str, client_id: str, at: datetime
) -> Saved:
    """Take a file away; `restore` brings it back. See `save_many`."""
    return save_many(session, draft_id, [Change(path, base_sha256, None)], by=by, client_id=client_id, at=at)[0]


def restore(
    session: Session,
    draft_id: int,
    *,
    by: int | None,
    path: str,
    sha256: str,
    base_sha256: str,
    client_id: str,
    at: datetime,
) -> Saved:
    """Write again a text that the draft once had, over the one that is shown ("" when the file is gone).

    Raises TextUnknown, and what `save_many` raises.
    """
    data = text_of(session, draft_id, sha256)
    change = Change(path, base_sha256, data)
    return save_many(session, draft_id, [change], by=by, client_id=client_id, at=at, what=What.RESTORE)[0]


def save_many(
    session: Session,
    draft_id: int,
    changes: Sequence[Change],
    *,
    by: int | None,
    client_id: str,
    at: datetime,
    place: str = "",
    what: What = What.SAVE,
) -> tuple[Saved, ...]:
    """Change several files, or none: what becomes of each change, in the order given.

    A file taken away whose very bytes are added elsewhere is renamed: what others write to it meanwhile follows. The
    same `client_id` again changes nothing and gives what the first gave. Raises Conflict (nothing was written),
    FormReused, Refused, desk.DraftUnknown, desk.NotAllowed.
    """
    desk = open_desk(session, draft_id, Act.WRITE, by=by, client_id=client_id, at=at)
    return write(desk, changes, place=place, what=what)


def write(desk: Desk, changes: Sequence[Change], *, what: What, place: str = "") -> tuple[Saved, ...]:
    """`save_many` at a desk that is open."""
    done = desk.done_before()
    if done:
        return _as_before(desk, done, changes)
    files = desk.files()
    planned = Planning(desk, files, what).plan(changes)
    gone = {one.path for one in planned if one and one.after is None}
    new = {one.path: one.data for one in planned if one and one.data is not None}
    check_limits({path: file.size for path, file in files.items() if path not in gone}, new)
    saved = tuple(
        _write(desk, files, one, place) if one else _as_it_is(files, change)
        for change, one in zip(changes, planned, strict=True)
    )
    desk.session.flush()
    return saved


def check_limits(sizes: Mapping[str, int], new: Mapping[str, bytes]) -> None:
    """Refuse new files that a course may not hold beside the others, whose sizes are given. Raises Refused."""
    for path, data in new.items():
        reason = content.refused_file(path, len(data))
        if reason:
            raise Refused(path, reason)
    all_sizes = {**sizes, **{path: len(data) for path, data in new.items()}}
    if len(all_sizes) > content.MOST_FILES or sum(all_sizes.values()) > content.TOTAL_BYTES:
        raise Refused("", f"un module compte {content.MOST_FILES} fichiers et 30 Mo au plus")


def _write(desk: Desk, files: Mapping[str, DraftFile], one: Write, place: str) -> Saved:
    """Put one file as planned, and write it in the journal."""
    before = files.get(one.path)
    sent = digest_of(one.sent) if one.sent is not None else None
    texts = {"before_sha256": before.sha256 if before else None, "after_sha256": one.after}
    if sent is not None and sent != one.after and one.sent is not None:
        texts["sent_sha256"] = keep_blob(desk.session, one.sent)
    version = before.version if before else _last_version(desk, one.path)
    if one.after != texts["before_sha256"]:
        version += 1
        _put(desk, files, one, before, version)
    desk.record(one.what, path=one.path, place=place[:PLACE_LENGTH], version=version, detail=one.detail, **texts)
    return Saved(one.path, one.after or "", version, merged="sent_sha256" in texts)


def _put(desk: Desk, files: Mapping[str, DraftFile], one: Write, before: DraftFile | None, version: int) -> None:
    moment = max(desk.draft.changed_at, desk.at)  # the clock may have been set back
    desk.draft.changed_at = moment
    if one.after is None:
        if before is not None:
            desk.session.delete(before)
        return
    size = files[one.detail].size if one.data is None else len(one.data)
    if one.data is not None:
        keep_blob(desk.session, one.data)
        if one.path == COVER:
            desk.draft.title = title_of(desk.draft.course_key, one.data)
    file = before or DraftFile(draft_id=desk.draft.id, path=one.path)
    file.sha256, file.size, file.version = one.after, size, version
    file.changed_at, file.changed_by_id = moment, desk.by
    desk.session.add(file)


def title_of(course_key: str, cover: bytes) -> str:
    """The title lists show: that of module.toml, the key when it cannot be read."""
    return (content.course_title(cover) or course_key)[:TITLE_LENGTH]


def _last_version(desk: Desk, path: str) -> int:
    """How many times a path that is not there any more was written."""
    last = select(func.max(DraftChange.version)).where(DraftChange.draft_id == desk.draft.id, DraftChange.path == path)
    return desk.session.execute(last).scalar_one() or 0


def _as_before(desk: Desk, done: Sequence[DraftChange], changes: Sequence[Change]) -> tuple[Saved, ...]:
    """What a form that was sent already gave. Raises FormReused when it says something else."""
    left, found = list(done), []
    for change in changes:
        sent = digest_of(change.data) if change.data is not None else None
        twins = [row for row in left if row.path and sent == (row.sent_sha256 or row.after_sha256)]
        twin = next((row for row in twins if row.path == change.path), twins[0] if twins else None)
        if twin is not None:
            left.remove(twin)
            merged = twin.sent_sha256 is not None
            found.append(Saved(twin.path, twin.after_sha256 or "", twin.version, merged))
        elif sent in (None, change.base_sha256):  # it said nothing new then
            found.append(_as_it_is(desk.files(), change))
        else:
            raise FormReused(desk.client_id)
    if left:
        raise FormReused(desk.client_id)
    return tuple(found)


def _as_it_is(files: Mapping[str, DraftFile], change: Change) -> Saved:
    """The file of a change that said nothing new."""
    file = files.get(change.path)
    if file is None:
        return Saved(change.path, "", 0, merged=False)
    return Saved(file.path, file.sha256, file.version, merged=file.sha256 != change.base_sha256)
