"""A course with a final quiz worth the name: two objectives, two lessons, questions whose right answer is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import Engine

from lms import accounts, content, db, learning, publishing
from lms.web.addresses import ADDRESSES
from tests.support import example
from tests.support.example import library

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
RIGHT, WRONG = {"choices": ["juste"]}, {"choices": ["faux"]}
LESSON_OF = {"delais": "delais", "reprises": "toutes-les-questions"}  # by objective
QUIZ = f"/modules/{example.COURSE}/quiz"
POSITIONING = f"/modules/{example.COURSE}/faire-le-point"

_OBJECTIVE = '\n[[objectifs]]\ncle = "reprises"\ntexte = "reprendre une demande sans la redemander"\n\n[quiz]'
_QUESTION = """
[[questions]]
cle = "{key}"
lecon = "{lesson}"
type = "choix-unique"
objectif = "{objective}"
enonce = "La question {key} attend sa réponse :"
explication = "Explication de {key}."
source = "Conseil de rédaction"

[[questions.choix]]
cle = "juste"
texte = "La bonne réponse de {key}"
{right}retour = "Retour juste de {key}."

[[questions.choix]]
cle = "faux"
texte = "La mauvaise réponse de {key}"
{wrong}retour = "Retour faux de {key}."
"""


def quiz_files(*, each: int = 4, draws: int = 4, pass_mark: int = 70, limits: str = "", wrong_key: str = "") -> dict:
    """The example with `each` questions per objective in the bank; `wrong_key` names one whose key is the other way."""
    files = example.example_files()
    bank = ""
    for objective, lesson in LESSON_OF.items():
        for number in range(1, each + 1):
            key = f"{objective}-{number}"
            marks = ("", "juste = true\n") if key == wrong_key else ("juste = true\n", "")
            bank += _QUESTION.format(key=key, lesson=lesson, objective=objective, right=marks[0], wrong=marks[1])
    return _with(files, bank, draws, pass_mark, limits)


def every_kind_files() -> dict:
    """The example with one question of each kind in the bank, all drawn."""
    files = example.example_files()
    lesson = files["lecons/02-toutes-les-questions.md"].decode()
    bank = ""
    for block in re.findall(r"^```question\n(.*?)^```$", lesson, re.M | re.S):
        if 'type = "auto-evaluation"' not in block:
            body = re.sub(r"^\[\[", "[[questions.", block.replace('cle = "', 'cle = "quiz-', 1), flags=re.M)
            bank += f'\n[[questions]]\nlecon = "delais"\n{body}'
    count = bank.count("\n[[questions]]\n")
    files["module.toml"] = re.sub(rb"questions = \d+", b"questions = %d" % count, files["module.toml"])
    return files | {"quiz.toml": bank.encode()}


def _with(files: dict, bank: str, draws: int, pass_mark: int, limits: str) -> dict:
    cover = files["module.toml"].decode().replace("\n[quiz]", _OBJECTIVE)
    cover = re.sub(r"questions = \d+\nseuil = \d+", f"questions = {draws}\nseuil = {pass_mark}\n{limits}", cover)
    return files | {"module.toml": cover.encode(), "quiz.toml": bank.encode()}


def publish(engine: Engine, files: dict, at: datetime = AT) -> str:
    """Publish files as the current release of the example; return its id."""
    with db.transaction(engine) as session:
        return publishing.publish(
            session,
            example.example_course(files),
            files,
            library=library(),
            addresses=ADDRESSES,
            by="Bruno",
            message="Essai",
            at=at,
        ).release_id


def member(engine: Engine, name: str = "Amina") -> learning.Member:
    """A person with an account."""
    with db.transaction(engine) as session:
        number = accounts.create_person(session, f"{name.lower()}@mairie.example", name, "Sarr", at=AT)
    return learning.Member(number)


def finish_lessons(engine: Engine, who: learning.Who, lessons: tuple[str, ...], at: datetime = AT) -> None:
    """Take these lessons to their end."""
    for key in lessons:
        with db.transaction(engine) as session:
            sitting = learning.sitting(session, who, example.COURSE, key)
            seat = learning.Seat(who, example.COURSE, sitting.release_id, sitting.lesson)
            for step in sitting.lesson.steps:
                if step.question is None:
                    learning.read_step(session, seat, step.key, at=at)
                else:
                    learning.answer(session, seat, step.key, content.UNKNOWN, client_id=f"{key}-{step.key}"[:36], at=at)
