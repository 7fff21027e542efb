"""Amina takes the final quiz: what she saves is kept, what she hands in stands, nothing counts twice."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from lms import content, db, learning
from lms.learning import Behaviour, Desk, Member
from lms.learning.models import Answer, Attempt, CourseCompletion, Mark, QuizPass
from tests.support.example import COURSE
from tests.support.quizzes import AT, LESSON_OF, RIGHT, WRONG, finish_lessons, member, publish, quiz_files

CHECK = Behaviour.CHECK
LESSONS = tuple(LESSON_OF.values())


@pytest.fixture
def amina(engine: Engine) -> Member:
    publish(engine, quiz_files())
    return member(engine)


def begin(
    engine: Engine, who: Member, *, at: datetime = AT, start_id: str = "", behaviour: Behaviour = CHECK, seed: int = 7
) -> Desk:
    with db.transaction(engine) as session:
        number = learning.start(session, who, COURSE, behaviour, start_id=start_id or str(uuid4()), seed=seed, at=at)
    return Desk(who, COURSE, behaviour, number)


def save(engine: Engine, desk: Desk, key: str, given: content.Given, *, at: datetime = AT, **more: str) -> str:
    """Answer as a form that was just opened would; return its id."""
    client_id = more.get("client_id") or str(uuid4())
    shown = more.get("shown")
    with db.transaction(engine) as session:
        saved = paper(engine, desk).saved.get(key) if shown is None else None
        shown = shown if shown is not None else saved.client_id if saved else ""
        learning.save_answer(session, desk, key, given, shown=shown, client_id=client_id, at=at)
    return client_id


def hand_in(engine: Engine, desk: Desk, *, at: datetime = AT) -> learning.Result:
    with db.transaction(engine) as session:
        learning.hand_in(session, desk, at=at)
    return result(engine, desk)


def paper(engine: Engine, desk: Desk) -> learning.Paper:
    with db.reading(engine) as session:
        return learning.paper(session, desk.who, COURSE, desk.behaviour, desk.attempt_id)


def result(engine: Engine, desk: Desk) -> learning.Result:
    with db.reading(engine) as session:
        found = learning.result(session, desk.who, COURSE, desk.behaviour, desk.attempt_id)
    assert found is not None
    return found


def take(engine: Engine, who: Member, right: int, *, at: datetime = AT, **more: Any) -> Desk:
    """A whole attempt with that many right answers."""
    desk = begin(engine, who, at=at, **more)
    for number, question in enumerate(paper(engine, desk).questions):
        save(engine, desk, question.key, RIGHT if number < right else WRONG, at=at)
    hand_in(engine, desk, at=at)
    return desk


def counts(engine: Engine) -> dict[str, int]:
    stored = (Attempt, Answer, Mark, QuizPass, CourseCompletion)
    with db.reading(engine) as session:
        return {
            one.__tablename__: session.execute(select(func.count()).select_from(one)).scalar_one() for one in stored
        }


def test_nothing_is_marked_before_it_is_handed_in(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    save(engine, desk, paper(engine, desk).questions[0].key, RIGHT)
    assert counts(engine) | {"attempt": 1, "answer": 1, "mark": 0} == counts(engine)
    with db.reading(engine) as session:
        assert learning.result(session, amina, COURSE, CHECK, desk.attempt_id) is None


def test_the_last_answer_before_handing_in_counts_and_all_are_kept(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    for question in paper(engine, desk).questions:
        for given in (RIGHT, WRONG, RIGHT):
            save(engine, desk, question.key, given)
    found = hand_in(engine, desk)
    assert (found.right, found.passed, found.paper.rule.needed) == (4, True, 3)
    assert counts(engine) | {"answer": 12, "mark": 4, "quiz_pass": 1} == counts(engine)


def test_what_has_no_answer_counts_as_not_known(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    found = hand_in(engine, desk)
    assert {one.grade.verdict for one in found.marked} == {content.Verdict.UNKNOWN}
    assert (found.right, found.passed) == (0, False)


def test_nothing_is_accepted_after_handing_in(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    key = paper(engine, desk).questions[0].key
    form = save(engine, desk, key, WRONG)
    before = hand_in(engine, desk)
    with pytest.raises(learning.AttemptClosed):
        save(engine, desk, key, RIGHT)
    save(engine, desk, key, WRONG, client_id=form)  # the very same form: it was recorded, nothing changes
    assert hand_in(engine, desk, at=AT + timedelta(hours=1)) == before


def test_a_form_shown_before_another_answer_overwrites_nothing(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    key = paper(engine, desk).questions[0].key
    form = save(engine, desk, key, RIGHT, shown="")
    with pytest.raises(learning.AnswerMoved) as moved:
        save(engine, desk, key, WRONG, shown="")
    assert (moved.value.stored, moved.value.client_id) == (RIGHT, form)
    assert paper(engine, desk).saved[key].given == RIGHT
    save(engine, desk, key, RIGHT, shown="")  # the same answer from the other tab: nobody loses anything
    assert counts(engine)["answer"] == 1
    save(engine, desk, key, WRONG, shown=form)  # she chose
    assert paper(engine, desk).saved[key].given == WRONG


def test_the_same_form_with_another_answer_is_refused(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    first, second = (question.key for question in paper(engine, desk).questions[:2])
    form = save(engine, desk, first, RIGHT)
    for key, given, refused in ((first, WRONG, learning.AnswerMoved), (second, RIGHT, learning.AnswerConflict)):
        with pytest.raises(refused):
            save(engine, desk, key, given, client_id=form)
    assert paper(engine, desk).saved[first].given == RIGHT


def test_an_attempt_is_hers_alone_and_asks_its_own_questions(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina)
    claire = member(engine, "Claire")
    stolen = Desk(claire, COURSE, CHECK, desk.attempt_id)
    key = paper(engine, desk).questions[0].key
    for act in (lambda: save(engine, stolen, key, WRONG), lambda: hand_in(engine, stolen)):
        with pytest.raises(learning.AttemptUnknown):
            act()
    with pytest.raises(learning.QuestionUnknown):
        save(engine, desk, "verifier", RIGHT)
    with pytest.raises(learning.AttemptUnknown):
        paper(engine, Desk(amina, COURSE, Behaviour.POSITIONING, desk.attempt_id))


def test_one_attempt_at_a_time_and_one_per_form(engine: Engine, amina: Member) -> None:
    desk = begin(engine, amina, start_id="form")
    assert begin(engine, amina) == desk
    hand_in(engine, desk)
    assert begin(engine, amina, start_id="form") == desk
    assert begin(engine, amina) != desk


def test_a_new_attempt_asks_other_questions(engine: Engine, amina: Member) -> None:
    asked = [{q.key for q in paper(engine, take(engine, amina, 0)).questions} for _ in range(2)]
    assert not asked[0] & asked[1]


def test_the_course_limits_attempts(engine: Engine) -> None:
    publish(engine, quiz_files(limits="tentatives = 2\ndelai_heures = 24"))
    amina = member(engine)
    take(engine, amina, 1)
    with pytest.raises(learning.TooSoon) as soon:
        begin(engine, amina, at=AT + timedelta(hours=23))
    assert soon.value.until == AT + timedelta(hours=24)
    take(engine, amina, 1, at=AT + timedelta(hours=24))
    with pytest.raises(learning.TooManyAttempts):
        begin(engine, amina, at=AT + timedelta(days=30))
    begin(engine, amina, behaviour=Behaviour.POSITIONING)  # these limits are the quiz's


def test_when_time_is_over_what_was_saved_counts(engine: Engine) -> None:
    publish(engine, quiz_files(limits="duree_minutes = 10"))
    amina = member(engine)
    desk = begin(engine, amina)
    first, second, *_ = (question.key for question in paper(engine, desk).questions)
    end = AT + timedelta(minutes=10)
    save(engine, desk, first, RIGHT, at=end)
    with pytest.raises(learning.TimeOver):
        save(engine, desk, second, RIGHT, at=end + timedelta(seconds=1))
    found = hand_in(engine, desk, at=end + timedelta(days=2))
    assert (found.right, found.paper.finished_at) == (1, end)


def test_an_attempt_left_when_time_was_over_is_closed_by_the_next(engine: Engine) -> None:
    publish(engine, quiz_files(limits="duree_minutes = 10"))
    amina = member(engine)
    left = begin(engine, amina)
    assert begin(engine, amina, at=AT + timedelta(hours=1)) != left
    assert result(engine, left).paper.finished_at == AT + timedelta(minutes=10)


def test_she_gives_herself_more_time_for_the_attempts_that_start(engine: Engine) -> None:
    publish(engine, quiz_files(limits="duree_minutes = 10"))
    amina = member(engine)
    before = begin(engine, amina)
    with db.transaction(engine) as session:
        learning.choose_time_factor(session, amina, 3, at=AT)
    assert paper(engine, before).due_at == AT + timedelta(minutes=10)
    hand_in(engine, before)
    assert paper(engine, begin(engine, amina)).due_at == AT + timedelta(minutes=30)


def test_a_course_is_completed_once_by_its_lessons_and_its_quiz(engine: Engine, amina: Member) -> None:
    finish_lessons(engine, amina, LESSONS[:1])
    take(engine, amina, 4)
    assert counts(engine) | {"quiz_pass": 1, "course_completion": 0} == counts(engine)
    finish_lessons(engine, amina, LESSONS[1:], at=AT + timedelta(days=1))
    take(engine, amina, 0, at=AT + timedelta(days=2))  # a lower retake takes nothing back
    take(engine, amina, 4, at=AT + timedelta(days=3))
    with db.reading(engine) as session:
        completed_at = session.execute(select(CourseCompletion.completed_at)).scalar_one()
    assert completed_at == AT + timedelta(days=1)


def test_the_quiz_may_come_last(engine: Engine, amina: Member) -> None:
    finish_lessons(engine, amina, LESSONS)
    take(engine, amina, 2)
    assert counts(engine)["course_completion"] == 0
    take(engine, amina, 3)
    assert counts(engine)["course_completion"] == 1


def test_a_lesson_added_later_takes_nothing_back_and_is_needed_by_others(engine: Engine, amina: Member) -> None:
    claire = member(engine, "Claire")
    for who in (amina, claire):
        finish_lessons(engine, who, LESSONS)
    take(engine, amina, 4)
    publish(engine, longer(quiz_files()))
    take(engine, claire, 4)
    assert counts(engine)["course_completion"] == 1
    finish_lessons(engine, claire, ("encore",))
    assert counts(engine)["course_completion"] == 2


def test_a_lesson_taken_away_completes_the_course_of_who_waited_for_it(engine: Engine, amina: Member) -> None:
    publish(engine, longer(quiz_files()))
    finish_lessons(engine, amina, LESSONS)
    take(engine, amina, 4)
    publish(engine, quiz_files())
    with db.transaction(engine) as session:
        assert learning.award_everyone(session, COURSE, at=AT) == 1
    with db.transaction(engine) as session:
        assert learning.award_everyone(session, COURSE, at=AT) == 0


def test_the_lessons_of_a_visitor_complete_the_course_of_who_signs_in(engine: Engine, amina: Member) -> None:
    finish_lessons(engine, learning.Visitor("a-token"), LESSONS)
    take(engine, amina, 4)
    with db.transaction(engine) as session:
        learning.adopt_visitor(session, learning.Visitor("a-token"), amina, at=AT)
    assert counts(engine)["course_completion"] == 1


def test_positioning_gives_notions_and_no_pass(engine: Engine, amina: Member) -> None:
    finish_lessons(engine, amina, LESSONS)
    desk = begin(engine, amina, behaviour=Behaviour.POSITIONING)
    questions = paper(engine, desk).questions
    for question in questions:
        save(engine, desk, question.key, RIGHT if question.objective == "delais" else WRONG)
    found = hand_in(engine, desk)
    assert {one.key for one in learning.known_lessons(found.paper.cover, found.marked)} == {"delais"}
    notions = learning.by_notion(found.paper.cover, found.marked)
    assert [(one.right, one.asked, [row.key for row in one.lessons]) for one in notions] == [
        (2, 2, []),
        (0, 2, ["toutes-les-questions"]),
    ]
    assert counts(engine) | {"quiz_pass": 0, "course_completion": 0} == counts(engine)


@pytest.mark.parametrize("workers", ["threads", "processes"])
def test_twenty_copies_of_each_form_have_one_effect(engine: Engine, amina: Member, workers: str) -> None:
    finish_lessons(engine, amina, LESSONS)
    url = engine.url.render_as_string(hide_password=False)
    with pool_of(workers) as pool:

        def copies(act: Callable[[str, Any], Any], what: Any) -> list[Any]:
            return [one.result() for one in [pool.submit(act, url, what) for _ in range(20)]]

        desks = copies(start_copy, amina)
        assert len(set(desks)) == 1
        for question in paper(engine, desks[0]).questions:
            assert copies(answer_copy, (desks[0], question.key, str(uuid4()))) == [None] * 20
        assert copies(hand_in_copy, desks[0]) == [4] * 20
    assert counts(engine) | {"attempt": 3, "quiz_pass": 1, "course_completion": 1} == counts(engine)
    with db.reading(engine) as session:
        answers = select(func.count()).where(Answer.attempt_id == desks[0].attempt_id)
        assert session.execute(answers).scalar_one() == 4


def pool_of(workers: str) -> Executor:
    if workers == "threads":
        return ThreadPoolExecutor(20)
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


def on_its_own(url: str, act: Callable[[Engine], Any]) -> Any:
    engine = db.make_engine(url)
    try:
        return act(engine)
    finally:
        engine.dispose()


def start_copy(url: str, who: Member) -> Desk:
    return on_its_own(url, lambda engine: begin(engine, who, start_id="form"))


def answer_copy(url: str, what: tuple[Desk, str, str]) -> None:
    desk, key, form = what
    on_its_own(url, lambda engine: save(engine, desk, key, RIGHT, shown="", client_id=form))


def hand_in_copy(url: str, desk: Desk) -> int:
    return on_its_own(url, lambda engine: hand_in(engine, desk)).right


def longer(files: dict) -> dict:
    """The same course with a third lesson."""
    lesson = files["lecons/01-les-delais.md"].decode()
    for old, new in (('cle = "delais"', 'cle = "encore"'), ('"delai-accuse"', '"encore-un-delai"')):
        lesson = lesson.replace(old, new, 1)
    for name in set(re.findall(r'```tache\ncle = "([^"]+)"', lesson)):
        lesson = lesson.replace(f'cle = "{name}"', 'cle = "encore-une-tache"')
    return files | {"lecons/03-encore.md": lesson.encode()}
