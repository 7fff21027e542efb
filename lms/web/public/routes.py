"""Home, modules, glossary, help, legal pages, display settings, and the components for developers."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from lms import content, learning, publishing
from lms.web.access import Access, open_to
from lms.web.drawing import WEAVES
from lms.web.http import reading_session, visitor_token
from lms.web.pages import shared_page
from lms.web.public.forms import DisplayForm
from lms.web.public.screens import (
    CourseRow,
    prepare_catalogue,
    prepare_course,
    prepare_glossary,
    prepare_home,
    prepare_rows,
)

pages = Blueprint("public", __name__)


@pages.get("/")
@open_to(Access.EVERYONE)
def home() -> Response:
    return shared_page("public/home.html", screen=prepare_home(_rows()))


@pages.get("/modules")
@open_to(Access.EVERYONE)
def catalogue() -> Response:
    """All modules; « pour » and « communes » keep those that are written for someone."""
    screen = prepare_catalogue(_rows(), request.args.get("pour", ""), request.args.get("communes", ""))
    return shared_page("public/catalogue.html", screen=screen)


@pages.get("/modules/<key:course>")
@open_to(Access.EVERYONE)
def course(course: str) -> Response:
    with reading_session() as database:
        release = publishing.current_release(database, course)
        journey = learning.journeys(database, visitor_token(), [release]).get(course)
    return shared_page("public/course.html", screen=prepare_course(release, journey))


@pages.get("/glossaire")
@open_to(Access.EVERYONE)
def glossary() -> str:
    """One letter at a time: the one asked for, the one of the term asked for, or what the search found."""
    with reading_session() as database:
        uses = publishing.glossary_uses(database)
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("q", "lettre", "terme")}
    return render_template("public/glossary.html", screen=prepare_glossary(_library().glossary, uses, **asked))


@pages.get("/aide")
@open_to(Access.EVERYONE)
def help() -> Response:
    return shared_page("public/help.html")


@pages.get("/mentions-legales")
@open_to(Access.EVERYONE)
def legal() -> Response:
    return shared_page("public/legal.html")


@pages.get("/donnees-personnelles")
@open_to(Access.EVERYONE)
def privacy() -> Response:
    return shared_page("public/privacy.html")


@pages.get("/accessibilite")
@open_to(Access.EVERYONE)
def accessibility() -> Response:
    return shared_page("public/accessibility.html")


@pages.get("/plan-du-site")
@open_to(Access.EVERYONE)
def sitemap() -> Response:
    with reading_session() as database:
        releases = publishing.current_releases(database)
    return shared_page("public/sitemap.html", releases=releases)


@pages.get("/affichage")
@open_to(Access.EVERYONE)
def display() -> Response:
    return shared_page("public/display.html")


@pages.post("/affichage")
@open_to(Access.EVERYONE)
def keep_display() -> Response:
    """Keep the choices in the cookie and go back to the page they were made on. Unknown choices are refused."""
    form = DisplayForm()
    if not form.validate():
        abort(400)
    form.chosen().keep(session)
    session.permanent = True
    return redirect(_page_of_ours(request.form.get("retour", "")), 303)


@pages.get("/composants")
@open_to(Access.DEVELOPERS)
def components() -> str:
    """Every component and state on one page, for those who build pages. Heavier than any page people read."""
    return render_template("public/components.html", weaves=list(WEAVES))


def _rows() -> tuple[CourseRow, ...]:
    with reading_session() as database:
        releases = publishing.current_releases(database)
        journeys = learning.journeys(database, visitor_token(), releases)
    return prepare_rows(releases, journeys)


def _library() -> content.Library:
    library: content.Library = current_app.config["LIBRARY"]
    return library


def _page_of_ours(address: str) -> str:
    """`address` if it leads to one of our pages by GET, otherwise the display page. Never another site."""
    elsewhere = url_for("public.display")
    path, _, query = address.partition("?")
    if not path.startswith("/") or path.startswith("//") or not address.isprintable() or "\\" in address:
        return elsewhere
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return elsewhere
    return f"{path}?{query}" if query else path
