"""Texts that come from elsewhere: a course as a zip, questions from another platform. Looked at first, then kept.

A zip that was looked at waits in the bin: keeping it is bringing it back, and leaving it there forgets it after
thirty days. Questions that were looked at travel in the page that shows them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField

from lms import content
from lms.publishing import drafts
from lms.publishing.drafts import Act, What
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.banks import QUIZ, Chosen, pictures_added, pictures_ready, questions_added
from lms.web.trainer.cover_form import objectives_of
from lms.web.trainer.desk import library, open_desk, signed
from lms.web.trainer.modules import free_key
from lms.web.trainer.outline import lesson_rows
from lms.web.trainer.routes import pages
from lms.web.uploads import MEGABYTE, takes_up_to

NO_COURSE = "Cette archive ne contient pas de fichier module.toml\u00a0: ce n’est pas un module."
TOO_HEAVY = "Ce fichier contient trop de questions pour une seule fois\u00a0: coupez-le en plusieurs."
CARRIED = 180_000  # signs of questions that a page can carry
SHOWN_AT_MOST = 40


class ZipForm(Form):
    """A course in one file."""

    archive = FileField(
        "Fichier .zip du module",
        description="Trente mégaoctets au plus. Rien n’est gardé avant votre accord.",
        validators=[FileRequired("Choisissez le fichier .zip du module.")],
        render_kw={"accept": ".zip,application/zip"},
    )


class BankForm(Form):
    """Questions in one file, GIFT, Moodle XML or Aiken."""

    banque = FileField(
        "Fichier de questions",
        description="GIFT, Moodle XML ou Aiken, deux mégaoctets au plus. Rien n’est gardé avant votre accord.",
        validators=[FileRequired("Choisissez un fichier de questions.")],
        render_kw={"accept": ".txt,.gift,.xml,text/plain,application/xml"},
    )


class KeepBank(Form):
    """Where the questions go, and what they check when the file does not say."""

    questions = HiddenField()
    images = HiddenField()
    vers = SelectField("Où les ajouter")
    objectif = SelectField("Objectif vérifié")
    lecon = SelectField("Leçon à relire après une erreur")


@dataclass(frozen=True)
class FileRow:
    """A file of an archive: what becomes of it. `refused` and `problems` are sentences."""

    path: str
    refused: str = ""
    problems: tuple[str, ...] = ()


@pages.get("/importer")
@open_to(Access.TRAINERS)
def importing() -> str:
    return render_template("trainer/importing.html", form=ZipForm(formdata=None))


@pages.post("/importer")
@open_to(Access.TRAINERS)
@takes_up_to(30 * MEGABYTE)
def look_at_zip() -> tuple[str, int] | str:
    """Say file by file what would become of an archive."""
    form = ZipForm()
    if not form.validate():
        return render_template("trainer/importing.html", form=form), 422
    with form.archive.data.stream as received:
        data = received.read()
    try:
        files = content.unpack(data)
        rows = _judged(files)
        with writing_session() as session:
            course, title = _set_aside(session, {row.path: files[row.path] for row in rows if not row.refused})
    except (content.NotACourse, content.NotEditable, content.NoSuchPlace, drafts.Refused) as error:
        form.archive.errors = (_reason(error),)
        return render_template("trainer/importing.html", form=form), 422
    renamed = course if course != _key(files) else ""
    return render_template(
        "trainer/import_report.html", rows=rows, course=course, title=title, renamed=renamed, most=SHOWN_AT_MOST
    )


def _set_aside(session: Session, files: Mapping[str, bytes]) -> tuple[str, str]:
    """Put a course in the bin, under a free key; return its key and title."""
    title = content.course_title(files.get("module.toml", b"")) or "Module importé"
    wanted = _key(files)
    key = wanted if wanted and wanted == free_key(session, wanted) else free_key(session, wanted or title)
    named = dict(files) if key == wanted else content.course_renamed(files, key, title)
    made = drafts.create(session, key, named, what=What.IMPORT, **signed())
    with suppress(drafts.DraftUnknown):  # set aside already: the same form twice
        drafts.delete(session, made, by=someone().person_id, client_id="", at=now())
    return drafts.course_of(session, made), title


def _judged(files: Mapping[str, bytes]) -> list[FileRow]:
    """What becomes of each file. Raises NotACourse for an archive without a cover."""
    if "module.toml" not in files:
        raise content.NotACourse(NO_COURSE)
    refused = {path: content.refused_file(path, len(data)) for path, data in files.items()}
    kept = {path: data for path, data in files.items() if not refused[path]}
    told: dict[str, list[str]] = {}
    for problem in content.read(kept, library(), now().date()).problems:
        told.setdefault(problem.path, []).append(": ".join(filter(None, (problem.place, problem.message))))
    rows = [FileRow(path, refused[path], tuple(told.pop(path, ()))) for path in files]
    return [*rows, *(FileRow(path, problems=tuple(said)) for path, said in told.items() if path in kept)]


def _key(files: Mapping[str, bytes]) -> str:
    try:
        return str(content.read_table(files.get("module.toml", b"").decode("utf-8", "replace")).get("cle", ""))
    except content.NotEditable:
        return ""


def _reason(error: Exception) -> str:
    said = error.reason if isinstance(error, drafts.Refused) else str(error)
    return content.typographic(f"{said[:1].upper()}{said[1:]}".removesuffix(".") + ".")


@pages.get("/<key:course>/questions/importer")
@open_to(Access.TRAINERS)
def importing_bank(course: str) -> str:
    return _show_bank(course, BankForm(formdata=None))


@pages.post("/<key:course>/questions/importer")
@open_to(Access.TRAINERS)
@takes_up_to(2 * MEGABYTE)
def look_at_bank(course: str) -> tuple[str, int] | str:
    """Say question by question what would become of a file."""
    form = BankForm()
    if not form.validate():
        return _show_bank(course, form), 422
    with form.banque.data.stream as received:
        data = received.read()
    try:
        bank = content.exchange.read_bank(form.banque.data.filename or "", data)
    except content.exchange.NotABank as error:
        form.banque.errors = (_reason(error),)
        return _show_bank(course, form), 422
    carried = json.dumps([one.table for one in bank.questions], ensure_ascii=False, default=str)
    if len(carried) > CARRIED:
        form.banque.errors = (TOO_HEAVY,)
        return _show_bank(course, form), 422
    return _show_report(course, bank, carried)


@pages.post("/<key:course>/questions/garder")
@open_to(Access.TRAINERS)
def keep_bank(course: str) -> Response:
    """Add the questions that were shown to the quiz or to a lesson."""
    form = KeepBank()
    tables = _tables(form.questions.data or "")
    chosen = Chosen(request.form.get("vers", QUIZ), request.form.get("objectif", ""), request.form.get("lecon", ""))
    pictures = _pictures(course, form.images.data or "")
    with writing_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
        changes = questions_added(desk, drafts.draft_files(session, desk.draft.id), tables, chosen)
        with suppress(drafts.FormReused):  # added already
            drafts.save_many(session, desk.draft.id, [*changes, *pictures], **signed())
    quiz = chosen.path == QUIZ
    return redirect(url_for(".bank" if quiz else ".plan", course=course, lecon=None if quiz else chosen.path), 303)


def _tables(carried: str) -> list[dict[str, Any]]:
    """The questions that the page carried; what is not ours is refused."""
    try:
        found = json.loads(carried)
    except ValueError:
        abort(400)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found) or not found:
        abort(400)
    return found


def _pictures(course: str, carried: str) -> list[drafts.Change]:
    """The images that the page carried, made outside of any transaction; what is not ours is refused."""
    with reading_session() as session:
        desk = open_desk(session, course)
    try:
        return pictures_added(desk, carried)
    except (ValueError, TypeError):
        abort(400)


def _show_bank(course: str, form: BankForm) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
    return render_template("trainer/importing_bank.html", desk=desk, form=form)


def _show_report(course: str, bank: content.exchange.Bank, carried: str) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
        files = drafts.draft_files(session, desk.draft.id)
    lessons = lesson_rows(files)
    form = KeepBank(formdata=None)
    form.questions.data = carried
    pictures, left = pictures_ready(bank.images, CARRIED - len(carried))
    form.images.data = json.dumps(pictures)
    places = {row.path: f"La leçon «\u202f{row.title}\u202f»" for row in lessons}
    form.vers.choices = choices({QUIZ: "Le quiz final", **places})
    form.objectif.choices = choices(_objectives(files))
    form.lecon.choices = choices({row.key: row.title for row in lessons})
    values = {"pictures": len(pictures), "left": left, "most": SHOWN_AT_MOST}
    return render_template("trainer/bank_report.html", desk=desk, bank=bank, form=form, **values)


def _objectives(files: Mapping[str, bytes]) -> dict[str, str]:
    try:
        table = content.read_table(files.get("module.toml", b"").decode("utf-8", "replace"))
    except content.NotEditable:
        return {}
    return {line.key: line.text for line in objectives_of(table)}
