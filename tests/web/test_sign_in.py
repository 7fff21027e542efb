"""Coming in: the code, the link, the password, the secret of a shared mailbox; and what nobody may do."""

from __future__ import annotations

import pytest
from flask import Flask

from lms import accounts, db
from lms.accounts import Device
from tests.support import mailbox, members
from tests.support.clock import Clock
from tests.support.people import Person

EMAIL = "amina.berthier@mairie.example"
SHARED = "mairie@village.example"
SECRET = "Le-Moulin-de-1789-tourne"
HOME = "/mon-parcours"


def text(response) -> str:
    return response.get_data(as_text=True)


def ask(someone: Person, email: str = EMAIL, **more: str):
    return someone.send(someone.get("/connexion"), {"email": email, **more})


def enter(app: Flask, someone: Person, email: str = EMAIL):
    page = someone.follow(ask(someone, email))
    return someone.send(page, {"code": mailbox.code(app, email)})


def is_in(someone: Person) -> bool:
    return someone.get("/bienvenue").status_code == 200


@pytest.fixture
def shared(app: Flask) -> int:
    """A person of a shared mailbox who has chosen her password."""
    person_id = members.create(app, members.Kind(SHARED))
    with db.transaction(app.extensions["database"]) as session:
        accounts.set_password(session, person_id, SECRET)
    return person_id


def test_a_code_opens_an_account_once(app: Flask, amina: Person, bruno: Person) -> None:
    done = enter(app, amina)
    assert (done.status_code, done.location) == (303, HOME)
    assert amina.follow(done).location.startswith("/bienvenue")
    assert is_in(amina)
    page = bruno.follow(ask(bruno, "autre@mairie.example"))
    assert bruno.send(page, {"code": mailbox.code(app, EMAIL)}).status_code == 422


def test_the_code_of_a_browser_is_useless_in_another(app: Flask, amina: Person, bruno: Person) -> None:
    amina.follow(ask(amina))
    stolen = mailbox.code(app, EMAIL)
    page = bruno.follow(ask(bruno))
    assert mailbox.code(app, EMAIL) != stolen
    assert bruno.send(page, {"code": stolen}).status_code == 422
    assert not is_in(bruno)


def test_opening_a_link_does_nothing_and_clicking_enters(app: Flask, amina: Person, bruno: Person) -> None:
    ask(amina)
    path = mailbox.link(app, EMAIL)
    for scanner in (bruno, amina, bruno):
        assert scanner.client.head(path).status_code == 200
        page = scanner.get(path)
        assert not is_in(scanner)
    assert amina.send(amina.get(path)).status_code == 303
    assert is_in(amina)
    assert bruno.send(page).status_code == 410
    assert not is_in(bruno)


def test_the_link_of_a_shared_mailbox_needs_the_code_elsewhere(app: Flask, amina: Person, bruno: Person) -> None:
    ask(amina, SHARED)
    path = mailbox.link(app, SHARED)
    assert bruno.send(bruno.get(path)).status_code == 422
    assert not is_in(bruno)
    assert bruno.send(bruno.get(path), {"code": mailbox.code(app, SHARED)}).status_code == 303
    assert is_in(bruno)


def test_a_shared_mailbox_chooses_a_secret_before_anything_else(app: Flask) -> None:
    someone = members.member(app, members.Kind(SHARED))
    page = someone.follow(someone.get(HOME))
    assert page.request.path == "/mon-compte/secret"
    weak = someone.send(page, {"new_password": "Mairie123456"})
    assert weak.status_code == 422
    assert "facile" in text(weak) or "douze" in text(weak)
    done = someone.send(page, {"new_password": SECRET})
    assert (done.status_code, done.location) == (303, HOME)
    assert "Votre compte Étoffe a changé" in mailbox.subjects(app, SHARED)
    assert someone.get(HOME).status_code == 200


