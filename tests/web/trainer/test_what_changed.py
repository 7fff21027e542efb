"""« Ce qui a changé »: told by who publishes, read by those who completed the course before, and by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from lms import db
from lms.publishing import drafts
from tests.support import completions, members
from tests.support.example import COURSE
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most
from tests.web.trainer.test_modules import text

pytestmark = pytest.mark.usefixtures("courses")
HERE, DESK = f"/modules/{COURSE}", f"/formation/{COURSE}"
NOTE = "Le résumé dit la date du décret."


@pytest.fixture
def trainer(app: Flask) -> Person:
    """Bruno, who was given the example course."""
    person = members.member(app, BRUNO)
    with db.transaction(app.extensions["database"]) as session:
        drafts.give(session, COURSE, person.id, at=datetime.now(UTC))
    return person


def republish(trainer: Person, resume: str, note: str) -> None:
    trainer.send(trainer.get(f"{DESK}/presentation"), {"resume": resume})
    page = trainer.get(f"{DESK}/publier")
    done = trainer.send(page, {"note_1": note, "quand": "maintenant", "a_relire": "y"})
    assert done.status_code == 303, text(done)


def test_who_completed_the_course_reads_what_changed_since(app: Flask, trainer: Person, member: Person) -> None:
    completions.complete(app.extensions["database"], member.id)
    assert "Ce qui a changé depuis" not in text(member.get(HERE))
    republish(trainer, "Un résumé plus court.", NOTE)
    assert NOTE in text(member.get(HERE))
    with at_most(app):
        member.get(HERE)
    assert NOTE not in text(trainer.get(HERE))
    republish(trainer, "Un autre résumé.", "Encore une chose.")
    page = text(member.get(HERE))
    assert "Encore une chose." in page
    assert NOTE in page
