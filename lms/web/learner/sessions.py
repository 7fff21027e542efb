"""What someone does about a session she is in: say that she is there, what she thinks of it, what went wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from lms.followup import evidence
from lms.followup.evidence import COMPLAINT_LENGTH, ComplaintConflict, Half, HalfDay, Meeting, Moment
from lms.web.access import Access, open_to
from lms.web.forms import Form, filled, form_id, shorter_than, written
from lms.web.french import NBSP, number
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.learner.routes import pages
from lms.web.opinions import QUESTIONS, WORDS, OpinionForm

HALVES = {Half.MORNING: "matin", Half.AFTERNOON: "après-midi"}
SENT = "Vous avez déjà envoyé une réclamation depuis cette page. Relisez celle-ci\u00a0: l’envoyer en ajoutera une."


@dataclass(frozen=True)
class Presence:
    """A half-day as she sees it: whether she was there, whether she may say so now, or not any more."""

    meeting: Meeting
    half_day: HalfDay
    half: str
    present: bool
    open: bool
    over: bool


class ComplaintForm(Form):
    """What went wrong. `client_id` makes sending twice harmless."""

    text = TextAreaField(
        "Que s’est-il passé\N{NARROW NO-BREAK SPACE}?",
        description="L’organisme lit votre texte sans votre nom. Dites ce qu’il faut pour qu’il puisse agir.",
        validators=[
            filled("Écrivez votre réclamation."),
            shorter_than(COMPLAINT_LENGTH, f"C’est trop long{NBSP}: {number(COMPLAINT_LENGTH)} signes au plus."),
        ],
        filters=[written],
        render_kw={"rows": 6, "maxlength": COMPLAINT_LENGTH},
    )
    client_id = HiddenField()


@pages.get("/mes-sessions/<int:number>/presence")
@open_to(Access.SIGNED_IN)
def presence(number: int) -> str:
    """The half-days of her session, and a button for the one that is on."""
    me, at = someone().person_id, now()
    with reading_session() as reader:
        held, meetings = evidence.agenda_for(reader, me, number)
        last = evidence.last_said(evidence.all_said(reader, number, person_id=me))
    found = [
        Presence(
            meeting,
            one,
            HALVES[one.half],
            present=(meeting.id, one, me) in last and last[meeting.id, one, me].present,
            open=held.cancelled_at is None and evidence.may_sign(one, meeting.starts_at, at),
            over=evidence.is_over(one, at),
        )
        for meeting in meetings
        for one in evidence.half_days(meeting.starts_at, meeting.ends_at)
    ]
    return render_template("learner/presence.html", held=held, found=found, kept=request.args.get("garde") == "1")


@pages.post("/mes-sessions/<int:number>/presence/<int:meeting>/<half>")
@open_to(Access.SIGNED_IN)
def sign_presence(number: int, meeting: int, half: str) -> Response:
    """She is there. Twice is once."""
    me = someone().person_id
    with writing_session() as session:
        _, meetings = evidence.agenda_for(session, me, number)
        at_meeting, half_day = evidence.find_half_day(meetings, meeting, half)
        evidence.sign(session, at_meeting, half_day, me, at=now())
    return redirect(url_for(".presence", number=number, garde=1), 303)


@pages.get("/mes-sessions/<int:number>/avis")
@open_to(Access.SIGNED_IN)
def opinion(number: int) -> str:
    """The question of today, if there is one."""
    moment = WORDS.get(request.args.get("quand", ""), Moment.HOT)
    return _ask(number, OpinionForm(formdata=None, moment=moment.value))


@pages.post("/mes-sessions/<int:number>/avis")
@open_to(Access.SIGNED_IN)
def keep_opinion(number: int) -> Response | tuple[str, int]:
    """Keep what she thinks, without her name. The first time stands."""
    form = OpinionForm()
    if not form.validate() or form.moment.data not in set(Moment):
        return _ask(number, form), 422
    moment, me = Moment(form.moment.data), someone().person_id
    with writing_session() as session:
        held, _ = evidence.agenda_for(session, me, number)
        value, remark = int(form.value.data), form.remark.data or ""
        evidence.answer(session, held, me, moment, value, remark, key=secrets.token_hex(16), at=now())
    return redirect(url_for(".opinion", number=number, garde=1), 303)


@pages.get("/mes-sessions/<int:number>/reclamation")
@open_to(Access.SIGNED_IN)
def complaint(number: int) -> str:
    """« Une réclamation ? », and the answers to those she made."""
    return _complain(number, ComplaintForm(formdata=None, client_id=str(uuid4())))


@pages.post("/mes-sessions/<int:number>/reclamation")
@open_to(Access.SIGNED_IN)
def send_complaint(number: int) -> Response | tuple[str, int]:
    form, me = ComplaintForm(), someone().person_id
    if not form.validate():
        return _complain(number, form), 422
    client_id = form_id()
    try:
        with writing_session() as session:
            evidence.agenda_for(session, me, number)
            evidence.complain(session, number, me, form.text.data or "", client_id=client_id, at=now())
    except ComplaintConflict:
        form.client_id.data = str(uuid4())
        form.text.errors = (SENT,)
        return _complain(number, form), 409
    return redirect(url_for(".complaint", number=number, garde=1), 303)


def _ask(number: int, form: OpinionForm) -> str:
    moment = Moment(form.moment.data) if form.moment.data in set(Moment) else Moment.HOT
    me, question = someone().person_id, QUESTIONS[moment]
    with reading_session() as reader:
        held, _ = evidence.agenda_for(reader, me, number)
        opened = evidence.may_answer(reader, held, me, moment, at=now())
    kept = request.args.get("garde") == "1"
    return render_template("learner/opinion.html", held=held, form=form, question=question, opened=opened, kept=kept)


def _complain(number: int, form: ComplaintForm) -> str:
    me = someone().person_id
    with reading_session() as reader:
        held, _ = evidence.agenda_for(reader, me, number)
        found = evidence.complaints_of(reader, number, me)
    kept = request.args.get("garde") == "1"
    return render_template("learner/complaint.html", held=held, form=form, found=found, kept=kept)
