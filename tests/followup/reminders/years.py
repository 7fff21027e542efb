"""Weeks of a thousand people at once: several administrators press, people pause, stop, finish and leave, workers are
killed. What was handed over is kept, and read against the rules.

Each person is one random schedule. The rules are checked from the outside: on what reached a mailbox, and on what she
had said by then.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, db, mail
from lms.followup import reminders
from lms.mail.operations import LEASE, claim, sent
from tests.support import summoned
from tests.support.summoned import ELSEWHERE, PLACE

WEEK = timedelta(days=7)
SECRET = "only-for-tests-0123456789-abcdefghij"
STEP = timedelta(hours=9)


@dataclass(frozen=True)
class Handed:
    """A message reached a mailbox. `again` when the worker that had handed it over before did not live to say so."""

    person: int
    message: str
    at: datetime
    again: bool


@dataclass
class Weeks:
    """A world, and what happened in it. `closed` has, for each person, when no letter may reach her: (since, until)."""

    engine: Engine
    rng: random.Random
    count: int
    now: datetime = summoned.AT
    handed: list[Handed] = field(default_factory=list)
    closed: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[int, datetime] = field(default_factory=dict)  # finished, left or suspended: nothing is decided after
    decided: dict[str, datetime] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)  # handed over by a worker that was killed
    presses: int = 0
    kills: int = 0

    def settle(self) -> None:
        """Three administrators of two territories, and sessions that share people."""
        self.people = summoned.people(self.engine, self.count)
        names = {"claire": (PLACE,), "denis": (PLACE,), "eva": (ELSEWHERE,)}
        self.who = {summoned.administrator(self.engine, name, *places): places for name, places in names.items()}
        self.sessions: list[tuple[int, int]] = []
        for number, by in enumerate([*self.who] * 4):
            some = self.rng.sample(self.people, self.count // 4)
            place = self.who[by][0]
            made = summoned.gather(self.engine, some, by=by, place=place, name=f"Session {number}")
            self.sessions.append((made, by))
        with db.transaction(self.engine) as session:
            for one in self.rng.sample(self.people, self.count // 8):
                accounts.want_digest(session, one, True, at=self.now)

    def live(self, days: int) -> None:
        end = self.now + timedelta(days=days)
        while self.now < end:
            self.now += STEP * self.rng.uniform(0.5, 1.5)
            for _ in range(self.rng.randrange(3)):
                self.press()
            if self.rng.random() < 0.4:
                self.digest()
            for _ in range(self.count // 40):
                self.change(self.rng.choice(self.people))
            if self.rng.random() < 0.8:  # otherwise the relay is away
                self.deliver()

    def press(self) -> None:
        cohort, by = self.rng.choice(self.sessions)
        form = str(UUID(int=self.rng.getrandbits(128)))
        for _ in range(self.rng.choice((1, 1, 2))):  # pressed twice, or sent again after it was cut
            after: int | None = 0
            try:
                while after is not None:
                    after = self.write(cohort, by, form, after)
                self.presses += 1
            except (reminders.TooSoonToRemind, Killed):
                pass

    def write(self, cohort: int, by: int, form: str, after: int) -> int | None:
        with db.transaction(self.engine) as session:
            sending = reminders.press(
                session,
                cohort,
                client_id=form,
                sentence="",
                by=by,
                places=self.who[by],
                secret=SECRET,
                after=after,
                at=self.now,
            )
            self.post(session, sending.letters, killed=self.rng.random() < 0.05)
        return sending.last

    def digest(self) -> None:
        after: int | None = 0
        while after is not None:
            with db.transaction(self.engine) as session:
                batch = reminders.write_digests(session, after=after, at=self.now)
                self.post(session, batch.letters)
            after = batch.last

    def post(self, session: Session, letters: tuple[reminders.Letter, ...], *, killed: bool = False) -> None:
        for one in letters:
            words = {"subject": str(one.to.person_id), "text": "x", "html": "x", "purpose": "reminder"}
            expires = self.now + reminders.LIFE
            made = mail.Letter(recipient=one.to.email, once=one.key, expires_at=expires, **words)
            assert mail.post(session, made, at=self.now), "the turn was taken, so the letter is new"
        if killed and letters:
            raise Killed
        self.decided |= {one.key: self.now for one in letters}
        for one in letters:
            assert one.to.person_id not in self.gone, "something is decided for who has gone"

    def change(self, person: int) -> None:
        what = self.rng.choice(("stop", "pause", "pause", "accept", "accept", "finish", "suspend", "none"))
        far = datetime.max.replace(tzinfo=self.now.tzinfo)
        with db.transaction(self.engine) as session:
            if what == "stop":
                reminders.stop(session, person, at=self.now)
                self.closed[person].append((self.now, far))
            elif what == "pause":
                reminders.pause(session, person, at=self.now)
                self.closed[person].append((self.now, self.now + timedelta(days=30)))
            elif what == "accept":
                reminders.choose(session, person, accepted=True, digest=self.rng.random() < 0.5, at=self.now)
                self.closed[person] = [(since, min(until, self.now)) for since, until in self.closed[person]]
            elif what == "suspend" and self.rng.random() < 0.2:
                accounts.suspend(session, person, at=self.now)
                self.gone.setdefault(person, self.now)
        if what == "finish" and person not in self.gone and self.rng.random() < 0.5:
            summoned.finish(self.engine, person, at=self.now)
            self.gone[person] = self.now

    def deliver(self) -> None:
        """A worker hands over what is due, and may be killed at any moment of it."""
        moment = self.now + timedelta(seconds=self.rng.randrange(60))
        while True:
            fate = self.rng.random()
            dies_before, dies_after = fate < 0.04, 0.04 <= fate < 0.08  # it speaks to the relay
            with db.transaction(self.engine) as session:
                message = claim(session, at=moment)
                if message is not None and fate >= 0.08:
                    sent(session, message.id, at=moment)
            if message is None:
                return
            if not dies_before:
                again = message.message_id in self.unsaid
                self.handed.append(Handed(int(message.subject), message.message_id, moment, again))
                self.unsaid.discard(message.message_id)
            if dies_after:  # nothing says that the message left
                self.unsaid.add(message.message_id)
            if dies_before or dies_after:
                self.kills += 1
                moment += LEASE if self.rng.random() < 0.2 else timedelta()

    def faults(self) -> Iterator[str]:
        """What breaks a rule, in words."""
        theirs: dict[int, list[Handed]] = defaultdict(list)
        for one in self.handed:
            theirs[one.person].append(one)
        for person, handed in theirs.items():
            handed.sort(key=lambda one: one.at)
            for before, after in pairwise(handed):
                if before.message != after.message and after.at - before.at < WEEK:
                    yield f"{person}: two within a week, {before.at} and {after.at}"
                if before.message == after.message and not after.again:
                    yield f"{person}: the same one twice, {before.at} and {after.at}"
            for one in handed:
                if any(since <= one.at < until for since, until in self.closed[person]):
                    yield f"{person}: written to at {one.at}, having said no"


class Killed(Exception):
    """The process of a page is killed before its transaction ends."""
