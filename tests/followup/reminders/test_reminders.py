"""Pausing, stopping, the letter of the week, and what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from lms import accounts, db, mail, privacy
from lms.accounts.models import Account
from lms.followup import cohorts, reminders
from lms.followup.reminders.models import Reminded, ReminderPress
from lms.mail.models import OutboxMessage
from lms.mail.operations import claim, sent
from tests.followup.reminders.years import SECRET
from tests.support import crowds, example, quizzes, summoned
from tests.support.summoned import AT, ELSEWHERE, PLACE

pytestmark = pytest.mark.usefixtures("courses")
DAY = timedelta(days=1)


@pytest.fixture
def by(engine: Engine) -> int:
    return summoned.administrator(engine, "claire", PLACE)


def press(
    engine: Engine, cohort: int, by: int, *, at: datetime = AT, form: str = "", sentence: str = "", after: int = 0
) -> tuple[reminders.Letter, ...]:
    """Press, and post what it gives to the next hundred people."""
    with db.transaction(engine) as session:
        found = reminders.press(
            session,
            cohort,
            client_id=form or str(uuid4()),
            sentence=sentence,
            by=by,
            places=(PLACE,),
            secret=SECRET,
            after=after,
            at=at,
        )
        for one in found.letters:
            post(session, one, at)
        return found.letters


def post(session: Session, one: reminders.Letter, at: datetime) -> None:
    letter = mail.Letter(
        recipient=one.to.email,
        subject="x",
        text="x",
        html="x",
        purpose="reminder",
        once=one.key,
        expires_at=at + reminders.LIFE,
    )
    assert mail.post(session, letter, at=at)


def digests(engine: Engine, *, at: datetime = AT) -> list[reminders.Letter]:
    found, after = [], 0
    while after is not None:
        with db.transaction(engine) as session:
            batch = reminders.write_digests(session, after=after, at=at)
            for one in batch.letters:
                post(session, one, at)
            found += batch.letters
        after = batch.last
    return found


def to(letters: object) -> set[int]:
    return {one.to.person_id for one in letters}


def test_who_may_not_be_written_to_is_not(engine: Engine, by: int) -> None:
    martine, *others = summoned.people(engine, 6)
    finished, stopped, paused, suspended, left = others
    absent = summoned.people(engine, 1, welcomed_at=None)
    cohort = summoned.gather(engine, [martine, *others, *absent], by=by)
    summoned.finish(engine, finished)
    with db.transaction(engine) as session:
        reminders.stop(session, stopped, at=AT)
        reminders.pause(session, paused, at=AT)
        accounts.suspend(session, suspended, at=AT)
        cohorts.remove(session, cohort, left, places=(PLACE,), at=AT)
    assert to(press(engine, cohort, by)) == {martine}
    assert to(press(engine, cohort, by, at=AT + 30 * DAY)) == {martine, paused}


def test_a_week_counts_from_what_left_not_from_what_was_decided(engine: Engine, by: int) -> None:
    """The relay was away for twenty hours: the next letter waits for as much."""
    cohort = summoned.gather(engine, summoned.people(engine, 1), by=by)
    assert len(press(engine, cohort, by)) == 1
    with db.transaction(engine) as session:
        message = claim(session, at=AT + timedelta(hours=20))
        assert message is not None
        sent(session, message.id, at=AT + timedelta(hours=20))
    assert press(engine, cohort, by, at=AT + 7 * DAY) == ()
    assert len(press(engine, cohort, by, at=AT + 7 * DAY + timedelta(hours=25))) == 1


@pytest.mark.parametrize("say", [reminders.stop, reminders.pause])
def test_a_letter_that_waits_is_withdrawn(engine: Engine, by: int, say: object) -> None:
    (martine,) = people = summoned.people(engine, 1)
    press(engine, summoned.gather(engine, people, by=by), by)
    with db.transaction(engine) as session:
        say(session, martine, at=AT)
    with db.transaction(engine) as session:
        assert claim(session, at=AT + DAY / 2) is None


def test_pausing_does_not_open_what_was_stopped(engine: Engine, by: int) -> None:
    (martine,) = people = summoned.people(engine, 1)
    with db.transaction(engine) as session:
        reminders.stop(session, martine, at=AT)
        reminders.pause(session, martine, at=AT)
    assert press(engine, summoned.gather(engine, people, by=by), by, at=AT + 60 * DAY) == ()


def test_a_form_says_one_thing(engine: Engine, by: int) -> None:
    cohort = summoned.gather(engine, summoned.people(engine, 2), by=by)
    form = str(uuid4())
    assert len(press(engine, cohort, by, form=form)) == 2
    assert press(engine, cohort, by, form=form) == ()
    assert press(engine, cohort, by, form=form, at=AT + 30 * DAY) == (), "a page found open weeks later"
    with pytest.raises(reminders.PressReused):
        press(engine, cohort, by, form=form, sentence="Autre chose")
    with pytest.raises(reminders.TooSoonToRemind):
        press(engine, cohort, by)


def test_a_press_that_was_cut_goes_on(engine: Engine, by: int) -> None:
    """The server stopped after the first hundred: the same form again writes to the others, and to nobody twice."""
    people = summoned.people(engine, 130)
    cohort, form = summoned.gather(engine, people, by=by), str(uuid4())
    first = press(engine, cohort, by, form=form)
    assert to(first) == set(people[:100])
    again = AT + timedelta(minutes=5)
    assert press(engine, cohort, by, form=form, at=again) == ()
    assert to(press(engine, cohort, by, form=form, at=again, after=people[99])) == set(people[100:])


def test_another_territory_reaches_nobody(engine: Engine, by: int) -> None:
    elsewhere = summoned.gather(engine, summoned.people(engine, 2), by=by, place=ELSEWHERE)
    with pytest.raises(cohorts.CohortUnknown):
        press(engine, elsewhere, by)


def test_the_letter_says_what_is_left_to_each(engine: Engine, by: int) -> None:
    fresh, begun = people = summoned.people(engine, 2)
    quizzes.finish_lessons(engine, crowds.Member(begun), (example.LESSON,), AT)
    letters = {one.to.person_id: one for one in press(engine, summoned.gather(engine, people, by=by), by)}
    (whole,), (rest,) = letters[fresh].left, letters[begun].left
    assert whole.course_key == rest.course_key == example.COURSE
    assert rest.minutes < whole.minutes
    assert whole.due_on == (AT + 7 * DAY).date()


def test_the_letter_of_the_week_is_for_who_asked(engine: Engine, by: int) -> None:
    """Off by default; instead of a reminder, never besides; nothing for who has nothing left."""
    wants, idle, other = people = summoned.people(engine, 3)
    shared = summoned.people(engine, 1, shared_mailbox=True, digest_since=AT)
    cohort = summoned.gather(engine, [wants, other, *shared], by=by)
    assert digests(engine) == []
    with db.transaction(engine) as session:
        for one in (wants, idle):
            reminders.choose(session, one, accepted=True, digest=True, at=AT)
    (letter,) = digests(engine)
    assert (letter.to.person_id, letter.left[0].due_on) == (wants, (AT + 7 * DAY).date())
    assert to(press(engine, cohort, by)) == {other, *shared}
    assert digests(engine, at=AT + 6 * DAY) == []
    assert people


def test_it_proposes_the_lesson_of_a_question_missed(engine: Engine) -> None:
    right, wrong = summoned.people(engine, 2)
    for who, answers in ((right, lambda _number, question: question.model()), (wrong, lambda *_: quizzes.WRONG)):
        crowds.take_lesson(engine, [crowds.Member(who)], example.LESSON, answers=answers)
    with db.transaction(engine) as session:
        session.execute(update(Account).values(digest_since=AT))
    at = crowds.AT + DAY
    found = {one.to.person_id: one.review for one in digests(engine, at=at)}
    assert found[right] is None
    assert found[wrong] is not None
    assert found[wrong].lesson_key == example.LESSON


def test_refusing_refuses_the_letter_of_the_week_too(engine: Engine) -> None:
    (martine,) = summoned.people(engine, 1)
    with db.transaction(engine) as session:
        reminders.choose(session, martine, accepted=True, digest=True, at=AT)
        reminders.choose(session, martine, accepted=False, digest=True, at=AT)
    with db.reading(engine) as reader:
        found = accounts.profile(reader, martine)
    assert (found.reminders, found.digest) == (False, False)


def test_what_was_written_is_forgotten_in_time(engine: Engine, by: int) -> None:
    press(engine, summoned.gather(engine, summoned.people(engine, 2), by=by), by)
    with db.transaction(engine) as session:
        privacy.forget_due(session, at=AT + 31 * DAY)
        assert session.scalars(select(Reminded)).all() == []
        assert len(session.scalars(select(ReminderPress)).all()) == 1
        privacy.forget_due(session, at=AT + 366 * DAY)
        assert session.scalars(select(ReminderPress)).all() == []


def test_what_someone_sent_is_forgotten_with_her_account(engine: Engine, by: int) -> None:
    press(engine, summoned.gather(engine, summoned.people(engine, 1), by=by), by, sentence="À mardi.")
    with db.transaction(engine) as session:
        privacy.erase(session, by, at=AT)
        assert session.scalars(select(ReminderPress)).all() == []
        assert len(session.scalars(select(OutboxMessage)).all()) == 1, "the letter is its reader's"
