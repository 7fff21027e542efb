"""What is shown of a session, below the web: presences that are corrected, opinions without authors, costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from lms import accounts, db, privacy
from lms.followup import cohorts, evidence, reminders
from lms.followup.evidence import Cost, Means, Moment, Payer
from lms.followup.evidence.models import Attendance, Complaint, SatisfactionAnswer, SatisfactionRequest
from tests.support import gatherings
from tests.support.completions import complete
from tests.support.gatherings import ENDS, MORNING, PLACE, STARTS

pytestmark = pytest.mark.usefixtures("courses")
AFTER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)


@pytest.fixture
def claire(engine: Engine) -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, "claire@epci.example", "Claire", "Doussot", at=gatherings.BEFORE)


def test_a_presence_is_corrected_by_one_more_row(engine: Engine, claire: int) -> None:
    number, meeting_id, (one, two) = gatherings.gather(engine, claire, 2)

    def say(who: dict[int, bool], means: Means, minutes: int) -> int:
        with db.transaction(engine) as session:
            _, meetings = evidence.agenda(session, [PLACE], number)
            meeting, half_day = evidence.find_half_day(meetings, meeting_id, MORNING)
            at = STARTS + timedelta(minutes=minutes)
            return evidence.record(session, meeting, half_day, who, means=means, by=claire, at=at)

    assert say({one: True, two: False}, Means.ORGANISER, 0) == 1  # nobody says that she is away who never was there
    assert say({one: True}, Means.PAPER, 1) == 0
    assert say({one: False, two: True}, Means.PAPER, 2) == 2
    assert say({one: True}, Means.ORGANISER, 3) == 1
    with db.reading(engine) as reader:
        said = evidence.all_said(reader, number)
    assert [(row.person_id, row.revision, row.present) for row in said] == [
        (one, 1, True), (one, 2, False), (two, 1, True), (one, 3, True),
    ]  # fmt: skip
    assert {row.person_id: row.present for row in evidence.last_said(said).values()} == {one: True, two: True}
    with db.reading(engine) as reader:
        _, meetings = evidence.agenda(reader, [PLACE], number)
        for wrong in ((meeting_id, "2026-11-26-morning"), (meeting_id, "x"), (meeting_id + 1, MORNING)):
            with pytest.raises(evidence.HalfDayUnknown):
                evidence.find_half_day(meetings, *wrong)
        with pytest.raises(cohorts.CohortUnknown):
            evidence.agenda(reader, [("departement", "26")], number)


def test_opinions_have_no_author_and_are_told_ten_at_a_time_once_closed(engine: Engine, claire: int) -> None:
    number, _, people = gatherings.gather(engine, claire, 13)
    with db.reading(engine) as reader:
        held = evidence.held(reader, [PLACE], number)

    def answer(who: int, value: int, at: datetime = AFTER) -> bool:
        with db.transaction(engine) as session:
            return evidence.answer(
                session, held, who, Moment.HOT, value, f"phrase {who}", key=f"{who * 7919 % 97:032}", at=at
            )

    with pytest.raises(evidence.NotAsked):
        answer(people[0], 5, STARTS)  # too early: nothing is finished
    for who in people[:9]:
        assert answer(who, 5)
    assert not answer(people[0], 1)  # the first time stands
    with db.reading(engine) as reader:
        assert evidence.opinions(reader, held, at=AFTER)[0].bands == ()
        few = evidence.opinions(reader, held, at=CLOSED)[0]
    assert (few.closed, few.enough, few.bands, few.remarks) == (True, False, (), ())
    for who, value in zip(people[9:], (4, 2, 5, 1), strict=True):
        assert answer(who, value)
    with db.reading(engine) as reader:
        assert evidence.opinions(reader, held, at=AFTER)[0].bands == ()  # not before everyone is done
        hot, cold = evidence.opinions(reader, held, at=CLOSED)
        assert all(band.people >= 10 or band.people == 0 for band in hot.bands)
        assert sum(band.people for band in hot.bands) == 13
        assert len(hot.remarks) == 13
        assert cold.bands == ()
        assert reader.execute(select(func.count()).select_from(SatisfactionRequest)).scalar_one() == 13
    columns = set(SatisfactionAnswer.__table__.columns.keys())
    assert columns == {"id", "cohort_id", "moment", "value", "remark"}  # neither who nor when
    with pytest.raises(evidence.NotAsked):
        answer(gatherings.gather(engine, claire, 1)[2][0], 5, CLOSED)


def test_who_finished_all_answers_before_the_end(engine: Engine, claire: int) -> None:
    number, _, (one, two) = gatherings.gather(engine, claire, 2)
    complete(engine, one, at=STARTS)
    with db.reading(engine) as reader:
        held = evidence.held(reader, [PLACE], number)
        assert evidence.may_answer(reader, held, one, Moment.HOT, at=ENDS)
        assert not evidence.may_answer(reader, held, two, Moment.HOT, at=ENDS)
        assert not evidence.may_answer(reader, held, one, Moment.COLD, at=ENDS)


def test_the_letter_of_ninety_days_goes_once_to_those_who_took_part(engine: Engine, claire: int) -> None:
    number, meeting_id, (there, done, away, silent) = gatherings.gather(engine, claire, 4)
    complete(engine, done, at=STARTS)
    complete(engine, silent, at=STARTS)
    with db.transaction(engine) as session:
        _, meetings = evidence.agenda(session, [PLACE], number)
        meeting, half_day = evidence.find_half_day(meetings, meeting_id, MORNING)
        evidence.sign(session, meeting, half_day, there, at=STARTS)
        for who, accepts in ((there, True), (done, True), (away, True), (silent, False)):
            accounts.remind(session, who, accepts)
    day = datetime(2027, 2, 28, 9, 0, tzinfo=UTC)  # ninety days after 30 November
    found = []
    for at in (day - timedelta(days=1), day, day, day + timedelta(days=5), day + timedelta(days=60)):
        with db.transaction(engine) as session:
            found.append({one.person_id for one in evidence.ask_cold(session, at=at)})
    assert found == [set(), {there, done}, set(), set(), set()]


def test_the_letter_of_ninety_days_waits_for_the_turn_of_the_week(engine: Engine, claire: int) -> None:
    """Two sessions that end the same day: two letters, a week apart, each once; one who pauses is left in peace."""
    number, _, (hers, paused) = gatherings.gather(engine, claire, 2)
    other = gatherings.gather(engine, claire, name="Une autre")[0]
    day = datetime(2027, 2, 28, 9, 0, tzinfo=UTC)
    complete(engine, hers, at=STARTS)
    complete(engine, paused, at=STARTS)
    with db.transaction(engine) as session:
        gatherings.put_in(session, other, hers)
        for who in (hers, paused):
            accounts.remind(session, who, True)
        reminders.pause(session, paused, at=day)
    asked = []
    for days in range(40):
        with db.transaction(engine) as session:
            found = evidence.ask_cold(session, at=day + timedelta(days=days))
        asked += [(days, one.cohort_id, one.person_id) for one in found]
    assert asked == [(0, number, hers), (7, other, hers)]


def test_a_cost_is_a_line_for_who_was_trained(engine: Engine, claire: int) -> None:
    number, meeting_id, (there, done, nothing) = gatherings.gather(engine, claire, 3)
    complete(engine, done, at=STARTS)
    complete(engine, nothing, at=gatherings.BEFORE - timedelta(days=30))  # on her own, before: it is hers
    with db.transaction(engine) as session:
        _, meetings = evidence.agenda(session, [PLACE], number)
        meeting, half_day = evidence.find_half_day(meetings, meeting_id, MORNING)
        evidence.record(session, meeting, half_day, {there: True, nothing: True}, means=Means.PAPER, by=claire, at=ENDS)
        evidence.record(session, meeting, half_day, {nothing: False}, means=Means.PAPER, by=claire, at=AFTER)
    with db.reading(engine) as reader:
        assert evidence.yearly_table(reader, [PLACE], 2026) == ()  # nobody said what it costs
    with db.transaction(engine) as session:
        evidence.say_cost(session, number, Cost(Payer.EPCI, 1), by=claire, at=AFTER)
        evidence.say_cost(session, number, Cost(Payer.EPCI, 9950), by=claire, at=AFTER)
    with db.reading(engine) as reader:
        lines = evidence.yearly_table(reader, [PLACE], 2026)
        assert {(one.person_id, one.cents, one.cohort_id) for one in lines} == {
            (there, 9950, number), (done, 9950, number),
        }  # fmt: skip
        assert evidence.yearly_table(reader, [PLACE], 2025) == ()
        assert evidence.yearly_table(reader, [("departement", "26")], 2026) == ()
        assert evidence.cost_of(reader, number) == Cost(Payer.EPCI, 9950)
    with db.transaction(engine) as session:
        evidence.say_cost(session, number, Cost(Payer.OTHER, 0), by=claire, at=AFTER)
        assert evidence.yearly_table(session, [PLACE], 2026) == ()


def test_complaints_are_answered_once(engine: Engine, claire: int) -> None:
    number, _, (one, _) = gatherings.gather(engine, claire, 2)
    other = gatherings.gather(engine, claire, name="Une autre")[0]
    with db.transaction(engine) as session:
        for _ in range(2):
            evidence.complain(session, number, one, "La salle était froide.", client_id="f" * 36, at=AFTER)
        with pytest.raises(evidence.ComplaintConflict):
            evidence.complain(session, number, one, "Autre chose.", client_id="f" * 36, at=AFTER)
    with db.transaction(engine) as session:
        (made,) = evidence.complaints(session, number)
        with pytest.raises(evidence.ComplaintUnknown):
            evidence.answer_complaint(session, other, made.id, "Oui.", "Chauffée.", by=claire, at=AFTER)
        said = [
            evidence.answer_complaint(session, number, made.id, "Oui.", "Chauffée.", by=claire, at=AFTER)
            for _ in range(2)
        ]
        assert said == [one, None]
        with pytest.raises(evidence.ComplaintAnswered):
            evidence.answer_complaint(session, number, made.id, "Non.", "Rien.", by=claire, at=AFTER)
        assert [seen.done for seen in evidence.complaints_of(session, number, one)] == ["Chauffée."]


def test_who_is_erased_leaves_nothing_here(engine: Engine, claire: int) -> None:
    number, meeting_id, (one,) = gatherings.gather(engine, claire, 1)
    with db.transaction(engine) as session:
        _, meetings = evidence.agenda(session, [PLACE], number)
        meeting, half_day = evidence.find_half_day(meetings, meeting_id, MORNING)
        evidence.sign(session, meeting, half_day, one, at=STARTS)
        evidence.complain(session, number, one, "Rien.", client_id="f" * 36, at=AFTER)
        evidence.answer(
            session, evidence.held(session, [PLACE], number), one, Moment.HOT, 3, "", key="k" * 32, at=AFTER
        )
        privacy.erase(session, one, at=AFTER)
        for table in (Attendance, Complaint, SatisfactionRequest):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(SatisfactionAnswer)).scalar_one() == 1
