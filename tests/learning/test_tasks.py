"""Amina's list of things to do at the mairie: hers alone, kept whatever the releases, never overwritten in silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from lms import accounts, db, learning, publishing
from tests.publishing.test_publish import publish
from tests.support.example import COURSE, example_files
from tests.support.journeys import AT, begin, finish, publish_many, seat, without_task

pytestmark = pytest.mark.usefixtures("courses")
LATER = AT + timedelta(days=1)
numbers = count()


def person(engine: Engine, name: str = "amina") -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, f"{name}{next(numbers)}@mairie.example", "Amina", "Berthier", at=AT)


def listed(engine: Engine, person_id: int) -> tuple[learning.Todo, ...]:
    with db.reading(engine) as session:
        return learning.tasks(session, learning.Member(person_id), publishing.current_releases(session))


def tick(engine: Engine, person_id: int, done: bool = True, *, task: str = "essai", at=AT) -> None:
    with db.transaction(engine) as session:
        learning.tick(session, learning.Member(person_id), COURSE, task, done=done, at=at)


def write(engine: Engine, person_id: int, note: str, version: int, *, at=AT) -> None:
    with db.transaction(engine) as session:
        member = learning.Member(person_id)
        learning.write_note(session, member, COURSE, "essai", note, version=version, at=at)


def test_a_task_is_listed_once_its_lesson_is_begun(engine: Engine) -> None:
    amina = person(engine)
    assert listed(engine, amina) == ()
    begin(engine, amina)
    (todo,) = listed(engine, amina)
    assert (todo.key, todo.lesson_key, todo.minutes, todo.with_whom) == ("essai", "delais", 5, "le secrétariat")
    assert todo.course_title == "Répondre aux messages des habitants"


def test_going_past_a_task_is_not_doing_it(engine: Engine) -> None:
    amina = person(engine)
    finish(engine, amina)
    assert [todo.done_at for todo in listed(engine, amina)] == [None]


def test_a_tick_is_dated_once_and_can_be_taken_back(engine: Engine) -> None:
    amina = person(engine)
    begin(engine, amina)
    tick(engine, amina)
    tick(engine, amina, at=LATER)
    assert listed(engine, amina)[0].done_at == AT
    tick(engine, amina, done=False)
    assert listed(engine, amina)[0].done_at is None


def test_what_is_hers_is_nobody_else_s(engine: Engine) -> None:
    amina, claire = person(engine), person(engine, "claire")
    for one in (amina, claire):
        begin(engine, one)
    tick(engine, amina)
    write(engine, amina, "Voir avec Denis", 0)
    write(engine, claire, "Autre chose", 0)
    tick(engine, claire, done=False)
    (hers,), (other,) = listed(engine, amina), listed(engine, claire)
    assert (hers.done_at, hers.note) == (AT, "Voir avec Denis")
    assert (other.done_at, other.note) == (None, "Autre chose")


def test_a_task_that_a_release_drops_stays_as_it_was_when_something_was_kept_of_it(engine: Engine) -> None:
    amina, claire = person(engine), person(engine, "claire")
    for one in (amina, claire):
        begin(engine, one)
    tick(engine, amina)
    words = listed(engine, amina)[0].text
    with db.transaction(engine) as session:
        publish(session, without_task(example_files()))
    assert [(one.key, one.text, one.lesson_title) for one in listed(engine, amina)][-1] == ("essai", words, "")
    assert [one.key for one in listed(engine, claire)] == ["autre-essai"]
    write(engine, amina, "Encore lisible", 0)
    tick(engine, amina, done=False)
    assert [one.note for one in listed(engine, amina)] == ["", "Encore lisible"]
    with pytest.raises(learning.TaskUnknown):
        tick(engine, claire)


def test_a_task_unticked_and_erased_leaves_nothing_when_its_release_is_gone(engine: Engine) -> None:
    amina = person(engine)
    tick(engine, amina)
    assert [one.key for one in listed(engine, amina)] == ["essai"]  # ticked, though its lesson was not begun
    tick(engine, amina, done=False)
    assert listed(engine, amina) == ()


def test_a_task_nobody_published_is_unknown(engine: Engine) -> None:
    with pytest.raises(learning.TaskUnknown):
        tick(engine, person(engine), task="absente")


def test_a_note_from_a_page_open_since_then_is_refused_and_what_is_stored_stands(engine: Engine) -> None:
    amina = person(engine)
    begin(engine, amina)
    write(engine, amina, "Du téléphone", 0)
    with pytest.raises(learning.NoteConflict):
        write(engine, amina, "De la mairie", 0, at=LATER)
    (todo,) = listed(engine, amina)
    assert (todo.note, todo.version, todo.noted_at) == ("Du téléphone", 1, AT)
    write(engine, amina, "De la mairie", 1, at=LATER)
    assert listed(engine, amina)[0].version == 2


def test_twenty_copies_of_a_note_are_one_note(engine: Engine) -> None:
    amina = person(engine)
    begin(engine, amina)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: write(engine, amina, "Une fois", 0), range(20)))
    assert [(one.note, one.version) for one in listed(engine, amina)] == [("Une fois", 1)]


def test_of_ten_notes_at_once_one_is_saved_and_nine_are_told(engine: Engine) -> None:
    amina = person(engine)
    begin(engine, amina)

    def saved(number: int) -> str | None:
        try:
            write(engine, amina, f"Texte {number}", 0)
        except learning.NoteConflict:
            return None
        return f"Texte {number}"

    with ThreadPoolExecutor(10) as pool:
        kept = [one for one in pool.map(saved, range(10)) if one]
    assert kept == [listed(engine, amina)[0].note]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["open", "save", "tick"])), max_size=8))
def test_two_devices_never_overwrite_in_silence(engine: Engine, moves: list[tuple[int, str]]) -> None:
    """Each device saves over what it last opened: either that is what is stored, or it is told."""
    amina = person(engine)
    begin(engine, amina)
    opened, stored = [("", 0), ("", 0)], ("", 0)
    for number, (device, move) in enumerate(moves):
        if move == "open":
            (todo,) = listed(engine, amina)
            assert (todo.note, todo.version) == stored
            opened[device] = stored
        elif move == "tick":
            tick(engine, amina, done=number % 2 == 0)
        elif opened[device] == stored:
            write(engine, amina, f"Texte {number}", opened[device][1])
            stored = (f"Texte {number}", opened[device][1] + 1)
        else:
            with pytest.raises(learning.NoteConflict):
                write(engine, amina, f"Texte {number}", opened[device][1])
    assert (listed(engine, amina)[0].note, listed(engine, amina)[0].version) == stored


def test_the_overview_is_the_journeys_and_the_tasks(engine: Engine) -> None:
    amina = person(engine)
    keys = publish_many(engine, range(2))
    finish(engine, amina, COURSE)
    begin(engine, amina, keys[1], at=LATER)
    member = learning.Member(amina)
    with db.reading(engine) as session:
        releases = publishing.current_releases(session)
        found = learning.overview(session, member, releases)
        assert found.journeys == learning.journeys(session, member, releases)
        assert found.tasks == learning.tasks(session, member, releases)
    assert [todo.course_key for todo in found.tasks] == [COURSE, keys[1]]


def test_her_work_as_a_visitor_brings_its_tasks(engine: Engine) -> None:
    amina, visitor = person(engine), learning.Visitor("v" * 43)
    tick(engine, amina, done=False)
    with db.transaction(engine) as session:
        learning.read_step(session, seat(session, visitor), "message", at=AT)
        learning.adopt_visitor(session, visitor, learning.Member(amina), at=AT)
    assert [todo.key for todo in listed(engine, amina)] == ["essai"]
