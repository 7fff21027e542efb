"""Reports on steps: those that wait, those answered, and the answer. Nothing says who reported."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts, learning, mail
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.http import asked_page, now, reading_session, site_address, writing_session
from lms.web.identity import someone
from lms.web.reports import ReportRow, asked_rows, prepare_page, prepare_row
from lms.web.trainer.forms import AnswerForm

pages = Blueprint("trainer", __name__, url_prefix="/formation")

ALREADY = "Quelqu’un a répondu entre-temps. Sa réponse est partie\u00a0: la vôtre n’a pas été enregistrée."


@pages.get("/signalements")
@open_to(Access.TRAINERS)
def reports() -> str:
    """What learners have reported, by module."""
    page, answered = asked_page(), request.args.get("etat") == "repondus"
    with reading_session() as session:
        found = learning.reports(session, answered=answered, **asked_rows(page))
        screen = prepare_page(session, found, page)
        waiting = learning.waiting_reports(session)
    return render_template("trainer/reports.html", screen=screen, answered=answered, waiting=waiting)


@pages.get("/signalements/<int(max=2147483647):report>")
@open_to(Access.TRAINERS)
def report(report: int) -> str:
    """One report, with the step as its reader saw it."""
    return _show(report, AnswerForm())


@pages.post("/signalements/<int(max=2147483647):report>")
@open_to(Access.TRAINERS)
def answer(report: int) -> Response | tuple[str, int]:
    """Answer, and write to the person in the same transaction."""
    form = AnswerForm()
    if not form.validate():
        return _show(report, form), 422
    try:
        with writing_session() as session:
            told = learning.answer_report(session, report, form.answer.data or "", by=someone().person_id, at=now())
            contact = accounts.contact(session, told) if told is not None else None
            if contact is not None and contact.reminders:
                row = prepare_row(session, learning.seen_report(session, report))
                mail.post(session, _letter(row, contact), at=now())
    except learning.ReportAnswered:
        form.answer.errors = (ALREADY,)
        return _show(report, form), 409
    return redirect(url_for(".reports"), 303)


def _show(report: int, form: AnswerForm) -> str:
    with reading_session() as session:
        seen = learning.seen_report(session, report)
        row = prepare_row(session, seen)
        spot = learning.spot(session, seen.course_key, seen.release_id, seen.lesson_key, seen.step_key)
    return render_template("trainer/report.html", row=row, spot=spot, form=form)


def _letter(row: ReportRow, contact: accounts.Contact) -> mail.Letter:
    """A mailbox that others read is not told what she is learning."""
    return letters.report_answered(
        to=contact.email,
        report_id=row.seen.id,
        link=site_address(url_for("learner.my_reports")),
        reported_at=row.seen.reported_at,
        lesson="" if contact.shared_mailbox else row.lesson_title,
    )
