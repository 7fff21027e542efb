"""R6: every form that creates something is sent twenty times at once. One effect, twenty same answers.

The forms come from the routes of the application: one that is in no list here is a fault, so that a new route says
what sending it twice does. The one effect is measured: the rows that twenty copies add, in every table, are those
that a single copy adds for somebody else.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, MetaData, func, select

from lms import content, db, learning, mail, publishing
from lms.publishing import drafts
from tests.support import communes, completions, example, routing, workshop
from tests.support.quizzes import POSITIONING, QUIZ
from tools.proofs import ground
from tools.proofs.browser import InProcess, Page
from tools.proofs.ground import Verdict

COPIES = 20
LESSON = f"/modules/{example.COURSE}"
_CODE, _LINK = r"\b\d{3}[ \u00a0\u202f]?\d{3}\b", r"/connexion/lien/\S+"


@dataclass
class Form:
    """What is about to be sent. `other` is the same form with another content, when it has an id of its own."""

    browser: InProcess
    path: str
    fields: dict[str, str | list[str]]
    other: dict[str, str | list[str]] | None = None


@dataclass(frozen=True)
class Maker:
    """How to come to have a form in hand. `alike` tells that all copies get the same answer; `most` is how many rows
    of a table twenty copies may add where one form is not one effect by design."""

    endpoint: str
    make: Callable[[Stage, random.Random, str], Form]
    alike: bool = True
    most: Mapping[str, int] = field(default_factory=dict)


class Stage:
    """The application and what is needed to bring people before a form."""

    def __init__(self, url: str) -> None:
        self.app = ground.make_app(url)
        self.engine = self.app.extensions["database"]
        self.lessons: dict[str, content.PublishedLesson] = {}

    def enter(self, name: str) -> InProcess:
        known = ground.sign_in(self.app, name)[0]
        return InProcess(self.app, known.cookie)

    def mailed(self, name: str, what: str) -> str:
        """What the last e-mail to someone holds."""
        with db.reading(self.engine) as reader:
            letters, _ = mail.mailbox(reader, skip=0, most=20)
        text = next(one.text for one in letters if one.recipient == f"{name}@mairie.example")
        found = re.search(what, text)
        assert found is not None
        return found.group()

    def lesson(self, key: str) -> content.PublishedLesson:
        if key not in self.lessons:
            with db.reading(self.engine) as reader:
                self.lessons[key] = learning.sitting(reader, None, example.COURSE, key).lesson
        return self.lessons[key]


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


def welcomed(stage: Stage, _chance: random.Random, name: str) -> Form:
    known = ground.sign_in(stage.app, name, welcomed=False)[0]
    browser = InProcess(stage.app, known.cookie)
    fields = {**browser.ask("GET", "/bienvenue").hidden(), "given_name": "Amina", "family_name": "Sarr"}
    return Form(browser, "/bienvenue", {**fields, "function": "conseiller", "commune": "45274"})


def code_asked(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser = InProcess(stage.app, "")
    fields = {**browser.ask("GET", "/connexion").hidden(), "email": f"{name}@mairie.example", "device": "own"}
    return Form(browser, "/connexion", fields)


def code_typed(stage: Stage, chance: random.Random, name: str) -> Form:
    ground.sign_in(stage.app, name)
    form = code_asked(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    return Form(form.browser, "/connexion/code", {**form.fields, "code": stage.mailed(name, _CODE)})


def link_followed(stage: Stage, chance: random.Random, name: str) -> Form:
    ground.sign_in(stage.app, name)
    form = code_asked(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    return Form(form.browser, stage.mailed(name, _LINK), {"csrf_token": form.fields["csrf_token"]})


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


def report_answered(stage: Stage, chance: random.Random, name: str) -> Form:
    report = problem_reported(stage, chance, name)
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


def mandate_told(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, path = stage.enter(name), "/mon-compte/mandats/nouveau"
    fields = {**browser.ask("GET", path).hidden(), "function": "maire", "commune": "45274", "starts_on": "2026-03-22"}
    return Form(browser, path, fields)


MAKERS = (
    Maker("learner.done", read_step),
    Maker("learner.done", lesson_answer),
    Maker("learner.start_exam", quiz_start),
    Maker("learner.save_exam_answer", quiz_answer),
    Maker("learner.hand_in", quiz_end),
    Maker("learner.choose_time", time_chosen),
    Maker("account.keep_welcome", welcomed),
    Maker("learner.tick", task_ticked),
    Maker("learner.write_note", note_written),
    Maker("learner.send_report", problem_reported),
    Maker("trainer.answer", report_answered),
    Maker("trainer.keep_step", step_written),
    Maker("trainer.arrange_steps", step_added),
    Maker("trainer.arrange_bank", bank_grown),
    Maker("trainer.keep_plain", whole_text_written),
    Maker("trainer.add_comment", remark_written),
    Maker("trainer.invite", colleague_invited),
    Maker("trainer.ask_review", review_wanted),
    Maker("trainer.give_review", review_given),
    Maker("trainer.create_course", course_begun),
    Maker("trainer.add_piece", piece_added),
    Maker("trainer.publish_course", course_published),
    Maker("trainer.correct_marks", marks_corrected),
    Maker("learner.obtain_certificate", certificate_asked),
    Maker("learner.obtain_hours", hours_asked),
    Maker("account.hold_mandate", mandate_told),
    # Each request is one more code to somebody, so that a lost one can be asked again: five a quarter of an hour.
    Maker("account.ask_code", code_asked, alike=False, most={"outbox_message": 5, "sign_in_request": 5}),
    # A code opens one session; its copies are told that it was used.
    Maker("account.enter", code_typed, alike=False),
    Maker("account.enter_by_link", link_followed, alike=False),
)
_CHANGES = "replaces a value by the one sent: twice is once"
_SAVED_ALIKE = "saves a text as trainer.keep_step does: twice is once"
_ENDS = "ends or deletes something: twice is once"
_FILE = "writes a file of a draft under the id of its form: proved with the authors"
_ONE_USE = "uses up a code or a challenge that is good once; tested with the ways in"
NOTHING_CREATED = {
    "trainer.look_at_zip": "the same form is the same module in the bin; tested in tests/web/trainer",
    "trainer.look_at_bank": "only looks",
    "admin.look_at_list": "only looks",
    "admin.to_correct": "only looks",
    "account.accept": "the person of the list is no more: tested in tests/web",
    "admin.invite": "the same person is not invited twice: tested in tests/web",
    "admin.bring_in_list": "twice is once: tested in tests/accounts/rosters",
    **dict.fromkeys(
        (
            *("trainer.change_plan", "trainer.copy_lesson", "trainer.undo_removal", "trainer.keep_cover"),
            *("trainer.keep_weaving", "trainer.go_back", "trainer.reset", "trainer.archive", "trainer.unschedule"),
            *("trainer.delete_course", "trainer.undelete_course", "trainer.keep_bank", "trainer.catch_up"),
        ),
        "a line of the draft's journal under the form's id: twice is once, tested in tests/publishing/drafts",
    ),
    "public.keep_display": "choices kept in the cookie",
    "public.verify_file": "only looks",
    "trainer.preview": "only looks",
    "trainer.try_question": "only looks",
    "trainer.try_step": "a trial writes nothing",
    "trainer.try_exam": "a trial writes nothing",
    **dict.fromkeys(
        (
            *("trainer.send_media", "trainer.replace_media", "trainer.remove_media", "trainer.bring_media_back"),
            "trainer.restore_text",
        ),
        _FILE,
    ),
    "demonstration.enter": "fictitious people, never in production",
    "learner.replace_certificate": "does nothing once the name on it is hers",
    **dict.fromkeys(("trainer.keep_lesson", "trainer.keep_bank_question", "trainer.settle"), _SAVED_ALIKE),
    **dict.fromkeys(
        (
            *("account.keep_name", "account.keep_reminders", "account.keep_mailbox", "account.keep_pace"),
            *("trainer.accept", "trainer.give_course", "trainer.keep_approval_rule"),
            *("account.keep_password", "account.keep_secret", "account.make_recovery_codes", "account.change_passkey"),
        ),
        _CHANGES,
    ),
    **dict.fromkeys(
        (
            *("account.sign_out", "account.forget_kept", "account.end_session", "account.end_other_sessions"),
            *("account.sign_out_everywhere", "account.end_mandate", "account.drop_password", "account.erase"),
            *("account.drop_authenticator", "account.stop"),
            *("trainer.take_right", "trainer.settle_comment", "trainer.undo_marks"),
        ),
        _ENDS,
    ),
    **dict.fromkeys(
        (
            *("account.enter_by_passkey", "account.enter_by_password", "account.enter_by_secret", "account.use_factor"),
            *("account.keep_confirm", "account.send_confirm_code", "account.ask_address", "account.change_address"),
            *("account.bring_address_back", "account.add_passkey", "account.keep_authenticator"),
        ),
        _ONE_USE,
    ),
}


class Rows:
    """How many rows each table has."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        metadata = MetaData()
        metadata.reflect(engine)
        # tries are counted there, not effects; bytes are kept once, whoever wrote them first
        tables = (one for name, one in metadata.tables.items() if name not in ("throttle", "blob"))
        self.tables = sorted(tables, key=lambda one: one.name)

    def count(self) -> Counter[str]:
        counts = [select(func.count()).select_from(one).scalar_subquery() for one in self.tables]
        with db.reading(self.engine) as reader:
            row = reader.execute(select(*counts)).one()
        return Counter(dict(zip((one.name for one in self.tables), row, strict=True)))


