"""Every address of the site, asked by everyone: what is declared is what happens."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.app import create_app
from lms.settings import Mode, Settings
from lms.web.access import NEVER_IN_PRODUCTION, Access
from tests.conftest import prepared
from tests.support.databases import fingerprint
from tests.support.inspection import InspectingClient
from tests.support.people import Person
from tests.support.routing import SAFE, Route, routes, rules

pytestmark = pytest.mark.usefixtures("courses")
KEPT_OUT = {401, 403}


@pytest.fixture(params=[Mode.DEVELOPMENT, Mode.PRODUCTION])
def site(request, database_url):
    """The application in the mode of a workshop, then as it is in service."""
    settings = Settings.for_tests(database_url, mode=request.param, base_url="https://etoffe.example")
    yield from prepared(create_app(settings))


def ask(client: InspectingClient, route: Route):
    return client.open(route.address, method=route.method, base_url="https://etoffe.example")


def test_every_route_says_who_may_enter(app: Flask):
    silent = [rule.rule for rule in rules(app) if not isinstance(declared(app, rule.endpoint), Access)]
    assert not silent, "say who may enter with @open_to(Access.…): " + ", ".join(silent)


@pytest.mark.parametrize("person", ["amina", "bruno", "claire"])
def test_who_may_enter_enters(site: Flask, person: str):
    someone = Person(person, site.test_client())
    surprises = []
    for route in routes(site):
        status = ask(someone.client, route).status_code
        if not _as_declared(site, route, status):
            surprises.append(f"{route}: {status}, declared {declared(site, route.endpoint)}")
    assert not surprises, "\n".join(surprises)


def test_nothing_unsafe_without_the_token_of_the_form(site: Flask):
    """Amina is in a lesson; a foreign page sends forms in her name."""
    client = site.test_client()
    client.get("/", base_url="https://etoffe.example")
    before = fingerprint(site.extensions["database"])
    accepted = [
        f"{route}: {status}"
        for route in routes(site)
        if route.method not in SAFE and (status := ask(client, route).status_code) not in {400, 403, 404}
    ]
    assert not accepted, "\n".join(accepted)
    assert fingerprint(site.extensions["database"]) == before


def test_looking_never_writes(site: Flask):
    client = site.test_client()
    before = fingerprint(site.extensions["database"])
    for route in routes(site):
        if route.method in SAFE:
            ask(client, route)
            assert fingerprint(site.extensions["database"]) == before, f"{route} wrote something"


def declared(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)


def _as_declared(app: Flask, route: Route, status: int) -> bool:
    """Whether a status is what the declaration promises to a visitor."""
    access = declared(app, route.endpoint)
    if access in NEVER_IN_PRODUCTION and app.config["SETTINGS"].is_production:
        return status == 404
    if access is Access.EVERYONE or access in NEVER_IN_PRODUCTION:
        # Without a token an unsafe method is refused by the form, after the door: 400, never 401 or 403.
        return status < 500 and status not in KEPT_OUT
    return False
