"""« Étoffe en chiffres »: how many élus learn, where an operator has opened it to all. Nobody is named, or guessed."""

from __future__ import annotations

from werkzeug.wrappers import Response

from lms import followup
from lms.web.access import Access, open_to
from lms.web.http import reading_session
from lms.web.pages import shared_page
from lms.web.public.routes import pages


@pages.get("/chiffres")
@open_to(Access.EVERYONE)
def figures() -> Response:
    """In tens, of the whole country, its régions and its modules. Nothing is here until an operator opens it."""
    with reading_session() as reader:
        found = followup.public_figures(reader)
    return shared_page("public/figures.html", found=found)
