"""Bruno begins a module, plans it, publishes it; Claire, who writes elsewhere, sees nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from lms import content
from lms.publishing import drafts
from tests.support import members, routing, workshop
from tests.support.members import BRUNO
from tests.support.people import Person

STRANGER = replace(BRUNO, email="claude@formation.example", given_name="Claude")
KEY = "le-conseil-en-ligne"
PLAN = f"/formation/{KEY}"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def stranger(app: Flask) -> Person:
    return members.member(app, STRANGER)


def begin(trainer: Person, title: str = "Le conseil en ligne", **more: str):
    return trainer.send(trainer.get("/formation/nouveau"), {"titre": title, **more})


def press(person: Person, gesture: str, address: str = PLAN):
    """Press a button of the plan."""
    return person.send(person.get(address), {"ouverte": ""}, button=f"geste={gesture}")


def lessons(person: Person) -> list[str]:
    page = text(person.get(PLAN))
    return re.findall(r'value="retirer (lecons/[^" ]+)"', page)


def steps(person: Person, lesson: str) -> list[str]:
    return re.findall(rf'value="retirer {lesson} ([^"]+)"', text(person.get(f"{PLAN}?lecon={lesson}")))


def test_she_begins_a_module_and_finds_it_in_her_list(trainer: Person) -> None:
    assert "Rien sur le métier" in text(trainer.get("/formation"))
    made = begin(trainer)
    assert (made.status_code, made.location) == (303, PLAN)
    assert "La première leçon" in text(trainer.follow(made))
    assert "Le conseil en ligne" in text(trainer.get("/formation"))


def test_the_same_form_twice_is_one_module(trainer: Person) -> None:
    page = trainer.get("/formation/nouveau")
    assert [trainer.send(page, {"titre": "Le conseil en ligne"}).location for _ in range(2)] == [PLAN, PLAN]
    assert text(trainer.get("/formation")).count("Le conseil en ligne") == 1


def test_a_title_is_needed(trainer: Person) -> None:
    refused = begin(trainer, "  ")
    assert refused.status_code == 422
    assert "Donnez un titre." in text(refused)


@pytest.mark.parametrize("word", content.RESERVED_COURSES)
def test_a_module_never_takes_the_word_of_an_address(trainer: Person, word: str) -> None:
    assert begin(trainer, word).location == f"/formation/{word}-2"


def test_the_reserved_words_are_those_that_addresses_keep_where_a_module_stands(app: Flask) -> None:
    rules = [rule.rule.split("/") for rule in routing.rules(app)]
    before = {tuple(parts[:-1]) for parts in rules if parts[-1] == "<key:course>"}
    kept = {parts[len(way)] for parts in rules for way in before if tuple(parts[: len(way)]) == way < tuple(parts)}
    assert {word for word in kept if word and not word.startswith("<")} == set(content.RESERVED_COURSES)


def test_a_reserved_key_is_refused_to_files_too(app: Flask, trainer: Person) -> None:
    with pytest.raises(ValueError, match="réservée à une page du site"):
        content.new_course("corbeille", "La corbeille")
    with pytest.raises(drafts.KeyInvalid):
        workshop.begin(app, trainer.id, "corbeille", workshop.files_of("corbeille"))


@pytest.mark.parametrize(
    "page",
    ["", "/presentation", "/publier", "/versions", "/exporter", "/exporter/module.zip", "/supprimer", "/fiche",
     "/kit-de-reunion", "/copier-une-lecon", "/questions/importer", "/versions/comparer", "/exporter/questions.gift"],
)  # fmt: skip
def test_a_stranger_sees_nothing(trainer: Person, stranger: Person, page: str) -> None:
    begin(trainer)
    seen = trainer.get(PLAN + page).status_code
    assert seen == (404 if page == "/versions/comparer" else 200)
    assert stranger.get(PLAN + page).status_code == 404


def test_a_stranger_changes_nothing(trainer: Person, stranger: Person) -> None:
    begin(trainer)
    page = trainer.get(PLAN)
    mine = stranger.get("/formation/nouveau")
    fields = {"client_id": re.search(r'name="client_id" value="([^"]+)"', text(page))[1]}
    fields["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', text(mine))[1]
    for path in ("", "/ajouter", "/supprimer", "/publier/annuler", "/archiver", "/presentation"):
        assert stranger.client.post(PLAN + path, data={**fields, "geste": "retirer lecons/01-premiere-lecon.md",
                                                         "titre": "Autre"}).status_code in (404, 422)  # fmt: skip
    assert lessons(trainer) == ["lecons/01-premiere-lecon.md"]


def test_lessons_are_added_moved_removed_and_brought_back(trainer: Person) -> None:
    begin(trainer)
    added = trainer.send(trainer.get(PLAN), {"titre": "Voter à distance"})
    assert added.status_code == 303
    _, second = lessons(trainer)
    assert second == "lecons/02-voter-a-distance.md"
    assert press(trainer, f"monter {second}").status_code == 303
    assert lessons(trainer) == ["lecons/01-voter-a-distance.md", "lecons/02-premiere-lecon.md"]
    removed = press(trainer, "retirer lecons/01-voter-a-distance.md")
    page = trainer.follow(removed)
    assert "La leçon est retirée." in text(page)
    assert lessons(trainer) == ["lecons/02-premiere-lecon.md"]
    undone = trainer.send(page, {"base_sha256": ""})
    assert undone.status_code == 303
    assert lessons(trainer) == ["lecons/01-voter-a-distance.md", "lecons/02-premiere-lecon.md"]


def test_steps_are_added_moved_removed_and_brought_back(trainer: Person) -> None:
    begin(trainer)
    lesson = "lecons/01-premiere-lecon.md"
    here = f"{PLAN}?lecon={lesson}"
    assert steps(trainer, lesson) == ["une-idee", "verifier", "agir"]
    assert press(trainer, f"descendre {lesson} une-idee", here).status_code == 303
    assert steps(trainer, lesson) == ["verifier", "une-idee", "agir"]
    page = trainer.follow(press(trainer, f"retirer {lesson} une-idee", here))
    assert "L’étape est retirée." in text(page)
    assert steps(trainer, lesson) == ["verifier", "agir"]
    assert trainer.send(page, {"base_sha256": re.search(r'name="base_sha256" value="([^"]+)"', text(page))[1]})
    assert steps(trainer, lesson) == ["verifier", "une-idee", "agir"]
    trainer.send(trainer.get(here), {"titre": "Encore une idée"}, button=f"fichier={lesson}")
    assert steps(trainer, lesson)[-1] == "encore-une-idee"


def test_a_button_pressed_twice_acts_once(trainer: Person) -> None:
    begin(trainer)
    trainer.send(trainer.get(PLAN), {"titre": "Deux"})
    trainer.send(trainer.get(PLAN), {"titre": "Trois"})
    page = trainer.get(PLAN)
    for _ in range(2):
        assert trainer.send(page, {"ouverte": ""}, button="geste=monter lecons/03-trois.md").status_code == 303
    assert lessons(trainer)[1] == "lecons/02-trois.md"


def test_a_lesson_of_another_module_is_copied(trainer: Person) -> None:
    begin(trainer)
    begin(trainer, "Autre module")
    page = trainer.get(f"{PLAN}/copier-une-lecon?de=autre-module")
    assert "La première leçon" in text(page)
    assert trainer.send(page, {"lecon": "lecons/01-premiere-lecon.md"}).status_code == 303
    assert len(lessons(trainer)) == 2


def test_a_module_is_deleted_and_brought_back(trainer: Person) -> None:
    begin(trainer)
    gone = trainer.send(trainer.get(f"{PLAN}/supprimer"))
    assert gone.status_code == 303
    assert trainer.get(PLAN).status_code == 404
    back = trainer.send(trainer.get("/formation/corbeille"))
    assert (back.status_code, back.location) == (303, PLAN)
    assert trainer.get(PLAN).status_code == 200


def test_a_copy_is_another_module_with_the_same_lessons(trainer: Person) -> None:
    begin(trainer)
    made = begin(trainer, "La copie", source=KEY)
    assert made.location == "/formation/la-copie"
    assert "La première leçon" in text(trainer.follow(made))
