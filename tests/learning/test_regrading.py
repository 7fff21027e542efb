"""Bruno finds that a key was wrong: marks are corrected, a pass may be given, nothing is ever taken back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from lms import db, learning
from lms.learning import Member
from lms.learning.models import CourseCompletion, Mark, QuizPass
from tests.learning.test_attempts import begin, hand_in, paper, result, save
from tests.support.example import COURSE
from tests.support.quizzes import AT, LESSON_OF, RIGHT, WRONG, finish_lessons, member, publish, quiz_files

KEY = "delais-1"
LATER = AT + timedelta(days=5)
REASON = {"reason": "La clé était inversée.", "by": "Bruno", "at": LATER}


@pytest.fixture
def amina(engine: Engine) -> Member:
    """The whole bank is asked, and one of its keys is the wrong way round."""
    publish(engine, quiz_files(each=2, draws=4, pass_mark=100, wrong_key=KEY))
    who = member(engine)
    finish_lessons(engine, who, tuple(LESSON_OF.values()))
    return who


def take(engine: Engine, who: Member, wrong: tuple[str, ...] = ()) -> learning.Desk:
    desk = begin(engine, who)
    for question in paper(engine, desk).questions:
        save(engine, desk, question.key, WRONG if question.key in wrong else RIGHT)
    hand_in(engine, desk)
    return desk


def count(engine: Engine, stored: type[db.Base]) -> int:
    with db.reading(engine) as session:
        return session.execute(select(func.count()).select_from(stored)).scalar_one()


def rekey(engine: Engine) -> learning.Effects:
    publish(engine, quiz_files(each=2, draws=4, pass_mark=100), LATER)
    with db.transaction(engine) as session:
        return learning.rekey(session, COURSE, KEY, **REASON)


def test_a_wrong_key_is_corrected_and_may_give_the_completion(engine: Engine, amina: Member) -> None:
    desk = take(engine, amina)
    assert (result(engine, desk).right, count(engine, CourseCompletion)) == (3, 0)
    before = count(engine, Mark)
    effects = rekey(engine)
    assert (effects.marks, effects.gained, effects.lost, effects.passes, effects.completions) == (1, 1, 0, 1, 1)
    found = result(engine, desk)
    corrected = next(one for one in found.marked if one.question.key == KEY)
    assert (found.right, found.passed, corrected.right) == (4, True, True)
    assert corrected.correction is not None
    assert corrected.correction.reason == "La clé était inversée."
    assert {line.text for line in corrected.question.feedback(RIGHT).lines if line.state == "chosen-right"}
    assert count(engine, Mark) == before + 1


def test_a_pass_survives_the_mark_that_gave_it(engine: Engine, amina: Member) -> None:
    desk = take(engine, amina, wrong=(KEY,))
    assert count(engine, CourseCompletion) == 1
    effects = rekey(engine)
    assert (effects.gained, effects.lost, effects.passes) == (0, 1, 0)
    found = result(engine, desk)
    assert (found.right, found.passed) == (3, True)
    assert (count(engine, QuizPass), count(engine, CourseCompletion)) == (1, 1)


def test_it_can_be_undone_and_what_it_gave_stays(engine: Engine, amina: Member) -> None:
    desk = take(engine, amina)
    number = rekey(engine).regrade_id
    with db.transaction(engine) as session:
        effects = learning.undo_regrade(session, number, by="Bruno", at=LATER)
    assert (effects.marks, effects.lost) == (1, 1)
    found = result(engine, desk)
    assert (found.right, found.passed) == (3, True)
    assert all(one.correction is None for one in found.marked)
    assert count(engine, CourseCompletion) == 1
    with db.transaction(engine) as session, pytest.raises(learning.RegradeUnknown):
        learning.undo_regrade(session, number, by="Bruno", at=LATER)
    with db.reading(engine) as session:
        (line,) = learning.regrades(session, COURSE)
    assert (line.question_key, line.applied_by, line.undone_by, line.undone_at) == (KEY, "Bruno", "Bruno", LATER)


def test_a_neutralised_question_is_right_for_everybody_even_unanswered(engine: Engine, amina: Member) -> None:
    claire = member(engine, "Claire")
    desk = take(engine, amina)
    blank = begin(engine, claire)
    hand_in(engine, blank)
    with db.transaction(engine) as session:
        effects = learning.neutralise(session, COURSE, KEY, **REASON)
    assert (effects.marks, effects.gained, effects.passes) == (2, 2, 1)
    assert (result(engine, desk).right, result(engine, blank).right) == (4, 1)
    later = begin(engine, claire)
    hand_in(engine, later, at=LATER)
    assert result(engine, later).right == 1  # and for those who come afterwards


def test_the_latest_correction_wins_and_undoing_it_brings_the_other_back(engine: Engine, amina: Member) -> None:
    desk = take(engine, amina, wrong=(KEY,))
    rekey(engine)
    with db.transaction(engine) as session:
        number = learning.neutralise(session, COURSE, KEY, **REASON).regrade_id
    assert result(engine, desk).right == 4
    with db.transaction(engine) as session:
        learning.undo_regrade(session, number, by="Bruno", at=LATER)
    assert result(engine, desk).right == 3


def test_correcting_twice_changes_nothing_more_and_the_unknown_is_refused(engine: Engine, amina: Member) -> None:
    take(engine, amina)
    rekey(engine)
    before = count(engine, Mark)
    with db.transaction(engine) as session:
        again = learning.rekey(session, COURSE, KEY, **REASON)
    with db.reading(engine) as session:
        (line,) = learning.regrades(session, COURSE, KEY)
        assert learning.regrades(session, COURSE, "absente") == ()
    assert again == learning.Effects(line.id, 0, 0, 0, 0, 0)
    assert count(engine, Mark) == before
    for correct in (learning.rekey, learning.neutralise):
        with db.transaction(engine) as session, pytest.raises(learning.QuestionUnknown):
            correct(session, COURSE, "absente", **REASON)


def test_a_quiz_handed_in_at_the_same_moment_is_corrected_too(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    corrected = threading.Event()

    def neutralise() -> None:
        with db.transaction(engine) as session:
            learning.neutralise(session, COURSE, KEY, **REASON)
        corrected.set()

    bruno = threading.Thread(target=neutralise)
    with db.transaction(engine) as session:
        learning.hand_in(session, desk, at=LATER)
        bruno.start()
        assert not corrected.wait(0.3)  # he waits for her
    bruno.join()
    assert result(engine, desk).right == 1
