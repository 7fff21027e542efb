"""A stranger sends anything to any address: the answer is a page or a refusal, never a failure."""

from __future__ import annotations

import random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.people import Person, main_form
from tests.support.routing import SAFE, routes

pytestmark = pytest.mark.usefixtures("courses")
REQUESTS = 400
EVERY_KIND = "/modules/exemple-de-module/toutes-les-questions"
KINDS = [
    *("choix-multiple", "vrai-faux", "association", "ordre", "nombre", "texte-court", "trous", "auto-evaluation"),
]
VALUES = [
    *(
        "",
        "é",
        "\0",
        "<script>",
        "a" * 5000,
        "../..",
        "%00",
        "\r\nX: y",
        "'\"",
        "\U0001f4a3",
        "1e999",
        "-1",
        "null",
        "[]",
    ),
    *("\u202e", "nsp", "monter:x", "descendre:", "x,y,z" * 500, "9" * 400),
]
NAMES = ["q", "lettre", "terme", "pour", "communes", "essai", "ordre", "reponse", "nsp", "deplacer", "retour", "taille"]
BODIES = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain"]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_sent_nothing_breaks(app: Flask, seed: int) -> None:
    app.test_client_class = FlaskClient  # what a stranger makes a page repeat is not ours to inspect
    stranger = Person("Claire", app.test_client())
    chance = random.Random(seed)
    addresses = [route.address for route in routes(app)] + [f"{EVERY_KIND}/essai-{kind}" for kind in KINDS] * 3
    broken = []
    for _ in range(REQUESTS):
        address, method = chance.choice(addresses), chance.choice(["GET", "POST", "POST", "POST", "HEAD", "PUT"])
        sent = anything(chance, stranger, address, method)
        status = stranger.client.open(address, method=method, **sent).status_code
        if status >= 500:
            broken.append(f"{status} {method} {address} {str(sent)[:300]}")
    assert not broken, "\n".join(broken)


def anything(chance: random.Random, stranger: Person, address: str, method: str) -> dict[str, Any]:
    """A query or a body: most often the page's own form with its token, answered by anything."""
    fields: dict[str, Any] = {}
    page = stranger.get(address)
    if method not in SAFE and page.mimetype == "text/html" and b'method="post"' in page.data.partition(b"<main")[2]:
        fields.update((name, value) for name, value in main_form(page).fields.items())
        for name in list(fields):
            if name != "csrf_token" and chance.random() < 0.3:
                fields[name] = chance.choice(VALUES)
    for _ in range(chance.randint(0, 4)):
        fields[chance.choice(NAMES)] = chance.choices(VALUES, k=chance.choice([1, 1, 1, 30]))
    if method in SAFE:
        return {"query_string": fields}
    if chance.random() < 0.1:
        return {"data": chance.randbytes(200), "content_type": chance.choice(BODIES)}
    return {"json": fields} if chance.random() < 0.1 else {"data": fields}
