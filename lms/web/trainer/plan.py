"""The plan of a course: its lessons and their steps, added, moved, removed, brought back.

Each button is a gesture on the text as it is. Its form id is that of the page and of the gesture together, so that a
button pressed twice acts once, and another button of the same page acts too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from lms import content
from lms.publishing import drafts
from lms.publishing.drafts import Act, Change
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices, filled, form_id, shorter_than, stripped
from lms.web.http import now, reading_session, writing_session
from lms.web.trainer.buttons import places
from lms.web.trainer.conflict import bring_back
from lms.web.trainer.desk import Desk, open_desk, signed
from lms.web.trainer.modules import copyable, files_of
from lms.web.trainer.outline import Outline, lesson_rows, outline
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import open_text

Files = Mapping[str, bytes]
MEANWHILE = "Quelqu’un a modifié ce module au même moment. Voici son plan à jour\u00a0: recommencez votre geste."
NOT_SO = "Cela ne se fait pas ici\u00a0: {}."


class NewPiece(Form):
    """The title of a lesson or of a step."""

    titre = StringField(
        "Titre",
        filters=[stripped],
        validators=[filled("Donnez un titre."), shorter_than(100, "Ce titre est trop long\u00a0: 100 signes au plus.")],
        render_kw={"maxlength": 100},
    )


class LessonCopy(Form):
    """A lesson of another course."""

    lecon = SelectField("Leçon à copier")


@dataclass(frozen=True)
class Undo:
    """What was just removed: where, the text it had, and the text there is now."""

    path: str
    sha256: str
    base: str
    what: str


@pages.get("/<key:course>")
@open_to(Access.TRAINERS)
def plan(course: str) -> str:
    return _show(course, NewPiece())


@pages.post("/<key:course>")
@open_to(Access.TRAINERS)
def change_plan(course: str) -> Response | tuple[str, int]:
    """One gesture: « monter », « descendre », « retirer », a lesson or a step, as the pressed button says; « monter*3 »
    is what dragging does."""
    gesture = request.form.get("geste", "")
    verb, _, rest = gesture.partition(" ")
    path, _, step = rest.partition(" ")
    change = _gesture(verb, path, step)
    return _change(course, gesture, change, undo=path if verb == "retirer" else "", step=step)


@pages.post("/<key:course>/ajouter")
@open_to(Access.TRAINERS)
def add_piece(course: str) -> Response | tuple[str, int]:
    """Add a lesson, or a step to the lesson that is open."""
    form, path = NewPiece(), request.form.get("fichier", "")
    if not form.validate():
        return _show(course, form), 422
    title = form.titre.data or ""
    return _change(course, "ajouter", lambda files: _added(files, path, title))


@pages.get("/<key:course>/copier-une-lecon")
@open_to(Access.TRAINERS)
def lesson_copy(course: str) -> str:
    """The lessons of another course, to take one of them."""
    source = request.args.get("de", "")
    with reading_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.WRITE)
        rows = lesson_rows(files_of(session, source)) if source else ()
        others = [one for one in copyable(session) if one[0] != course]
    form = LessonCopy(formdata=None)
    form.lecon.choices = choices({row.path: row.title for row in rows})
    return render_template("trainer/lesson_copy.html", desk=desk, form=form, source=source, others=others)


@pages.post("/<key:course>/copier-une-lecon")
@open_to(Access.TRAINERS)
def copy_lesson(course: str) -> Response | tuple[str, int]:
    source, path = request.form.get("de", ""), request.form.get("lecon", "")
    with reading_session() as session:
        open_desk(session, course)
        files = files_of(session, source)
    return _change(course, "copier", lambda now_there: content.with_lesson_copied(now_there, files, path))


@pages.post("/<key:course>/annuler")
@open_to(Access.TRAINERS)
def undo_removal(course: str) -> Response | tuple[str, int]:
    """Write again the text that a file had before something was removed."""
    path, before, base = (request.form.get(name, "") for name in ("path", "sha256", "base_sha256"))
    return bring_back(open_text(course, path), before, base, url_for(".plan", course=course, lecon=path))


def _gesture(verb: str, path: str, step: str) -> Callable[[Files], Files]:
    """What a button does to the files."""
    by = places(verb)
    if not by and verb != "retirer":
        abort(400)
    if step:
        return lambda files: _with_text(
            files,
            path,
            lambda text: content.with_step_moved(text, step, by=by) if by else content.without_step(text, step),
        )
    if by:
        return lambda files: content.with_lesson_moved(files, path, by)
    return lambda files: content.without_lesson(files, path)


def _with_text(files: Files, path: str, edit: Callable[[str], str]) -> Files:
    if path not in content.lesson_paths(files):
        raise content.NoSuchPlace(path)
    return {**files, path: edit(files[path].decode("utf-8", "replace")).encode()}


def _added(files: Files, path: str, title: str) -> Files:
    """The files with one more lesson, or one more step in the lesson at `path`."""
    if not path:
        taken = {row.key for row in lesson_rows(files)}
        return content.with_new_lesson(files, content.new_key(title, taken), title, now().date())

    def with_step(text: str) -> str:
        key = content.new_key(title, {part.key for part in content.step_parts(text)})
        return content.with_new_step(text, key, title, "Écrivez ici une idée, en phrases courtes.", None)

    return _with_text(files, path, with_step)


def _change(
    course: str, gesture: str, change: Callable[[Files], Files], *, undo: str = "", step: str = ""
) -> Response | tuple[str, int]:
    """Apply a gesture and come back to the plan, with the means to undo a removal."""
    action = str(uuid5(UUID(form_id()), gesture))
    try:
        with writing_session() as session:
            desk = open_desk(session, course)
            desk.require(Act.WRITE)
            _write(session, desk, change, action)
    except drafts.Conflict:
        return _show(course, NewPiece(formdata=None), problem=MEANWHILE), 409
    except (content.NotEditable, drafts.Refused) as error:
        reason = error.reason if isinstance(error, drafts.Refused) else str(error)
        return _show(course, NewPiece(formdata=None), problem=NOT_SO.format(content.typographic(reason))), 422
    opened = request.form.get("ouverte") or None
    removed: dict[str, Any] = {"retire": undo, "texte": desk.sha256(undo)} if undo and desk.sha256(undo) else {}
    return redirect(url_for(".plan", course=course, lecon=opened, etape=step if removed else None, **removed), 303)


def _write(session: Session, desk: Desk, change: Callable[[Files], Files], action: str) -> None:
    """Write what a gesture changes. What this form did already is not done again."""
    files = drafts.draft_files(session, desk.draft.id)
    try:
        after = change(files)
    except content.NoSuchPlace:
        return  # gone already: this button was pressed twice, or somebody else pressed it
    changes = [
        Change(path, desk.sha256(path), after.get(path))
        for path in sorted({*files, *after})
        if files.get(path) != after.get(path)
    ]
    try:
        drafts.save_many(session, desk.draft.id, changes, **signed(action))
    except drafts.FormReused:
        return


def _show(course: str, form: NewPiece, *, problem: str = "") -> str:
    """`?lecon=` opens a lesson, whose steps then have their buttons."""
    opened = request.args.get("lecon", "") or request.form.get("ouverte", "")
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    screen: Outline = outline(desk, files, opened)
    return render_template(
        "trainer/plan.html", desk=desk, screen=screen, form=form, problem=problem, undo=_undo(desk), opened=opened
    )


def _undo(desk: Desk) -> Undo | None:
    path, sha256, step = (request.args.get(name, "") for name in ("retire", "texte", "etape"))
    if not path or sha256 == desk.sha256(path):
        return None
    return Undo(path, sha256, desk.sha256(path), "L’étape est retirée." if step else "La leçon est retirée.")
