"""What changed in a draft since a moment, file by file, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms import content
from lms.db import Reader
from lms.publishing import drafts

MOST_LINES = 500  # of the journal
MOST_SIGNS = 400_000  # of a text that is compared
TEXTS = (".md", ".toml")


@dataclass(frozen=True)
class ChangedFile:
    """A file that changed. `lines` is empty for what is not text; `before` and `after` tell whether it was there."""

    path: str
    before: bool
    after: bool
    lines: tuple[content.LineChange, ...]


def changed_since(reader: Reader, draft: drafts.OpenDraft, since: datetime) -> tuple[ChangedFile, ...]:
    """The files that are not what they were at a moment. Two statements, and one for each text that changed."""
    was: dict[str, str | None] = {}
    for line in drafts.history(reader, draft.id, most=MOST_LINES):
        if line.at <= since:
            break
        if line.path:
            was[line.path] = line.before_sha256  # the earliest of these lines wins: they come latest first
    now = draft.manifest
    changed = [path for path in sorted(was) if was[path] != now.get(path)]
    return tuple(_compared(reader, draft.id, path, was[path], now.get(path)) for path in changed)


def _compared(reader: Reader, draft_id: int, path: str, before: str | None, after: str | None) -> ChangedFile:
    lines: tuple[content.LineChange, ...] = ()
    if path.endswith(TEXTS):
        lines = compared(_text(reader, draft_id, before), _text(reader, draft_id, after))
    return ChangedFile(path, before is not None, after is not None, lines)


def compared(before: bytes, after: bytes) -> tuple[content.LineChange, ...]:
    """Two texts, line by line; nothing when they are too long to be read by a person."""
    one, other = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
    return content.compare_lines(one, other) if len(one) + len(other) <= MOST_SIGNS else ()


def _text(reader: Reader, draft_id: int, digest: str | None) -> bytes:
    return drafts.text_of(reader, draft_id, digest) if digest else b""
