"""How a trainer comes to have a form in hand: a module, its quiz, its team, its releases, its marks."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from uuid import uuid4

from lms import db, publishing
from lms.publishing import drafts
from tests.support import example, workshop
from tools.proofs import forms_of_learners as learners
from tools.proofs import ground
from tools.proofs.browser import InProcess
from tools.proofs.stage import Form, Stage


def report_answered(stage: Stage, chance: random.Random, name: str) -> Form:
    report = learners.problem_reported(stage, chance, name)
    report.browser.ask("POST", report.path, report.fields)
    known = ground.sign_in(stage.app, f"{name}-formation", trainer=True)[0]
    browser = InProcess(stage.app, known.cookie)
    path = max(re.findall(r"/formation/signalements/\d+", browser.ask("GET", "/formation/signalements").text))
    fields = {**browser.ask("GET", path).hidden(), "answer": "C’est corrigé."}
    return Form(browser, path, fields, {**fields, "answer": "Rien à corriger."})


def written_by(stage: Stage, name: str) -> tuple[InProcess, str]:
    """A trainer who has begun a module, and where she writes it."""
    known = ground.sign_in(stage.app, f"{name}-atelier", trainer=True)[0]
    key = f"module-{name}"
    files = workshop.files_of(key)
    files["quiz.toml"] = f"# Les questions de {name}\n\n".encode() + files["quiz.toml"]  # her own text, saved once
    workshop.begin(stage.app, known.person_id, key, files)
    return InProcess(stage.app, known.cookie), f"/formation/{key}"


def shown_text(browser: InProcess, path: str) -> dict[str, str]:
    """The hidden fields of a page where a text is written, with the text that it was made from."""
    page = browser.ask("GET", path)
    base = re.search(r'name="base" value="(\w+)"', page.text)
    assert base is not None
    return {**page.hidden(), "base": base.group(1)}


def step_written(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = written_by(stage, name)
    path = f"{here}/lecons/{example.LESSON}/message"
    fields = {**shown_text(browser, path), "titre": "Un message", "texte": f"Une phrase de {name}."}
    return Form(browser, path, fields, {**fields, "texte": f"Une autre phrase de {name}."})


def step_added(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = written_by(stage, name)
    fields = shown_text(browser, f"{here}/lecons/{example.LESSON}")
    path = f"{here}/etapes/{example.LESSON}"
    fields = {**fields, "titre": f"Une idée de {name}", "faire": "ajouter:lire"}
    return Form(browser, path, fields)


def bank_grown(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = written_by(stage, name)
    fields = shown_text(browser, f"{here}/quiz")
    return Form(browser, f"{here}/quiz", {**fields, "type": "ordre", "faire": "ajouter:question"})


def whole_text_written(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = written_by(stage, name)
    path = f"{here}/texte?fichier=lecons/01-les-delais.md"
    fields = {**shown_text(browser, path), "texte": f"Un texte de {name}."}
    return Form(browser, path, fields, {**fields, "texte": f"Un autre texte de {name}."})


def shared_module(stage: Stage, name: str) -> tuple[InProcess, str]:
    """A trainer who has begun a course, shared with a reviewer; the address of its pages."""
    owner = ground.sign_in(stage.app, name, trainer=True)[0]
    reviewer = ground.sign_in(stage.app, f"{name}-relecture", trainer=True)[0]
    at, key = datetime.now(UTC), f"module-{name}"
    with db.transaction(stage.engine) as session:
        made = {"by": owner.person_id, "client_id": str(uuid4()), "at": at}
        draft = drafts.create(session, key, example.example_files(), **made)
        drafts.share(session, draft, reviewer.person_id, drafts.Right.REVIEW, by=owner.person_id, client_id="", at=at)
    return InProcess(stage.app, owner.cookie), f"/formation/{key}"


def remark_written(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = shared_module(stage, name)
    fields = {**browser.ask("GET", f"{here}/commentaires").hidden(), "path": "module.toml", "place": ""}
    fields |= {"client_id": str(uuid4())}
    return Form(
        browser, f"{here}/commentaires", {**fields, "remark": "À préciser."}, {**fields, "remark": "Un exemple manque."}
    )


def colleague_invited(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = shared_module(stage, name)
    ground.sign_in(stage.app, f"{name}-collegue", trainer=True)
    fields = {**browser.ask("GET", f"{here}/equipe").hidden(), "client_id": str(uuid4())}
    return Form(browser, f"{here}/equipe", {**fields, "email": f"{name}-collegue@mairie.example", "right": "write"})


def review_wanted(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = shared_module(stage, name)
    page = browser.ask("GET", f"{here}/relecture")
    reviewer = re.findall(r'<option value="(\d+)"', page.text)[0]
    fields = {**page.hidden(), "client_id": str(uuid4()), "of": reviewer, "message": ""}
    return Form(browser, f"{here}/relecture/demander", fields)


def review_given(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, here = shared_module(stage, name)
    fields = {**browser.ask("GET", f"{here}/relecture").hidden(), "client_id": str(uuid4()), "verdict": "oui"}
    return Form(browser, f"{here}/relecture", {**fields, "opinion": "Très clair."})


def course_begun(stage: Stage, _chance: random.Random, name: str) -> Form:
    known = ground.sign_in(stage.app, f"{name}-formation", trainer=True)[0]
    browser, path = InProcess(stage.app, known.cookie), "/formation/nouveau"
    return Form(browser, path, {**browser.ask("GET", path).hidden(), "titre": f"Module de {name}", "source": ""})


def piece_added(stage: Stage, chance: random.Random, name: str) -> Form:
    begun = course_begun(stage, chance, name)
    plan = begun.browser.ask("POST", begun.path, begun.fields).location
    fields = {**begun.browser.ask("GET", plan).hidden(), "titre": "Une autre leçon"}
    return Form(begun.browser, f"{plan}/ajouter", fields)


def course_published(stage: Stage, chance: random.Random, name: str) -> Form:
    begun = course_begun(stage, chance, name)
    path = begun.browser.ask("POST", begun.path, begun.fields).location + "/publier"
    return Form(begun.browser, path, {**begun.browser.ask("GET", path).hidden(), "quand": "maintenant", "message": ""})


def marks_corrected(stage: Stage, chance: random.Random, name: str) -> Form:
    form = course_published(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    course = form.path.split("/")[2]
    with db.reading(stage.engine) as reader:
        question = next(iter(publishing.bank(reader, publishing.current_release(reader, course).release_id)))
    path = f"/formation/analyse/{course}/questions/{question}/notes"
    fields = {**form.browser.ask("GET", path).hidden(), "kind": "neutralise", "reason": "Deux réponses se valent."}
    return Form(form.browser, path, fields)
