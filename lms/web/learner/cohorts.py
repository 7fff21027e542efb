"""The sessions someone is in: what they ask, when they meet, who sees what; and the way into one by a code."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from lms.followup import cohorts
from lms.followup.cohorts import HerCohort
from lms.web.access import Access, open_to
from lms.web.cohorts import KINDS, calendar_file
from lms.web.forms import Form, filled, shorter_than, stripped
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.learner.routes import pages

UNKNOWN = "Ce code n’ouvre aucune session aujourd’hui. Vérifiez-le auprès de la personne qui vous l’a donné."
TOO_OFTEN = "Vous avez essayé beaucoup de codes. Attendez une heure, puis recommencez."


class JoinForm(Form):
    """A code to type."""

    mot = StringField(
        "Code de la session",
        description="Huit lettres et chiffres. Majuscules, espaces et tirets ne comptent pas.",
        validators=[filled("Recopiez le code de la session."), shorter_than(40, "Huit signes suffisent.")],
        filters=[stripped],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 40, "size": 12},
    )


@pages.get("/rejoindre")
@open_to(Access.SIGNED_IN)
def joining() -> str:
    return render_template("learner/join.html", form=JoinForm(formdata=None))


@pages.post("/rejoindre")
@open_to(Access.SIGNED_IN)
def join() -> Response | tuple[str, int]:
    """Come in by a code. Nothing is said of a code but that it opens a session, or not."""
    form = JoinForm()
    if not form.validate():
        return render_template("learner/join.html", form=form), 422
    with writing_session() as session:
        joined = cohorts.join_by_code(session, someone().person_id, form.mot.data or "", at=now())
    if joined.number is None:
        form.mot.errors = (TOO_OFTEN if joined.too_often else UNKNOWN,)
        return render_template("learner/join.html", form=form), 422
    return redirect(url_for("learner.cohort", number=joined.number), 303)


@pages.get("/mes-sessions/<int:number>")
@open_to(Access.SIGNED_IN)
def cohort(number: int) -> str:
    return render_template("learner/cohort.html", seen=_hers(number), kinds=KINDS)


@pages.get("/mes-sessions/<int:number>/session.ics")
@open_to(Access.SIGNED_IN)
def cohort_calendar(number: int) -> FlaskResponse:
    """Its meetings and days, for her calendar."""
    return calendar_file(_hers(number), stamp=now())


@pages.post("/mes-sessions/<int:number>/venir")
@open_to(Access.SIGNED_IN)
def accept_cohort(number: int) -> Response:
    """She was invited at her address, and comes."""
    me = someone()
    with writing_session() as session:
        cohorts.accept(session, number, me.person_id, me.email, at=now())
    return redirect(url_for("learner.cohort", number=number), 303)


@pages.post("/mes-sessions/<int:number>/quitter")
@open_to(Access.SIGNED_IN)
def leave_cohort(number: int) -> Response:
    """She came in by herself, and goes."""
    with writing_session() as session:
        cohorts.leave(session, number, someone().person_id, at=now())
    return redirect(url_for("learner.journey"), 303)


@pages.post("/mes-sessions/<int:number>/faire-savoir")
@open_to(Access.SIGNED_IN)
def tell_earlier(number: int) -> Response:
    """She lets who runs the session know what she had finished before."""
    with writing_session() as session:
        cohorts.tell_earlier(session, number, someone().person_id, at=now())
    return redirect(url_for("learner.cohort", number=number), 303)


def _hers(number: int) -> HerCohort:
    me = someone()
    with reading_session() as reader:
        return cohorts.hers(reader, number, me.person_id, me.email)
