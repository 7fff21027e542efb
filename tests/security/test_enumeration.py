"""S13: no page says whether an address has an account, neither by its words nor by the time it takes.

python -m tests.security.test_enumeration      the full comparison: 2,000 addresses of each kind
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import UTC, datetime
from math import erfc, sqrt
from pathlib import Path
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import accounts, db
from lms.app import create_app
from lms.settings import Settings
from tests.support import members
from tests.support.members import Kind
from tests.support.people import Person, main_form

AT = datetime.now(UTC)
FEW, MANY = 60, 2_000
SEPARABLE = 0.01
SECRET = "Le-Moulin-de-1789-tourne"
KNOWN = "connue.berthier@mairie.example"
OTHERS = {
    "unknown": "inconnue.martin@mairie.example",
    "suspended": "suspendue.roux@mairie.example",
    "staff": "formatrice.roy@mairie.example",
    "with-password": "protegee.blanc@mairie.example",
}


def fill(app: Flask) -> None:
    members.create(app, Kind(KNOWN))
    suspended = members.create(app, Kind(OTHERS["suspended"]))
    members.create(app, Kind(OTHERS["staff"], roles=members.BRUNO.roles))
    secret = members.create(app, Kind(OTHERS["with-password"]))
    with db.transaction(app.extensions["database"]) as session:
        accounts.suspend(session, suspended, at=AT)
        accounts.set_password(session, secret, SECRET)


def answer(app: Flask, page: str, email: str) -> tuple[int, list[str], str]:
    """What a stranger sees: status, headers that say something, and the page without the address and the token."""
    stranger = Person("Claire", app.test_client())
    field = "email" if page == "code" else "account_email"
    fields = {"email": email} if page == "code" else {field: email, "password": "pas le bon du tout"}
    sent = stranger.send(stranger.get("/connexion"), fields)
    body = sent
    if page == "code":
        body = stranger.follow(sent)
        body = stranger.send(body, {"code": "000000"})
    html = body.get_data(as_text=True).replace(email, "…")
    parts = html.split('name="csrf_token" value="')
    html = parts[0] + "".join(part.partition('"')[2] for part in parts[1:])
    html = "".join(part.partition("&#34;challenge&#34;")[0] for part in html.split("data-options="))
    names = sorted(name for name, _ in sent.headers if name not in ("Content-Length",))
    return sent.status_code, names, html


@pytest.mark.parametrize("page", ["code", "password"])
def test_the_answer_is_the_same_for_every_address(app: Flask, page: str) -> None:
    fill(app)
    expected = answer(app, page, KNOWN)
    for kind, email in OTHERS.items():
        assert answer(app, page, email) == expected, kind


@pytest.mark.parametrize("page", ["code", "password"])
@pytest.mark.sqlite
def test_the_time_is_the_same(databases, page: str) -> None:
    with databases.copy("sqlite", "empty") as url:
        app = create_app(Settings.for_tests(url))
        p, known, unknown = compare(app, page, FEW)
        app.extensions["database"].dispose()
    print(f"S13 {page}: medians {known:.2f} and {unknown:.2f} ms of processor, p = {p:.3f}, n = {FEW} each")
    assert p > SEPARABLE / 10 or abs(known - unknown) < 0.1


def compare(app: Flask, page: str, number: int) -> tuple[float, float, float]:
    """Rank test of the processor time of addresses that have an account and of others, in a random order."""
    app.testing = True
    app.test_client_class = FlaskClient
    with db.transaction(app.extensions["database"]) as session:
        for one in range(number):
            who = accounts.create_person(session, f"a{one:05}@mairie.example", "A", "B", at=AT)
            if page == "password" and one < 1:
                accounts.set_password(session, who, SECRET)
    client = app.test_client()
    form = main_form(client.get("/connexion")).fields
    address = "/connexion" if page == "code" else "/connexion/mot-de-passe"
    tries = [(f"{kind}{one:05}@mairie.example", kind) for one in range(number) for kind in "ab"]
    random.Random(13).shuffle(tries)
    spent: dict[str, list[float]] = {"a": [], "b": []}
    for email, kind in tries[:4] + tries:
        fields = form | {"email": email, "account_email": email, "password": "pas le bon du tout"}
        begun = time.process_time()
        client.post(address, data=fields)
        spent[kind].append((time.process_time() - begun) * 1000)
    return rank_test(spent["a"], spent["b"]), median(spent["a"]), median(spent["b"])


def rank_test(one: list[float], other: list[float]) -> float:
    """The two-sided p of Mann and Whitney, by the normal approximation: small when the two can be told apart."""
    values = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, which) in enumerate(values, 1) if which == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    return erfc(abs(u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12) / sqrt(2))


def test_the_rank_test_tells_two_times_apart() -> None:
    chance = random.Random(1)
    one, other = [[chance.gauss(mean, 1) for _ in range(FEW)] for mean in (10, 12)]
    assert rank_test(one, other) < SEPARABLE
    assert rank_test(one, [chance.gauss(10, 1) for _ in range(FEW)]) > SEPARABLE


if __name__ == "__main__":
    for name in ("code", "password"):
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'times.sqlite'}"
            db.upgrade(database)
            p, known, unknown = compare(create_app(Settings.for_tests(database)), name, MANY)
            print(f"S13 {name}: medians {known:.2f} and {unknown:.2f} ms, p = {p:.4f}, n = {MANY} each")
