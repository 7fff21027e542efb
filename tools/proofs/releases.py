"""Courses change, past work does not: after any edits and releases, every attempt that was handed in reads the same.

A draft is edited at random (words, answer keys, questions and lessons that come and go), published,
scheduled, taken back to an earlier release, archived and shown again. Now and then someone takes the quiz or begins a
lesson. What each of them read then is compared with what is read after every change, from the database.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine

from lms import content, db, learning, publishing
from lms.learning import Behaviour
from lms.publishing import drafts, queries
from lms.publishing.drafts import Announcement, HasProblems
from tests.support import drafting, quizzes
from tests.support.drafting import PRESS
from tests.support.example import COURSE
from tools.proofs import ground
from tools.proofs.ground import Verdict

ACTIONS = {"edit_bank": 6, "edit_lesson": 4, "drop_lesson": 1, "go_back": 2, "archive": 1, "schedule": 2, "take": 2}
SECOND = "lecons/02-toutes-les-questions.md"
_ROW = re.compile(r"\[\[questions\]\].*?(?=\[\[questions\]\]|\Z)", re.S)
PACE = timedelta(minutes=1)


@dataclass
class Reviewed:
    """What someone read after handing in, or in the lesson she has begun."""

    who: learning.Member
    attempt_id: int | None
    seen: str


@dataclass
class Life:
    """A course, its author, and what people have done of it."""

    engine: Engine
    author: int
    draft_id: int
    chance: random.Random
    now: datetime = quizzes.AT
    reviewed: list[Reviewed] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def step(self) -> None:
        self.now += PACE
        action = self.chance.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        getattr(self, action)()

    def edit_bank(self) -> None:
        text = drafting.text(self.engine, self.draft_id, "quiz.toml").decode()
        rows = _ROW.findall(text)
        number, what = self.chance.randrange(len(rows)), self.chance.random()
        if what < 0.2:
            rows.append(re.sub(r'cle = "[^"]+"', f'cle = "neuve-{self.now:%Y%m%d%H%M}"', rows[number], count=1))
        elif what < 0.35:
            del rows[number]
        elif what < 0.6:
            rows[number] = self._other_key(rows[number])
        else:
            rows[number] = re.sub(r'(enonce|texte|explication) = "[^"]+"', self._words, rows[number], count=2)
        self._write("quiz.toml", "".join(rows))

    def edit_lesson(self) -> None:
        text = drafting.text(self.engine, self.draft_id).decode()
        self._write(drafting.LESSON, re.sub(r"(enonce|texte|titre) = \"[^\"]+\"", self._words, text, count=3))

    def drop_lesson(self) -> None:
        """Take a lesson away with the questions about it, publish, and bring all of it back."""
        before = drafting.files(self.engine, self.draft_id)
        if SECOND not in before:
            return
        rows = _ROW.findall(before["quiz.toml"].decode())
        self._save(SECOND, None)
        self._write("quiz.toml", "".join(rows).replace('lecon = "toutes-les-questions"', 'lecon = "delais"'))
        self._save(SECOND, before[SECOND])
        self._write("quiz.toml", "".join(rows))

    def go_back(self) -> None:
        with db.reading(self.engine) as reader:
            lines = publishing.publications(reader, COURSE)
        release, seen = self.chance.choice(lines).release_id, drafting.shown(self.engine, self.author)
        given = {"by": self.author, "at": self.now}
        with db.transaction(self.engine) as session:
            said, now = Announcement("Retour"), seen.current_release_id
            drafts.go_back(session, self.draft_id, release, now, said, client_id=self._id(), **given)
            if self.chance.random() < 0.5:
                drafts.reset(session, self.draft_id, release, seen.digest, client_id=self._id(), **given)
            learning.award_everyone(session, COURSE, at=self.now)
        self.counts["retours"] += 1

    def archive(self) -> None:
        with db.transaction(self.engine) as session:
            drafts.archive(session, self.draft_id, by=self.author, client_id=self._id(), at=self.now)
        self.compare()
        with db.transaction(self.engine) as session:
            drafts.unarchive(session, self.draft_id, by=self.author, client_id=self._id(), at=self.now)

    def schedule(self) -> None:
        seen = drafting.shown(self.engine, self.author)
        given = {"by": self.author, "press": PRESS, "client_id": self._id(), "at": self.now}
        with db.transaction(self.engine) as session:
            try:
                drafts.schedule(session, self.draft_id, seen, Announcement(), self.now + PACE, **given)
            except HasProblems:
                session.rollback()
                return
        self.edit_lesson()
        with db.transaction(self.engine) as session:
            done = drafts.publish_due(session, press=PRESS, at=self.now + PACE)
            self.counts["programmées"] += done is not None and done.published is not None

    def take(self) -> None:
        """Somebody new hands a quiz in, with any answers; and begins a lesson."""
        who = quizzes.member(self.engine, f"Elue{len(self.reviewed)}")
        with db.transaction(self.engine) as session:
            seed = self.chance.getrandbits(16)
            kind = Behaviour.CHECK
            number = learning.start(session, who, COURSE, kind, start_id=self._id(), seed=seed, at=self.now)
            desk = learning.Desk(who, COURSE, kind, number)
            for question in learning.paper(session, who, COURSE, kind, number).questions:
                given = self.chance.choice((quizzes.RIGHT, quizzes.WRONG, content.UNKNOWN))
                learning.save_answer(session, desk, question.key, given, shown="", client_id=self._id(), at=self.now)
            learning.hand_in(session, desk, at=self.now)
            seat = learning.sitting(session, who, COURSE, "delais")
            begun = learning.Seat(who, COURSE, seat.release_id, seat.lesson)
            learning.read_step(session, begun, seat.lesson.steps[0].key, at=self.now)
        for attempt in (number, None):
            self.reviewed.append(Reviewed(who, attempt, self.seen(who, attempt)))

    def seen(self, who: learning.Member, attempt_id: int | None) -> str:
        """All that somebody reads of her attempt at the quiz, or of her lesson."""
        with db.reading(self.engine) as reader:
            if attempt_id is not None:
                return repr(learning.result(reader, who, COURSE, Behaviour.CHECK, attempt_id))
            return repr(learning.sitting(reader, who, COURSE, "delais"))

    def compare(self) -> None:
        """Read everything again, from the database and not from memory."""
        forget_what_is_in_memory()
        for one in self.reviewed:
            self.counts["relectures"] += 1
            if self.seen(one.who, one.attempt_id) != one.seen:
                self.faults.append(f"what {one.who} reads of {one.attempt_id or 'her lesson'} has changed")

    def publish(self) -> None:
        try:
            done = drafting.publish(self.engine, self.draft_id, self.author, at=self.now)
        except HasProblems:
            self.counts["refusées"] += 1
            return
        self.counts["versions"] += done.changed
        with db.transaction(self.engine) as session:
            learning.award_everyone(session, COURSE, at=self.now)

    def _write(self, path: str, text: str) -> None:
        self._save(path, text.encode())
        self.publish()

    def _save(self, path: str, data: bytes | None) -> None:
        now = drafting.files(self.engine, self.draft_id).get(path)
        base = drafts.digest_of(now) if now is not None else ""
        change = drafts.Change(path, base, data)
        drafting.save_many(self.engine, self.draft_id, self.author, change, client_id=self._id())
        self.counts["modifications"] += 1

    def _other_key(self, row: str) -> str:
        """The answer that was wrong becomes the right one."""
        marked = re.sub(r"^juste = true\n", "", row, flags=re.M)
        wrong = "juste" if 'cle = "faux"\n' in marked and "juste = true" in row.split('cle = "faux"')[1] else "faux"
        return re.sub(rf'(cle = "{wrong}"\ntexte = "[^"]+"\n)', r"\1juste = true\n", marked)

    def _words(self, found: re.Match[str]) -> str:
        return f'{found.group(1)} = "Des mots du {self.now:%d %H:%M}, n° {self.chance.getrandbits(20)}"'

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128)))


def forget_what_is_in_memory() -> None:
    """Releases are kept in memory under their names: what another database says under the same name is not asked."""
    for kept in (queries._covers, queries._lessons, queries._banks):
        kept._values.clear()


def prove(url: str, kind: str, *, changes: int, seed: int = 1, every: int = 10) -> Verdict:
    """Make that many changes to a course, on an empty up-to-date database; read everything again after each `every`."""
    started = time.monotonic()
    forget_what_is_in_memory()
    engine = db.make_engine(url)
    author = drafting.person(engine, "Bruno")
    files = quizzes.quiz_files(each=6)
    life = Life(engine, author, drafting.begin(engine, author, files), ground.chooser(seed, 0))
    life.publish()
    life.take()
    for number in range(changes):
        life.step()
        if number % every == 0 or number == changes - 1:
            life.compare()
    engine.dispose()
    forget_what_is_in_memory()
    figures = {
        "changements": changes,
        **life.counts,
        "tentatives suivies": len(life.reviewed),
        "écarts": len(life.faults),
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"Versions et tentatives passées, {kind}", figures, life.faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, changes=count))
