"""Her modules: those she writes, a new one, a copy, and the bin where they wait thirty days."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from lms import content, publishing
from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import Act, What
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices, filled, shorter_than, stripped
from lms.web.http import reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import STATES, open_desk, signed
from lms.web.trainer.routes import pages

MODEL = ""
STILL_SHOWN = "Ce module est publié\u00a0: archivez-le avant de le supprimer."


class NewCourse(Form):
    """A title, and what to begin with."""

    titre = StringField(
        "Titre du module",
        description="Ce que la personne saura faire, en quelques mots. Vous pourrez le changer.",
        filters=[stripped],
        validators=[filled("Donnez un titre."), shorter_than(100, "Ce titre est trop long\u00a0: 100 signes au plus.")],
        render_kw={"maxlength": 100},
    )
    source = SelectField("Commencer avec")


@pages.get("")
@open_to(Access.TRAINERS)
def modules() -> str:
    """What she owns or shares, the latest changed first."""
    with reading_session() as session:
        listed = drafts.my_drafts(session, someone().person_id)
    return render_template("trainer/modules.html", listed=listed, states=STATES)


@pages.get("/nouveau")
@open_to(Access.TRAINERS)
def new_course() -> str:
    form = _new_form()
    form.source.data = request.args.get("copie", MODEL)
    return render_template("trainer/new_course.html", form=form)


@pages.post("/nouveau")
@open_to(Access.TRAINERS)
def create_course() -> Response | tuple[str, int]:
    """Begin a course from the model, or from a course that she may read."""
    form = _new_form()
    if not form.validate():
        return render_template("trainer/new_course.html", form=form), 422
    title, source = form.titre.data or "", form.source.data or MODEL
    with writing_session() as session:
        key = free_key(session, title)
        files = _beginning(session, key, title, source)
        what = What.COPY if source else What.CREATE
        made = drafts.create(session, key, files, what=what, **signed())
        course = drafts.course_of(session, made)
    return redirect(url_for(".plan", course=course), 303)


@pages.get("/corbeille")
@open_to(Access.TRAINERS)
def bin() -> str:
    """What was deleted of hers, for thirty days."""
    with reading_session() as session:
        listed = drafts.my_drafts(session, someone().person_id, deleted=True)
    return render_template("trainer/bin.html", listed=listed, days=drafts.KEPT_DELETED.days, kept=drafts.KEPT_DELETED)


@pages.post("/corbeille/<key:course>")
@open_to(Access.TRAINERS)
def undelete_course(course: str) -> Response:
    with writing_session() as session:
        try:
            draft_id = drafts.draft(session, course, someone().person_id, deleted=True).id
            drafts.undelete(session, draft_id, **signed())
        except drafts.DraftUnknown:
            open_desk(session, course)  # she has brought it back already
    return redirect(url_for(".plan", course=course), 303)


@pages.get("/<key:course>/supprimer")
@open_to(Access.TRAINERS)
def deletion(course: str) -> str:
    """Say what deleting does, before it is done."""
    with reading_session() as session:
        desk = open_desk(session, course)
    desk.require(Act.MANAGE)
    return render_template("trainer/deletion.html", desk=desk)


@pages.post("/<key:course>/supprimer")
@open_to(Access.TRAINERS)
def delete_course(course: str) -> Response | tuple[str, int]:
    with writing_session() as session:
        try:
            drafts.delete(session, open_desk(session, course).draft.id, **signed())
        except drafts.DraftUnknown:
            drafts.draft(session, course, someone().person_id, deleted=True)  # deleted already
        except drafts.StillPublished:
            return render_template("trainer/deletion.html", desk=open_desk(session, course)), 409
    return redirect(url_for(".bin", supprime=course), 303)


def free_key(reader: Reader, title: str) -> str:
    """A key for a new course, that no other has and no address needs."""
    return content.new_key(title, drafts.keys_taken(reader) | set(content.RESERVED_COURSES))


def _new_form() -> NewCourse:
    form = NewCourse()
    with reading_session() as session:
        copies = {key: f"Une copie de «\u202f{title}\u202f»" for key, title in copyable(session)}
    form.source.choices = choices({MODEL: "Un module d’exemple, à remplacer", **copies})
    return form


def copyable(reader: Reader) -> list[tuple[str, str]]:
    """The courses that she may copy: hers, then those that are published."""
    hers = {one.course_key: one.title for one in drafts.my_drafts(reader, someone().person_id)}
    shown = {one.cover.key: one.cover.title for one in publishing.current_releases(reader)}
    found: Mapping[str, str] = {**shown, **hers}
    return sorted(found.items(), key=lambda one: (one[1], one[0]))


def files_of(reader: Reader, course: str) -> dict[str, bytes]:
    """The text of a course that she may copy: her draft, or what is published. Raises CourseUnknown."""
    try:
        return drafts.draft_files(reader, drafts.draft(reader, course, someone().person_id).id)
    except drafts.DraftUnknown:
        return publishing.files(reader, course)


def _beginning(session: Session, key: str, title: str, source: str) -> dict[str, bytes]:
    if source == MODEL:
        return content.new_course(key, title)
    return content.course_renamed(files_of(session, source), key, title)
