"""Every route of the application, with an address to try it at."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from lms import learning
from tests.support import example

SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    """A rule, one of its methods, and an address that leads to it."""

    endpoint: str
    method: str
    address: str

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.endpoint})"


def samples(app: Flask) -> dict[str, object]:
    """A real value for each variable part of an address. A new variable needs a line here."""
    assets = app.extensions["assets"]
    return {
        "course": example.COURSE,
        "lesson": example.LESSON,
        "step": "message",
        "question": "delais-reponse",
        "sha256": "0" * 64,
        "extension": "svg",
        "token": "t" * 43,
        "digest": assets.digest,
        "name": "etoffe.css",
        "letter": "1",
        "task": "essai",
        "report": "1",
        "serial": "ETF-0000-0000-0000",
        "exam": learning.Behaviour.CHECK,
        "attempt": 1,
        "number": 1,
        "change": 1,
        "comment": 1,
        "meeting": 1,
        "form": "gift",
        "sheet": "csv",
        "half": "2026-11-25-morning",
        "complaint": 1,
    }


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def routes(app: Flask) -> list[Route]:
    """Every rule × method of the URL map. Fails on a variable part that has no sample."""
    values = samples(app)
    found = []
    with app.test_request_context():
        for rule in rules(app):
            missing = rule.arguments - values.keys()
            assert not missing, f"{rule.rule}: give a sample of {missing} in tests/support/routing.py"
            built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
            assert built is not None, rule.rule
            methods = sorted((rule.methods or set()) - {"OPTIONS"})
            found += [Route(rule.endpoint, method, built[1]) for method in methods]
    return found
