"""Counting everybody anew: the one writer of the tables of models.py.

`rebuild` writes the same rows each time from the same facts, the same moment and the same secret. It is a job, run
every night or as often as wanted: what is inactive, and who sits where, change with the day and not only with what
people do, and figures that move at once would tell who just moved them.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Subquery, delete, insert
from sqlalchemy.orm import Session

from lms import publishing
from lms.db import Base
from lms.followup import census
from lms.followup.blocks import Block, partition
from lms.followup.census import Place
from lms.followup.disclosure import FEWEST, in_tens
from lms.followup.models import (
    WEEKS,
    FollowupArea,
    FollowupBlock,
    FollowupCommune,
    FollowupCourse,
    FollowupFinished,
    FollowupSnapshot,
)

_AT_ONCE = 5000  # rows
_FROM_BELOW = (
    FollowupFinished,
    FollowupCommune,
    FollowupCourse,
    FollowupBlock,
    FollowupArea,
    FollowupSnapshot,
)


@dataclass(frozen=True)
class Rebuilt:
    """What was counted: `people` are in the blocks, out of all who are `registered`."""

    blocks: int
    people: int
    registered: int


def rebuild(session: Session, *, secret: str, at: datetime) -> Rebuilt:
    """Write every table anew. Six statements read, whatever the country."""
    seats = census.seated(at)
    counts = census.people(session, seats, at)
    blocks = partition(census.seats_of(session, {place: row.registered for place, row in counts.items()}))
    count = _Counting(blocks, secret)
    lessons = census.lessons_finished(session, seats, census.mondays(at))
    for stored in _FROM_BELOW:
        session.execute(delete(stored))
    _write(session, FollowupArea, census.areas(session))
    _write(session, FollowupBlock, _block_rows(count, counts, lessons))
    _write(session, FollowupCommune, _commune_rows(blocks))
    _write_courses(session, count, seats)
    _write(session, FollowupSnapshot, [{"taken_at": at}])
    people = sum(block.people for block in blocks)
    return Rebuilt(len(blocks), people, sum(row.registered for row in counts.values()))


class _Counting:
    """Blocks with their numbers, and how what is counted in each place becomes tens of each block."""

    def __init__(self, blocks: Sequence[Block], secret: str) -> None:
        self.blocks = blocks
        self._of = {(seat.kind, seat.code): number for number, block in enumerate(blocks) for seat in block.seats}
        self._secret = secret.encode()

    def tens(self, counted: Iterable[tuple[Place, int]]) -> list[int]:
        """The count of each block, rounded within what its EPCI has in its département."""
        exact = Counter[int]()
        for place, count in counted:
            if place in self._of:
                exact[self._of[place]] += count
        found: list[int] = []
        numbered = enumerate(self.blocks)
        for where, inside in groupby(numbered, key=lambda one: (one[1].region, one[1].departement, one[1].epci)):
            start = hmac.digest(self._secret, f"etoffe followup {where}".encode(), "sha256")[0] % FEWEST
            found += in_tens([exact[number] for number, _ in inside], start)
        return found

    def some_tens(self, counted: Iterable[tuple[Place, int]]) -> list[tuple[int, int]]:
        """The numbers of the blocks that have some, with how many."""
        return [(number, tens) for number, tens in enumerate(self.tens(counted), start=1) if tens]


def _block_rows(
    count: _Counting, counts: dict[Place, Any], lessons: Iterable[Iterable[tuple[Place, int]]]
) -> list[dict[str, object]]:
    done = {
        what: count.tens(((place, getattr(row, what)) for place, row in counts.items()))
        for what in ("started", "finished", "inactive")
    }
    for week, finished in enumerate(lessons, start=1):
        done[f"lessons_{WEEKS - week}"] = count.tens(finished)
    return [
        {
            "id": number + 1,
            "region_code": block.region,
            "departement_code": block.departement,
            "epci_siren": block.epci,
            "size": block.size,
            "communes": len(block.seats),
            "registered": block.people,
            **{what: tens[number] for what, tens in done.items()},
        }
        for number, block in enumerate(count.blocks)
    ]


def _commune_rows(blocks: Sequence[Block]) -> list[dict[str, object]]:
    return [
        {"commune_code": seat.code, "block_id": number}
        for number, block in enumerate(blocks, start=1)
        for seat in block.seats
        if seat.kind == "commune"
    ]


def _write_courses(session: Session, count: _Counting, seats: Subquery) -> None:
    finished = census.courses_finished(session, seats)
    covers = [one.cover for one in publishing.current_releases(session)]
    titles = [{"course_key": one.key, "title": one.title, "position": place} for place, one in enumerate(covers)]
    _write(session, FollowupCourse, titles)
    for key in (one.key for one in covers):
        tens = count.some_tens(finished.get(key, ()))
        _write(session, FollowupFinished, [{"course_key": key, "block_id": one, "people": some} for one, some in tens])


def _write(session: Session, stored: type[Base], rows: Sequence[dict[str, object]]) -> None:
    for first in range(0, len(rows), _AT_ONCE):
        session.connection().execute(insert(stored), rows[first : first + _AT_ONCE])
