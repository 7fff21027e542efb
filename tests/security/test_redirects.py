"""S10: whatever the page to come back to, nobody is sent to another site."""

from __future__ import annotations

import random
from urllib.parse import quote, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.support import members
from tests.support.people import Person, main_form

HOSTS = [
    "piege.example",
    "etoffe.example@piege.example",
    "piege.example%2f",
    "[::1]",
    "127.0.0.1:8",
    "localhost.piege.example",
]
SHAPES = [
    *("//{}", "///{}", "////{}/modules", "/\\{}", "\\\\{}", "\\/{}", "http:{}", "https://{}", "https:///{}", "http:/{}"),
    *("//{}/..;/modules", "/%2f{}", "/%2F%2F{}", "/%5c{}", "/%09/{}", "/\t/{}", "/\n/{}", "\t//{}", " //{}", "\0//{}"),
    *("/.{}", "/..//{}", "/modules/../..//{}", "javascript://{}/%0aalert(1)", "data:text/html,{}", "//{}?/modules"),
    *("//{}#/modules", "/modules\r\nLocation: //{}", "/modules%0d%0aLocation:%20//{}", "/／{}", "／／{}", "/\u2044{}", "/\u2215{}"),
    *("//{}\\@localhost", "//localhost@{}", "//localhost:80@{}", "http://localhost.{}", "HTTPS://{}", "//\u3002{}", "/;@{}"),
    *(".{}", "@{}", ":{}", "?{}", "#{}", "mailto:{}", "//{}%00", "/modules//{}", "/modules?suite=//{}", "~//{}"),
]  # fmt: skip
VALUES = 300


def hostile() -> list[str]:
    every = [shape.format(host) for shape in SHAPES for host in HOSTS]
    every += [quote(value, safe="") for value in every]
    return random.Random(10).sample(every, VALUES)


def stays(location: str) -> bool:
    """Whether a browser that reads this Location on http://localhost/ stays there."""
    read = location.strip().replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    parts = urlsplit(read)
    return read.startswith("/") and not read.startswith("//") and not parts.netloc and not parts.scheme


def test_nobody_is_sent_to_another_site(app: Flask) -> None:
    app.test_client_class = FlaskClient  # the pages are inspected elsewhere
    amina, visitor = members.member(app), Person("Claire", app.test_client())
    fields = main_form(amina.get("/bienvenue")).fields | {"commune": "", "given_name": "A", "family_name": "B"}
    display = main_form(visitor.get("/affichage")).fields
    away, followed = [], 0
    for value in hostile():
        answers = [
            amina.client.get("/connexion", query_string={"suite": value}),
            amina.client.get("/connexion/second-facteur", query_string={"suite": value}),
            amina.client.get("/mon-compte/secret", query_string={"suite": value}),
            visitor.client.post("/affichage", data=display | {"retour": value}),
            visitor.client.get("/mon-compte", query_string={"suite": value}),
        ]
        followed += sum(300 <= one.status_code < 400 for one in answers)
        away += [f"{value!r} → {one.location}" for one in answers if one.location and not stays(one.location)]
    assert fields
    print(f"S10: {VALUES} values, {followed} redirections, {len(away)} to another site")
    assert followed > 3 * VALUES
    assert not away, "\n".join(away)
