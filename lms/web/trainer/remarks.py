"""Remarks on the text of a draft: said of a step where it is written, listed together, settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from lms import content
from lms.db import Reader
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.forms import Form, filled, form_id, shorter_than, written
from lms.web.http import now, page_of_ours, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import COVER, OpenStep, lessons_of, names_of, text_of

WHOLE = COVER  # the file that a remark on the whole course is kept with
TOO_LONG = "C’est trop long\u00a0: 2\u202f000 signes au plus."


@dataclass(frozen=True)
class Remark:
    """A remark, the words that say where in the course, and the page where that is written, "" when it is gone."""

    line: drafts.CommentLine
    where: str
    address: str


class CommentForm(Form):
    """A remark on a place of the text."""

    remark = TextAreaField(
        "Votre remarque",
        filters=[written],
        validators=[filled("Écrivez votre remarque."), shorter_than(drafts.COMMENT_LENGTH, TOO_LONG)],
        render_kw={"maxlength": drafts.COMMENT_LENGTH, "rows": 3},
    )
    path = HiddenField(validators=[shorter_than(200, TOO_LONG)])
    place = HiddenField(validators=[shorter_than(130, TOO_LONG)])


@pages.get("/<key:course>/commentaires")
@open_to(Access.TRAINERS)
def comments(course: str) -> str:
    """Every remark, the open ones first."""
    return _show(course, CommentForm(formdata=None, path=WHOLE, place=""))


@pages.post("/<key:course>/commentaires")
@open_to(Access.TRAINERS)
def add_comment(course: str) -> Response | tuple[str, int]:
    """Say something of a step, and go back to where it was said."""
    desk, client_id = _desk(course), form_id()
    form = CommentForm()
    if not form.validate():
        return _show(course, form), 422
    with writing_session() as session:
        drafts.comment(
            session,
            desk.draft.id,
            by=someone().person_id,
            path=form.path.data or "",
            place=form.place.data or "",
            text=form.remark.data or "",
            client_id=client_id,
            at=now(),
        )
    return _back_to_text(course)


@pages.post("/<key:course>/commentaires/<int(max=2147483647):comment>")
@open_to(Access.TRAINERS)
def settle_comment(course: str, comment: int) -> Response:
    """Say that a remark is settled. Twice is once."""
    desk, client_id = _desk(course), form_id()
    with writing_session() as session:
        drafts.resolve(session, desk.draft.id, comment, by=someone().person_id, client_id=client_id, at=now())
    return _back_to_text(course)


def remarks_on(reader: Reader, opened: OpenStep) -> tuple[drafts.CommentLine, ...]:
    """What was said of a step. Two statements."""
    lines = drafts.comments(reader, opened.at.desk.draft.id, path=opened.at.path)
    return tuple(line for line in lines if line.place == opened.part.key)


def _show(course: str, form: CommentForm) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        lines = drafts.comments(session, desk.draft.id)
        files = drafts.draft_files(session, desk.draft.id) if lines else {}
    places = _places(course, files)
    remarks = [Remark(line, *_where(line, places)) for line in lines]
    back = request.form.get("retour", "")
    return render_template("trainer/comments.html", desk=desk, remarks=remarks, form=form, back=back)


def _places(course: str, files: Mapping[str, bytes]) -> dict[tuple[str, str], tuple[str, str]]:
    """The words and the page of each file and of each step: (path, key of a step or "") -> (words, address)."""
    found = {(path, ""): (f"«\u202f{name}\u202f»", "") for path, name in names_of(files).items()}
    for lesson, title, path in lessons_of(files):
        for part in content.step_parts(text_of(files, path)):
            if part.key and content.KEY.match(part.key) and content.KEY.match(lesson):
                words = f"«\u202f{title}\u202f», «\u202f{part.title or part.key}\u202f»"
                found[path, part.key] = words, url_for("trainer.step", course=course, lesson=lesson, step=part.key)
    return found


def _where(line: drafts.CommentLine, places: Mapping[tuple[str, str], tuple[str, str]]) -> tuple[str, str]:
    if line.path == WHOLE and not line.place:
        return "", ""
    return places.get((line.path, line.place)) or (", ".join(filter(None, (line.path, line.place))), "")


def _desk(course: str) -> Desk:
    with reading_session() as session:
        return open_desk(session, course)


def _back_to_text(course: str) -> Response:
    """Where the remark was read, by a page of ours; otherwise the list of remarks."""
    otherwise = url_for("trainer.comments", course=course)
    return redirect(page_of_ours(request.form.get("retour", ""), otherwise) + "#remarques", 303)
