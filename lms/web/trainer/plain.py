"""A file of a course as it is written: what always works when a place cannot be edited by itself."""

from __future__ import annotations

from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.trainer.checks import check_file
from lms.web.trainer.conflict import show_conflict
from lms.web.trainer.routes import pages
from lms.web.trainer.saved import clashed, refused, saved_state, told
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import BANK, COVER, OpenText, base_of, open_text, put, wants_json

TEXTS = (".md", ".toml")


@pages.get("/<key:course>/texte")
@open_to(Access.TRAINERS)
def plain(course: str) -> str:
    """The whole text of one file."""
    opened = _open(course)
    return _show(opened, opened.text, opened.sha256)


@pages.post("/<key:course>/texte")
@open_to(Access.TRAINERS)
def keep_plain(course: str) -> Response | tuple[str | Response, int]:
    """Save the whole text of one file, whatever it says: a draft may have problems."""
    opened = _open(course)
    base, sha256 = base_of(opened)
    text = content.in_the_manner_of(request.form.get("texte", ""), base or "\n")
    try:
        saved = put(opened, sha256, text)
    except drafts.Refused as error:
        reason = in_french(error.reason)
        return refused(reason) if wants_json() else (_show(opened, text, sha256, reason), 422)
    except drafts.Conflict as conflict:
        return clashed() if wants_json() else (show_conflict(opened, conflict, sha256, text, request.full_path), 409)
    if wants_json():
        opened = open_text(course, opened.path)
        return told(opened, saved, base=sha256, other=opened.text != text, checks=check_file(opened))
    return redirect(url_for("trainer.plain", course=course, fichier=opened.path), 303)


def _open(course: str) -> OpenText:
    """The file that the address names. Raises DraftUnknown; FileUnknown when it is not a text of this course."""
    path = request.args.get("fichier", COVER)
    opened = open_text(course, path)
    if not path.endswith(TEXTS) or (path not in opened.files and path not in (COVER, BANK)):
        raise drafts.FileUnknown(path)
    return opened


def _show(opened: OpenText, text: str, base: str, problem: str = "") -> str:
    return render_template(
        "trainer/plain.html",
        desk=opened.desk,
        path=opened.path,
        paths=[path for path in opened.files if path.endswith(TEXTS)],
        text=text,
        base=base,
        problem=problem,
        state=saved_state(opened.desk, opened.path),
        checks=check_file(opened),
        client_id=str(uuid4()),
    )
