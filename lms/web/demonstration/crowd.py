"""The many of a demonstration: fictitious people who took a course, so that « Analyse » has something to say.

Chance draws what each of them does, always the same from SEED. They are not offered on the sign-in page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, content, db, learning, publishing

PEOPLE = 120
SEED = 1804
EVERY = timedelta(hours=6)  # one of them after another
CHECK = learning.Behaviour.CHECK


@dataclass(frozen=True)
class Traps:
    """Questions of the quiz that a trainer has to look at: one that who knows more answers worse, one with a wrong
    answer that attracts. Empty keys where the quiz has no such question."""

    troubling: str = ""
    tempting: str = ""

    @classmethod
    def of(cls, bank: Mapping[str, content.Question]) -> Traps:
        return cls(*[key for key, one in bank.items() if isinstance(one, content.Single)][1:3])


class Someone:
    """One of the many: what she knows, and the time it is for her."""

    def __init__(self, person_id: int, number: int, at: datetime) -> None:
        self.who = learning.Member(person_id)
        self.chance = Random(SEED + number)  # noqa: S311 nothing secret
        self.knows = self.chance.gauss(0.7, 1)
        self.at = at

    def form(self) -> str:
        """The id of a form that she sends."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def later(self) -> datetime:
        """The time when she has read and thought again: half a minute or so."""
        self.at += timedelta(seconds=round(self.chance.lognormvariate(3.5, 0.5)))
        return self.at

    def answer(self, question: content.Question, traps: Traps) -> content.Given:
        """Right as often as she knows more than what is asked, whose difficulty is drawn from its key."""
        tempting = question.key == traps.tempting
        hard = 1.2 if tempting else Random(f"{SEED} {question.key}").gauss(-0.3, 0.8)  # noqa: S311
        level = 0.6 - self.knows if question.key == traps.troubling else self.knows - hard
        if self.chance.random() < 1 / (1 + exp(-1.5 * level)):
            return question.model()
        if not tempting and self.chance.random() < 0.15:
            return dict(content.UNKNOWN)
        return mistaken(question, self.chance, tempting=tempting)


def gather(engine: Engine, *, at: datetime) -> int:
    """Let them take the first course, all or none; return how many were created. Twice is once."""
    with db.transaction(engine) as session:
        releases = publishing.current_releases(session)
        if not releases or accounts.find_account(session, address(PEOPLE)) is not None:
            return 0
        course_key = releases[0].cover.key
        traps = Traps.of(publishing.bank(session, releases[0].release_id))
        for number in range(1, PEOPLE + 1):
            start = at - (PEOPLE + 2 - number) * EVERY
            person_id = accounts.create_person(session, address(number), "Personne", f"fictive n° {number}", at=start)
            one = Someone(person_id, number, start)
            for outline in releases[0].cover.lessons[: 1 if number % 3 else 2]:
                _read(session, one, course_key, outline.key)
            _take_quiz(session, one, course_key, traps)
            session.expunge_all()  # what is done weighs on whoever comes after
    return PEOPLE


def address(number: int) -> str:
    return f"personne-fictive-{number:03}@demonstration.example"


def _read(session: Session, one: Someone, course_key: str, lesson_key: str) -> None:
    """Take a lesson, to its end or until she stops."""
    sitting = learning.sitting(session, one.who, course_key, lesson_key)
    seat = learning.Seat(one.who, course_key, sitting.release_id, sitting.lesson)
    steps = sitting.lesson.steps
    for step in steps[: done(one.chance, len(steps))]:
        if step.question is None:
            learning.read_step(session, seat, step.key, at=one.later())
            continue
        first = one.answer(step.question, Traps())
        grade = learning.answer(session, seat, step.key, first, client_id=one.form(), at=one.later())
        if grade.verdict is not content.Verdict.RIGHT and one.chance.random() < 0.7:
            found = step.question.model()  # she has read why
            learning.answer(session, seat, step.key, found, client_id=one.form(), at=one.later())


def done(chance: Random, steps: int) -> int:
    """How many steps she does: a quarter of them stop past the middle, before something that does not pass."""
    drawn = chance.random()
    return steps * 5 // 8 if drawn < 0.25 else chance.randrange(1, steps) if drawn < 0.3 else steps


def _take_quiz(session: Session, one: Someone, course_key: str, traps: Traps) -> None:
    seed = one.chance.getrandbits(31)
    attempt = learning.start(session, one.who, course_key, CHECK, start_id=one.form(), seed=seed, at=one.later())
    desk = learning.Desk(one.who, course_key, CHECK, attempt)
    for question in learning.paper(session, one.who, course_key, CHECK, attempt).questions:
        given = one.answer(question, traps)
        learning.save_answer(session, desk, question.key, given, shown="", client_id=one.form(), at=one.later())
    learning.hand_in(session, desk, at=one.later())


def mistaken(question: content.Question, chance: Random, *, tempting: bool = False) -> content.Given:
    """A wrong answer that somebody could give, the same for all if it is tempting; « je ne sais pas » for the kinds
    that have none at hand."""
    match question:
        case content.Single() | content.TrueFalse():
            wrong = [one.value for one in question.view(0).options if [one.value] != question.model()["choices"]]
            return {"choices": wrong[:1] if tempting else chance.choices(wrong)}
        case content.Multiple():
            odd = chance.choice(question.choices).key
            ticked = [one.key for one in question.choices if (one.key == odd) is not one.right]
            return {"choices": ticked} if ticked else dict(content.UNKNOWN)
        case content.Ordering():
            order = list(question.model()["order"])
            place = chance.randrange(len(order) - 1)
            order[place : place + 2] = reversed(order[place : place + 2])
            return {"order": order}
    return dict(content.UNKNOWN)
