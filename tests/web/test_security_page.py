"""What protects an account, changed by its owner, and only by her."""

from __future__ import annotations

import pytest
from flask import Flask

from lms import accounts, db
from tests.support import mailbox, members
from tests.support.clock import Clock
from tests.support.members import AMINA
from tests.support.people import Person

SECURITY = "/mon-compte/securite"
NEW = "amina@ailleurs.example"
SECRET = "Le-Moulin-de-1789-tourne"


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def amina(app: Flask, clock: Clock) -> Person:
    return members.member(app, at=clock.time)


def test_a_sensitive_page_asks_who_is_there_after_ten_minutes(app: Flask, amina: Person, clock: Clock) -> None:
    assert amina.get("/mon-compte/adresse").status_code == 200
    clock.pass_(minutes=11)
    away = amina.get("/mon-compte/adresse")
    assert away.location == "/mon-compte/confirmer?suite=/mon-compte/adresse"
    page = amina.follow(amina.send(amina.follow(away)))
    assert amina.send(page, {"mail_code": "000000"}).status_code == 422
    back = amina.send(page, {"mail_code": mailbox.code(app, AMINA.email)})
    assert (back.status_code, back.location) == (303, "/mon-compte/adresse")
    assert amina.follow(back).status_code == 200


def test_a_password_is_chosen_changed_and_removed(app: Flask, amina: Person, clock: Clock) -> None:
    elsewhere = members.member(app, at=clock.time)
    page = amina.get("/mon-compte/mot-de-passe")
    for weak in ("court", "azertyuiop1234A!"[:11], "Mairie-Mairie-1", "Amina.Berthier1", "aaaaaaaaaaaaA1!"):
        assert amina.send(page, {"new_password": weak}).status_code == 422, weak
    assert "Votre mot de passe est gardé." in text(amina.follow(amina.send(page, {"new_password": SECRET})))
    assert elsewhere.get(SECURITY).location.startswith("/connexion?")
    assert mailbox.subjects(app, AMINA.email) == ["Votre compte Étoffe a changé"]
    page = amina.get(SECURITY)
    assert "Retirer le mot de passe" in text(page)
    assert "Votre mot de passe est retiré." in text(amina.follow(amina.send(page)))


def test_an_address_changes_with_a_code_and_comes_back_with_a_click(app: Flask, amina: Person, clock: Clock) -> None:
    elsewhere = members.member(app, at=clock.time)
    page = amina.follow(amina.send(amina.get("/mon-compte/adresse"), {"email": NEW}))
    assert amina.send(page, {"mail_code": "000000"}).status_code == 422
    assert "adresse est changée" in text(amina.follow(amina.send(page, {"mail_code": mailbox.code(app, NEW)})))
    assert NEW in text(amina.get(SECURITY))
    assert elsewhere.get(SECURITY).location.startswith("/connexion?")
    link = mailbox.link(app, AMINA.email)
    stranger = Person("Claire", app.test_client())
    clock.pass_(hours=71)
    assert stranger.client.head(link).status_code == 200
    page = stranger.get(link)
    assert NEW in text(amina.get(SECURITY)), "opening the link did something"
    assert stranger.send(page).status_code == 200
    assert amina.get(SECURITY).location.startswith("/connexion?")
    with db.reading(app.extensions["database"]) as session:
        assert session.exec_driver_sql("SELECT email FROM account").scalars().all() == [AMINA.email]
    assert stranger.send(page).status_code == 410


def test_the_way_back_closes_after_three_days(app: Flask, amina: Person, clock: Clock) -> None:
    page = amina.follow(amina.send(amina.get("/mon-compte/adresse"), {"email": NEW}))
    amina.send(page, {"mail_code": mailbox.code(app, NEW)})
    clock.pass_(hours=73)
    assert Person("Claire", app.test_client()).get(mailbox.link(app, AMINA.email)).status_code == 410


