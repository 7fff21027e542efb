"""The meetings of a session, and the letters that tell its days."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import mail
from lms.followup import cohorts
from lms.followup.cohorts import MeetingUnknown, SeenCohort, SeenMeeting
from lms.web.access import Access, open_to
from lms.web.admin.cohort_forms import MeetingForm, meeting_form
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.cohorts import calendar_of, summons
from lms.web.forms import form_id
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.letters import paragraphs


@pages.get("/sessions/<int:number>/rencontres/nouvelle")
@open_to(Access.ADMINISTRATORS)
def new_meeting(number: int) -> str:
    return _show_form(meeting_form(), _cohort(number))


@pages.post("/sessions/<int:number>/rencontres/nouvelle")
@open_to(Access.ADMINISTRATORS)
def hold_meeting(number: int) -> Response | tuple[str, int]:
    form = meeting_form()
    if not form.validate():
        return _show_form(form, _cohort(number)), 422
    with writing_session() as session:
        cohorts.hold_meeting(session, number, form.appointment(), client_id=form_id(), places=looks_after(), at=now())
    return redirect(url_for("admin.cohort", number=number) + "#rencontres", 303)


@pages.get("/sessions/<int:number>/rencontres/<int:meeting>")
@open_to(Access.ADMINISTRATORS)
def edit_meeting(number: int, meeting: int) -> str:
    seen = _cohort(number)
    one = _meeting(seen, meeting)
    return _show_form(meeting_form(one), seen, one)


@pages.post("/sessions/<int:number>/rencontres/<int:meeting>")
@open_to(Access.ADMINISTRATORS)
def move_meeting(number: int, meeting: int) -> Response | tuple[str, int]:
    seen = _cohort(number)
    one = _meeting(seen, meeting)
    form = meeting_form(one)
    if not form.validate():
        return _show_form(form, seen, one), 422
    with writing_session() as session:
        cohorts.move_meeting(session, number, meeting, form.appointment(), places=looks_after())
    return redirect(url_for("admin.cohort", number=number) + "#rencontres", 303)


@pages.post("/sessions/<int:number>/rencontres/<int:meeting>/annuler")
@open_to(Access.ADMINISTRATORS)
def cancel_meeting(number: int, meeting: int) -> Response:
    with writing_session() as session:
        cohorts.cancel_meeting(session, number, meeting, places=looks_after(), at=now())
    return redirect(url_for("admin.cohort", number=number) + "#rencontres", 303)


@pages.get("/sessions/<int:number>/convocations")
@open_to(Access.ADMINISTRATORS)
def summoning(number: int) -> str:
    """The letter as it would be sent, and to how many."""
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
        told = cohorts.to_tell(reader, number)
    letter = summons(seen, told[0], organiser=someone().name) if told else None
    return render_template(
        "admin/cohort_letters.html", seen=seen, told=told, letter=letter,
        shown=paragraphs(letter.text) if letter else (),
    )  # fmt: skip


@pages.post("/sessions/<int:number>/convocations")
@open_to(Access.ADMINISTRATORS)
def summon(number: int) -> Response:
    """Write to those who do not know the present days, once each."""
    at = now()
    with writing_session() as session:
        seen = cohorts.cohort(session, number, looks_after())
        calendar = calendar_of(seen, stamp=at)
        for told in cohorts.tell(session, number, places=looks_after()):
            mail.post(session, summons(seen, told, organiser=someone().name, calendar=calendar), at=at)
    return redirect(url_for("admin.cohort", number=number), 303)


def _cohort(number: int) -> SeenCohort:
    with reading_session() as reader:
        return cohorts.cohort(reader, number, looks_after())


def _meeting(seen: SeenCohort, meeting: int) -> SeenMeeting:
    """A meeting that is held. Raises MeetingUnknown."""
    found = next((one for one in seen.meetings if one.id == meeting and one.cancelled_at is None), None)
    if found is None:
        raise MeetingUnknown(meeting)
    return found


def _show_form(form: MeetingForm, seen: SeenCohort, meeting: SeenMeeting | None = None) -> str:
    return render_template("admin/cohort_meeting.html", form=form, seen=seen, meeting=meeting)
