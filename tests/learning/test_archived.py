"""A course is archived: nobody new finds it, Amina finishes it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, delete

from lms import db, learning, publishing
from lms.learning import Behaviour
from lms.publishing.models import CurrentRelease
from tests.learning.test_attempts import hand_in, take
from tests.support.example import COURSE
from tests.support.quizzes import AT, LESSON_OF, finish_lessons, member, publish, quiz_files

LESSONS = tuple(LESSON_OF.values())


def archive(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.execute(delete(CurrentRelease))


def taken(engine: Engine, who: learning.Who | None) -> list[str]:
    with db.reading(engine) as reader:
        return [one.release_id for one in learning.releases_taken(reader, who)]


def test_who_is_in_the_middle_finishes(engine: Engine) -> None:
    release = publish(engine, quiz_files())
    amina, claire = member(engine), member(engine, "Claire")
    finish_lessons(engine, amina, LESSONS[:1])
    with db.transaction(engine) as session:
        learning.tick(session, amina, COURSE, "essai", done=True, at=AT)
    archive(engine)
    assert (taken(engine, amina), taken(engine, claire), taken(engine, None)) == ([release], [], [])
    finish_lessons(engine, amina, LESSONS[1:])
    result = hand_in(engine, take(engine, amina, 4))  # it was handed in: twice is once
    assert result.passed
    assert result.completed_at == AT
    with db.reading(engine) as reader:
        assert learning.door(reader, amina, COURSE, Behaviour.CHECK, at=AT).past
        (release_taken,) = learning.releases_taken(reader, amina)
        found = learning.overview(reader, amina, [release_taken])
        assert found.journeys[COURSE].completed_at == AT
        assert found.tasks
        for who in (claire, None):
            with pytest.raises(publishing.CourseUnknown):
                learning.sitting(reader, who, COURSE, LESSONS[0])
    with db.transaction(engine) as session, pytest.raises(publishing.CourseUnknown):
        learning.start(session, claire, COURSE, Behaviour.CHECK, start_id="a", seed=1, at=AT)


def test_a_visitor_too_and_on_her_last_release(engine: Engine) -> None:
    publish(engine, quiz_files())
    visitor = learning.Visitor("a-token")
    finish_lessons(engine, visitor, LESSONS[:1])
    last = publish(engine, quiz_files(each=3))
    finish_lessons(engine, visitor, LESSONS[1:])
    archive(engine)
    with db.reading(engine) as reader:
        assert learning.sitting(reader, visitor, COURSE, LESSONS[0]).release_id == last
    assert taken(engine, visitor) == [last]


@pytest.mark.parametrize("correct", [learning.neutralise, learning.rekey])
def test_a_question_is_corrected_after_the_course_is_archived(engine: Engine, correct) -> None:
    wrong = quiz_files(each=2, draws=4, pass_mark=100, wrong_key="delais-1")
    publish(engine, wrong)
    amina = member(engine)
    finish_lessons(engine, amina, LESSONS)
    desk = take(engine, amina, 4)
    hand_in(engine, desk)
    publish(engine, quiz_files(each=2, draws=4, pass_mark=100))
    archive(engine)
    with db.transaction(engine) as session:
        effects = correct(session, COURSE, "delais-1", reason="La clé était inversée.", by="Bruno", at=AT)
        assert (effects.gained, effects.passes, effects.completions) == (1, 1, 1)
        with pytest.raises(learning.QuestionUnknown):
            correct(session, COURSE, "absente", reason="Essai.", by="Bruno", at=AT)
        with pytest.raises(publishing.CourseUnknown):
            correct(session, "jamais-publie", "delais-1", reason="Essai.", by="Bruno", at=AT)
