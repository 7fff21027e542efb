"""« Mon parcours »: where someone stands in each module she has begun, and what is next."""

from __future__ import annotations

from flask import render_template

from lms import learning
from lms.followup import cohorts
from lms.web.access import Access, open_to
from lms.web.http import now, reading_session
from lms.web.identity import member, someone
from lms.web.learner.overview import prepare_journey
from lms.web.learner.routes import pages


@pages.get("/mon-parcours")
@open_to(Access.SIGNED_IN)
def journey() -> str:
    with reading_session() as session:
        releases = learning.releases_taken(session, member())
        found = learning.overview(session, member(), releases)
        hers = cohorts.of_person(session, member().person_id, someone().email, at=now())
    return render_template("learner/journey.html", screen=prepare_journey(releases, found, hers))
