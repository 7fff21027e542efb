"""Amina reports a problem on a step; Bruno answers without learning who she is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from lms import accounts, db, learning, publishing
from lms.learning import Trouble
from lms.learning.models import Report
from tests.publishing.test_publish import edited, publish
from tests.support.example import COURSE, LESSON, example_files
from tests.support.journeys import AT

pytestmark = pytest.mark.usefixtures("courses")
QUESTION = "verifier"


@pytest.fixture
def amina(engine: Engine) -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, "amina@mairie.example", "Amina", "Berthier", at=AT)


@pytest.fixture
def bruno(engine: Engine) -> int:
    with db.transaction(engine) as session:
        return accounts.create_person(session, "bruno@formation.example", "Bruno", "Castel", at=AT)


def send(engine: Engine, person_id: int, text: str, client_id: str, step: str = QUESTION) -> None:
    with db.transaction(engine) as session:
        release = publishing.current_release(session, COURSE).release_id
        spot = learning.spot(session, COURSE, release, LESSON, step)
        learning.report(session, learning.Member(person_id), spot, Trouble.UNCLEAR, text, client_id=client_id, at=AT)


def waiting(engine: Engine) -> list[learning.SeenReport]:
    with db.reading(engine) as session:
        return list(learning.reports(session, answered=False))


def answer(engine: Engine, report_id: int, words: str, by: int) -> int | None:
    with db.transaction(engine) as session:
        return learning.answer_report(session, report_id, words, by=by, at=AT + timedelta(days=1))


def test_a_report_keeps_its_exact_place_whatever_is_published_since(engine: Engine, amina: int) -> None:
    send(engine, amina, "Quel accusé ?", str(uuid4()))
    with db.transaction(engine) as session:
        seen = publishing.current_release(session, COURSE).release_id
        publish(session, edited(example_files()))
    (found,) = waiting(engine)
    assert (found.release_id, found.lesson_key, found.step_key) == (seen, LESSON, QUESTION)
    with db.reading(engine) as session:
        assert session.execute(select(Report.question_key)).scalar_one() == "delai-accuse"
        assert learning.spot(session, COURSE, seen, LESSON, QUESTION).step.question is not None


def test_a_place_is_found_through_its_course(engine: Engine, amina: int) -> None:
    with db.reading(engine) as session:
        release = publishing.current_release(session, COURSE).release_id
        with pytest.raises(learning.StepUnknown):
            learning.spot(session, "autre-module", release, LESSON, QUESTION)
        with pytest.raises(learning.StepUnknown):
            learning.spot(session, COURSE, release, LESSON, "absente")
        with pytest.raises(publishing.LessonUnknown):
            learning.spot(session, COURSE, "0" * 64, LESSON, QUESTION)


def test_twenty_copies_of_a_report_are_one_report(engine: Engine, amina: int) -> None:
    form = str(uuid4())
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: send(engine, amina, "Une fois", form), range(20)))
    with db.reading(engine) as session:
        assert session.execute(select(func.count()).select_from(Report)).scalar_one() == 1


def test_the_same_form_with_other_words_is_refused(engine: Engine, amina: int) -> None:
    form = str(uuid4())
    send(engine, amina, "Premier", form)
    with pytest.raises(learning.ReportConflict):
        send(engine, amina, "Second", form)
    assert [one.text for one in waiting(engine)] == ["Premier"]


def test_two_people_may_draw_the_same_form_number(engine: Engine, amina: int, bruno: int) -> None:
    form = str(uuid4())
    send(engine, amina, "Le mien", form)
    send(engine, bruno, "Le sien", form)
    assert len(waiting(engine)) == 2


def test_an_answer_is_given_once(engine: Engine, amina: int, bruno: int) -> None:
    send(engine, amina, "Quel accusé ?", str(uuid4()))
    (found,) = waiting(engine)
    assert answer(engine, found.id, "C’est corrigé.", bruno) == amina
    assert answer(engine, found.id, "C’est corrigé.", bruno) is None
    with pytest.raises(learning.ReportAnswered):
        answer(engine, found.id, "Non.", bruno)
    with pytest.raises(learning.ReportUnknown):
        answer(engine, found.id + 1, "Rien.", bruno)
    assert waiting(engine) == []
    with db.reading(engine) as session:
        (hers,) = learning.reports_of(session, learning.Member(amina))
        assert (hers.answer, hers.answered_at) == ("C’est corrigé.", AT + timedelta(days=1))
        assert learning.reports_of(session, learning.Member(bruno)) == []


def test_what_is_read_of_a_report_has_no_place_for_a_name() -> None:
    names = {field.name for field in fields(learning.SeenReport)}
    assert not {name for name in names if "person" in name or "learner" in name or "client" in name}
