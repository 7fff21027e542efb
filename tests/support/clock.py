"""A clock that a test drives: what the site takes for the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from lms.web import http


class Clock:
    """The time of the site. It stands still until it is moved."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        quarter = int(datetime.now(UTC).timestamp()) // 900 * 900 + 900  # windows of limits begin then
        self.time = datetime.fromtimestamp(quarter + 5, UTC)
        clock = self

        class Driven(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return clock.time.astimezone(tz) if tz else clock.time

        patch.setattr(http, "datetime", Driven)

    def pass_(self, **more: float) -> None:
        self.time += timedelta(**more)
