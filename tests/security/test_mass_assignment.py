"""S15: whatever columns are added to a form, only what the form is for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask

from lms import db
from lms.app import create_app
from lms.settings import Settings
from tests.support import communes, mailbox, members
from tests.support.members import AMINA, CLAIRE
from tests.support.people import Person, main_form
from tools.proofs import ground
from tools.proofs.doubles import MAKERS
from tools.proofs.stage import Stage

SECRET = "Le-Moulin-de-1789-tourne"
VALUES = {"person_id": "2", "id": "2", "email": "voleuse@ailleurs.example", "role": "operator", "strong": "1"}
# What differs from one try to the next by nature, with every hash: letters, what a quiz draws, ids of forms, papers.
CHANCE = {
    *("message_id", "text", "html", "seed", "questions", "question_key", "client_id", "start_id"),
    *("serial", "token", "content", "sha256", "size", "items", "subject", "once", "code", "digest", "last_digest"),
}

REFUSED = ("factor", "confirm")  # no proof is given: the try is counted and nothing else
Rows = dict[str, list[dict[str, object]]]


def rows(app: Flask) -> Rows:
    """Every row of every table; of what depends on the moment or on chance, only whether it is there."""
    found = {}
    with app.extensions["database"].connect() as connection:
        for table in db.Base.metadata.sorted_tables:
            every = connection.execute(table.select()).mappings()
            found[table.name] = sorted(({name: told(name, row[name]) for name in row} for row in every), key=repr)
    return found


def told(name: str, value: object) -> object:
    chance = name in CHANCE or name.endswith("_hash") or isinstance(value, datetime)
    return value is not None if chance else value


def columns() -> dict[str, str]:
    """Every column of every model, as a field somebody would add."""
    names = {column.name for table in db.Base.metadata.tables.values() for column in table.columns}
    return {name: VALUES.get(name, "1") for name in names}


def code(app: Flask) -> Person:
    someone = Person("Amina", app.test_client())
    someone.send(someone.get("/connexion"), {"email": "neuve@mairie.example"})
    return someone


FORMS: dict[str, Callable[[Flask], tuple[Person, str, dict[str, str]]]] = {
    "sign in": lambda app: (
        Person("Amina", app.test_client()), "/connexion", {"email": "neuve@mairie.example", "device": "own"}
    ),
    "code": lambda app: (code(app), "/connexion/code", {"code": mailbox.code(app, "neuve@mairie.example")}),
    "password": lambda app: (members.member(app), "/mon-compte/mot-de-passe", {"new_password": SECRET}),
    "mailbox": lambda app: (members.member(app), "/mon-compte/boite", {"shared": "oui"}),
    "address": lambda app: (members.member(app), "/mon-compte/adresse", {"email": "amina@ailleurs.example"}),
    "name": lambda app: (members.member(app), "/mon-compte/nom", {"family_name": "Nouvelle"}),
    "reminders": lambda app: (members.member(app), "/mon-compte/rappels", {"reminders": "non"}),
    "pace": lambda app: (members.member(app), "/mon-compte/temps", {"factor": "3"}),
    "erasure": lambda app: (
        members.member(app), "/mon-compte/suppression", {"certificates": "annuler", "understood": "y"}
    ),
    "recovery": lambda app: (members.member(app), "/mon-compte/codes-de-secours", {}),
    "confirm": lambda app: (members.member(app), "/mon-compte/confirmer", {"suite": ""}),
    "secret": lambda app: (
        members.member(app, members.Kind("mairie@village.example")), "/mon-compte/secret", {"new_password": SECRET}
    ),
    "factor": lambda app: (
        members.member(app, members.Kind("b@formation.example", roles=members.BRUNO.roles)),
        "/connexion/second-facteur",
        {"code": "000000"},
    ),
}  # fmt: skip


@pytest.mark.sqlite
@pytest.mark.parametrize("name", FORMS)
def test_columns_added_to_a_form_change_nothing_more(databases, name: str) -> None:
    after = []
    for extra in ({}, columns()):
        with databases.copy("sqlite", "empty") as url:
            after.append(sent(url, name, extra))
    honest, hostile = after
    assert hostile == honest


@pytest.mark.sqlite
def test_columns_added_to_what_creates_something_change_nothing_more(databases) -> None:
    """The forms of the proof against doubles, which knows every route that creates something."""
    honest, hostile = (list(created(databases, extra)) for extra in ({}, columns()))
    assert len(honest) == len(MAKERS)
    for (name, before), (_, after) in zip(honest, hostile, strict=True):
        assert after == before, name


def created(databases, extra: dict[str, str]) -> Iterator[tuple[str, Rows]]:
    """Send one form of each kind to a new site; what it holds after each."""
    with databases.copy("sqlite", "empty") as url:
        ground.publish_quiz(url)
        communes.load(url)
        stage = Stage(url)
        for number, maker in enumerate(MAKERS):
            form = maker.make(stage, ground.chooser(1, number), f"chacune{number}")
            before = rows(stage.app) if not extra else None
            page = form.browser.ask("POST", form.path, extra | form.fields)
            assert page.status == 303, (maker.endpoint, page.status)
            after = rows(stage.app)
            assert after != before, maker.endpoint
            yield maker.endpoint, after
        stage.engine.dispose()


def sent(url: str, name: str, extra: dict[str, str]) -> Rows:
    app = create_app(Settings.for_tests(url))
    members.create(app, AMINA)
    members.create(app, CLAIRE)
    someone, page, fields = FORMS[name](app)
    form = main_form(someone.get(page), fields)
    legitimate = dict(form.fields.items()) | fields
    before = rows(app)
    response = someone.client.post(form.action, data=extra | legitimate)
    assert response.status_code in (200, 303, 422), response.status_code
    after = rows(app)
    assert name in REFUSED or after != before, "the honest form changed nothing"
    app.extensions["database"].dispose()
    return after