def test_who_takes_an_account_and_moves_it_twice_still_loses_it(app: Flask, amina: Person, clock: Clock) -> None:
    links = []
    for before, after in (
        (AMINA.email, "voleur@ailleurs.example"),
        ("voleur@ailleurs.example", "loin@ailleurs.example"),
    ):
        page = amina.follow(amina.send(amina.get("/mon-compte/adresse"), {"email": after}))
        amina.send(page, {"mail_code": mailbox.code(app, after)})
        links.append(mailbox.link(app, before))
    with db.transaction(app.extensions["database"]) as session:
        accounts.set_password(session, amina.id, SECRET)
    owner = Person("Amina", app.test_client())
    assert owner.send(owner.get(links[0])).status_code == 200
    assert owner.get(links[1]).status_code == 410
    with db.reading(app.extensions["database"]) as session:
        row = session.exec_driver_sql("SELECT email, password_hash FROM account").one()
    assert tuple(row) == (AMINA.email, None)


def test_an_address_that_somebody_has_is_not_told(app: Flask, amina: Person, clock: Clock) -> None:
    members.create(app, members.CLAIRE)
    answers = []
    for email in (members.CLAIRE.email, "libre@ailleurs.example"):
        page = amina.follow(amina.send(amina.get("/mon-compte/adresse"), {"email": email}))
        answers.append((page.status_code, text(page).replace(email, "")))
        assert amina.send(page, {"mail_code": "000000"}).status_code == 422
    assert [status for status, _ in answers] == [200, 200]
    assert mailbox.subjects(app, members.CLAIRE.email) == ["Cette adresse a déjà un compte"]


def test_a_shared_mailbox_is_declared_and_its_code_confirms_nothing_any_more(
    app: Flask, amina: Person, clock: Clock
) -> None:
    amina.send(amina.get("/mon-compte/boite"), {"shared": "oui"})
    assert amina.get(SECURITY).location.startswith("/mon-compte/secret")
    amina.send(amina.get("/mon-compte/secret"), {"new_password": SECRET})
    assert "lue par plusieurs personnes" in text(amina.get(SECURITY))
    clock.pass_(minutes=11)
    page = amina.follow(amina.get("/mon-compte/boite"))
    assert "Recevoir un code" not in text(page)
    secret_less = amina.send(page, {"password": "autre chose"})
    assert secret_less.status_code == 422
    assert amina.send(page, {"password": SECRET}).location == "/mon-compte/boite"
    kept = amina.follow(amina.send(amina.get(SECURITY)))  # « Retirer le mot de passe »: nothing else protects it
    assert "le dernier qui protège" in text(kept)


def test_signing_out_everywhere_else(app: Flask, amina: Person, clock: Clock) -> None:
    elsewhere = members.member(app, at=clock.time)
    token = text(amina.get(SECURITY)).partition('name="csrf_token" value="')[2].partition('"')[0]
    amina.client.post("/mon-compte/deconnecter-partout", data={"csrf_token": token})
    assert elsewhere.get(SECURITY).location.startswith("/connexion?")
    assert amina.get(SECURITY).status_code == 200


def test_somebody_elses_passkey_stays(app: Flask, amina: Person, clock: Clock) -> None:
    claire = members.create(app, members.CLAIRE)
    with db.transaction(app.extensions["database"]) as session:
        insert = "INSERT INTO passkey (id, person_id, credential_id, public_key, sign_count, label, created_at)"
        session.connection().exec_driver_sql(f"{insert} VALUES (7, {claire}, '', '', 0, 'Clé', '2026-11-01')")
    token = text(amina.get(SECURITY)).partition('name="csrf_token" value="')[2].partition('"')[0]
    for fields in ({"retirer": "oui", "label": "x"}, {"label": "à moi"}):
        amina.client.post("/mon-compte/cles/changer", data={"csrf_token": token, "passkey": "7", **fields})
    with db.reading(app.extensions["database"]) as session:
        assert session.exec_driver_sql("SELECT label FROM passkey").scalars().all() == ["Clé"]
