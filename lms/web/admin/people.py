"""« Élus »: who sits in her territories."""

from __future__ import annotations

from flask import render_template, request

from lms.accounts import rosters, territories
from lms.accounts.territories import Named
from lms.db import Reader
from lms.web.access import Access, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.forms import stripped
from lms.web.http import reading_session
from lms.web.templating import FUNCTION_WORDS

LONGEST = 80
MOST_COMMUNES = 12


@pages.get("/elus")
@open_to(Access.ADMINISTRATORS)
def people() -> str:
    """Who sits in her territories, by name; a name and a commune narrow it."""
    name, commune = (stripped(request.args.get(key))[:LONGEST] for key in ("nom", "commune"))
    page = max(1, request.args.get("page", 1, type=int))
    with reading_session() as reader:
        within = _communes(reader, commune) if commune else None
        found = rosters.seats(reader, looks_after(), within=within, name=name, page=page)
    asked = {key: value for key, value in (("nom", name), ("commune", commune)) if value}
    return render_template(
        "admin/people.html", found=found, name=name, commune=commune, asked=asked, words=FUNCTION_WORDS
    )


def _communes(reader: Reader, text: str) -> list[Named]:
    """The communes a text may mean, wherever they are: the scope is another condition."""
    return [("commune", one.code) for one in territories.search_communes(reader, text, MOST_COMMUNES)]
