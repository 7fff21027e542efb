"""S3 on the whole site: a word is planted in every explanation, feedback and accepted answer, then everything is read.

Nothing of it comes out before an answer, in a lesson, or before handing in, in a quiz: pages, addresses that nothing
links to, exports, errors and headers alike. The quiz page by page is in test_quiz_secrecy.py.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from lms import db, learning
from lms.learning import Behaviour, Desk
from tests.support import quizzes
from tests.support.example import COURSE, EVERY_KIND, LESSON, example_files
from tests.support.exploring import Sight, explore
from tests.support.people import Person
from tests.support.routing import routes

pytestmark = pytest.mark.usefixtures("courses")
KEY = "clefsecrete"
LESSONS = f"/modules/{COURSE}"
STEPS = [
    f"{LESSONS}/{lesson}/{step}"
    for path, lesson in (("01-les-delais", LESSON), ("02-toutes-les-questions", EVERY_KIND))
    for step in re.findall(r"^## .*\{#([\w-]+)\}$", example_files()[f"lecons/{path}.md"].decode(), re.M)
]


def with_keys_marked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same course, the word in everything that says what is right."""
    marked = {}
    for path, data in files.items():
        said = re.sub(r'^((?:explication|retour\w*) = ")', rf"\1{KEY} ", data.decode(), flags=re.M)
        marked[path] = re.sub(r"^(acceptees = \[)", rf'\1"{KEY}", ', said, flags=re.M).encode()
    assert sum(data.count(KEY.encode()) for data in marked.values()) > 30
    return marked


def looked_at(app: Flask, someone: Person, more: list[str]) -> list[Sight]:
    starts = [one.address for one in routes(app) if one.method == "GET"]
    return explore(someone.client, app.config["SETTINGS"].base_url, [*starts, *more])


def tell(sights: list[Sight]) -> list[str]:
    return [one.address for one in sights if KEY in one.text]


@pytest.fixture
def marked(app: Flask) -> Flask:
    quizzes.publish(app.extensions["database"], with_keys_marked(quizzes.every_kind_files()))
    return app


def test_a_visitor_who_answers_nothing_reads_no_key(marked: Flask, amina: Person) -> None:
    sights = looked_at(marked, amina, STEPS)
    assert {one.status for one in sights if one.address in STEPS} == {200}
    assert not tell(sights)


def test_a_quiz_answered_and_not_handed_in_gives_no_key(marked: Flask, member: Person) -> None:
    """Then it does, once handed in: the same pages show the word."""
    engine, who, at = marked.extensions["database"], learning.Member(member.id), datetime.now(UTC)
    with db.transaction(engine) as session:
        number = learning.start(session, who, COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=3, at=at)
        questions = learning.paper(session, who, COURSE, Behaviour.CHECK, number).questions
        desk = Desk(who, COURSE, Behaviour.CHECK, number)
        for question in questions[1:]:
            given = question.model()
            learning.save_answer(session, desk, question.key, given, shown="", client_id=str(uuid4()), at=at)
    quiz = f"{quizzes.QUIZ}/{number}"
    pages = [f"{quiz}/{rank}" for rank in (*range(1, len(questions) + 1), 0, 99)]
    marks = [f"{quiz}/bilan", *(page.replace(quiz, f"{quiz}/bilan") for page in pages)]
    before = looked_at(marked, member, [*STEPS, *pages, *marks, f"{quiz}/relire"])
    assert sum(one.status == 200 and one.address.startswith(f"{quiz}/") for one in before) == len(questions) + 1
    assert any(one.address.endswith("donnees.json") and one.status == 200 for one in before)
    # the accepted answer is what she typed herself; the pages that show her own answer do not show the word of others
    typed = next(f"{quiz}/{rank}" for rank, one in enumerate(questions, 1) if one.kind == "texte-court")
    hers = {typed, f"{quiz}/relire", "/mon-compte/donnees.json", "/mon-compte/donnees.html"}
    assert set(tell(before)) <= hers, tell(before)
    with db.transaction(engine) as session:
        learning.hand_in(session, desk, at=at)
    assert len(tell(looked_at(marked, member, marks))) >= len(questions)


def test_a_step_is_the_same_whichever_answer_is_right(app: Flask) -> None:
    """To the byte, headers included, so neither its length nor its ETag tells."""
    files, seen = quizzes.every_kind_files(), []
    for version in (files, turned(files)):
        quizzes.publish(app.extensions["database"], version)
        visitor = Person("Visiteuse", app.test_client())
        steps = (f"{LESSONS}/{LESSON}/verifier", f"{LESSONS}/{EVERY_KIND}/essai-vrai-faux")
        seen.append([neutral(visitor.get(step)) for step in steps])
    assert seen[0] == seen[1]


def turned(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same course, the other answer right in two of its questions."""
    other = {path: data.replace(b"reponse = true", b"reponse = false") for path, data in files.items()}
    one = other["lecons/01-les-delais.md"].replace(b"juste = true\n", b"")
    other["lecons/01-les-delais.md"] = one.replace(b'"Deux mois"\n', b'"Deux mois"\njuste = true\n')
    assert sum(other[path] != files[path] for path in files) > 1
    return other


def neutral(page) -> str:
    """A page and its headers without what belongs to one visit."""
    headers = [(name, value) for name, value in page.headers if name not in ("Set-Cookie", "Date")]
    html = re.sub('name="(csrf_token|client_id|release)" value="[^"]*"', "", page.get_data(as_text=True))
    return f"{headers}{html}"
