"""Amina is invited by the operator of the site, from a terminal, and arrives."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from lms import accounts, db
from tests.support import places
from tests.support.example import COURSE
from tests.support.letters import letters
from tests.support.members import AMINA, BRUNO, create, member
from tests.support.people import Person
from tests.test_cli import lms

EMAIL = "nadia.invitee@mairie.example"
pytestmark = pytest.mark.usefixtures("courses")


def invite(app: Flask, *more: str) -> str:
    """Invite; return the path of the invitation."""
    done = lms(app, "people", "invite", EMAIL, *more)
    assert done.exit_code == 0, done.output
    found = re.search(r"(/invitation/\S+)", letters(app, EMAIL)[-1])
    assert found
    return found.group(1)


@pytest.mark.usefixtures("communes")
def test_from_the_letter_to_the_course(app: Flask, amina: Person):
    words = ("--given-name", "Nadia", "--family-name", "Colin", "--function", "adjoint", "--commune", "Eu")
    path = invite(app, *words, "--course", COURSE)
    assert "Bonjour Nadia," in letters(app, EMAIL)[-1]

    page = amina.get(path)
    assert EMAIL in page.get_data(as_text=True)
    sent = amina.send(page)
    typed = amina.follow(sent)
    code = "".join(re.findall(r"^\d{3}\s\d{3}$", letters(app, EMAIL)[-1], re.M)).replace("\u00a0", "")
    entered = amina.send(typed, {"code": code})
    assert entered.location == f"{path}/commencer"

    welcome = amina.follow(amina.follow(entered))
    text = welcome.get_data(as_text=True)
    assert 'value="Nadia"' in text
    assert 'value="Colin"' in text
    assert "Eu (76)" in text
    done = amina.send(welcome)
    assert amina.follow(done).location == f"/modules/{COURSE}"
    assert amina.get(path).location == f"{path}/commencer"  # opened again: no second sign-in


def test_the_inviter_is_named_and_the_course_may_be_gone(app: Flask, amina: Person):
    bruno = create(app, BRUNO)
    with db.transaction(app.extensions["database"]) as session:
        token = accounts.invite(session, EMAIL, at=datetime.now(UTC), course_key="disparu", invited_by=bruno)
    page = amina.get(f"/invitation/{token}").get_data(as_text=True)
    assert "Bruno Castel vous propose" in page
    assert "Pour commencer" not in page


def test_what_is_not_an_invitation_says_so(app: Flask, amina: Person):
    page = amina.get("/invitation/" + "x" * 43)
    assert page.status_code == 410
    assert "Se connecter ou créer un compte" in page.get_data(as_text=True)


@pytest.mark.usefixtures("communes")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--commune", "Saint-Denis"), "Plusieurs communes correspondent"),
        (("--commune", "Nulle-Part"), "Aucune commune ne correspond"),
        (("--course", "nulle-part"), "Aucun module publié"),
    ],
)
def test_an_invitation_that_would_mislead_is_not_written(app: Flask, more: tuple[str, ...], said: str):
    done = lms(app, "people", "invite", EMAIL, *more)
    assert done.exit_code == 1
    assert said in done.output
    assert letters(app, EMAIL) == []


def test_roles_and_suspension_from_a_terminal(app: Flask):
    create(app, BRUNO)
    with db.transaction(app.extensions["database"]) as session:
        places.know(session, ("epci", "200000000"))
    assert lms(app, "people", "grant-role", BRUNO.email, "operator").exit_code == 0
    assert lms(app, "people", "grant-role", BRUNO.email, "administrator").exit_code == 1
    assert lms(app, "people", "grant-role", BRUNO.email, "administrator", "--scope", "epci:200000000").exit_code == 0
    assert lms(app, "people", "suspend", BRUNO.email).exit_code == 0
    line = lms(app, "people", "list").output
    assert line == f"{BRUNO.email}\tBruno Castel\ttrainer, operator, administrator epci 200000000\tsuspendu\n"
    assert lms(app, "people", "restore", BRUNO.email).exit_code == 0
    assert "suspendu" not in lms(app, "people", "list").output
    assert "Aucun compte" in lms(app, "people", "suspend", "absente@mairie.example").output


def test_the_mairie_confirms_who_she_is_until_she_changes_her_name(app: Flask):
    amina = member(app)
    assert "Déclarée par vous" in amina.get("/mon-compte").get_data(as_text=True)
    assert lms(app, "people", "confirm-identity", AMINA.email).exit_code == 0
    assert "Confirmée par la mairie" in amina.get("/mon-compte").get_data(as_text=True)
    amina.send(amina.get("/mon-compte/nom"), {"family_name": "Berthier-Sol"})
    assert "Déclarée par vous" in amina.get("/mon-compte").get_data(as_text=True)
