"""What was taken away comes back, also when a colleague wrote at the same place meanwhile: both versions are shown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from lms import db
from lms.publishing import drafts
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person, main_form
from tests.support.workshop import HERE, begin, change, files_of

LESSON, BANK = "lecons/01-les-delais.md", "quiz.toml"
MOVED = "Une autre façon de le dire."
FILES = {path: data.replace(b"Non : la", b"La") for path, data in files_of().items()}
WAYS = {  # a page, the button that takes away, the file, words of what goes
    "a step": (f"{HERE}/lecons/delais/agir", "supprimer:message", LESSON, "Depuis le 7 novembre 2016"),
    "a question": (f"{HERE}/quiz", "supprimer:quiz-recommencer", BANK, "La commune peut demander"),
    "a lesson": (HERE, f"retirer {LESSON}", LESSON, "Depuis le 7 novembre 2016"),
}


@pytest.fixture
def bruno(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def draft(app: Flask, bruno: Person) -> int:
    return begin(app, bruno.id, files=FILES)


def texts(app: Flask, draft: int) -> dict[str, bytes]:
    with db.reading(app.extensions["database"]) as reader:
        return drafts.draft_files(reader, draft)


@pytest.mark.parametrize("way", WAYS)
def test_an_undo_crossed_by_a_colleague_shows_both(app: Flask, bruno: Person, draft: int, way: str) -> None:
    address, button, path, words = WAYS[way]
    gesture = "geste" if button.startswith("retirer") else "faire"
    page = bruno.get(address)
    fields = "ouverte" if gesture == "geste" else "ici" if way == "a step" else "type"
    form = main_form(page, [fields])
    action = {"a step": f"{HERE}/etapes/delais"}.get(way, form.action)
    gone = bruno.follow(bruno.client.post(action, data=form.fields.to_dict() | {gesture: button}))
    change(app, draft, path, FILES[path].decode().replace(words, MOVED).encode(), bruno.id)
    undo = re.search(r'"(annuler:\w+)"', gone.text)
    late = bruno.send(gone, {"faire": undo[1], "base": found_base(gone)} if undo else {"base_sha256": ""})
    assert late.status_code == 409
    shown = unescape(late.text)
    assert MOVED in shown
    assert words in shown
    assert MOVED in texts(app, draft)[path].decode()
    kept = bruno.send(late, dict.fromkeys(re.findall(r'name="(choix-\d+)"', shown), "mine"))
    assert kept.status_code == 303
    assert texts(app, draft)[path] == FILES[path]


def found_base(page) -> str:
    return main_form(page, ["base", "ici"]).fields["base"]
