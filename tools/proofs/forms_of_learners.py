"""How somebody who learns comes to have a form in hand: a lesson, a quiz, a task, a report, an attestation."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from lms import content
from tests.support import completions, example
from tests.support.quizzes import POSITIONING, QUIZ
from tools.proofs import ground
from tools.proofs.browser import InProcess
from tools.proofs.stage import Form, Stage

LESSON = f"/modules/{example.COURSE}"


def read_step(stage: Stage, chance: random.Random, name: str) -> Form:
    browser, lesson = stage.enter(name), stage.lesson(example.EVERY_KIND)
    step = chance.choice([one.key for one in lesson.steps if one.question is None])
    path = f"{LESSON}/{lesson.key}/{step}"
    return Form(browser, path, dict(browser.ask("GET", path).hidden()))


def lesson_answer(stage: Stage, chance: random.Random, name: str) -> Form:
    """Any kind of question; as often as not, by someone who has begun the lesson, or even finished it."""
    browser, lesson = stage.enter(name), stage.lesson(example.EVERY_KIND)
    step = chance.choice([one for one in lesson.steps if one.question is not None])
    path, fields = f"{LESSON}/{lesson.key}/{step.key}", browser.ask("GET", f"{LESSON}/{lesson.key}/{step.key}").hidden()
    assert step.question is not None
    if chance.random() < 0.5:
        browser.ask("POST", path, {**fields, "client_id": str(uuid4()), **step.question.fields(content.UNKNOWN)})
    unknown, right = step.question.fields(content.UNKNOWN), step.question.fields(step.question.model())
    return Form(browser, path, {**fields, **right}, {**fields, **unknown})


def quiz_start(stage: Stage, chance: random.Random, name: str) -> Form:
    browser, door = stage.enter(name), chance.choice((QUIZ, POSITIONING))
    return Form(browser, door, dict(browser.ask("GET", door).hidden()))


def quiz_answer(stage: Stage, chance: random.Random, name: str) -> Form:
    form = quiz_start(stage, chance, name)
    path = form.browser.ask("POST", form.path, form.fields).location
    fields = {**form.browser.ask("GET", path).hidden()}
    return Form(form.browser, path, {**fields, "reponse": "juste"}, {**fields, "reponse": "faux"})


def quiz_end(stage: Stage, chance: random.Random, name: str) -> Form:
    form = quiz_answer(stage, chance, name)
    for number in range(1, chance.randint(2, ground.QUESTIONS + 1)):
        path = f"{form.path.rpartition('/')[0]}/{number}"
        form.browser.ask("POST", path, {**form.fields, "client_id": str(uuid4())})
    return Form(form.browser, f"{form.path.rpartition('/')[0]}/relire", {"csrf_token": form.fields["csrf_token"]})


def time_chosen(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser = stage.enter(name)
    fields = browser.ask("GET", QUIZ).hidden()
    return Form(browser, f"{QUIZ}/temps", {**fields, "time_factor": "2"})


def task_ticked(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, lesson = stage.enter(name), f"{LESSON}/{example.EVERY_KIND}/avant"
    browser.ask("POST", lesson, browser.ask("GET", lesson).hidden())
    token = browser.ask("GET", "/a-faire").hidden()["csrf_token"]
    return Form(browser, "/a-faire", {"csrf_token": token, "fait": f"{example.COURSE}/relire"})


def note_written(stage: Stage, chance: random.Random, name: str) -> Form:
    browser, path = task_ticked(stage, chance, name).browser, f"/a-faire/{example.COURSE}/relire"
    fields = browser.ask("GET", path).hidden()
    return Form(browser, path, {**fields, "note": "Vu avec le secrétariat."}, {**fields, "note": "À revoir."})


def problem_reported(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, path = stage.enter(name), f"{LESSON}/{example.LESSON}/message/signaler"
    fields = {**browser.ask("GET", path).hidden(), "trouble": "typo"}
    return Form(browser, path, {**fields, "report": "Un mot manque."}, {**fields, "report": "Un mot est en trop."})


def certificate_asked(stage: Stage, _chance: random.Random, name: str) -> Form:
    known = ground.sign_in(stage.app, name)[0]
    completions.complete(stage.engine, known.person_id)
    browser = InProcess(stage.app, known.cookie)
    token = browser.ask("GET", "/mon-compte").hidden()["csrf_token"]
    return Form(browser, f"/mes-attestations/modules/{example.COURSE}", {"csrf_token": token})


def hours_asked(stage: Stage, chance: random.Random, name: str) -> Form:
    form = certificate_asked(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    today = datetime.now(UTC).date()
    period = {"first": (today - timedelta(days=30)).isoformat(), "last": (today + timedelta(days=1)).isoformat()}
    return Form(form.browser, "/mes-attestations/releves", {**form.fields, **period})
