"""Two versions of the same passages: Bruno chooses each of them, whatever page they come from; the rest is joined."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask

from lms import db, publishing
from lms.publishing import drafts
from lms.web.addresses import ADDRESSES
from tests.support import example, members
from tests.support.example import library
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import change

pytestmark = pytest.mark.usefixtures("courses")
HERE = f"/formation/{example.COURSE}"
COVER, LESSON = "module.toml", "lecons/01-les-delais.md"
OLD, NEW = "Un essai vaut mieux", "Essayer vaut mieux"


@pytest.fixture
def bruno(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def draft(app: Flask, bruno: Person) -> int:
    """The published example course, given to Bruno."""
    with db.transaction(app.extensions["database"]) as session:
        return drafts.give(session, example.COURSE, bruno.id, at=datetime.now(UTC))


def files(app: Flask, draft: int) -> dict[str, bytes]:
    with db.reading(app.extensions["database"]) as reader:
        return drafts.draft_files(reader, draft)


def publish(app: Flask, there: dict[str, bytes]) -> None:
    """From the terminal."""
    course, at = example.example_course(there), datetime.now(UTC)
    with db.transaction(app.extensions["database"]) as session:
        more = {"library": library(), "addresses": ADDRESSES, "by": "", "message": "Git", "at": at}
        publishing.publish(session, course, there, **more)


def replaced(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in files[path]
    return {**files, path: files[path].replace(old.encode(), new.encode())}


def test_the_presentation_is_chosen_value_by_value(app: Flask, bruno: Person, draft: int) -> None:
    mine = bruno.get(f"{HERE}/presentation")
    theirs = {"resume": "Leur «\u202frésumé\u202f».", "seuil": "80", "auteur": "Le conseil", "licence": "Libre"}
    bruno.send(bruno.get(f"{HERE}/presentation"), theirs)
    typed = {"resume": "Mon résumé.", "seuil": "60", "auteur": "", "benefice": "Du temps."}
    clash = bruno.send(mine, typed)
    assert clash.status_code == 409
    page = unescape(clash.text)
    for words in ("Résumé", "Le quiz final", "Écrit par"):
        assert f">{words}" in page
    assert "resume =" not in page.partition('id="passage-0"')[2]
    some = bruno.send(clash, {"choix-0": "third", "texte-0": 'Un "accord".'})
    assert some.status_code == 422
    assert 'Un "accord".' in unescape(some.text)
    done = bruno.send(some, {"choix-1": "theirs", "choix-2": "mine"})
    assert (done.status_code, done.location) == (303, f"{HERE}/presentation")
    table = tomllib.loads(files(app, draft)[COVER].decode())
    assert {name: table.get(name) for name in ("resume", "auteur", "licence", "benefice")} == {
        "resume": 'Un "accord".',
        "auteur": "Le conseil",
        "licence": "Libre",
        "benefice": "Du temps.",
    }
    assert table["quiz"]["seuil"] == 60


def test_what_was_published_elsewhere_is_brought_in(app: Flask, bruno: Person, draft: int) -> None:
    assert "rien à reprendre" in unescape(bruno.get(f"{HERE}/rattraper").text)
    start = files(app, draft)
    ours = replaced(start, LESSON, OLD, NEW)
    change(app, draft, LESSON, ours[LESSON], bruno.id)
    there = replaced(start, LESSON, "Un message reçu est une demande reçue.", "Écrit dans git.")
    there = replaced(there, COVER, 'licence = "CC BY-SA 4.0"', 'licence = "CC BY 4.0"')
    publish(app, there)
    assert f"{HERE}/rattraper" in bruno.get(HERE).text
    page = bruno.get(f"{HERE}/rattraper")
    assert "2\u00a0fichiers ont changé" in unescape(page.text)
    done = bruno.send(page)
    assert (done.status_code, done.location) == (303, HERE)
    assert files(app, draft) == replaced(there, LESSON, OLD, NEW)
    assert "rien à reprendre" in unescape(bruno.get(f"{HERE}/rattraper").text)
    assert bruno.send(page).status_code == 303  # sent again


def test_both_sides_of_a_passage_are_chosen(app: Flask, bruno: Person, draft: int) -> None:
    """Also a file that one side took away; and an earlier version that somebody went back to."""
    start = files(app, draft)
    ours = replaced(replaced(start, LESSON, OLD, NEW), COVER, "Organiser la réponse", "Préparer la réponse")
    for path in (LESSON, COVER):
        change(app, draft, path, ours[path], bruno.id)
    there = replaced(replaced(start, LESSON, OLD, "Mieux vaut un essai"), COVER, "Organiser la", "Faire la")
    publish(app, there)
    page = bruno.get(f"{HERE}/rattraper")
    clash = bruno.send(page)
    assert clash.status_code == 409
    assert files(app, draft) == ours
    assert bruno.send(clash, {"choix-0": "theirs"}).status_code == 422
    change(app, draft, COVER, start[COVER], bruno.id)
    chosen = {"choix-0": "theirs", "choix-1": "mine"}
    assert bruno.send(clash, chosen).status_code == 409  # the draft moved: nothing is done unseen
    change(app, draft, COVER, ours[COVER], bruno.id)
    done = bruno.send(bruno.send(bruno.get(f"{HERE}/rattraper")), chosen)
    assert (done.status_code, done.location) == (303, HERE)
    both = files(app, draft)
    assert (both[LESSON], both[COVER]) == (ours[LESSON], there[COVER])
    bruno.send(bruno.get(f"{HERE}/versions/1"), button="x=")
    page = bruno.get(f"{HERE}/rattraper")
    assert "La version 1 est en ligne" in unescape(page.text)
    assert bruno.send(page, button="faire=garder").status_code == 303
    assert files(app, draft) == both
    assert "rien à reprendre" in unescape(bruno.get(f"{HERE}/rattraper").text)
