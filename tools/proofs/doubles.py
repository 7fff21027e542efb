"""R6: every form that creates something is sent twenty times at once. One effect, twenty same answers.

The forms come from the routes of the application: one that is in no list here is a fault, so that a new route says
what sending it twice does. The one effect is measured: the rows that twenty copies add, in every table, are those
that a single copy adds for somebody else.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import Engine, MetaData, func, select

from lms import db
from tests.support import communes, routing
from tools.proofs import forms_of_administrators as administrators
from tools.proofs import forms_of_learners as learners
from tools.proofs import forms_of_people as people
from tools.proofs import forms_of_trainers as trainers
from tools.proofs import ground
from tools.proofs.browser import InProcess, Page
from tools.proofs.ground import Verdict
from tools.proofs.stage import Form, Maker, Stage

COPIES = 20

MAKERS = (
    Maker("learner.done", learners.read_step),
    Maker("learner.done", learners.lesson_answer),
    Maker("learner.start_exam", learners.quiz_start),
    Maker("learner.save_exam_answer", learners.quiz_answer),
    Maker("learner.hand_in", learners.quiz_end),
    Maker("learner.choose_time", learners.time_chosen),
    Maker("account.keep_welcome", people.welcomed),
    Maker("learner.tick", learners.task_ticked),
    Maker("learner.write_note", learners.note_written),
    Maker("learner.send_report", learners.problem_reported),
    Maker("trainer.answer", trainers.report_answered),
    Maker("trainer.keep_step", trainers.step_written),
    Maker("trainer.arrange_steps", trainers.step_added),
    Maker("trainer.arrange_bank", trainers.bank_grown),
    Maker("trainer.keep_plain", trainers.whole_text_written),
    Maker("trainer.add_comment", trainers.remark_written),
    Maker("trainer.invite", trainers.colleague_invited),
    Maker("trainer.ask_review", trainers.review_wanted),
    Maker("trainer.give_review", trainers.review_given),
    Maker("trainer.create_course", trainers.course_begun),
    Maker("trainer.add_piece", trainers.piece_added),
    Maker("trainer.publish_course", trainers.course_published),
    Maker("trainer.correct_marks", trainers.marks_corrected),
    Maker("learner.obtain_certificate", learners.certificate_asked),
    Maker("learner.obtain_hours", learners.hours_asked),
    Maker("account.hold_mandate", people.mandate_told),
    Maker("admin.create_cohort", administrators.session_made),
    Maker("learner.send_complaint", administrators.complaint_made),
    Maker("admin.hold_meeting", administrators.meeting_held),
    Maker("admin.remind", administrators.session_reminded),
    Maker("learner.join", administrators.session_joined),
    # Each request is one more code to somebody, so that a lost one can be asked again: five a quarter of an hour.
    Maker("account.ask_code", people.code_asked, alike=False, most={"outbox_message": 5, "sign_in_request": 5}),
    # A code opens one session; its copies are told that it was used.
    Maker("account.enter", people.code_typed, alike=False),
    Maker("account.enter_by_link", people.link_followed, alike=False),
)
_CHANGES = "replaces a value by the one sent: twice is once"
_SAVED_ALIKE = "saves a text as trainer.keep_step does: twice is once"
_ENDS = "ends or deletes something: twice is once"
_FILE = "writes a file of a draft under the id of its form: proved with the authors"
_ONE_USE = "uses up a code or a challenge that is good once; tested with the ways in"
NOTHING_CREATED = {
    "trainer.look_at_zip": "the same form is the same module in the bin; tested in tests/web/trainer",
    "trainer.look_at_bank": "the same form is the same questions in the bin; tested in tests/web/trainer",
    "admin.look_at_list": "only looks; a long list is one job under the form's id: tested in tests/web/admin",
    "admin.agree_to_long_list": "one job for each list that was looked at: tested in tests/web/admin",
    "operator.open_or_close": "opened twice is open once: tested in tests/web",
    "admin.to_correct": "only looks",
    "admin.export_people": "only looks",
    "account.accept": "the person of the list is no more: tested in tests/web",
    "admin.invite": "the same person is not invited twice: tested in tests/web",
    "admin.bring_in_list": "twice is once: tested in tests/accounts/rosters",
    **dict.fromkeys(
        (
            *("admin.choose", "admin.invite_to_cohort", "admin.summon", "admin.look_at_finished"),
            *("learner.accept_cohort", "learner.tell_earlier"),
        ),
        "the same people, addresses, letters or looks of a day are there once: tested in tests/web/admin",
    ),
    "admin.make_code": "a code replaces the one before",
    **dict.fromkeys(
        (
            *("admin.keep_attendance", "admin.keep_cost", "admin.answer_complaint", "admin.name_yearly"),
            *("learner.sign_presence", "learner.keep_opinion", "public.keep_opinion"),
        ),
        "the same presence, cost, answer, look of a day or opinion is there once: tested in tests/web/admin",
    ),
    **dict.fromkeys(
        ("admin.take_dossier", "admin.take_year_dossier", "admin.take_proofs"),
        "gives a file; who took it, and why, is written each time it is taken",
    ),
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
            *("admin.change_cohort", "admin.move_meeting"),
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
            *("account.drop_authenticator", "account.stop", "account.pause"),
            *("trainer.take_right", "trainer.settle_comment", "trainer.undo_marks"),
            *("admin.call_off", "admin.cancel_meeting", "admin.take_out", "learner.leave_cohort"),
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
        others += maker.make in (learners.lesson_answer, learners.quiz_answer)
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
