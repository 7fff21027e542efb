"""How what someone sends is put on a draft that may have moved: pure but for the texts it reads.

Piece by piece for texts (content.merge_texts); a file renamed meanwhile is followed; everything else clashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select

from lms import content
from lms.db import Reader
from lms.publishing.drafts.desk import Desk
from lms.publishing.drafts.models import Draft, DraftChange, DraftFile
from lms.publishing.drafts.words import What
from lms.publishing.models import Blob, Release, ReleaseFile

TEXTS = (".md", ".toml")


class TextUnknown(Exception):
    """The draft never had this text."""


@dataclass(frozen=True)
class Change:
    """What someone does to a file: the SHA-256 of the bytes she had before her, "" when there was no such file, and
    the bytes she wants, None to remove it."""

    path: str
    base_sha256: str
    data: bytes | None


@dataclass(frozen=True)
class Clash:
    """Two people changed the same place of a file. `theirs` is the draft's and stands, None when the file is gone;
    `mine` is None when it was to be removed; `base` is None when it is not known. `places` are those that both changed,
    empty when the file cannot be joined at all. `by` and `at` are of the last change of the file."""

    path: str
    base: bytes | None
    theirs: bytes | None
    mine: bytes | None
    theirs_sha256: str
    by: int | None
    at: datetime | None
    places: tuple[content.Conflict, ...] = ()


class Conflict(Exception):
    """Nothing was written: these files were changed by someone else meanwhile, at the same place."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__([clash.path for clash in clashes])
        self.clashes = tuple(clashes)


@dataclass(frozen=True)
class Write:
    """What will be written at a path: bytes already kept or new, or nothing."""

    path: str
    what: What
    after: str | None
    data: bytes | None = None
    sent: bytes | None = None
    detail: str = ""


def text_of(reader: Reader, draft_id: int, digest: str) -> bytes:
    """The bytes of a text that a draft, or a release of its course, has or had. Raises TextUnknown: another course's
    texts are not shown."""
    known = select(DraftChange.id).where(
        DraftChange.draft_id == draft_id,
        or_(DraftChange.after_sha256 == digest, DraftChange.sent_sha256 == digest),
    )
    released = (
        select(ReleaseFile.path)
        .join(Release, Release.id == ReleaseFile.release_id)
        .join(Draft, Draft.course_key == Release.course_key)
        .where(Draft.id == draft_id, ReleaseFile.sha256 == digest)
    )
    if all(reader.execute(query.limit(1)).first() is None for query in (known, released)):
        raise TextUnknown(digest)
    content_of: bytes = reader.execute(select(Blob.content).where(Blob.sha256 == digest)).scalar_one()
    return content_of


def digest_of(data: bytes) -> str:
    return sha256(data).hexdigest()


