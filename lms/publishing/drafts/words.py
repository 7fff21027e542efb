"""The words drafts are described with: what happened, in what state a course is, what its text is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

COMMENT_LENGTH = 2_000
PLACE_LENGTH = 130  # two keys

Manifest = Mapping[str, str]  # path -> SHA-256 of the file


class What(StrEnum):
    """What happened to a draft."""

    CREATE = "create"
    COPY = "copy"
    IMPORT = "import"
    SAVE = "save"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    RESTORE = "restore"
    RESET = "reset"
    CATCH_UP = "catch-up"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH_FAILED = "publish-failed"
    GO_BACK = "go-back"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"
    UNDELETE = "undelete"
    OWNER = "owner"
    SHARE = "share"
    UNSHARE = "unshare"
    APPROVAL = "approval"
    COMMENT = "comment"
    RESOLVE = "resolve"
    ASK_REVIEW = "ask-review"
    REVIEW = "review"


class ReviewStep(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"  # changes are asked for


class Outcome(StrEnum):
    """What became of a scheduled publication."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class State(StrEnum):
    """Where a course stands for those who write it."""

    DRAFT = "draft"  # never published
    PUBLISHED = "published"  # the current release is this text
    CHANGED = "changed"  # the current release is another text
    ARCHIVED = "archived"  # published once, shown to nobody new


def digest(manifest: Manifest) -> str:
    """Name a state of a text: the same for the same paths and bytes, in hexadecimal."""
    lines = (f"{manifest[path]} {path}\n" for path in sorted(manifest))
    return sha256("".join(lines).encode()).hexdigest()


def state_of(text: Manifest, current: Manifest | None, *, published_once: bool) -> State:
    """`current` is the text of the current release, None without one."""
    if current is None:
        return State.ARCHIVED if published_once else State.DRAFT
    return State.PUBLISHED if text == current else State.CHANGED
