"""Every address of the site, asked by everyone: what is declared is what happens."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.accounts import Device, Role, Scope
from lms.app import create_app
from lms.settings import Mode, Settings
from lms.web.access import NEVER_IN_PRODUCTION, Access
from tests.conftest import prepared
from tests.support import members
from tests.support.databases import fingerprint
from tests.support.inspection import InspectingClient
from tests.support.members import AMINA, BRUNO, CLAIRE, Kind
from tests.support.people import Person
from tests.support.routing import SAFE, Route, routes, rules

pytestmark = pytest.mark.usefixtures("courses")
SITE = "https://etoffe.example"
IN, SIGN_IN, WELCOME, SECRET, FACTOR, FORBIDDEN, NOWHERE = (
    "enters", "/connexion", "/bienvenue", "/mon-compte/secret", "/connexion/second-facteur", "403", "404",
)  # fmt: skip

# Who may be asking: None is someone without an account.
SUBJECTS: dict[str, Kind | None] = {
    "visitor": None,
    "arriving": replace(AMINA, email="nouvelle@mairie.example", welcomed=False),
    "member": AMINA,
    "colleague": replace(AMINA, email="colegue@mairie.example", given_name="Denis"),
    "shared-device": replace(AMINA, email="poste@exemple.example", device=Device.SHARED),
    "shared-mailbox": replace(AMINA, email="mairie@village.example"),
    "trainer": BRUNO,
    "trainer-by-code": replace(BRUNO, email="bruno2@formation.example", strong=False),
    "administrator": CLAIRE,
    "administrator-by-code": replace(CLAIRE, email="claire2@epci.example", strong=False),
    "administrator-elsewhere": replace(
        CLAIRE, email="elsa@epci.example", roles=((Role.ADMINISTRATOR, Scope("departement", "26")),)
    ),
    "operator": replace(BRUNO, email="olga@etoffe.example", roles=((Role.OPERATOR, None),)),
    "suspended": replace(AMINA, email="suspendue@mairie.example", more=("suspended",)),
    "signed-out": replace(AMINA, email="partie@mairie.example", more=("ended",)),
}
# Everybody on SQLite. Who may enter is decided from one row, which PostgreSQL is asked for each role.
ON_BOTH = [pytest.param("sqlite", one, marks=pytest.mark.sqlite) for one in SUBJECTS] + [
    pytest.param("postgres", one, marks=pytest.mark.postgres)
    for one in ("visitor", "member", "shared-mailbox", "trainer", "administrator", "operator", "suspended")
]
OUTSIDE = {"visitor", "suspended", "signed-out"}
ROLE_DOORS = {
    Access.TRAINERS: {"trainer": IN, "trainer-by-code": FACTOR},
    Access.ADMINISTRATORS: {
        "administrator": IN,
        "administrator-elsewhere": IN,
        "administrator-by-code": FACTOR,
    },
    Access.OPERATORS: {"operator": IN},
}


def promised(access: Access, subject: str, production: bool) -> str:
    """What a declaration promises to someone."""
    if access in NEVER_IN_PRODUCTION:
        return NOWHERE if production else IN
    if access is Access.EVERYONE:
        return IN
    if subject in OUTSIDE:
        return SIGN_IN
    if access is Access.ARRIVING:
        return IN
    if subject == "arriving":
        return WELCOME
    if subject == "shared-mailbox":
        return SECRET
    return ROLE_DOORS[access].get(subject, FORBIDDEN) if access in ROLE_DOORS else IN


def happened(response: TestResponse, expected: str) -> bool:
    """Whether a response is what was promised. Behind the door anything but a fault may come: 404, 400, a page."""
    if expected == IN:
        doors = (SIGN_IN, WELCOME, SECRET, FACTOR)
        sent_away = response.status_code in (302, 303) and urlsplit(response.location).path in doors
        at_a_door = response.request.path.startswith(doors)
        return response.status_code < 500 and response.status_code not in (401, 403) and (at_a_door or not sent_away)
    if expected in (FORBIDDEN, NOWHERE):
        return response.status_code == int(expected)
    return response.status_code in (302, 303) and urlsplit(response.location).path == expected


@pytest.fixture
def site(request, database_url):
    """The application in the mode that a test asks for."""
    settings = Settings.for_tests(database_url, mode=request.param, base_url=SITE)
    yield from prepared(create_app(settings))


def ask(client: InspectingClient, route: Route):
    return client.open(route.address, method=route.method, base_url=SITE)


def person(site: Flask, subject: str) -> Person:
    kind = SUBJECTS[subject]
    return Person("Quelqu’un", site.test_client()) if kind is None else members.member(site, kind)


def test_every_route_says_who_may_enter(app: Flask):
    silent = [rule.rule for rule in rules(app) if not isinstance(declared(app, rule.endpoint), Access)]
    assert not silent, "say who may enter with @open_to(Access.…): " + ", ".join(silent)


@pytest.mark.parametrize("site", [Mode.PRODUCTION], indirect=True)
@pytest.mark.parametrize(("database_url", "subject"), ON_BOTH, indirect=["database_url"])
def test_who_may_enter_enters(site: Flask, subject: str):
    surprises = []
    production = site.config["SETTINGS"].is_production
    someone = person(site, subject)
    for route in routes(site):
        access = declared(site, route.endpoint)
        response = ask(someone.client, route)
        expected = promised(access, subject, production)
        if not happened(response, expected):
            where = response.headers.get("Location", "")
            surprises.append(f"{route}: {response.status_code} {where}, declared {access}, so {expected}")
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize("site", [Mode.DEVELOPMENT], indirect=True)
@pytest.mark.parametrize("subject", ["visitor", "member"])
def test_who_may_enter_a_workshop_enters(site: Flask, subject: str):
    test_who_may_enter_enters(site, subject)


@pytest.mark.parametrize("site", [Mode.PRODUCTION], indirect=True)
@pytest.mark.parametrize("subject", ["visitor", "member", "trainer"])
def test_nothing_unsafe_without_the_token_of_the_form(site: Flask, subject: str):
    """Amina is in a lesson; a foreign page sends forms in her name."""
    client = person(site, subject).client
    client.get("/", base_url=SITE)
    before = fingerprint(site.extensions["database"])
    accepted = [
        f"{route}: {response.status_code}"
        for route in routes(site)
        if route.method not in SAFE
        and (response := ask(client, route)).status_code not in {400, 403, 404}
        and not (response.status_code == 303 and response.location.startswith("/connexion?"))
    ]
    assert not accepted, "\n".join(accepted)
    assert fingerprint(site.extensions["database"]) == before


@pytest.mark.parametrize("site", [Mode.DEVELOPMENT], indirect=True)
@pytest.mark.parametrize("subject", ["visitor", "member", "trainer", "administrator", "operator"])
def test_looking_never_writes(site: Flask, subject: str):
    client = person(site, subject).client
    before = fingerprint(site.extensions["database"])
    looks = [route for route in routes(site) if route.method in SAFE]
    for route in looks:
        ask(client, route)
    if fingerprint(site.extensions["database"]) == before:
        return
    for route in looks:  # find which: something may be written the second time too
        before = fingerprint(site.extensions["database"])
        ask(client, route)
        assert fingerprint(site.extensions["database"]) == before, f"{route} wrote something"
    pytest.fail("something was written the first time a page was looked at")


def declared(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)
