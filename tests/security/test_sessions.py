"""S6 and S11: a session belongs to one browser, changes its token, and ends when it is said to end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from lms.accounts import Device
from lms.app import create_app
from lms.settings import Mode, Settings
from tests.conftest import prepared
from tests.support import mailbox, members
from tests.support.clock import Clock
from tests.support.databases import fingerprint
from tests.support.members import AMINA
from tests.support.people import Person, main_form

EMAIL = AMINA.email
SITE = "https://etoffe.example"


def cookie_of(someone: Person) -> str:
    return someone.client.get_cookie("etoffe", domain="localhost").value


def enter(app: Flask, someone: Person, device: str = "own"):
    page = someone.follow(someone.send(someone.get("/connexion"), {"email": EMAIL, "device": device}))
    return someone.send(page, {"code": mailbox.code(app, EMAIL)})


def is_in(someone: Person) -> bool:
    return someone.get("/mon-compte").status_code == 200


@pytest.fixture
def amina(app: Flask) -> Person:
    members.create(app, AMINA)
    return Person("Amina", app.test_client())


def test_every_secret_of_the_cookie_is_new_once_signed_in(app: Flask, amina: Person) -> None:
    amina.get("/modules")
    amina.get("/connexion")
    with amina.client.session_transaction() as before:
        planted = dict(before)
    enter(app, amina)
    with amina.client.session_transaction() as after:
        assert after["_user_id"]
        assert "navigateur" not in after
        assert "demande" not in after
        assert after.get("csrf_token") != planted.get("csrf_token")


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(app: Flask, amina: Person) -> None:
    enter(app, amina)
    assert is_in(amina)
    stolen = cookie_of(amina)
    out = amina.send(amina.get("/mon-compte"))
    assert (out.status_code, out.location) == (303, "/")
    thief = Person("Claire", app.test_client())
    thief.client.set_cookie("etoffe", stolen, domain="localhost")
    assert thief.get("/mon-compte").location.startswith("/connexion?")


def test_a_shared_computer_forgets(app: Flask, amina: Person, clock: Clock) -> None:
    enter(app, amina, "shared")
    page = amina.get("/mon-compte")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Expires" not in str(amina.client.get_cookie("etoffe", domain="localhost"))
    for _ in range(3):
        clock.pass_(minutes=19)
        assert is_in(amina)
    clock.pass_(minutes=21)
    assert not is_in(amina)
    enter(app, amina, "shared")
    out = amina.send(amina.get("/mon-compte"))
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    with amina.client.session_transaction() as left:
        assert not set(left) - {"affichage", "csrf_token"}


def test_her_own_device_stays_ninety_days_and_no_more(app: Flask, amina: Person, clock: Clock) -> None:
    enter(app, amina)
    clock.pass_(days=89)
    assert is_in(amina)
    clock.pass_(days=2)
    assert not is_in(amina)


def test_the_cookie_of_a_real_site_is_locked(database_url: str) -> None:
    settings = Settings.for_tests(database_url, mode=Mode.PRODUCTION, base_url=SITE)
    for app in prepared(create_app(settings)):
        response = app.test_client().get("/connexion", base_url=SITE)
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-etoffe=")
        for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert flag in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_another_site_sends_nothing_in_her_name(app: Flask, origin: str) -> None:
    """Even with the right token: the browser says where it comes from."""
    amina = members.member(app)
    form = main_form(amina.get("/mon-compte/boite"))
    before = fingerprint(app.extensions["database"])
    headers = {"Sec-Fetch-Site": origin}
    refused = amina.client.post(form.action, data=form.fields | {"shared": "oui"}, headers=headers)
    assert refused.status_code == 403
    assert fingerprint(app.extensions["database"]) == before
    assert amina.client.post(form.action, data=form.fields | {"shared": "oui"}).status_code == 303


def test_a_stale_form_is_given_back_to_send_again(app: Flask) -> None:
    amina = members.member(app, replace(AMINA, welcomed=False))
    fields = {"given_name": "Amina <3", "family_name": "Berthier", "password": "jamais répété", "csrf_token": "vieux"}
    stale = amina.client.post("/bienvenue", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert stale.status_code == 400
    again = main_form(stale)
    assert again.action.endswith("/bienvenue")
    assert again.fields["given_name"] == "Amina <3"
    assert "password" not in again.fields
    assert again.fields["csrf_token"] != "vieux"
    assert amina.client.post(again.action, data=again.fields).status_code == 422  # accepted: the commune is missing
    silent = amina.client.post("/bienvenue", data=fields)
    assert b"Amina &lt;3" not in silent.data


def test_a_device_of_the_staff_that_is_not_known_is_told(app: Flask) -> None:
    members.create(app, members.BRUNO)
    bruno, email = Person("Bruno", app.test_client()), members.BRUNO.email
    for _ in range(2):  # the second time, the browser is known
        page = bruno.follow(bruno.send(bruno.get("/connexion"), {"email": email}))
        assert bruno.send(page, {"code": mailbox.code(app, email)}).status_code == 303
        with bruno.client.session_transaction() as cookie:
            cookie.pop("_user_id")
    assert [one.partition(" ")[0] for one in mailbox.subjects(app, email)].count("Nouvelle") == 1


def test_device_is_kept_in_the_session(app: Flask, amina: Person) -> None:
    enter(app, amina, "shared")
    with app.extensions["database"].connect() as connection:
        assert connection.exec_driver_sql("SELECT device FROM account_session").scalar_one() == Device.SHARED


def test_a_passkey_is_offered_once_after_the_second_sign_in_on_her_device(app: Flask, amina: Person) -> None:
    seen = []
    for _ in range(2):
        page = amina.follow(enter(app, amina))
        seen += [
            "peut suffire" in page.get_data(as_text=True),
            "peut suffire" in amina.get("/mon-compte").get_data(as_text=True),
        ]
        amina.send(amina.get("/mon-compte"))
    assert seen == [False, False, True, False]
