"""Bruno publishes, says what changed, compares, goes back; those who learnt read it. Nothing is lost on the way."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.web.trainer.test_modules import PLAN, begin, press, text

LESSON = "lecons/01-premiere-lecon.md"


@pytest.fixture
def trainer(app: Flask) -> Person:
    person = members.member(app, BRUNO)
    begin(person)
    return person


def publish(trainer: Person, **fields: str):
    return trainer.send(trainer.get(f"{PLAN}/publier"), {"quand": "maintenant", **fields})


def change(trainer: Person, **fields: str):
    return trainer.send(trainer.get(f"{PLAN}/presentation"), fields)


def test_he_publishes_and_everyone_sees_it(trainer: Person, amina: Person) -> None:
    page = text(trainer.get(f"{PLAN}/publier"))
    assert "Rien n’empêche de publier" in page
    done = publish(trainer, message="La première version")
    assert done.status_code == 303
    listed = text(trainer.follow(done))
    assert "C’est publié." in listed
    assert "La première version" in listed
    assert "par Bruno Castel" in listed
    assert "Le conseil en ligne" in text(amina.get("/modules/le-conseil-en-ligne"))
    assert "Ce texte est celui que les élues et les élus lisent déjà." in text(trainer.get(f"{PLAN}/publier"))


def test_problems_are_said_at_their_place(trainer: Person) -> None:
    change(trainer, resume="")
    page = text(trainer.get(f"{PLAN}/publier"))
    assert "À corriger avant de publier" in page
    assert f'<a href="{PLAN}/presentation">Présentation, Résumé</a>' in page


def test_a_text_that_moved_is_read_again_before_it_is_published(trainer: Person) -> None:
    page = trainer.get(f"{PLAN}/publier")
    change(trainer, resume="Un autre résumé.")
    refused = trainer.send(page, {"message": "Ma version", "quand": "maintenant"})
    assert refused.status_code == 409
    assert "Le texte a changé depuis que cette page est ouverte." in text(refused)
    assert "Ma version</textarea>" in text(refused)
    assert trainer.send(refused, {"quand": "maintenant"}).status_code == 303


def test_the_same_publication_twice_is_one(trainer: Person) -> None:
    page = trainer.get(f"{PLAN}/publier")
    assert [trainer.send(page, {"quand": "maintenant"}).status_code for _ in range(2)] == [303, 303]
    assert text(trainer.get(f"{PLAN}/versions")).count("Version courante") == 1


def test_a_publication_waits_for_its_moment(trainer: Person) -> None:
    refused = publish(trainer, quand="plus-tard", jour="", heure="")
    assert refused.status_code == 422
    assert "Indiquez un jour et une heure" in text(refused)
    assert publish(trainer, quand="plus-tard", jour="2020-01-01", heure="08:00").status_code == 409
    later = datetime.now(UTC) + timedelta(days=30)
    done = publish(trainer, quand="plus-tard", jour=later.date().isoformat(), heure="8 h 00")
    assert "La publication est prévue le" in text(trainer.follow(done))
    assert "à 8\u00a0h\u00a000" in text(trainer.get(f"{PLAN}/publier"))
    assert "Publication prévue le" in text(trainer.get("/formation"))
    cancelled = trainer.send(trainer.get(f"{PLAN}/publier"), {})
    assert cancelled.status_code == 303
    assert "Publication prévue" not in text(trainer.get("/formation"))


def test_what_changed_is_compared_and_marked(trainer: Person) -> None:
    publish(trainer)
    change(trainer, titre="Le conseil à distance")
    page = text(trainer.get(f"{PLAN}/versions/comparer"))
    assert re.search(r"Avant\s: Le conseil <del>.*ligne.*</del>", page)
    assert re.search(r"Après\s: Le conseil <ins>.*distance.*</ins>", page)
    press(trainer, f"retirer {LESSON} une-idee", f"{PLAN}?lecon={LESSON}")
    page = text(trainer.get(f"{PLAN}/versions/comparer?etape=premiere-lecon/une-idee"))
    assert re.search(r"<del>.*La phrase à garder en tête", page, re.S)
    publish(trainer, note_1="La première étape s’en va.")
    page = text(trainer.get(f"{PLAN}/versions"))
    assert "La première étape s’en va." in page
    assert f"{PLAN}/versions/comparer?avant=1&apres=2" in page
    assert trainer.get(f"{PLAN}/versions/comparer?avant=1&apres=2").status_code == 200
    assert trainer.get(f"{PLAN}/versions/comparer?avant=9").status_code == 404
    assert trainer.get(f"{PLAN}/versions/comparer?avant=x").status_code == 404


def test_he_goes_back_to_a_version_and_takes_its_text_again(trainer: Person, amina: Person) -> None:
    publish(trainer)
    change(trainer, titre="Le conseil à distance")
    publish(trainer)
    assert "Le conseil à distance" in text(amina.get("/modules/le-conseil-en-ligne"))
    back = trainer.send(trainer.get(f"{PLAN}/versions/1"), {"version": current(trainer)})
    assert back.status_code == 303
    assert "Le conseil en ligne" in text(amina.get("/modules/le-conseil-en-ligne"))
    assert "Le conseil à distance" in text(trainer.get(PLAN))
    page = trainer.get(f"{PLAN}/versions/1")
    digest = re.search(r'name="texte" value="([^"]+)"', text(page))
    assert digest
    assert trainer.send(page, {"texte": digest[1]}).status_code == 303
    assert "Le conseil en ligne" in text(trainer.get(PLAN))


def current(trainer: Person) -> str:
    found = re.search(r'name="version" value="([^"]+)"', text(trainer.get(f"{PLAN}/versions/1")))
    assert found
    return found[1]


def test_an_archived_module_leaves_the_list_and_comes_back(trainer: Person, amina: Person) -> None:
    publish(trainer)
    refused = trainer.get(f"{PLAN}/supprimer")
    assert "archivez-le d’abord" in text(refused)
    assert trainer.send(trainer.get(f"{PLAN}/versions"), button="geste=archiver").status_code == 303
    assert "Le conseil en ligne" not in text(amina.get("/modules"))
    assert "Archivé" in text(trainer.get("/formation"))
    assert trainer.send(trainer.get(f"{PLAN}/versions"), button="geste=rouvrir").status_code == 303
    assert "Le conseil en ligne" in text(amina.get("/modules"))


def test_the_presentation_is_kept_and_refused_with_what_was_typed(trainer: Person) -> None:
    saved = change(trainer, titre="Un titre", roles=["maire"], questions="1", tentatives="3")
    assert (saved.status_code, saved.location) == (303, f"{PLAN}/presentation?enregistre=oui")
    page = text(trainer.follow(saved))
    assert 'value="Un titre"' in page
    assert 'value="maire" id="roles-1" checked' in page
    woven = trainer.send(trainer.get(f"{PLAN}/presentation/tissage"), {"armure": "chevron"})
    assert woven.status_code == 303
    assert 'value="chevron" checked' in text(trainer.get(f"{PLAN}/presentation/tissage"))
    assert trainer.send(trainer.get(f"{PLAN}/presentation/tissage"), {"armure": "velours"}).status_code == 422
    refused = change(trainer, titre="", resume="Gardé", seuil="douze")
    assert refused.status_code == 422
    assert "Donnez un titre." in text(refused)
    assert 'value="Gardé"' in text(refused)
    assert 'value="Un titre"' in text(trainer.get(f"{PLAN}/presentation"))


def test_objectives_are_added_ordered_and_removed(trainer: Person) -> None:
    page = trainer.get(f"{PLAN}/presentation")
    texts = ["", "voter à distance", "publier la délibération"]
    sent = trainer.send(page, {"objectif_texte": texts, "objectif_rang": ["1", "3", "2"]})
    assert sent.status_code == 303
    found = re.findall(r'name="objectif_texte" maxlength="200" value="([^"]+)"', text(trainer.follow(sent)))
    assert found == ["publier la délibération", "voter à distance"]
    none = trainer.send(trainer.get(f"{PLAN}/presentation"), {"objectif_texte": ["", "", "", ""]})
    assert none.status_code == 422
    assert "Écrivez au moins un objectif." in text(none)


def test_two_people_change_the_presentation(trainer: Person) -> None:
    """Other places are joined; for the same place, see test_two_versions.py."""
    page, again = trainer.get(f"{PLAN}/presentation"), trainer.get(f"{PLAN}/presentation")
    trainer.send(page, {"resume": "Un résumé."})
    joined = trainer.send(again, {"benefice": "Du temps gagné."})
    assert joined.location.endswith("enregistre=fusion")
    page = trainer.get(f"{PLAN}/presentation")
    assert 'value="Un résumé."' in text(page)
