"""The people of `make bench`: one learner made by the product's own operations, then as many copies as wanted
(lms.web.demonstration.copying), and what opens the site to some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from uuid import uuid4

from flask import Flask
from flask import session as cookie
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from lms import accounts, content, db, learning
from lms.app import create_app
from lms.settings import Settings
from lms.web import identity
from lms.web.cookies import form_token
from lms.web.demonstration import copying
from tests.support import example, places, quizzes, serving
from tests.support.journeys import renamed
from tools.load import QUESTIONS

SIGNED_IN = 1000  # people whose cookies the load has
ANSWERS = 50  # of each learner
DONE = tuple(f"module-{number}" for number in range(2))  # courses the learner has completed
BEGUN = tuple(f"module-{number}" for number in range(2, 8))  # both lessons under way
LESSONS = (example.LESSON, example.EVERY_KIND)
DAYS_AGO = timedelta(days=3)

Form = tuple[str, dict[str, str]]  # where it is sent, and what it says


@dataclass(frozen=True)
class Forms:
    """What people have left to send: steps to read (the first of a lesson, the last), questions to answer, the quiz.

    None of it was ever sent.
    """

    first: tuple[Form, ...]
    last: tuple[Form, ...]
    answers: tuple[Form, ...]
    quiz: tuple[Form, ...]


def settle(url: str, learners: int) -> tuple[list[tuple[str, str]], Forms]:
    """Fill an up-to-date, empty database with courses and learners. Return cookies with form tokens, and forms."""
    app = create_app(Settings.for_tests(url, secret_key=serving.SECRET_KEY))
    engine: Engine = app.extensions["database"]
    files = quizzes.quiz_files(each=8, draws=QUESTIONS)
    quizzes.publish(engine, files)
    for number in range(len(DONE + BEGUN)):
        quizzes.publish(engine, renamed(number, files))
    model = _model(engine)
    with engine.connect() as connection:
        _copy_everything(connection, model, learners)
    numbers = [copying.number_of(model, n) for n in range(0, learners, max(1, learners // SIGNED_IN))[:SIGNED_IN]]
    people = cookies(app, numbers)
    with db.reading(engine) as reader:
        forms = _forms(reader)
    engine.dispose()
    return people, forms


def cookies(app: Flask, numbers: Sequence[int], *, strong: bool = False) -> list[tuple[str, str]]:
    """The cookie of each of these people, as if she had just signed in, and the token of her forms."""
    at = datetime.now(UTC)
    with db.transaction(app.extensions["database"]) as session:
        tokens = [
            accounts.open_session(session, number, device=accounts.Device.OWN, label="Essai", strong=strong, at=at)
            for number in numbers
        ]
    people = []
    for token in tokens:
        with app.test_request_context():
            cookie.update({"_user_id": token, identity.SEEN: int(at.timestamp()) // 60})
            form = form_token()
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            people.append((f"etoffe={signer.dumps(dict(cookie))}", form))
    return people


def _model(engine: Engine) -> int:
    """One learner: two courses completed, six under way, fifty answers."""
    at = datetime.now(UTC) - DAYS_AGO
    who = quizzes.member(engine)
    with db.transaction(engine) as session:
        said = {
            "given_name": "Amina",
            "family_name": "Berthier",
            "function": "conseiller",
            "commune_code": places.COMMUNE[1],
        }
        places.know(session, places.COMMUNE)
        accounts.welcome(session, who.person_id, **said, starts_on=at.date(), at=at)
        accounts.open_session(session, who.person_id, device=accounts.Device.OWN, label="Essai", strong=False, at=at)
    for course in DONE:
        with db.transaction(engine) as session:
            for lesson in LESSONS:
                _work(session, who, course, lesson, at, whole=True)
            _pass_quiz(session, who, course, at)
    for course in BEGUN:
        with db.transaction(engine) as session:
            for lesson in LESSONS:
                _work(session, who, course, lesson, at, whole=False)
    return who.person_id


def _work(session: Session, who: learning.Member, course: str, lesson: str, at: datetime, *, whole: bool) -> None:
    """Go through a lesson, or open it by its end: the questions and the steps before are left for the load."""
    sitting = learning.sitting(session, who, course, lesson)
    seat = learning.Seat(who, course, sitting.release_id, sitting.lesson)
    for step in sitting.lesson.steps if whole else _by_the_end(sitting.lesson):
        if step.question is not None:
            learning.answer(session, seat, step.key, dict(content.UNKNOWN), client_id=str(uuid4()), at=at)
        else:
            learning.read_step(session, seat, step.key, at=at)


def _by_the_end(lesson: content.PublishedLesson) -> Sequence[content.PublishedStep]:
    """The last two questions of the long lesson, the last step of the short one."""
    asked = [step for step in lesson.steps if step.question is not None]
    return asked[-2:] if len(asked) > 2 else lesson.steps[-1:]


def _pass_quiz(session: Session, who: learning.Member, course: str, at: datetime) -> None:
    behaviour = learning.Behaviour.CHECK
    attempt = learning.start(session, who, course, behaviour, start_id=str(uuid4()), seed=1, at=at)
    desk = learning.Desk(who, course, behaviour, attempt)
    for question in learning.paper(session, who, course, behaviour, attempt).questions:
        sent = str(uuid4())
        learning.save_answer(session, desk, question.key, quizzes.RIGHT, shown="", client_id=sent, at=at)
    learning.hand_in(session, desk, at=at)


def _forms(reader: db.Reader) -> Forms:
    first: list[Form] = []
    last: list[Form] = []
    answers: list[Form] = []
    for course in BEGUN:
        for key in LESSONS:
            lesson = learning.sitting(reader, None, course, key).lesson
            here = f"/modules/{course}/{key}"
            done = _by_the_end(lesson)
            first.append((f"{here}/{lesson.steps[0].key}", {}))
            last += [(f"{here}/{step.key}", {}) for step in lesson.steps[-1:] if step not in done]
            answers += [
                (f"{here}/{step.key}", {"nsp": "1", "reponse": "nsp"})
                for step in lesson.steps
                if step.question is not None and step not in done
            ]
    quiz = (f"/modules/{example.COURSE}/quiz", {"reponse": "juste", "vu": ""})
    return Forms(tuple(first), tuple(last), tuple(answers), (quiz,))


def _copy_everything(connection: Connection, model: int, copies: int) -> None:
    """Copy the model, answers and all. References are right by construction: they are not checked one by one."""
    postgres = connection.dialect.name == "postgresql"
    cursor = connection.connection.cursor()
    cursor.execute("SET session_replication_role = replica" if postgres else "PRAGMA foreign_keys = OFF")
    cursor.execute("SET synchronous_commit = off" if postgres else "PRAGMA synchronous = OFF")
    connection.commit()
    copying.copy(connection, repeat(copying.Twin(model)), copies, answers=True)
    connection.commit()
    connection.invalidate()  # its settings are for this only
    if postgres:
        analyse = connection.execution_options(isolation_level="AUTOCOMMIT")
        analyse.execute(text("VACUUM ANALYZE"))  # what the server does by itself within a minute