class Planning:
    """What each change of a form comes to, once put on the files as they are."""

    def __init__(self, desk: Desk, files: Mapping[str, DraftFile], what: What) -> None:
        self.desk, self.files, self.what = desk, files, what

    def plan(self, changes: Sequence[Change]) -> list[Write | None]:
        """What to write for each change; None when it says nothing new. Raises Conflict."""
        renamings = self._renamings(changes)
        planned = [renamings[change.path] if change.path in renamings else self._change(change) for change in changes]
        clashes = [one for one in planned if isinstance(one, Clash)]
        taken: set[str] = set()
        for change, one in zip(changes, planned, strict=True):
            if isinstance(one, Write) and one.path in taken:  # two texts for one file: neither is chosen for her
                clashes.append(self._clash(change, one.path, self.files.get(one.path), None))
            elif isinstance(one, Write):
                taken.add(one.path)
        if clashes:
            raise Conflict(clashes)
        return [one for one in planned if not isinstance(one, Clash)]

    def _renamings(self, changes: Sequence[Change]) -> dict[str, Write | Clash | None]:
        """What becomes of both ends of each renaming: the file goes on under its new name as it is now, whoever wrote
        to it last and whatever name it has now."""
        added = {digest_of(one.data): one for one in changes if not one.base_sha256 and one.data is not None}
        found: dict[str, Write | Clash | None] = {}
        for gone in changes:
            arrival = added.get(gone.base_sha256) if gone.data is None else None
            if arrival is None or arrival.path in found:
                continue
            source = self._where_to(gone.path)
            if source not in self.files:
                found[gone.path] = None
                found[arrival.path] = self._clash(arrival, source, None, arrival.data)
            elif source == arrival.path:  # someone else renamed it so already
                found[gone.path] = found[arrival.path] = None
            elif arrival.path not in self.files:
                now = self.files[source].sha256
                found[gone.path] = Write(source, What.MOVE, None, detail=arrival.path)
                found[arrival.path] = Write(arrival.path, What.MOVE, now, sent=arrival.data, detail=source)
        return found

    def _change(self, change: Change) -> Write | Clash | None:
        path = change.path
        if change.base_sha256:
            path = self._where_to(path)
        now = self.files.get(path)
        sha = now.sha256 if now else ""
        if change.data is None:
            if now is None or sha == change.base_sha256:
                return Write(path, What.REMOVE, None) if now else None
            return self._clash(change, path, now, self._base(change.base_sha256))
        if now is not None and digest_of(change.data) == change.base_sha256:
            return None  # she changed nothing
        if sha in (change.base_sha256, digest_of(change.data)):
            what = self.what if now or self.what is not What.SAVE else What.ADD
            return Write(path, what, digest_of(change.data), change.data)
        return self._joined(change, path, now)

    def _joined(self, change: Change, path: str, now: DraftFile | None) -> Write | Clash:
        """Both changed the file since `base`: their works in one text, or the places where they collide."""
        base = self._base(change.base_sha256)
        if now is None or base is None or not path.endswith(TEXTS):
            return self._clash(change, path, now, base)
        theirs = self.desk.session.execute(select(Blob.content).where(Blob.sha256 == now.sha256)).scalar_one()
        try:
            texts = [one.decode() for one in (base, theirs, change.data or b"")]
        except UnicodeDecodeError:
            return self._clash(change, path, now, base)
        merged = content.merge_texts(path, *texts)
        if merged.conflicts:
            return self._clash(change, path, now, base, merged.conflicts)
        data = merged.text.encode()
        return Write(path, self.what, digest_of(data), data, sent=change.data)

    def _base(self, digest: str) -> bytes | None:
        """The text she had before her; None when the draft never had it, so that no other text is ever given away."""
        try:
            return text_of(self.desk.session, self.desk.draft.id, digest)
        except TextUnknown:
            return None

    def _where_to(self, path: str) -> str:
        """Where a file that is not here any more was renamed to; itself when it was not."""
        seen = {path}
        last = select(DraftChange.what, DraftChange.detail, DraftChange.after_sha256)
        last = last.where(DraftChange.draft_id == self.desk.draft.id).order_by(DraftChange.id.desc()).limit(1)
        while path not in self.files:
            row = self.desk.session.execute(last.where(DraftChange.path == path)).first()
            if row is None or row.what != What.MOVE or row.after_sha256 is not None or row.detail in seen:
                break
            path = row.detail
            seen.add(path)
        return path

    def _clash(
        self,
        change: Change,
        path: str,
        now: DraftFile | None,
        base: bytes | None,
        places: tuple[content.Conflict, ...] = (),
    ) -> Clash:
        session, draft_id = self.desk.session, self.desk.draft.id
        last = select(DraftChange.by_id, DraftChange.at).where(
            DraftChange.draft_id == draft_id, DraftChange.path == path
        )
        row = session.execute(last.order_by(DraftChange.id.desc()).limit(1)).first()
        theirs = session.execute(select(Blob.content).where(Blob.sha256 == now.sha256)).scalar_one() if now else None
        by, at = (row.by_id, row.at) if row else (None, None)
        return Clash(path, base, theirs, change.data, now.sha256 if now else "", by, at, places)
