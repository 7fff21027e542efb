"""« Mon parcours »: where someone stands in each module she has begun, and what is next."""

from __future__ import annotations

from flask import redirect, render_template
from werkzeug.wrappers import Response

from lms import learning
from lms.followup import cohorts
from lms.web.access import Access, open_to
from lms.web.http import now, reading_session
from lms.web.identity import member, someone
from lms.web.learner.overview import prepare_journey
from lms.web.learner.routes import pages
from lms.web.lessons import Way


@pages.get("/mon-parcours/<key:course>")
@open_to(Access.SIGNED_IN)
def resume(course: str) -> Response:
    """The exact place left in a module: its next step, its quiz when no lesson is left, its page once it is done."""
    with reading_session() as session:
        release = learning.release_taken(session, member(), course)
        found = learning.journeys(session, member(), [release]).get(course)
    way = Way.of_learner(course)
    if found is None:
        return redirect(way.to_lesson(release.cover.lessons[0].key))
    if found.resume is not None:
        return redirect(way.to_place(found.resume.lesson_key, found.resume.step_key))
    return redirect(way.to_out() if found.completed_at else way.to_exam())


@pages.get("/mon-parcours")
@open_to(Access.SIGNED_IN)
def journey() -> str:
    with reading_session() as session:
        releases = learning.releases_taken(session, member())
        found = learning.overview(session, member(), releases)
        hers = cohorts.of_person(session, member().person_id, someone().email, at=now())
    return render_template("learner/journey.html", screen=prepare_journey(releases, found, hers))
