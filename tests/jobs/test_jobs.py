"""Long work: asked once, done once, whoever dies on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from lms import accounts, db, jobs, privacy
from lms.accounts.models import Account
from lms.jobs import State, Task
from lms.jobs.models import Job
from lms.jobs.operations import LEASE, claim
from lms.jobs.worker import FAILED

AT = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def someone(engine: Engine) -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, "claire@epci.example", "Claire", "Doussot", at=AT)


def ask(engine: Engine, by: int, once: str = "un") -> int:
    with db.transaction(engine) as session:
        return jobs.ask(session, "count", by=by, once=once, arguments={"to": 3}, given=b"a file", at=AT)


def state(engine: Engine, number: int, by: int) -> jobs.Progress:
    with db.reading(engine) as reader:
        found = jobs.one(reader, number, by)
    assert found is not None
    return found


def count(task: Task) -> None:
    """Write one person for each number, in one transaction."""
    for number in range(3):
        task.tell(number, 3)
    with task.finishing() as session:
        for number in range(task.job.arguments["to"]):
            accounts.create_person(session, f"p{number}@essai.example", "", "", at=AT)
        task.finish(session, {"made": 3}, made=task.job.given.upper())


def work(engine: Engine, run: jobs.Runner = count, *, after: timedelta = timedelta()) -> list[str]:
    return [done.outcome for done in jobs.work_due(engine, {"count": run}, now=lambda: AT + after)]


def people(engine: Engine) -> int:
    with db.reading(engine) as reader:
        return reader.execute(select(func.count()).select_from(Account)).scalar_one()


def test_asked_twice_it_is_one_job_done_once(engine: Engine, someone: int) -> None:
    number = ask(engine, someone)
    assert ask(engine, someone) == number
    assert state(engine, number, someone).state is State.WAITING
    with db.reading(engine) as reader:
        assert jobs.one(reader, number, someone + 1) is None
        assert jobs.given(reader, number, someone + 1) is None
    assert work(engine) == ["done"]
    assert work(engine) == []
    done = state(engine, number, someone)
    assert (done.state, done.told, done.has_given) == (State.DONE, {"made": 3}, False)
    with db.reading(engine) as reader:
        assert jobs.made(reader, number, someone) == b"A FILE"
        assert jobs.made(reader, number, someone + 1) is None
        assert [one.number for one in jobs.of(reader, someone, most=5)] == [number]
    assert people(engine) == 4


def test_a_worker_that_dies_leaves_nothing_and_the_job_is_taken_again(engine: Engine, someone: int) -> None:
    number = ask(engine, someone)

    class Killed(BaseException):
        """What nothing catches, as a process that is killed."""

    def dies(task: Task) -> None:
        with task.finishing() as session:
            accounts.create_person(session, "moitie@essai.example", "", "", at=AT)
            task.finish(session, {"made": 1})
            raise Killed

    with pytest.raises(Killed):
        work(engine, dies)
    assert people(engine) == 1
    assert work(engine) == []  # its lease is not over
    assert state(engine, number, someone).state is State.RUNNING
    assert work(engine, after=LEASE) == ["done"]
    assert people(engine) == 4


def test_who_was_slow_learns_that_another_has_the_job(engine: Engine, someone: int) -> None:
    ask(engine, someone)
    with db.transaction(engine) as session:
        held = claim(session, at=AT)
    assert held is not None
    slow = Task(engine, held, lambda: AT)
    assert work(engine, after=LEASE) == ["done"]
    with pytest.raises(jobs.Lost):
        slow.tell(1, 3)
    with pytest.raises(jobs.Lost), slow.finishing():
        pass
    assert people(engine) == 4


def test_what_fails_is_tried_three_times_then_said(engine: Engine, someone: int) -> None:
    number = ask(engine, someone)

    def breaks(task: Task) -> None:
        with task.finishing() as session:
            accounts.create_person(session, "moitie@essai.example", "", "", at=AT)
            raise ZeroDivisionError

    assert [work(engine, breaks, after=one * LEASE) for one in range(4)] == [["failed"], ["failed"], ["refused"], []]
    said = state(engine, number, someone)
    assert (said.state, said.refused, said.has_given) == (State.REFUSED, FAILED, False)
    assert people(engine) == 1

    def refuses(_task: Task) -> None:
        raise jobs.Refused("Ce n’est pas une liste.")

    other = ask(engine, someone, "deux")
    assert work(engine, refuses) == ["refused"]
    assert state(engine, other, someone).refused == "Ce n’est pas une liste."


def test_one_that_kills_its_workers_is_not_given_to_all(engine: Engine, someone: int) -> None:
    number = ask(engine, someone)
    for one in range(jobs.MOST_TRIES):
        with db.transaction(engine) as session:
            assert claim(session, at=AT + one * LEASE) is not None
    assert work(engine, after=5 * LEASE) == []
    assert state(engine, number, someone).state is State.REFUSED


def test_files_go_the_next_day_and_all_of_it_a_month_later_or_with_her(engine: Engine, someone: int) -> None:
    done, left = ask(engine, someone), ask(engine, someone, "deux")
    with db.transaction(engine) as session:
        (row,) = session.scalars(select(Job).where(Job.id == left)).all()
        row.tries, row.claimed_until = 1, AT + timedelta(days=90)  # a worker has it for ever
    assert work(engine) == ["done"]
    for days, kept in ((0.9, (True, True)), (1, (False, True)), (2, (False, False))):
        with db.transaction(engine) as session:
            jobs.purge(session, at=AT + timedelta(days=days))
        found = [state(engine, one, someone) for one in (done, left)]
        assert (found[0].has_made, found[1].has_given) == kept, days
    assert state(engine, done, someone).state is State.FORGOTTEN
    again = ask(engine, someone, "trois")
    with db.transaction(engine) as session:
        privacy.erase(session, someone, at=AT)
    with db.reading(engine) as reader:
        assert jobs.one(reader, again, someone) is None
    with db.transaction(engine) as session:
        jobs.purge(session, at=AT + timedelta(days=30))
        assert session.scalars(select(Job.id)).all() == []
