"""What is read of the quizzes: who counts, which answers, how long. The same on both databases."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from lms import content, db, followup, learning, privacy, publishing
from lms.followup import Hold, QuizMarks, ReleaseLine
from lms.learning import Behaviour, Desk, Member
from lms.publishing import drafts
from tests.support import crowds, drafting, quizzes
from tests.support.example import COURSE, PUBLISHED_AT
from tests.support.quizzes import AT, RIGHT, WRONG


@pytest.fixture
def release(engine: Engine, courses: None) -> str:
    return quizzes.publish(engine, quizzes.quiz_files())


def lines(engine: Engine, who: int = crowds.ANYONE) -> tuple[ReleaseLine, ...]:
    with db.reading(engine) as reader:
        return followup.quiz_releases(reader, who, COURSE)


def marks(engine: Engine) -> QuizMarks:
    with db.reading(engine) as reader:
        return followup.quiz_marks(reader, followup.quiz_releases(reader, crowds.ANYONE, COURSE)[0])


def answers(engine: Engine, question: str) -> dict[str, tuple[bool, int]]:
    with db.reading(engine) as reader:
        found = followup.quiz_answers(reader, followup.quiz_releases(reader, crowds.ANYONE, COURSE)[0], question)
    return {(one.given.get("choices") or ["?"])[0]: (one.right, one.people) for one in found}


def test_releases_with_those_who_handed_in(engine: Engine, release: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 3))
    latest, first = lines(engine)
    assert (latest.id, latest.number, latest.people) == (release, 2, 3)
    assert (first.number, first.people, first.published_at) == (1, 0, PUBLISHED_AT)
    with db.reading(engine) as reader:
        assert followup.quiz_releases(reader, crowds.ANYONE) == (latest, first)


def test_whose_answers_a_trainer_reads(engine: Engine, release: str) -> None:
    """Hers, those of a course that she shares, and those of a course that belongs to nobody."""
    bruno, amel, claire = (drafting.person(engine, name) for name in ("Bruno", "Amel", "Claire"))

    def holds() -> list[set[Hold]]:
        with db.reading(engine) as reader:
            everything = [followup.quiz_releases(reader, who) for who in (bruno, amel, claire)]
            of_it = [followup.lesson_releases(reader, who, COURSE) for who in (bruno, amel, claire)]
        found = [{line.hold for line in some} for some in everything]
        assert found == [{line.hold for line in some} for some in of_it]
        return found

    assert holds() == [{Hold.FREE}] * 3
    with db.transaction(engine) as session:
        draft = drafts.give(session, COURSE, bruno, at=AT)
    assert holds() == [{Hold.OWNED}, set(), set()]
    drafting.share(engine, draft, bruno, amel, drafts.Right.REVIEW)
    drafting.share(engine, draft, bruno, amel, drafts.Right.WRITE)
    assert holds() == [{Hold.OWNED}, {Hold.SHARED}, set()]
    assert [line.number for line in lines(engine, amel)] == [2, 1]
    with db.transaction(engine) as session:
        privacy.erase(session, bruno, at=AT)
    assert holds()[1:] == [{Hold.SHARED}, set()]  # nobody owns it, and it is not everybody's


def test_the_marks_are_those_that_the_quiz_counts(engine: Engine, release: str) -> None:
    crowd = crowds.people(engine, 20)
    crowds.take_quiz(engine, crowd)
    found = marks(engine)
    with db.reading(engine) as reader:
        bank = publishing.bank(reader, release)
    assert len(found.attempts) == 20
    assert all(len(one) == 4 for one in found.attempts)
    expected = sorted(
        (key, float(crowds.strong(number, bank[key]) == RIGHT))
        for number, who in enumerate(crowd)
        for key in asked(engine, who)
    )
    assert sorted(pair for one in found.attempts for pair in one.items()) == expected


def asked(engine: Engine, who: Member) -> tuple[str, ...]:
    with db.reading(engine) as reader:
        past = learning.door(reader, who, COURSE, Behaviour.CHECK, at=AT + timedelta(days=9)).past
        paper = learning.paper(reader, who, COURSE, Behaviour.CHECK, past[-1].id)
        return tuple(one.key for one in paper.questions)


def test_quizzes_enter_ten_by_ten(engine: Engine, release: str) -> None:
    for arriving, counted in ((9, 0), (1, 10), (8, 10), (1, 10), (1, 20)):
        before = lines(engine)[0].people
        crowds.take_quiz(engine, crowds.people(engine, arriving, since=before), since=before)
        assert lines(engine)[0].people == before + arriving
        assert len(marks(engine).attempts) == counted


def test_a_person_counts_once_by_her_first_quiz(engine: Engine, release: str) -> None:
    crowd = crowds.people(engine, 10)
    crowds.take_quiz(engine, crowd, lambda number, question: WRONG)
    crowds.take_quiz(engine, crowd, lambda number, question: RIGHT, at=AT + timedelta(days=2))
    assert lines(engine)[0].people == 10
    assert {mark for one in marks(engine).attempts for mark in one.values()} == {0.0}


def test_her_second_quiz_on_another_release_is_not_her_first(engine: Engine, release: str) -> None:
    crowd = crowds.people(engine, 10)
    crowds.take_quiz(engine, crowd)
    quizzes.publish(engine, quizzes.quiz_files(pass_mark=60))
    crowds.take_quiz(engine, crowd, at=AT + timedelta(days=2))
    assert [(one.number, one.people) for one in lines(engine)] == [(3, 0), (2, 10), (1, 0)]


def test_what_is_not_handed_in_does_not_count(engine: Engine, release: str) -> None:
    who = crowds.people(engine, 1)[0]
    with db.transaction(engine) as session:
        number = learning.start(session, who, COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=1, at=AT)
        learning.start(session, who, COURSE, Behaviour.POSITIONING, start_id=str(uuid4()), seed=1, at=AT)
        desk = Desk(who, COURSE, Behaviour.CHECK, number)
        first = learning.paper(session, who, COURSE, Behaviour.CHECK, number).questions[0]
        learning.save_answer(session, desk, first.key, RIGHT, shown="", client_id=str(uuid4()), at=AT)
    assert lines(engine)[0].people == 0
    assert marks(engine).attempts == ()


def test_the_last_answer_counts_and_the_first_gives_the_time(engine: Engine, release: str) -> None:
    """Each takes 40 s to answer wrong, comes back after an hour to answer right, and hands in."""
    for who in crowds.people(engine, 10):
        with db.transaction(engine) as session:
            number = learning.start(session, who, COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=1, at=AT)
            desk = Desk(who, COURSE, Behaviour.CHECK, number)
            first, second, *_ = learning.paper(session, who, COURSE, Behaviour.CHECK, number).questions
            at = AT + crowds.PACE
            form = str(uuid4())
            learning.save_answer(session, desk, first.key, WRONG, shown="", client_id=form, at=at)
            at += timedelta(seconds=90)
            learning.save_answer(session, desk, second.key, RIGHT, shown="", client_id=str(uuid4()), at=at)
            at += timedelta(hours=1)
            learning.save_answer(session, desk, first.key, RIGHT, shown=form, client_id=str(uuid4()), at=at)
            learning.hand_in(session, desk, at=at + crowds.PACE)
    found = marks(engine)
    assert {(one[first.key], one[second.key], sum(one.values())) for one in found.attempts} == {(1.0, 1.0, 2.0)}
    assert {key: set(values) for key, values in found.seconds.items()} == {first.key: {40}, second.key: {90}}
    assert answers(engine, first.key) == {"juste": (True, 10)}


def test_an_interruption_is_not_a_time(engine: Engine, release: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 10))
    assert {median(values) for values in marks(engine).seconds.values()} == {40}
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attempt SET started_at = '2026-11-24 12:00:00+00:00'")
    taken = marks(engine).seconds
    assert sum(len(values) for values in taken.values()) == 30  # the first answer of each is left out


def test_answers_with_what_is_unanswered(engine: Engine, release: str) -> None:
    def some(number: int, question: content.Question) -> content.Given:
        return content.UNKNOWN if number % 4 == 0 else RIGHT if number % 4 == 1 else WRONG

    crowds.take_quiz(engine, crowds.people(engine, 40), some)
    found = marks(engine)
    for key in found.seconds:
        here = answers(engine, key)
        people = sum(key in one for one in found.attempts)
        assert sum(count for _, count in here.values()) == people
        assert here["juste"] == (True, sum(one.get(key, 0) for one in found.attempts))
        assert not here["faux"][0]
        assert not here["?"][0]


def test_a_regrade_changes_the_figures(engine: Engine, release: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 20), lambda number, question: WRONG)
    with db.transaction(engine) as session:
        learning.neutralise(session, COURSE, "delais-1", reason="Ambiguë", by="Bruno", at=AT + timedelta(days=9))
    found = marks(engine)
    assert {mark for one in found.attempts for key, mark in one.items() if key == "delais-1"} == {1.0}
    assert found.neutralised == {"delais-1"}
    assert answers(engine, "delais-1")["faux"][0]


def test_partly_right_is_not_right(engine: Engine, courses: None) -> None:
    """A quiz counts answers that are entirely right, so do its figures."""
    release = quizzes.publish(engine, quizzes.every_kind_files())
    with db.reading(engine) as reader:
        bank = publishing.bank(reader, release)
    (several,) = (key for key, one in bank.items() if isinstance(one, content.Multiple))

    def partly(number: int, question: content.Question) -> content.Given:
        model = question.model()
        return {"choices": model["choices"][:1]} if isinstance(question, content.Multiple) else model

    crowds.take_quiz(engine, crowds.people(engine, 10), partly)
    totals: dict[str, float] = {}
    for one in marks(engine).attempts:
        for key, mark in one.items():
            totals[key] = totals.get(key, 0) + mark
    assert totals.pop(several) == 0
    assert set(totals.values()) == {10}
