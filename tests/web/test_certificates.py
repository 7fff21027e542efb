"""Amina completed a module: she obtains her attestation, keeps it, and a statement of her hours."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import process_time

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import accounts, db
from lms.learning.certificates.models import Certificate
from tests.support import members
from tests.support.completions import complete
from tests.support.example import COURSE
from tests.support.members import AMINA
from tests.support.people import Person, main_form
from tests.support.queries import at_most
from tests.web.documents.examples import opened, unsaid

pytestmark = pytest.mark.usefixtures("courses")
SHELF = "/mes-attestations"
SERIAL = re.compile(r"ETF(-[0-9A-Z]{4}){3}")


@pytest.fixture
def finished(app: Flask, member: Person) -> Person:
    """Amina, signed in, the example completed."""
    complete(app.extensions["database"], member.id)
    return member


def obtain(person: Person) -> str:
    """Press the button; return the address of the attestation."""
    done = person.send(person.get(SHELF))
    assert done.status_code == 303
    return done.location


def rename(app: Flask, person: Person, family_name: str) -> None:
    with db.transaction(app.extensions["database"]) as session:
        accounts.rename(session, person.id, given_name="Amina", family_name=family_name)


def stored(app: Flask) -> int:
    with db.reading(app.extensions["database"]) as session:
        return session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_before_the_end_there_is_nothing_to_obtain(member: Person):
    assert "Aucun module terminé pour l’instant" in member.get(SHELF).text
    token = main_form(member.get("/mon-compte")).fields["csrf_token"]
    refused = member.client.post(f"{SHELF}/modules/{COURSE}", data={"csrf_token": token})
    assert refused.status_code == 404


def test_she_obtains_it_once_and_finds_it_again(app: Flask, finished: Person):
    asked = finished.get(SHELF)
    address = obtain(finished)
    assert finished.send(asked).location == address  # the same form again
    assert stored(app) == 1
    page = finished.get(address)
    for words in ("Amina Berthier", "Identité déclarée par la personne", "Durée déclarée", "ni titre ni diplôme"):
        assert words in page.text
    assert f'href="{address}"' in finished.get(SHELF).text
    assert "Obtenir mon attestation" not in finished.get(SHELF).text


def test_the_file_is_the_one_that_was_issued(app: Flask, finished: Person):
    address = obtain(finished)
    first = finished.get(f"{address}/fichier")
    rename(app, finished, "Autrement")
    second = finished.get(f"{address}/fichier")
    assert first.mimetype == "application/pdf"
    assert first.data == second.data
    serial = address.rpartition("/")[2]
    assert re.search(
        rf'attachment; filename="?attestation-[a-z0-9-]+-{serial}\.pdf', first.headers["Content-Disposition"]
    )
    assert not unsaid(opened(first.data), "Amina Berthier", "Durée déclarée", serial)


def test_a_corrected_name_is_offered_and_the_old_one_says_so(app: Flask, finished: Person):
    address = obtain(finished)
    assert "Remplacer" not in finished.get(address).text
    rename(app, finished, "Diallo")
    page = finished.get(address)
    done = finished.send(page)
    assert done.location != address
    assert "Amina Diallo" in finished.get(done.location).text
    assert "remplacé" in finished.get(address).text
    assert finished.send(page).location == done.location  # sent again
    assert stored(app) == 2


def test_nothing_changed_nothing_to_replace(app: Flask, finished: Person):
    address = obtain(finished)
    token = main_form(finished.get("/mon-compte")).fields["csrf_token"]
    assert finished.client.post(f"{address}/remplacer", data={"csrf_token": token}).location == address
    assert stored(app) == 1


def test_hours_of_a_period(app: Flask, finished: Person):
    course = obtain(finished)
    page = finished.get(SHELF)
    whole = finished.send(page, {"first": "01/01/2026", "last": "2026-12-31"})
    assert whole.status_code == 303
    assert finished.send(page, {"first": "2026-01-01", "last": "2026-12-31"}).location == whole.location
    said = finished.get(whole.location).text
    assert course.rpartition("/")[2] in said
    assert "Total des durées déclarées" in said
    statement = finished.get(f"{whole.location}/fichier")
    assert "releve-heures-" in statement.headers["Content-Disposition"]
    assert not unsaid(opened(statement.data), "Relevé d’heures", "Amina Berthier", "Total des durées déclarées")
    assert whole.location in finished.get(SHELF).text
    assert stored(app) == 2


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-05-01", "2026-04-01", "avant le premier"),
        ("2020-01-01", "2020-12-31", "Aucune de vos attestations"),
        ("hier", "2026-12-31", "Indiquez le premier jour"),
        ("2026-01-01", "", "Indiquez le dernier jour"),
    ],
)
def test_a_period_that_gives_nothing_says_why(finished: Person, first: str, last: str, sentence: str):
    obtain(finished)
    refused = finished.send(finished.get(SHELF), {"first": first, "last": last})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'value="{first}"' in refused.text
    assert "<title>Erreur&nbsp;: Mes attestations" in refused.text


def test_it_is_hers_alone(app: Flask, finished: Person):
    address = obtain(finished)
    denis = members.member(app, replace(AMINA, email="denis@mairie.example", given_name="Denis"))
    for path in (address, f"{address}/fichier"):
        assert denis.get(path).status_code == 404
    token = main_form(denis.get("/mon-compte")).fields["csrf_token"]
    assert denis.client.post(f"{address}/remplacer", data={"csrf_token": token}).status_code == 404
    assert denis.client.post(f"{SHELF}/modules/{COURSE}", data={"csrf_token": token}).status_code == 404
    assert stored(app) == 1


def test_no_page_and_no_file_says_what_she_scored(finished: Person):
    address = obtain(finished)
    serial = address.rpartition("/")[2]
    for path in (SHELF, address, f"/verifier/{serial}"):
        text = re.sub("<[^>]*>", " ", finished.get(path).text)
        assert not re.search(r"\bsur \d|bonnes? réponses?|\d\s?%|points?\b|score", text), path


def test_twenty_requests_at_once_give_one(app: Flask, finished: Person):
    form = main_form(finished.get(SHELF))
    cookies = finished.client.get_cookie("etoffe")
    assert cookies is not None

    def press(_number: int) -> str:
        browser = app.test_client()
        browser.set_cookie("etoffe", cookies.value)
        return browser.post(form.action, data=form.fields).location

    with ThreadPoolExecutor(20) as pool:
        given = set(pool.map(press, range(20)))
    assert len(given) == 1
    assert SERIAL.search(given.pop())
    assert stored(app) == 1


def test_pages_ask_little_of_the_database(app: Flask, finished: Person):
    address = obtain(finished)
    for path in (SHELF, address, f"{address}/fichier", f"/verifier/{address.rpartition('/')[2]}"):
        finished.get(path)
        with at_most(app):
            finished.get(path)


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_issuing_takes_little(app: Flask, finished: Person):
    """A hundred milliseconds of processor, drawing included, once the press is warm."""
    obtain(finished)
    spent = []
    for name in ("Deux", "Trois", "Quatre"):
        address = re.search(rf'{SHELF}/ETF[^"/]+', finished.get(SHELF).text)
        assert address
        rename(app, finished, name)
        page = finished.get(address.group())
        before = process_time()
        finished.send(page)
        spent.append(process_time() - before)
    print(f"issuing: {min(spent) * 1000:.0f} ms of processor")
    assert min(spent) < 0.1
