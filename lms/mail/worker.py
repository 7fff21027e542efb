"""One pass over what is due. Several workers at once are harmless: the lease says who has what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from lms import db
from lms.mail import operations, queries
from lms.mail.transport import Cause, Line, NotDelivered, Relay

RECORDING_TRIES = 20
RECORDING_PAUSE = 1.0  # seconds


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"
    GIVEN_UP = "given-up"
    RELAY_FAILED = "relay-failed"  # the pass stops: the relay would fail for the others too


@dataclass(frozen=True)
class Delivery:
    """What became of one message. Fit for a log: nothing in it is about a person."""

    purpose: str
    outcome: Outcome
    tries: int
    reason: str
    waited: float  # seconds since it was written


def deliver_due(
    engine: Engine, relay: Relay, *, now: Callable[[], datetime], stop: Callable[[], bool] = lambda: False
) -> Iterator[Delivery]:
    """Send what is due, one message after the other, and yield what became of each.

    Ends when nothing is due, when the relay fails, or, between two messages, when `stop()` says so.
    """
    with relay.line() as line:
        while not stop() and (message := _take(engine, now())):
            delivery = _deliver(engine, line, message, now)
            yield delivery
            if delivery.outcome is Outcome.RELAY_FAILED:
                return


def _take(engine: Engine, at: datetime) -> operations.Claimed | None:
    """Look first, so that an idle worker never makes anyone wait to write."""
    with db.reading(engine) as session:
        if not queries.any_due(session, at=at):
            return None
    with db.transaction(engine) as session:
        return operations.claim(session, at=at)


def _deliver(engine: Engine, line: Line, message: operations.Claimed, now: Callable[[], datetime]) -> Delivery:
    outcome, reason = Outcome.SENT, ""
    try:
        line.deliver(message)
        _record_sent(engine, message.id, now())
    except NotDelivered as refusal:
        reason = refusal.reason
        with db.transaction(engine) as session:
            final = refusal.cause is Cause.NEVER
            gone = operations.failed(session, message.id, reason, final=final, at=now())
        relay_failed = refusal.cause is Cause.RELAY
        outcome = Outcome.RELAY_FAILED if relay_failed else Outcome.GIVEN_UP if gone else Outcome.LATER
    waited = (now() - message.created_at).total_seconds()
    return Delivery(message.purpose, outcome, message.tries, reason, round(waited, 1))


def _record_sent(engine: Engine, message: int, at: datetime) -> None:
    """Write that a message left. Insists while the database is away: forgetting it would send it twice."""
    for left in reversed(range(RECORDING_TRIES)):
        try:
            with db.transaction(engine) as session:
                operations.sent(session, message, at=at)
            return
        except OperationalError:
            if not left:
                raise
            time.sleep(RECORDING_PAUSE)
