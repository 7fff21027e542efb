"""Home, modules, glossary, help, legal pages, display settings, and the components for developers."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from lms import content, followup, learning, publishing
from lms.privacy import kept
from lms.web.access import Access, open_to
from lms.web.communes import SUGGESTED, search_in_database, suggestion
from lms.web.drawing import WEAVES
from lms.web.http import page_of_ours, reading_session
from lms.web.identity import learner
from lms.web.lessons import Way
from lms.web.outlines import prepare_course
from lms.web.pages import shared_page
from lms.web.public.forms import CommuneForm, DisplayForm
from lms.web.public.screens import (
    CourseRow,
    prepare_catalogue,
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
        release = learning.release_taken(database, learner(), course)
        journey = learning.journeys(database, learner(), [release]).get(course)
        news = publishing.news(database, release, journey.completed_release if journey else None)
    screen = prepare_course(release.cover, journey, Way.of_learner(course), news)
    return shared_page("public/course.html", screen=screen)


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
    """What is kept of people, drawn from the register that the database is held to."""
    return shared_page("public/privacy.html", kept=kept())


@pages.get("/accessibilite")
@open_to(Access.EVERYONE)
def accessibility() -> Response:
    return shared_page("public/accessibility.html")


@pages.get("/plan-du-site")
@open_to(Access.EVERYONE)
def sitemap() -> Response:
    with reading_session() as database:
        releases, figures = publishing.current_releases(database), followup.are_open(database)
    return shared_page("public/sitemap.html", releases=releases, figures=figures)


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
    return redirect(page_of_ours(request.form.get("retour", ""), url_for("public.display")), 303)


@pages.get("/communes")
@open_to(Access.EVERYONE)
def communes() -> Response:
    """What « q » may mean, for the script of the commune field. The same for everyone, good for a day."""
    found = search_in_database(request.args.get("q", ""), SUGGESTED)
    response = jsonify([vars(suggestion(one)) for one in found])
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@pages.get("/composants")
@open_to(Access.DEVELOPERS)
def components() -> str:
    """Every component and state on one page, for those who build pages. Heavier than any page people read."""
    form = CommuneForm(request.args)
    chosen = bool(request.args) and form.validate()
    return render_template("public/components.html", weaves=list(WEAVES), form=form, chosen=chosen)


def _rows() -> tuple[CourseRow, ...]:
    with reading_session() as database:
        releases = publishing.current_releases(database)
        journeys = learning.journeys(database, learner(), releases)
    return prepare_rows(releases, journeys)


def _library() -> content.Library:
    library: content.Library = current_app.config["LIBRARY"]
    return library
