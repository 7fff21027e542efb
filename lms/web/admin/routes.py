"""« Où en sont vos communes ? »: figures of a territory, nobody named. GET only."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.accounts import territories
from lms.web.access import Access, open_to
from lms.web.admin.scope import looks_after
from lms.web.http import reading_session

pages = Blueprint("admin", __name__, url_prefix="/suivi")


@pages.get("")
@open_to(Access.ADMINISTRATORS)
def board() -> str:
    """Where the communes of her territories stand."""
    places = looks_after()
    with reading_session() as reader:
        names = territories.names(reader, places)
    return render_template("admin/board.html", names=[names.get(place, place[1]) for place in places])
