"""« Essayer »: Bruno takes his own draft as a learner would, and nothing at all is written."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.support import members
from tests.support.example import EVERY_KIND, LESSON, example_course, example_files
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most
from tests.support.workshop import AMEL, HERE, begin, change, files_of, fingerprint

TRIAL = f"{HERE}/essai"
QUIZ = f"{TRIAL}/quiz"
TOLD_ONCE = ("audit_entry", "sign_in_session", "throttle")


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def draft(app: Flask, trainer: Person) -> int:
    return begin(app, trainer.id)


def take_lesson(person: Person, key: str, course) -> None:
    """Go through a lesson: read what is to be read, answer what is asked, twice."""
    lesson = next(one for one in course.lessons if one.key == key)
    page = person.follow(person.get(f"{TRIAL}/{key}"))
    for step in lesson.steps:
        assert "rien n’est enregistré" in text(page), step.key
        if step.question is None:
            page = person.follow(person.send(page))
            continue
        unknown = person.send(page, button="nsp=1") if step.question.name != "single" else None
        if unknown is not None:
            assert "Merci de l’avoir dit" in text(unknown) or unknown.status_code == 200
        right = step.question.fields(step.question.model())
        told = person.client.post(f"{TRIAL}/{key}/{step.key}", data=hidden(page) | right)
        assert told.status_code == 200, step.key
        assert step.question.explanation[:20].replace(" :", "") in text(told).replace("\u202f", " ").replace(
            "\u00a0", " "
        )
        following = re.search(r'<a class="bouton" href="([^"]+)">(?:Continuer|Terminer)', text(told))
        assert following, step.key
        page = person.get(following[1])
    assert "Leçon terminée" in text(page)


def hidden(page) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.get_data(as_text=True)))


def test_a_whole_trial_leaves_no_trace(trainer: Person, draft: int, engine: Engine) -> None:
    course = example_course(example_files())
    trainer.get(TRIAL)
    before = fingerprint(engine)
    for key in (LESSON, EVERY_KIND):
        take_lesson(trainer, key, course)
    result = take_quiz(trainer, course)
    assert "Le quiz est réussi" in text(result)
    detail = trainer.send(result, button="aller=detail-1")
    assert "C’est juste" in text(detail)
    specimen = trainer.get(f"{QUIZ}/attestation")
    assert "spécimen" in text(specimen)
    assert fingerprint(engine) == before


def take_quiz(person: Person, course):
    """Answer every question right."""
    bank = {question.prompt: question for question in course.quiz.bank}
    page = person.send(person.get(QUIZ))
    for _ in range(course.quiz.draws):
        prompt = re.search(r'question__titre">([^<]+)<', text(page))
        assert prompt
        shown = prompt[1].replace("\u202f", " ").replace("\u00a0", " ")
        question = next(one for words, one in bank.items() if words.replace("’", "'") == shown.replace("’", "'"))
        page = person.send(page, question.fields(question.model()))
    assert "Toutes les questions ont une réponse" in text(page)
    return person.send(page, button="aller=bilan")


def test_a_wrong_answer_is_explained_and_can_be_tried_again(trainer: Person, draft: int) -> None:
    page = trainer.get(f"{TRIAL}/{LESSON}/verifier")
    empty = trainer.send(page)
    assert empty.status_code == 422
    assert "Il manque votre réponse" in text(empty)
    told = trainer.send(page, {"reponse": "nsp"})
    assert "Voici l’essentiel" in text(told)
    assert f"{TRIAL}/{LESSON}/verifier?essai=1" in text(told)


def test_lines_are_moved_without_being_answered(trainer: Person, draft: int) -> None:
    page = trainer.get(f"{TRIAL}/{EVERY_KIND}/essai-ordre")
    keys = re.findall(r'name="ordre" value="([^"]+)"', text(page))
    moved = trainer.follow(trainer.send(page, {"ordre": keys}, button=f"deplacer=descendre:{keys[0]}"))
    assert re.findall(r'name="ordre" value="([^"]+)"', text(moved)) == [keys[1], keys[0], *keys[2:]]


def test_a_quiz_carries_its_answers_and_can_be_gone_over(trainer: Person, draft: int) -> None:
    page = trainer.send(trainer.get(QUIZ))
    page = trainer.send(page, button="aller=question-2")
    assert "Question 2 sur" in text(page)
    review = trainer.send(page, button="aller=relire")
    assert "Sans réponse" in text(review)
    result = trainer.send(review, button="aller=bilan")
    assert "0 sur" in text(result)
    assert "Il en faut" in text(result)
    assert trainer.client.post(QUIZ, data=hidden(review) | {"aller": "question-99"}).status_code == 404


@pytest.mark.parametrize("forged", ['{"choice": "absente"}', "[", "null", '{"unknown": 3}', "[" * 9_000])
def test_forged_answers_count_as_none(trainer: Person, draft: int, forged: str) -> None:
    page = trainer.send(trainer.get(QUIZ))
    fields = hidden(page)
    forging = {f"r.{question.key}": forged for question in example_course(example_files()).quiz.bank}
    review = trainer.client.post(QUIZ, data=fields | forging | {"aller": "relire"})
    assert review.status_code == 200
    assert "Sans réponse" in text(review)


def test_a_stranger_finds_nothing(app: Flask, draft: int) -> None:
    stranger = members.member(app, AMEL)
    for address in (
        TRIAL,
        f"{TRIAL}/{LESSON}",
        f"{TRIAL}/{LESSON}/message",
        f"{TRIAL}/{LESSON}/fin",
        QUIZ,
        f"{QUIZ}/attestation",
    ):
        assert stranger.get(address).status_code == 404, address


def test_unknown_places_are_not_found(trainer: Person, draft: int) -> None:
    for address in (f"{TRIAL}/absente", f"{TRIAL}/{LESSON}/absente", f"{TRIAL}/absente/fin"):
        assert trainer.get(address).status_code == 404, address


def test_a_page_of_the_trial_asks_the_database_little(app: Flask, trainer: Person, draft: int) -> None:
    trainer.get(TRIAL)
    with at_most(app, 6):
        trainer.get(f"{TRIAL}/{LESSON}/message")


def test_what_has_a_problem_says_which_and_the_rest_is_shown(app: Flask, trainer: Person, draft: int) -> None:
    path = "lecons/01-les-delais.md"
    broken = files_of()[path].decode().replace('objectif = "', 'objectif = "inconnu-', 1)
    change(app, draft, path, broken.encode(), trainer.id)
    home = text(trainer.get(TRIAL))
    assert "empêche" in home
    seen = text(trainer.get(f"{TRIAL}/{LESSON}/verifier"))
    assert "Cette étape ne peut pas encore être montrée" in seen
    assert "inconnu-" in seen
    assert "ne peut pas encore" not in text(trainer.get(f"{TRIAL}/{LESSON}/message"))


def test_a_text_that_is_no_course_says_why(app: Flask, trainer: Person, draft: int) -> None:
    for path in files_of():
        if path.startswith("lecons/"):
            change(app, draft, path, None, trainer.id)
    page = trainer.get(TRIAL)
    assert "ajoutez au moins une leçon dans le plan" in text(page)
    assert trainer.get(f"{TRIAL}/{LESSON}").status_code == 404
