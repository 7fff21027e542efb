"""People with an account, in every state one may be in, signed in with a browser of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext

from lms import accounts, db
from lms.accounts import Device, Role, Scope
from lms.app import create_app
from lms.settings import Settings
from tests.support import places, serving
from tests.support.people import Person

COMMUNE = places.COMMUNE[1]


@dataclass(frozen=True)
class Kind:
    """What someone is. `strong` is a session opened with a second factor."""

    email: str
    given_name: str = "Amina"
    family_name: str = "Berthier"
    welcomed: bool = True
    roles: tuple[tuple[Role, Scope | None], ...] = ()
    strong: bool = False
    device: Device = Device.OWN
    more: tuple[str, ...] = field(default=())  # of "suspended", "ended"


AMINA = Kind("amina.berthier@mairie.example")
BRUNO = Kind("bruno@formation.example", "Bruno", "Castel", roles=((Role.TRAINER, None),), strong=True)
CLAIRE = Kind(
    "claire@epci.example",
    "Claire",
    "Doussot",
    roles=((Role.ADMINISTRATOR, Scope("epci", "200000000")),),
    strong=True,
)


def create(app: Flask, kind: Kind, *, at: datetime | None = None) -> int:
    """Put someone in the database; return her number. Twice is once."""
    at = at or datetime.now(UTC)
    with db.transaction(app.extensions["database"]) as session:
        person_id = accounts.create_person(session, kind.email, kind.given_name, kind.family_name, at=at)
        places.know(session, places.COMMUNE, *((one.kind, one.code) for _, one in kind.roles if one))
        for role, scope in kind.roles:
            accounts.grant_role(session, person_id, role, scope=scope, at=at)
        if kind.welcomed:
            accounts.welcome(
                session,
                person_id,
                given_name=kind.given_name,
                family_name=kind.family_name,
                function="conseiller",
                commune_code=COMMUNE,
                starts_on=at.date(),
                at=at,
            )
    return person_id


def member(app: Flask, kind: Kind = AMINA, *, at: datetime | None = None, base_url: str | None = None) -> Person:
    """Someone signed in, in a browser that knows nothing else of her."""
    someone = Person(kind.given_name, app.test_client())
    enter(app, someone, kind, at=at, base_url=base_url)
    return someone


def enter(
    app: Flask, someone: Person, kind: Kind = AMINA, *, at: datetime | None = None, base_url: str | None = None
) -> None:
    """Sign somebody in with her own browser, which keeps what it knew."""
    at = at or datetime.now(UTC)
    someone.id = create(app, kind, at=at)
    with db.transaction(app.extensions["database"]) as session:
        token = accounts.open_session(session, someone.id, device=kind.device, label="Essai", strong=kind.strong, at=at)
        if "ended" in kind.more:
            accounts.end_all_sessions(session, someone.id, at=at)
        if "suspended" in kind.more:
            accounts.suspend(session, someone.id, at=at)
    with someone.client.session_transaction(base_url=base_url or app.config["SETTINGS"].base_url) as cookie:
        cookie["_user_id"] = token
        cookie["vu"] = int(at.timestamp()) // 60


def sign_in_browser(
    context: BrowserContext, url: str, address: str, kind: Kind = AMINA, *, at: datetime | None = None
) -> None:
    """Give a real browser the cookie of someone signed in at a live server, which uses this database."""
    app = create_app(Settings.for_tests(url, base_url=address, secret_key=serving.SECRET_KEY))
    someone = member(app, kind, at=at)
    cookie = someone.client.get_cookie("etoffe", domain=urlsplit(address).hostname or "")
    app.extensions["database"].dispose()
    assert cookie is not None
    context.add_cookies([{"name": "etoffe", "value": cookie.value, "url": address}])
