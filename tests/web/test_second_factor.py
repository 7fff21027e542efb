"""Bruno writes courses: a code by e-mail is not enough for him."""

from __future__ import annotations

import re
from dataclasses import replace

import pyotp
import pytest
from flask import Flask

from lms import accounts, db
from tests.support import mailbox, members
from tests.support.clock import Clock
from tests.support.members import BRUNO
from tests.support.people import Person

FACTOR = "/connexion/second-facteur"
BY_CODE = replace(BRUNO, strong=False)


def text(response) -> str:
    return response.get_data(as_text=True)


def secret_of(page) -> str:
    return re.search(r"secret=([A-Z2-7]+)", text(page)).group(1)


def totp(secret: str, clock: Clock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(clock.time.timestamp()) // 30 + steps)


def send_code(someone: Person, code: str, how: str = "app"):
    """Through the first form of the page, whatever it is: what counts is what is sent."""
    page = someone.get(FACTOR)
    token = text(page).partition('name="csrf_token" value="')[2].partition('"')[0]
    return someone.client.post(FACTOR, data={"csrf_token": token, "how": how, "code": code, "recovery": code})


@pytest.fixture
def bruno(app: Flask, clock: Clock) -> Person:
    return members.member(app, BY_CODE, at=clock.time)


def set_up(bruno: Person, clock: Clock) -> tuple[str, list[str]]:
    """Choose an application; return its secret and the recovery codes."""
    secret = secret_of(bruno.get(FACTOR))
    done = send_code(bruno, totp(secret, clock))
    assert done.status_code == 200
    return secret, re.findall(r"<li><code>([a-z2-9-]+)</code>", text(done))


def token_of(someone: Person) -> str:
    with someone.client.session_transaction() as cookie:
        return cookie["_user_id"]


def test_an_application_is_set_up_and_makes_the_session_strong(app: Flask, bruno: Person, clock: Clock) -> None:
    before = token_of(bruno)
    assert send_code(bruno, "123456").status_code == 422
    secret, codes = set_up(bruno, clock)
    assert len(set(codes)) == 8
    assert token_of(bruno) != before
    assert bruno.get(FACTOR).status_code == 302
    with db.reading(app.extensions["database"]) as session:
        assert accounts.signed_in(session, before, at=clock.time) is None
        assert accounts.signed_in(session, token_of(bruno), at=clock.time).strong
        stored = session.exec_driver_sql("SELECT secret FROM authenticator_app").scalar_one()
    assert secret not in stored
    assert "Votre compte Étoffe a changé" in mailbox.subjects(app, BRUNO.email)


def test_each_code_serves_once_and_one_step_early_or_late_is_accepted(app: Flask, bruno: Person, clock: Clock) -> None:
    secret, _ = set_up(bruno, clock)
    again = members.member(app, BY_CODE, at=clock.time)
    assert send_code(again, totp(secret, clock)).status_code == 422
    clock.pass_(seconds=90)
    assert send_code(again, totp(secret, clock, -2)).status_code == 422
    assert send_code(again, totp(secret, clock, 2)).status_code == 422
    assert send_code(again, totp(secret, clock, -1)).status_code == 303
    other = members.member(app, BY_CODE, at=clock.time)
    assert send_code(other, totp(secret, clock, 1)).status_code == 303


def test_codes_are_tried_ten_times_in_a_quarter_of_an_hour(app: Flask, bruno: Person, clock: Clock) -> None:
    secret, _ = set_up(bruno, clock)
    clock.pass_(minutes=20)
    again = members.member(app, BY_CODE, at=clock.time)
    for guess in range(10):
        assert send_code(again, f"{guess:06}").status_code == 422
    assert send_code(again, totp(secret, clock)).status_code == 422
    clock.pass_(minutes=15)
    assert send_code(again, totp(secret, clock)).status_code == 303


def test_a_recovery_code_serves_once(app: Flask, bruno: Person, clock: Clock) -> None:
    _, codes = set_up(bruno, clock)
    again = members.member(app, BY_CODE, at=clock.time)
    assert send_code(again, codes[3].upper().replace("-", " "), "recovery").status_code == 303
    other = members.member(app, BY_CODE, at=clock.time)
    assert send_code(other, codes[3], "recovery").status_code == 422
    stranger = members.member(app, replace(BY_CODE, email="bruno2@formation.example"), at=clock.time)
    assert send_code(stranger, codes[4], "recovery").status_code == 422


def test_who_has_a_factor_cannot_set_another_up_with_a_code_by_email(app: Flask, bruno: Person, clock: Clock) -> None:
    """Someone reads Bruno's e-mail: neither the page of the factor nor « Sécurité » gives him the account."""
    set_up(bruno, clock)
    thief = members.member(app, BY_CODE, at=clock.time)
    page = thief.get(FACTOR)
    assert "otpauth" not in text(page)
    for address in ("mot-de-passe", "cles", "application", "codes-de-secours", "adresse", "boite"):
        away = thief.get(f"/mon-compte/{address}")
        assert (away.status_code, away.location.partition("?")[0]) == (302, FACTOR), address
        token = text(page).partition('name="csrf_token" value="')[2].partition('"')[0]
        sent = thief.client.post(f"/mon-compte/{address}", data={"csrf_token": token})
        assert sent.location.partition("?")[0] == FACTOR


def test_staff_are_asked_again_after_half_an_hour_and_after_twelve_hours(bruno: Person, clock: Clock) -> None:
    set_up(bruno, clock)
    for _ in range(20):
        clock.pass_(minutes=29)
        assert bruno.get("/mon-compte").status_code == 200
    for _ in range(6):
        clock.pass_(minutes=29)
        last = bruno.get("/mon-compte")
    assert last.location.startswith("/connexion?")


def test_half_an_hour_without_a_page_ends_a_strong_session(bruno: Person, clock: Clock) -> None:
    set_up(bruno, clock)
    clock.pass_(minutes=31)
    assert bruno.get("/mon-compte").location.startswith("/connexion?")


def test_an_operator_forgets_a_lost_factor(app: Flask, bruno: Person, clock: Clock) -> None:
    set_up(bruno, clock)
    command = ["lms", "people", "reset-factor", BRUNO.email, "--reason", "Reconnu au téléphone par son maire"]
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
    assert bruno.get("/mon-compte").location.startswith("/connexion?")
    back = members.member(app, BY_CODE, at=clock.time)
    assert "otpauth" in text(back.get(FACTOR))
    unknown = app.test_cli_runner().invoke(args=[*command[:3], "personne@nulle-part.example", *command[4:]])
    assert unknown.exit_code == 1
