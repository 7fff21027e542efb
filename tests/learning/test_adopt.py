"""Amina signs in after a visit: what she did without an account is hers, and nothing is lost or counted twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Engine

from lms import accounts, content, db, learning
from tests.learning.test_answer import AT, COURSE, LESSON, QUESTION, RIGHT, WRONG, counts
from tests.publishing.test_publish import edited, publish
from tests.support.example import example_files

VISITOR = learning.Visitor("on-her-phone")


@pytest.fixture
def published(engine: Engine) -> Engine:
    with db.transaction(engine) as session:
        publish(session, example_files())
    return engine


@pytest.fixture
def amina(published: Engine) -> learning.Member:
    with db.transaction(published) as session:
        person_id = accounts.create_person(session, "amina@mairie.example", "Amina", "Berthier", at=AT)
    return learning.Member(person_id)


def read(engine: Engine, who: learning.Who, step: str) -> None:
    with db.transaction(engine) as session:
        learning.read_step(session, seat(session, who), step, at=AT)


def answer(engine: Engine, who: learning.Who, given: content.Given) -> None:
    with db.transaction(engine) as session:
        learning.answer(session, seat(session, who), QUESTION, given, client_id=str(uuid4()), at=AT)


def seat(session, who: learning.Who) -> learning.Seat:
    sitting = learning.sitting(session, who, COURSE, LESSON)
    return learning.Seat(who, COURSE, sitting.release_id, sitting.lesson)


def adopt(engine: Engine, member: learning.Member) -> None:
    with db.transaction(engine) as session:
        learning.adopt_visitor(session, VISITOR, member, at=AT)


def look(engine: Engine, who: learning.Who) -> tuple[frozenset[str], content.Given | None]:
    """The steps done in the lesson, and the last answer to its question."""
    with db.reading(engine) as session:
        sitting = learning.sitting(session, who, COURSE, LESSON)
        return sitting.steps_done, learning.last_answer(session, sitting.work, "delai-accuse")


def test_a_first_sign_in_keeps_the_visit(published: Engine, amina: learning.Member) -> None:
    read(published, VISITOR, "message")
    answer(published, VISITOR, RIGHT)
    before = counts(published)
    adopt(published, amina)
    assert look(published, amina) == ({"message", QUESTION}, RIGHT)
    assert look(published, VISITOR) == (frozenset(), None)
    assert counts(published) == before


def test_work_of_both_is_one_work(published: Engine, amina: learning.Member) -> None:
    answer(published, amina, WRONG)
    read(published, VISITOR, "message")
    answer(published, VISITOR, RIGHT)
    adopt(published, amina)
    assert look(published, amina) == ({"message", QUESTION}, RIGHT)
    after = counts(published)
    assert (after["learner"], after["enrolment"], after["answer"], after["mark"]) == (1, 1, 2, 2)


def test_a_lesson_finished_without_an_account_stays_finished(published: Engine, amina: learning.Member) -> None:
    read(published, amina, "message")
    for step in ("message", "agir"):
        read(published, VISITOR, step)
    answer(published, VISITOR, RIGHT)
    adopt(published, amina)
    with db.reading(published) as session:
        sitting = learning.sitting(session, amina, COURSE, LESSON)
        assert learning.journeys(session, amina, [sitting])[COURSE].lessons_done == {LESSON}


def test_work_on_another_release_is_kept_aside(published: Engine, amina: learning.Member) -> None:
    answer(published, VISITOR, WRONG)
    with db.transaction(published) as session:
        publish(session, edited(example_files()))
    answer(published, amina, RIGHT)
    adopt(published, amina)
    assert look(published, amina)[1] == RIGHT
    assert counts(published)["answer"] == 2
    read(published, amina, "message")  # and she goes on
    assert look(published, amina)[0] >= {"message", QUESTION}


def test_twice_or_without_a_visit_changes_nothing(published: Engine, amina: learning.Member) -> None:
    adopt(published, amina)
    answer(published, VISITOR, RIGHT)
    adopt(published, amina)
    before = counts(published)
    adopt(published, amina)
    assert counts(published) == before
