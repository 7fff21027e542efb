"""Questions that come from another platform: looked at first, then kept.

What was looked at waits in the bin, like a course: its questions as a quiz, their images made fit for a course.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField

from lms import content
from lms.publishing import drafts
from lms.publishing.drafts import Act
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices
from lms.web.http import reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.banks import QUIZ, Chosen, made_fit, questions_added
from lms.web.trainer.cover_form import objectives_of
from lms.web.trainer.desk import open_desk, signed
from lms.web.trainer.imports import SHOWN_AT_MOST, reason_of, waiting
from lms.web.trainer.modules import free_key
from lms.web.trainer.outline import lesson_rows
from lms.web.trainer.routes import pages
from lms.web.trainer.wording import said_of_question
from lms.web.trainer.workbench import cover_of
from lms.web.uploads import MEGABYTE, takes_up_to

MOST_BYTES = 8 * MEGABYTE


class BankForm(Form):
    """Questions in one file: GIFT, Moodle XML, Aiken, or a zip of them with their images."""

    banque = FileField(
        "Fichier de questions",
        description="GIFT, Moodle XML ou Aiken, ou un .zip avec les images. Huit mégaoctets au plus.",
        validators=[FileRequired("Choisissez un fichier de questions.")],
        render_kw={"accept": ".txt,.gift,.xml,.zip,text/plain,application/xml,application/zip"},
    )


class KeepBank(Form):
    """Where the questions go, and what they check when the file does not say."""

    questions = HiddenField()
    vers = SelectField("Où les ajouter")
    objectif = SelectField("Objectif vérifié")
    lecon = SelectField("Leçon à relire")


@pages.get("/<key:course>/questions/importer")
@open_to(Access.TRAINERS)
def importing_bank(course: str) -> str:
    return _show_bank(course, BankForm(formdata=None))


@pages.post("/<key:course>/questions/importer")
@open_to(Access.TRAINERS)
@takes_up_to(MOST_BYTES)
def look_at_bank(course: str) -> tuple[str, int] | str:
    """Say question by question what would become of a file."""
    form = BankForm()
    if not form.validate():
        return _show_bank(course, form), 422
    name = form.banque.data.filename or ""
    with form.banque.data.stream as received:
        data = received.read()
    try:
        bank = made_fit(content.exchange.read_bank(name, data))
        with writing_session() as session:
            open_desk(session, course).require(Act.WRITE)
            aside = _set_aside(session, name, bank) if bank.questions else ""
    except (content.exchange.NotABank, content.NotEditable, drafts.Refused) as error:
        form.banque.errors = (reason_of(error),)
        return _show_bank(course, form), 422
    return _show_report(course, bank, aside)


@pages.post("/<key:course>/questions/garder")
@open_to(Access.TRAINERS)
def keep_bank(course: str) -> Response:
    """Add the questions that were shown to the quiz or to a lesson."""
    aside = request.form.get("questions", "")
    chosen = Chosen(request.form.get("vers", QUIZ), request.form.get("objectif", ""), request.form.get("lecon", ""))
    with writing_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
        brought = _brought(session, aside)
        changes = questions_added(desk, drafts.draft_files(session, desk.draft.id), brought, chosen)
        with suppress(drafts.FormReused):  # added already
            drafts.save_many(session, desk.draft.id, changes, **signed())
    return redirect(url_for(".plan", course=course, lecon=None if chosen.path == QUIZ else chosen.path), 303)


def _set_aside(session: Session, name: str, bank: content.exchange.Bank) -> str:
    """Put the questions in the bin, as a course that has nothing else; return its key."""
    title = f"Questions de {name or 'votre fichier'}"[:100]
    tables = [one.table for one in bank.questions]
    texts = {"module.toml": content.table_text({"titre": title}), QUIZ: content.table_text({"questions": tables})}
    files = {path: text.encode() for path, text in texts.items()}
    return waiting(session, free_key(session, title), files | bank.images)


def _brought(session: Session, aside: str) -> dict[str, bytes]:
    """The files that wait under this key, in her bin. Raises DraftUnknown."""
    found = drafts.draft(session, aside, someone().person_id, deleted=True)
    return drafts.draft_files(session, found.id)


def _show_bank(course: str, form: BankForm) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
    return render_template("trainer/importing_bank.html", desk=desk, form=form)


def _show_report(course: str, bank: content.exchange.Bank, aside: str) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    lessons = lesson_rows(files)
    bank = replace(bank, refused=tuple(map(_in_words, bank.refused)))
    form = KeepBank(formdata=None)
    form.questions.data = aside
    places = {row.path: f"La leçon «\u202f{row.title}\u202f»" for row in lessons}
    form.vers.choices = choices({QUIZ: "Le quiz final", **places})
    form.objectif.choices = choices({line.key: line.text for line in objectives_of(cover_of(files))})
    form.lecon.choices = choices({row.key: row.title for row in lessons})
    crowded = len(bank.questions) > content.MOST_QUESTIONS
    return render_template(
        "trainer/bank_report.html", desk=desk, bank=bank, form=form, most=SHOWN_AT_MOST, crowded=crowded
    )


def _in_words(refused: content.exchange.Refused) -> content.exchange.Refused:
    said = " ; ".join(said_of_question(one, refused.table) for one in refused.problems)
    return replace(refused, reason=said or refused.reason)
