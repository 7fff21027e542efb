"""Somebody who completed the example course, by doing what people do: lessons, quiz, handing in."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from lms import db, learning, publishing
from lms.learning import Behaviour, Desk, Member
from tests.support import example
from tests.support.quizzes import finish_lessons

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def complete(engine: Engine, person_id: int, *, at: datetime = AT) -> None:
    """Take every lesson of the example, then answer its quiz right."""
    who = Member(person_id)
    with db.reading(engine) as session:
        cover = publishing.current_release(session, example.COURSE).cover
    finish_lessons(engine, who, tuple(lesson.key for lesson in cover.lessons), at)
    with db.transaction(engine) as session:
        number = learning.start(session, who, example.COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=7, at=at)
        desk = Desk(who, example.COURSE, Behaviour.CHECK, number)
        paper = learning.paper(session, who, example.COURSE, Behaviour.CHECK, number)
        for question in paper.questions:
            learning.save_answer(session, desk, question.key, question.model(), shown="", client_id=str(uuid4()), at=at)
    with db.transaction(engine) as session:
        learning.hand_in(session, desk, at=at)
