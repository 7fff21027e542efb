"""Amina answers: what she sends is kept once, whatever the network does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lms import content, db, learning, publishing
from lms.learning.models import Answer, Attempt, Enrolment, Learner, LessonCompletion, Mark, StepDone
from tests.publishing.test_publish import edited, publish
from tests.support.example import example_files

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
COURSE, LESSON, QUESTION = "exemple-de-module", "delais", "verifier"
RIGHT, WRONG = {"choices": ["dix-jours"]}, {"choices": ["deux-mois"]}


@pytest.fixture
def published(engine: Engine) -> Engine:
    with db.transaction(engine) as session:
        publish(session, example_files())
    return engine


def seat(session: Session, visitor: str = "amina") -> learning.Seat:
    who = learning.Visitor(visitor)
    sitting = learning.sitting(session, who, COURSE, LESSON)
    return learning.Seat(who, COURSE, sitting.release_id, sitting.lesson)


def send(engine: Engine, given: content.Given, client_id: str, visitor: str = "amina") -> content.Grade:
    with db.transaction(engine) as session:
        return learning.answer(session, seat(session, visitor), QUESTION, given, client_id=client_id, at=AT)


def counts(engine: Engine) -> dict[str, int]:
    stored = (Learner, Enrolment, Attempt, Answer, Mark, StepDone, LessonCompletion)
    with db.reading(engine) as session:
        return {
            one.__tablename__: session.execute(select(func.count()).select_from(one)).scalar_one() for one in stored
        }


def test_an_answer_is_graded_and_kept(published: Engine) -> None:
    assert send(published, RIGHT, str(uuid4())) == content.Grade(1, 1, content.Verdict.RIGHT)
    with db.reading(published) as session:
        work = learning.sitting(session, learning.Visitor("amina"), COURSE, LESSON).work
        assert learning.last_answer(session, work, "delai-accuse") == RIGHT
    assert counts(published)["mark"] == 1


def test_the_same_form_sent_twice_is_one_answer(published: Engine) -> None:
    form = str(uuid4())
    assert send(published, WRONG, form) == send(published, WRONG, form)
    assert counts(published)["answer"] == 1


def test_the_same_form_with_another_answer_is_refused_and_the_first_stands(published: Engine) -> None:
    form = str(uuid4())
    send(published, WRONG, form)
    with pytest.raises(learning.AnswerConflict):
        send(published, RIGHT, form)
    with db.reading(published) as session:
        work = learning.sitting(session, learning.Visitor("amina"), COURSE, LESSON).work
        assert learning.last_answer(session, work, "delai-accuse") == WRONG


def test_trying_again_adds_an_answer_and_keeps_the_first(published: Engine) -> None:
    send(published, WRONG, str(uuid4()))
    send(published, RIGHT, str(uuid4()))
    with db.reading(published) as session:
        kept = session.scalars(select(Answer.given).order_by(Answer.id)).all()
    assert kept == [WRONG, RIGHT]


def test_twenty_copies_of_a_first_answer_have_one_effect(published: Engine) -> None:
    form = str(uuid4())
    with ThreadPoolExecutor(20) as pool:
        grades = list(pool.map(lambda _: send(published, RIGHT, form), range(20)))
    assert grades == [content.Grade(1, 1, content.Verdict.RIGHT)] * 20
    found = counts(published)
    assert (found["learner"], found["enrolment"], found["attempt"], found["answer"]) == (1, 1, 1, 1)


def test_two_visitors_do_not_share_anything(published: Engine) -> None:
    form = str(uuid4())
    send(published, RIGHT, form)
    send(published, WRONG, form, visitor="claire")
    with db.reading(published) as session:
        work = learning.sitting(session, learning.Visitor("claire"), COURSE, LESSON).work
        assert learning.last_answer(session, work, "delai-accuse") == WRONG


def test_a_step_to_read_takes_no_answer_and_a_question_is_not_read_away(published: Engine) -> None:
    with db.transaction(published) as session, pytest.raises(learning.StepUnknown):
        learning.answer(session, seat(session), "message", RIGHT, client_id=str(uuid4()), at=AT)
    with db.transaction(published) as session, pytest.raises(learning.StepUnknown):
        learning.read_step(session, seat(session), QUESTION, at=AT)
    with db.transaction(published) as session, pytest.raises(learning.StepUnknown):
        learning.read_step(session, seat(session), "absente", at=AT)


def test_a_lesson_is_complete_once_when_all_its_steps_are_done(published: Engine) -> None:
    for hour in range(2):
        with db.transaction(published) as session:
            for step in ("agir", "message"):
                learning.read_step(session, seat(session), step, at=AT + timedelta(hours=hour))
        if not hour:
            assert counts(published)["lesson_completion"] == 0
            send(published, WRONG, str(uuid4()))
    assert counts(published)["lesson_completion"] == 1
    with db.reading(published) as session:
        releases = publishing.current_releases(session)
        journey = learning.journeys(session, learning.Visitor("amina"), releases)[COURSE]
    assert journey.lessons_done == {LESSON}
    assert journey.resume is not None
    assert journey.resume.lesson_key == "toutes-les-questions"


def test_a_lesson_under_way_stays_on_its_release(published: Engine) -> None:
    with db.transaction(published) as session:
        learning.read_step(session, seat(session), "message", at=AT)
        before = learning.sitting(session, learning.Visitor("amina"), COURSE, LESSON).release_id
        publish(session, edited(example_files()))
    with db.reading(published) as session:
        assert learning.sitting(session, learning.Visitor("amina"), COURSE, LESSON).release_id == before
        assert learning.sitting(session, learning.Visitor("claire"), COURSE, LESSON).release_id != before


def test_a_finished_lesson_opens_on_the_new_release_and_stays_finished(published: Engine) -> None:
    with db.transaction(published) as session:
        learning.read_step(session, seat(session), "message", at=AT)
        learning.answer(session, seat(session), QUESTION, RIGHT, client_id=str(uuid4()), at=AT)
        learning.read_step(session, seat(session), "agir", at=AT)
        new = publish(session, edited(example_files()))
    with db.reading(published) as session:
        sitting = learning.sitting(session, learning.Visitor("amina"), COURSE, LESSON)
        assert (sitting.release_id, sitting.steps_done) == (new.release_id, frozenset())
        assert learning.journeys(session, learning.Visitor("amina"), [sitting])[COURSE].lessons_done == {LESSON}


def test_visitors_unused_for_seven_days_are_purged_with_all_they_left(published: Engine) -> None:
    send(published, RIGHT, str(uuid4()))
    with db.transaction(published) as session:
        learning.read_step(session, seat(session, "claire"), "message", at=AT + timedelta(days=3))
        assert learning.purge_visitors(session, at=AT + timedelta(days=7, seconds=1)) == 1
    found = counts(published)
    assert (found["learner"], found["answer"], found["mark"], found["step_done"]) == (1, 0, 0, 1)


def test_a_new_visitor_makes_room(published: Engine) -> None:
    send(published, RIGHT, str(uuid4()))
    with db.transaction(published) as session:
        learning.read_step(session, seat(session, "claire"), "message", at=AT + timedelta(days=8))
    assert counts(published)["learner"] == 1