def send_copies(form: Form) -> list[Page]:
    """The same form twenty times at once, from the same browser."""
    cookies = [(one.key, one.value) for one in form.browser.client._cookies.values()]
    together = threading.Barrier(COPIES)

    def send(_number: int) -> Page:
        copy = InProcess(form.browser.app, "")
        for name, value in cookies:
            copy.client.set_cookie(name, value)
        together.wait()
        return copy.ask("POST", form.path, form.fields)

    with ThreadPoolExecutor(COPIES) as pool:
        return list(pool.map(send, range(COPIES)))


def try_form(stage: Stage, rows: Rows, maker: Maker, seed: int, number: int) -> list[str]:
    """Send one copy for somebody, twenty for somebody else; return what differs."""
    one = maker.make(stage, ground.chooser(seed, number), f"seule{number}")
    before = rows.count()
    alone = one.browser.ask("POST", one.path, one.fields)
    expected = rows.count() - before
    form = maker.make(stage, ground.chooser(seed, number), f"vingt{number}")
    before = rows.count()
    pages = send_copies(form)
    added = rows.count() - before
    where = f"{maker.endpoint} ({form.path})"
    found = [
        f"{where}: {added[table]} {table} instead of {expected[table]}"
        for table in sorted(added.keys() | expected.keys())
        if not expected[table] <= added[table] <= maker.most.get(table, expected[table])
    ]
    if alone.status != 303:
        found.append(f"{where}: one copy gives {alone.status}")
    answers = Counter((page.status, page.location) for page in pages)
    if maker.alike and len(answers) > 1:
        found.append(f"{where}: answers differ, {dict(answers)}")
    if any(page.status >= 500 for page in pages) or not any(page.status == 303 for page in pages):
        found.append(f"{where}: {dict(answers)}")
    if form.other is not None:
        before = rows.count()
        other = form.browser.ask("POST", form.path, form.other)
        if other.status != 409 or rows.count() != before:
            found.append(f"{where}: another content under the same id gives {other.status}")
    return found


def uncovered(app: Flask) -> list[str]:
    """The routes that change something and are in no list here."""
    sending = {route.endpoint for route in routing.routes(app) if route.method not in routing.SAFE}
    return sorted(sending - {maker.endpoint for maker in MAKERS} - NOTHING_CREATED.keys())


def prove(url: str, kind: str, *, forms: int, seed: int = 1) -> Verdict:
    """Try that many forms on an empty up-to-date database."""
    started = time.monotonic()
    ground.publish_quiz(url)
    communes.load(url)
    stage = Stage(url)
    rows = Rows(stage.engine)
    missing = uncovered(stage.app)
    faults = [f"{endpoint}: no form of it is tried" for endpoint in missing]
    others = 0
    for number in range(forms):
        maker = MAKERS[number % len(MAKERS)]
        others += maker.make in (lesson_answer, quiz_answer)
        faults += try_form(stage, rows, maker, seed, number)
    stage.engine.dispose()
    figures = {
        "formulaires": forms,
        "envois": forms * COPIES,
        "routes": len({maker.endpoint for maker in MAKERS}),
        "routes oubliées": len(missing),
        "même clé, autre contenu": others,
        "écarts": len(faults) - len(missing),
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"R6 envois en double, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, forms=count))
