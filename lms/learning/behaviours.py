"""What may be done in an attempt, as data: practice in a lesson, check at the end of a course, positioning before it.

A behaviour is what the kind of attempt allows. A rule is what one attempt was promised when it started. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from lms import content

POSITIONING_QUESTIONS = 10


class Behaviour(StrEnum):
    PRACTICE = "practice"  # in a lesson: feedback at once, as many tries as wanted
    CHECK = "check"  # the final quiz: feedback once handed in, a pass mark, the course's limits
    POSITIONING = "positioning"  # where to begin: feedback once handed in, nothing to pass


@dataclass(frozen=True)
class Rule:
    """How one attempt is judged and limited. `needed` is the right answers to pass, 0 when there is nothing to pass.

    `attempts` and `minutes` are None without a limit; `minutes` is the course's, before `time_factor`.
    """

    draws: int
    needed: int = 0
    attempts: int | None = None
    delay_hours: int = 0
    minutes: int | None = None
    time_factor: int = 1

    @classmethod
    def of(cls, behaviour: Behaviour, cover: content.PublishedCourse, bank: int, *, time_factor: int = 1) -> Self:
        """The rule of an attempt that starts now at a release with that many questions in its bank."""
        if behaviour is Behaviour.CHECK:
            draws = min(cover.quiz_draws, bank)
            return cls(
                draws,
                needed_of(draws, cover.quiz_pass_mark),
                cover.quiz_attempts,
                cover.quiz_delay_hours,
                cover.quiz_minutes,
                time_factor if cover.quiz_minutes else 1,
            )
        return cls(min(bank, max(len(cover.objectives), min(POSITIONING_QUESTIONS, cover.quiz_draws))))

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def due_at(self, started_at: datetime) -> datetime | None:
        """When the time of an attempt is over, None without a limit."""
        return started_at + timedelta(minutes=self.minutes * self.time_factor) if self.minutes else None

    def next_at(self, finished_at: datetime) -> datetime:
        """When another attempt may start after one that was handed in."""
        return finished_at + timedelta(hours=self.delay_hours)


def needed_of(draws: int, pass_mark: int) -> int:
    """How many right answers make `pass_mark` per cent of `draws` questions, rounded up."""
    return -(-draws * pass_mark // 100)
