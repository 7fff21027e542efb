"""Who may do what with a draft. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What an owner shares. Whoever writes may publish, with an approval if the owner wants one."""

    WRITE = "write"
    REVIEW = "review"


class Act(StrEnum):
    READ = "read"
    COMMENT = "comment"
    WRITE = "write"
    REVIEW = "review"
    PUBLISH = "publish"
    MANAGE = "manage"  # the team, the approval, archiving, deleting


_NEEDS = {
    Act.READ: {Right.WRITE, Right.REVIEW},
    Act.COMMENT: {Right.WRITE, Right.REVIEW},
    Act.WRITE: {Right.WRITE},
    Act.REVIEW: {Right.REVIEW},
    Act.PUBLISH: {Right.WRITE},
    Act.MANAGE: set(),
}


@dataclass(frozen=True)
class Standing:
    """What someone is to a draft: its owner, someone it is shared with, or nobody."""

    owner: bool = False
    rights: frozenset[Right] = frozenset()

    def may(self, act: Act) -> bool:
        return self.owner or bool(_NEEDS[act] & self.rights)
