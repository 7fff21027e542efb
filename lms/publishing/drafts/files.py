"""The files of a draft, read: all of them, one, an image."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms import accounts
from lms.db import Reader
from lms.publishing.drafts.desk import FileUnknown
from lms.publishing.drafts.models import DraftFile
from lms.publishing.models import Blob
from lms.publishing.queries import MediaUnknown


@dataclass(frozen=True)
class File:
    """A file with its bytes."""

    path: str
    data: bytes
    sha256: str
    version: int
    changed_at: datetime
    changed_by: str


def draft_files(reader: Reader, draft_id: int) -> dict[str, bytes]:
    """All the files of a draft, as content.read takes them. One statement."""
    query = select(DraftFile.path, Blob.content).join(Blob, Blob.sha256 == DraftFile.sha256)
    rows = reader.execute(query.where(DraftFile.draft_id == draft_id).order_by(DraftFile.path))
    return {row.path: row.content for row in rows}


def draft_file(reader: Reader, draft_id: int, path: str) -> File:
    """One file of a draft. Two statements. Raises FileUnknown."""
    columns = (DraftFile.sha256, DraftFile.version, DraftFile.changed_at, DraftFile.changed_by_id, Blob.content)
    query = select(*columns).join(Blob, Blob.sha256 == DraftFile.sha256)
    row = reader.execute(query.where(DraftFile.draft_id == draft_id, DraftFile.path == path)).first()
    if row is None:
        raise FileUnknown(path)
    names = accounts.names(reader, [row.changed_by_id])
    who = names.get(row.changed_by_id, "")
    return File(path, row.content, row.sha256, row.version, row.changed_at, who)


def draft_media(reader: Reader, draft_id: int, sha256: str) -> tuple[str, bytes]:
    """The path and the bytes of an image or an attachment of a draft. Raises MediaUnknown for anything else."""
    query = select(DraftFile.path, Blob.content).join(Blob, Blob.sha256 == DraftFile.sha256)
    rows = reader.execute(query.where(DraftFile.draft_id == draft_id, DraftFile.sha256 == sha256))
    for row in rows:
        if row.path.startswith(("images/", "fichiers/")):
            return row.path, row.content
    raise MediaUnknown(sha256)
