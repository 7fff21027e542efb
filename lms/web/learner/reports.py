"""« Signaler un problème » on a step, and the answers to what one has reported."""

from __future__ import annotations

from uuid import uuid4

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import learning
from lms.learning import Trouble
from lms.web.access import Access, open_to
from lms.web.forms import form_id
from lms.web.http import asked_page, now, reading_session, writing_session
from lms.web.identity import learner, member
from lms.web.learner.forms import ReportForm
from lms.web.learner.routes import pages
from lms.web.reports import asked_rows, prepare_page

ALREADY = (
    "Vous avez déjà envoyé un signalement depuis cette page. Relisez celui-ci\u00a0: "
    "l’envoyer à nouveau en ajoutera un second."
)


@pages.get("/modules/<key:course>/<key:lesson>/<key:step>/signaler")
@open_to(Access.SIGNED_IN)
def report(course: str, lesson: str, step: str) -> str:
    """The form alone; it is also at the foot of every step."""
    with reading_session() as session:
        sitting = learning.sitting(session, learner(), course, lesson)
        spot = learning.spot(session, course, sitting.release_id, lesson, step)
    return _show(spot, ReportForm(release=spot.release_id, client_id=str(uuid4())))


@pages.post("/modules/<key:course>/<key:lesson>/<key:step>/signaler")
@open_to(Access.SIGNED_IN)
def send_report(course: str, lesson: str, step: str) -> Response | tuple[str, int]:
    """Keep the report with the release she was reading, whatever was published since."""
    form = ReportForm()
    valid = form.validate()
    if form.release.errors:
        abort(400)
    client_id = form_id()
    with reading_session() as session:
        spot = learning.spot(session, course, form.release.data or "", lesson, step)
    if not valid:
        return _show(spot, form), 422
    try:
        with writing_session() as session:
            trouble, text = Trouble(form.trouble.data), form.report.data or ""
            learning.report(session, member(), spot, trouble, text, client_id=client_id, at=now())
    except learning.ReportConflict:
        form.client_id.data = str(uuid4())
        form.report.errors = (ALREADY,)
        return _show(spot, form), 409
    return redirect(url_for(".step", course=course, lesson=lesson, step=step, signale=1) + "#signaler", 303)


@pages.get("/mes-signalements")
@open_to(Access.SIGNED_IN)
def my_reports() -> str:
    """What she has reported, and what was answered."""
    page = asked_page()
    with reading_session() as session:
        found = learning.reports_of(session, member(), **asked_rows(page))
        screen = prepare_page(session, found, page)
    return render_template("learner/reports.html", screen=screen)


def _show(spot: learning.Spot, form: ReportForm) -> str:
    return render_template("learner/report.html", spot=spot, form=form)
