"""« Où en sont vos communes ? »: figures of a territory, on a page or in a file. Nobody is named. GET only."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from lms import followup
from lms.web.access import Access, open_to
from lms.web.admin import squares, tables
from lms.web.admin.asking import Question, question
from lms.web.admin.scope import looks_after
from lms.web.admin.screens import Screen, prepare
from lms.web.http import reading_session

pages = Blueprint("admin", __name__, url_prefix="/suivi")


@pages.get("")
@open_to(Access.ADMINISTRATORS)
def board() -> str:
    """Where the communes of her territories stand, as she asks in the address."""
    asked = question()
    screen = _screen(asked)
    if screen is None:
        alone = all(kind == "commune" for kind, _ in looks_after())
        return render_template("admin/nothing.html", alone=alone)
    return render_template("admin/board.html", screen=screen, asked=asked, legend=squares.legend())


@pages.get("/export.<any(csv,xlsx,ods):sheet>")
@open_to(Access.ADMINISTRATORS)
def export(sheet: str) -> Response:
    """The same figures in a file."""
    screen = _screen(question())
    if screen is None:
        abort(404)
    return tables.download(screen, sheet)


def _screen(asked: Question) -> Screen | None:
    """What her territories answer; None when nothing was counted, or may be shown."""
    with reading_session() as reader:
        found = followup.board(reader, looks_after(), asked.asked)
    return prepare(found, asked) if found else None
