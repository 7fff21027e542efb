"""« Analyse »: what a trainer reads of answers. Figures, words, and nothing that says who."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms import content, db, publishing
from lms.learning import Visitor
from tests.support import crowds, members, quizzes
from tests.support.example import COURSE, LESSON
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.queries import at_most
from tests.support.quizzes import RIGHT, WRONG

pytestmark = [  # words: what is read of each database is tests/followup's
    pytest.mark.usefixtures("courses"),
    pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True),
]
HERE = f"/formation/analyse/{COURSE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
LESSONS_AT = datetime.now(UTC) - timedelta(days=5)


def text(response) -> str:
    """The words of a page, without its tags."""
    assert response.status_code == 200
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split(" ")).replace("\n", " ")


def words(response) -> str:
    return re.sub(r" +", " ", text(response))


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def release(engine: Engine) -> str:
    return quizzes.publish(engine, quizzes.quiz_files())


def fixed(engine: Engine) -> str:
    """A release whose quiz asks its eight questions to everybody."""
    return quizzes.publish(engine, quizzes.quiz_files(draws=8))


def test_the_list_of_modules(trainer: Person, engine: Engine, release: str) -> None:
    assert "Moins de dix personnes ont passé le quiz" in words(trainer.get("/formation/analyse"))
    crowds.take_quiz(engine, crowds.people(engine, 25))
    page = words(trainer.get("/formation/analyse"))
    assert "20 personnes ont passé le quiz" in page
    assert HERE in trainer.get("/formation/analyse").get_data(as_text=True)


def test_questions_from_the_hardest_to_the_easiest(trainer: Person, engine: Engine) -> None:
    fixed(engine)
    crowds.take_quiz(engine, crowds.people(engine, 40))
    page = words(trainer.get(HERE))
    assert "40 personnes ont passé le quiz" in re.sub(r"(personnes ont passé le quiz) (40)", r"\2 \1", page)
    order = re.findall(r"(\d)\. La question (\w+)-(\d)", page)
    assert [rank for _, _, rank in order] == ["4", "4", "3", "3", "2", "2", "1", "1"]
    # of 40, number n is right at rank r when 6 n >= 40 r: 33, 26, 20, 13 people
    for share in ("plus de 75", "65", "50", "32"):
        assert f"{share}{THIN}%" in page
    assert "Nettement" in page


def test_a_reversed_question_comes_to_the_eye(trainer: Person, engine: Engine) -> None:
    fixed(engine)

    def reversed_first(number: int, question: content.Question) -> content.Given:
        right = crowds.strong(number, question) == RIGHT
        return WRONG if (question.key == "delais-1") is right else RIGHT

    crowds.take_quiz(engine, crowds.people(engine, 60), reversed_first)
    page = words(trainer.get(HERE))
    assert "À l’envers" in page
    one = words(trainer.get(f"{HERE}/questions/delais-1"))
    assert "l’énoncé est sans doute ambigu" in one.lower()
    assert "La bonne réponse de delais-1 corrigé" in one
    assert "Relire la leçon" in one
    other = words(trainer.get(f"{HERE}/questions/delais-2"))
    assert "l’énoncé est sans doute ambigu" not in other.lower()


def test_what_attracts_more_than_the_right_answer(trainer: Person, engine: Engine) -> None:
    fixed(engine)

    def attracted(number: int, question: content.Question) -> content.Given:
        return content.UNKNOWN if number < 15 else WRONG if number < 38 else RIGHT

    crowds.take_quiz(engine, crowds.people(engine, 50), attracted)
    page = words(trainer.get(f"{HERE}/questions/reprises-2"))
    assert f"«{THIN}La mauvaise réponse de reprises-2{THIN}» attire plus que la bonne réponse" in page
    assert f"46{THIN}%" in page  # 23 of 50
    assert f"Je ne sais pas, ou sans réponse 30{THIN}%" in page
    assert "Beaucoup disent" in page


def test_too_early_to_conclude(trainer: Person, engine: Engine, release: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 24))
    page = words(trainer.get(HERE))
    assert "Trop tôt" in page
    assert "Nettement" not in page
    questions = re.findall(r"questions/([\w-]+)\?", trainer.get(HERE).get_data(as_text=True))
    assert "c’est trop tôt pour conclure" in "".join(
        words(trainer.get(f"{HERE}/questions/{question}")) for question in questions
    )


def test_the_quiz_as_a_whole(trainer: Person, engine: Engine) -> None:
    fixed(engine)
    crowds.take_quiz(engine, crowds.people(engine, 40))
    page = words(trainer.get(f"{HERE}/quiz"))
    assert "Personnes 40" in page
    # of 8 questions, 7 people have none right, 7 have two, then four (6), six (7), eight (13): ten together at least
    for bar in (f"0 à 2 35{THIN}%", f"3 à 6 32{THIN}%", f"7 à 8 32{THIN}%"):
        assert bar in page
    assert "Cohérence interne" in page
    assert "Erreur type d’un résultat" in page


def test_under_ten_people_nothing_shows(trainer: Person, engine: Engine, release: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 9), lambda number, question: RIGHT)
    crowds.take_lesson(engine, crowds.people(engine, 9, since=9), LESSON, at=LESSONS_AT)
    with db.reading(engine) as reader:
        question = next(
            step.question.key for step in publishing.lesson(reader, release, LESSON).steps if step.question is not None
        )
    for address in ("", "/quiz", "/questions/delais-1", f"/lecons/{LESSON}", f"/lecons/{LESSON}/{question}"):
        page = words(trainer.get(HERE + address))
        assert "Pas encore assez de réponses" in page, address
        assert f"{THIN}%" not in page, address
    page = words(trainer.get(f"{HERE}/lecons"))
    assert "moins de dix personnes" in page
    assert f"{THIN}%" not in page


def test_another_version_says_nothing_of_a_few(trainer: Person, engine: Engine, release: str) -> None:
    """Each person is in one version alone, so nothing is found by subtracting one page from another."""
    crowds.take_quiz(engine, crowds.people(engine, 20))
    quizzes.publish(engine, quizzes.quiz_files(pass_mark=60))
    crowds.take_quiz(engine, crowds.people(engine, 7, since=20))
    assert "version=2" in trainer.get(HERE).get_data(as_text=True)
    third = words(trainer.get(f"{HERE}?version=3"))
    assert "Pas encore assez" in third
    assert "Version 2" in third  # the one to choose
    assert "20 personnes" in re.sub(r"(personnes ont passé le quiz) (20)", r"\2 personnes", words(trainer.get(HERE)))


def test_lessons_and_where_people_stop(trainer: Person, engine: Engine) -> None:
    crowd = crowds.people(engine, 40)
    crowds.take_lesson(engine, crowd, LESSON, steps=lambda number: 1 if number < 20 else 99, at=LESSONS_AT)
    page = words(trainer.get(f"{HERE}/lecons"))
    assert "au moins 40 personnes" in page
    assert f"50{THIN}%" in page
    page = words(trainer.get(f"{HERE}/lecons/{LESSON}"))
    assert page.count(f"50{THIN}%") > 1
    assert f"100{THIN}%" in page
    assert re.search(rf"On s’arrête surtout devant l’étape «{THIN}[^»]+»\s*: 50{THIN}% des personnes", page)
    assert "Relire l’étape" in page


def test_a_few_who_stop_are_not_shown(trainer: Person, engine: Engine) -> None:
    crowd = crowds.people(engine, 40)
    crowds.take_lesson(engine, crowd, LESSON, steps=lambda number: 1 if number < 3 else 99, at=LESSONS_AT)
    page = words(trainer.get(f"{HERE}/lecons/{LESSON}"))
    assert "Presque comme avant" in page
    assert "Presque toutes les personnes qui commencent vont jusqu’au bout" in page
    assert f"92{THIN}%" not in page  # 37 of 40
    assert f"plus de 75{THIN}%" in words(trainer.get(f"{HERE}/lecons"))


def test_first_tries_against_the_end(trainer: Person, engine: Engine) -> None:
    def first(number: int, question: content.Question) -> content.Given:
        return question.model() if number < 16 else content.UNKNOWN

    crowd = crowds.people(engine, 40)
    crowds.take_lesson(engine, crowd, LESSON, answers=first, again=lambda n, question: question.model(), at=LESSONS_AT)
    page = trainer.get(f"{HERE}/lecons/{LESSON}")
    assert f"40{THIN}%" in words(page)
    (address,) = set(re.findall(rf'"({HERE}/lecons/{LESSON}/[\w-]+)\?', page.get_data(as_text=True)))
    one = words(trainer.get(address))
    assert f"Juste au premier essai 40{THIN}%" in one
    assert f"Juste à la fin 100{THIN}%" in one
    assert f"Je ne sais pas, ou sans réponse 60{THIN}%" in one
    assert "le retour fait son travail" in one
    assert "Temps médian 40" in one


def test_every_kind_of_question_has_its_page(trainer: Person, engine: Engine) -> None:
    release = quizzes.publish(engine, quizzes.every_kind_files())
    crowds.take_quiz(engine, crowds.people(engine, 40), lambda number, question: question.model())
    visitors = [Visitor(f"{number:043}") for number in range(12)]
    crowds.take_lesson(engine, visitors, "toutes-les-questions", at=LESSONS_AT)
    with db.reading(engine) as reader:
        bank = publishing.bank(reader, release)
        lesson = publishing.lesson(reader, release, "toutes-les-questions")
    for key in bank:
        assert f"Entièrement juste : 100{THIN}%" in words(trainer.get(f"{HERE}/questions/{key}")).replace("\xa0", " ")
    for step in lesson.steps:
        if step.question is not None:
            page = words(trainer.get(f"{HERE}/lecons/{lesson.key}/{step.question.key}"))
            assert "Personnes au moins 10" in page


def test_nobody_is_named(trainer: Person, engine: Engine, release: str) -> None:
    crowd = crowds.people(engine, 40)
    crowds.take_quiz(engine, crowd)
    crowds.take_lesson(engine, crowd, LESSON, at=LESSONS_AT)
    seen, left = set(), ["/formation/analyse"]
    while left:
        address = left.pop()
        seen.add(address)
        html = trainer.get(address).get_data(as_text=True)
        assert "anari" not in html
        assert "uage" not in html
        links = {unescape(one) for one in re.findall(r'href="(/formation/analyse[^"#]*)"', html)}
        left += sorted(links - seen - set(left))
    assert len(seen) > 12


def test_typed_answers_of_a_few_are_not_shown(trainer: Person, engine: Engine) -> None:
    """What is typed may say who: it shows from ten people who typed the same."""
    release = quizzes.publish(engine, quizzes.every_kind_files())
    with db.reading(engine) as reader:
        (typed,) = (key for key, one in publishing.bank(reader, release).items() if isinstance(one, content.ShortText))

    def someone(number: int, question: content.Question) -> content.Given:
        if question.key != typed or number >= 20:
            return question.model()
        return {"text": "le registre" if number < 12 else f"Je suis Canari{number}"}

    crowds.take_quiz(engine, crowds.people(engine, 40), someone)
    page = words(trainer.get(f"{HERE}/questions/{typed}"))
    assert "Canari" not in page
    assert "le registre" in page


@pytest.mark.parametrize("query", ["tri=temps", "tri=distingue&sens=inverse", "tri=question", "tri=x&page=9&version=x"])
def test_any_order_of_the_list(trainer: Person, engine: Engine, release: str, query: str) -> None:
    crowds.take_quiz(engine, crowds.people(engine, 10))
    page = trainer.get(f"{HERE}?{query}").get_data(as_text=True)
    assert page.count("aria-sort") == 1
    assert page.count("delais-1") == 2  # its link and its wording


def test_a_long_bank_has_pages(trainer: Person, engine: Engine) -> None:
    quizzes.publish(engine, quizzes.quiz_files(each=10, draws=20))
    crowds.take_quiz(engine, crowds.people(engine, 30))
    first, second = (trainer.get(f"{HERE}?tri=question&page={page}").get_data(as_text=True) for page in (1, 2))
    shown = [re.findall(r"questions/([\w-]+)\?", page) for page in (first, second)]
    assert [len(one) for one in shown] == [12, 8]
    assert len(set(shown[0] + shown[1])) == 20
    assert "tri=question" in re.findall(r'href="([^"]*page=2[^"]*)"', first)[0]


@pytest.mark.parametrize(
    "address",
    ["", "/quiz", "/questions/delais-1", "/lecons", f"/lecons/{LESSON}"],
)
def test_few_statements_whatever_the_people(
    app: Flask, trainer: Person, engine: Engine, release: str, address: str
) -> None:
    trainer.get(HERE + address)
    for since in (0, 12):
        crowd = crowds.people(engine, 12, since=since)
        crowds.take_quiz(engine, crowd, since=since)
        crowds.take_lesson(engine, crowd, LESSON, at=LESSONS_AT)
        with at_most(app):
            trainer.get(HERE + address)


@pytest.mark.parametrize(
    "address",
    [
        "/formation/analyse/inconnu",
        f"{HERE}/questions/inconnue",
        f"{HERE}/lecons/inconnue",
        f"{HERE}/lecons/{LESSON}/inconnue",
    ],
)
def test_what_does_not_exist(trainer: Person, address: str) -> None:
    assert trainer.get(address).status_code == 404