def test_the_code_of_a_shared_mailbox_is_not_enough(app: Flask, shared: int, amina: Person, bruno: Person) -> None:
    done = enter(app, amina, SHARED)
    assert done.location == "/connexion/secret"
    assert not is_in(amina)
    page = amina.follow(done)
    assert amina.send(page, {"password": "pas celui-ci"}).status_code == 422
    assert bruno.get("/connexion/secret").location == "/connexion"
    assert amina.send(page, {"password": SECRET}).location == HOME
    assert is_in(amina)
    assert amina.client.post("/deconnexion").status_code == 400  # without its token


def test_the_link_of_a_shared_mailbox_does_not_go_round_the_secret(app: Flask, shared: int, amina: Person) -> None:
    ask(amina, SHARED)
    assert amina.send(amina.get(mailbox.link(app, SHARED))).location == "/connexion/secret"
    assert not is_in(amina)


def test_ten_minutes_for_the_code_and_the_secret_together(app: Flask, shared: int, amina: Person, clock: Clock) -> None:
    page = amina.follow(ask(amina, SHARED))
    clock.pass_(minutes=8)
    page = amina.follow(amina.send(page, {"code": mailbox.code(app, SHARED)}))
    clock.pass_(minutes=3)
    assert amina.send(page, {"password": SECRET}).location == "/connexion"
    assert not is_in(amina)


def test_a_password_opens_an_account_and_nothing_says_whose(app: Flask, amina: Person, bruno: Person) -> None:
    person_id = members.create(app, members.Kind(EMAIL))
    with db.transaction(app.extensions["database"]) as session:
        accounts.set_password(session, person_id, SECRET)
    pages = []
    for email in (EMAIL, "inconnue.bertier@mairie.example"):
        refused = bruno.client.post("/connexion/mot-de-passe", data=_password_form(bruno, email, "faux"))
        pages.append(text(refused).replace(email, ""))
        assert refused.status_code == 422
    assert pages[0].count("n’est pas le bon") == pages[1].count("n’est pas le bon") > 0
    done = amina.client.post("/connexion/mot-de-passe", data=_password_form(amina, EMAIL, SECRET))
    assert (done.status_code, done.location) == (303, HOME)


def test_passwords_are_tried_ten_times_in_a_quarter_of_an_hour(app: Flask, bruno: Person, clock: Clock) -> None:
    person_id = members.create(app, members.Kind(EMAIL))
    with db.transaction(app.extensions["database"]) as session:
        accounts.set_password(session, person_id, SECRET)
    form = _password_form(bruno, EMAIL, "faux")
    for _ in range(10):
        bruno.client.post("/connexion/mot-de-passe", data=form)
    right = form | {"password": SECRET}
    assert bruno.client.post("/connexion/mot-de-passe", data=right).status_code == 422
    clock.pass_(minutes=15)
    assert bruno.client.post("/connexion/mot-de-passe", data=right).status_code == 303


def test_what_was_being_sent_is_given_back_to_the_same_person_only(app: Flask, courses: None, clock: Clock) -> None:
    """Amina's session ends on the computer of the mairie; Bruno signs in on it after her."""
    amina = members.member(app, members.Kind(EMAIL, device=Device.SHARED))
    amina.send(amina.get("/bienvenue"))  # a page of hers: the cookie is the one of a browser that was used
    with amina.client.session_transaction() as cookie:
        cookie["personne"] = amina.id
    clock.pass_(minutes=25)
    sent = amina.client.post(
        "/bienvenue", data={"given_name": "Secrète", "csrf_token": ""}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert sent.location.startswith("/connexion?")
    other = enter(app, amina, "bruno@mairie.example")
    assert other.location != "/reprendre"
    assert amina.get("/reprendre").location


def _password_form(someone: Person, email: str, password: str) -> dict[str, str]:
    page = someone.get("/connexion")
    token = text(page).partition('name="csrf_token" value="')[2].partition('"')[0]
    return {"account_email": email, "password": password, "csrf_token": token}
