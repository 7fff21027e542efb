"""Sessions below the web: whose they are, who is in them, what is known of those people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from lms import accounts, db, privacy
from lms.followup import cohorts
from lms.followup.cohorts import CohortUnknown, FormReused, MayNotLeave, NotATutor, Wanted
from lms.followup.cohorts.models import CohortMember
from tests.support.cohorts import ALONE, AT, DROME, listed, made
from tests.support.completions import complete

pytestmark = pytest.mark.usefixtures("courses", "communes")
LATER = AT + timedelta(days=1)


@pytest.fixture
def claire(engine: Engine) -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, "claire@epci.example", "Claire", "Doussot", at=AT)


def inside(engine: Engine, number: int) -> set[int]:
    with db.reading(engine) as reader:
        rows = reader.execute(
            select(CohortMember.person_id).where(CohortMember.cohort_id == number, CohortMember.left_at.is_(None))
        )
        return {row.person_id for row in rows}


def finished(engine: Engine, number: int) -> int:
    """How many finished, as it is counted; the list by name and the table of sessions say the same."""
    with db.reading(engine) as reader:
        course = cohorts.cohort(reader, number, [DROME]).courses[0].finished
        (line,) = cohorts.lines(reader, [DROME])
    assert line.finished == course
    return course or 0


def test_a_form_makes_one_session(engine: Engine, claire: int) -> None:
    form = str(uuid4())
    with db.transaction(engine) as session:
        once, twice = (cohorts.create(session, ALONE, place=DROME, by=claire, client_id=form, at=AT) for _ in "12")
        assert once == twice
        with pytest.raises(FormReused):
            cohorts.create(session, replace(ALONE, name="Autre"), place=DROME, by=claire, client_id=form, at=AT)
        with pytest.raises(NotATutor):
            cohorts.create(
                session, replace(ALONE, tutor_id=claire), place=DROME, by=claire, client_id=str(uuid4()), at=AT
            )


def test_nobody_comes_in_from_elsewhere_nor_twice(engine: Engine, claire: int) -> None:
    people = listed(engine)
    number = made(engine, claire)

    def add(persons: list[int] | None, wanted: Wanted | None = None) -> int:
        with db.transaction(engine) as session:
            wanted = wanted or Wanted()
            return cohorts.add(session, number, wanted, persons=persons, places=[DROME], by=claire, at=AT)

    assert add([people["Rémi"], claire, 10**6]) == 0  # in Seine-Maritime; in no list; nobody
    assert add([people["Zoé"]]) == 1
    assert add([people["Zoé"]]) == 0
    assert add(None, Wanted(function="adjoint")) == 1
    assert inside(engine, number) == {people["Zoé"], people["Luc"]}
    assert add(None) == 1
    with db.transaction(engine) as session:
        cohorts.remove(session, number, people["Luc"], places=[DROME], at=LATER)
    assert people["Luc"] not in inside(engine, number)
    assert add([people["Luc"]]) == 1  # back, in the same row


@pytest.mark.parametrize(
    "places", [[], [("region", "84")], [("commune", "26113")], [("departement", "76"), ("region", "28")]]
)
def test_a_session_is_unknown_above_below_and_beside(
    engine: Engine, claire: int, places: list[tuple[str, str]]
) -> None:
    number = made(engine, claire)
    with db.transaction(engine) as session:
        assert cohorts.lines(session, places) == ()
        for refused in (
            lambda: cohorts.cohort(session, number, places),
            lambda: cohorts.change(session, number, ALONE, places=places, at=AT),
            lambda: cohorts.add(session, number, Wanted(), places=places, by=claire, at=AT),
            lambda: cohorts.tell(session, number, places=places),
            lambda: cohorts.cancel(session, number, because="Non", places=places, at=AT),
        ):
            with pytest.raises(CohortUnknown):
                refused()


def test_what_she_finished_before_is_hers_until_she_says_it(engine: Engine, claire: int) -> None:
    people = listed(engine)
    complete(engine, people["Zoé"], at=AT - timedelta(days=2))
    number = made(engine, claire, full=True)
    complete(engine, people["Luc"], at=LATER)
    assert finished(engine, number) == 1
    with db.transaction(engine) as session:
        cohorts.tell_earlier(session, number, people["Zoé"], at=LATER)
    assert finished(engine, number) == 2
    with db.transaction(engine) as session:
        cohorts.remove(session, number, people["Luc"], places=[DROME], at=LATER)
        with pytest.raises(CohortUnknown):
            cohorts.tell_earlier(session, number, people["Luc"], at=LATER)
    assert finished(engine, number) == 1


def test_a_course_asked_later_counts_from_then_and_one_that_stays_keeps_its_day(engine: Engine, claire: int) -> None:
    people = listed(engine)
    number = made(engine, claire, replace(ALONE, courses=()), full=True)
    complete(engine, people["Zoé"], at=LATER)
    with db.transaction(engine) as session:
        cohorts.change(session, number, ALONE, places=[DROME], at=LATER + timedelta(hours=1))
    assert finished(engine, number) == 0
    complete(engine, people["Luc"], at=LATER + timedelta(hours=2))
    with db.transaction(engine) as session:
        before = cohorts.cohort(session, number, [DROME]).version
        cohorts.change(session, number, replace(ALONE, name="Autrement dit"), places=[DROME], at=LATER)
        assert cohorts.cohort(session, number, [DROME]).version == before  # a name is no date
    assert finished(engine, number) == 1


def test_each_letter_once_and_again_when_days_change(engine: Engine, claire: int) -> None:
    listed(engine)
    number = made(engine, claire, full=True)

    def told() -> list[tuple[str, bool]]:
        with db.transaction(engine) as session:
            return sorted((one.email, one.again) for one in cohorts.tell(session, number, places=[DROME]))

    everybody = ["amina.berthier@mairie.example", "luc@die.example", "zoe@die.example"]
    assert told() == [(email, False) for email in everybody]
    assert told() == []
    moved = replace(ALONE, starts_on=ALONE.starts_on + timedelta(days=1))
    for _ in range(2):
        with db.transaction(engine) as session:
            cohorts.change(session, number, moved, places=[DROME], at=LATER)
    assert told() == [(email, True) for email in everybody]
    assert told() == []


def test_the_person_of_a_list_keeps_her_place_when_she_comes(engine: Engine, claire: int) -> None:
    people = listed(engine)
    number = made(engine, claire, full=True)
    with db.transaction(engine) as session:
        hers = accounts.create_person(session, "zoe@die.example", "Zoé", "Noël", at=AT)
        cohorts.open_code(session, number, until=LATER, places=[DROME])
        code = cohorts.cohort(session, number, [DROME]).code
        assert (
            cohorts.join_by_code(session, hers, code or "", at=AT).number == number
        )  # and she is there twice, for now
        accounts.welcome(
            session,
            hers,
            given_name="Zoé",
            family_name="Noël",
            function="maire",
            commune_code="26113",
            starts_on=AT.date(),
            at=AT,
        )
    assert inside(engine, number) == {hers, people["Luc"], people["Amina"]}
    with db.transaction(engine) as session:
        luc = accounts.create_person(session, "luc@die.example", "Luc", "Petit", at=AT)
        accounts.welcome(
            session, luc, given_name="Luc", family_name="Petit", function="adjoint", commune_code="26113",
            starts_on=AT.date(), at=AT,
        )  # fmt: skip
    assert inside(engine, number) == {hers, luc, people["Amina"]}


def test_codes_expire_are_replaced_and_close(engine: Engine, claire: int) -> None:
    number = made(engine, claire)
    with db.transaction(engine) as session:
        old = cohorts.open_code(session, number, until=LATER, places=[DROME])
        new = cohorts.open_code(session, number, until=LATER, places=[DROME])
        assert cohorts.join_by_code(session, claire, old, at=AT).number is None
        assert cohorts.join_by_code(session, claire, new, at=LATER).number is None
        assert cohorts.join_by_code(session, claire, f" {new[:4].lower()}-{new[4:]}", at=AT).number == number
        cohorts.leave(session, number, claire, at=LATER)
        with pytest.raises(CohortUnknown):
            cohorts.leave(session, number, claire, at=LATER)
        cohorts.close_code(session, number, places=[DROME])
        assert cohorts.join_by_code(session, claire, new, at=AT).number is None


def test_who_was_chosen_asks_to_leave(engine: Engine, claire: int) -> None:
    people = listed(engine)
    number = made(engine, claire, full=True)
    with db.transaction(engine) as session, pytest.raises(MayNotLeave):
        cohorts.leave(session, number, people["Zoé"], at=LATER)


def test_erased_and_long_ago(engine: Engine, claire: int) -> None:
    people = listed(engine)
    number = made(engine, claire, full=True)
    with db.transaction(engine) as session:
        cohorts.invite(session, number, ["claire@epci.example"], places=[DROME], by=claire, at=AT)
        privacy.erase(session, people["Zoé"], at=LATER)
        privacy.erase(session, claire, at=LATER)
    assert people["Zoé"] not in inside(engine, number)
    with db.reading(engine) as reader:
        assert [one.email for one in cohorts.participants(reader, number, page=1).rows if one.email] == []
    with db.transaction(engine) as session:
        privacy.forget_due(session, at=datetime(2030, 12, 31, tzinfo=UTC))
        assert cohorts.lines(session, [DROME])
        cohorts.forget_due(session, at=datetime(2031, 1, 1, tzinfo=UTC))
        assert not cohorts.lines(session, [DROME])
