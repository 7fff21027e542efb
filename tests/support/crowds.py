"""Many fictitious people at the example: each takes its quiz, or a lesson, as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, content, db, learning
from lms.learning import Behaviour, Desk, Member, Seat
from tests.support import example
from tests.support.quizzes import AT, RIGHT, WRONG

ANYONE = 0  # any trainer: the example, published without a draft, belongs to nobody
PACE = timedelta(seconds=40)  # between two answers
Answers = Callable[[int, content.Question], content.Given]


def people(engine: Engine, count: int, *, since: int = 0) -> list[Member]:
    """Members who have done nothing yet. Their names and addresses are canaries: no page may show them."""
    with db.transaction(engine) as session:
        return [
            Member(
                accounts.create_person(
                    session, f"canari-{number}@mairie.example", f"Canari{number}", f"Nuage{number}", at=AT
                )
            )
            for number in range(since, since + count)
        ]


def strong(number: int, question: content.Question, *, among: int = 40) -> content.Given:
    """Right for the strongest: the later the number, the more questions, which are harder and harder by their key."""
    rank = int(question.key.rpartition("-")[2]) if question.key[-1].isdigit() else 1
    return RIGHT if number * 6 >= among * rank else WRONG


def take_quiz(
    engine: Engine, crowd: Iterable[Member], answers: Answers = strong, *, at: datetime = AT, since: int = 0
) -> None:
    """Everybody takes the final quiz and hands it in, ten minutes after the one before."""
    with db.transaction(engine) as session:
        for number, who in enumerate(crowd, start=since):
            _take_quiz(session, who, number, answers, at + number * timedelta(minutes=10))
            session.expunge_all()  # what is done weighs on whoever comes after


def _take_quiz(session: Session, who: Member, number: int, answers: Answers, at: datetime) -> None:
    check, form = Behaviour.CHECK, str(uuid4())
    attempt = learning.start(session, who, example.COURSE, check, start_id=form, seed=number, at=at)
    desk = Desk(who, example.COURSE, check, attempt)
    for question in learning.paper(session, who, example.COURSE, check, attempt).questions:
        at += PACE
        given = answers(number, question)
        learning.save_answer(session, desk, question.key, given, shown="", client_id=str(uuid4()), at=at)
    learning.hand_in(session, desk, at=at + PACE)


def take_lesson(
    engine: Engine,
    crowd: Iterable[Member],
    lesson: str,
    *,
    steps: Callable[[int], int] = lambda number: 99,
    answers: Answers = lambda number, question: question.model(),
    again: Answers | None = None,
    at: datetime = AT,
) -> None:
    """Everybody does the first `steps` of a lesson; `again` is a second answer to each question."""
    for number, who in enumerate(crowd):
        with db.transaction(engine) as session:
            sitting = learning.sitting(session, who, example.COURSE, lesson)
            seat = Seat(who, example.COURSE, sitting.release_id, sitting.lesson)
            moment = at
            for step in sitting.lesson.steps[: steps(number)]:
                moment += PACE
                if step.question is None:
                    learning.read_step(session, seat, step.key, at=moment)
                    continue
                for given in filter(None, (answers, again)):
                    one = given(number, step.question)
                    learning.answer(session, seat, step.key, one, client_id=str(uuid4()), at=moment)
