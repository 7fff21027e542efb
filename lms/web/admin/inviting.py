"""One person at a time: what a list of one row would do, with her invitation."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import DataRequired

from lms.accounts import FUNCTIONS, rosters
from lms.accounts.rosters import Verb
from lms.content import typographic
from lms.web.access import Access, open_to
from lms.web.admin.bringing import one_of, read_list, write_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.communes import CommuneField
from lms.web.forms import Form, choices, email_field, name_field, required
from lms.web.http import now, writing_session
from lms.web.identity import someone
from lms.web.templating import FUNCTION_WORDS

ORIGIN = "Invitation d’une personne"
MISSING = "Indiquez sa commune\u00a0: son nom ou son code postal."


class InviteForm(Form):
    """Who she is, what she does and where."""

    given_name = name_field("Son prénom", "off", "Indiquez son prénom.")
    family_name = name_field("Son nom", "off", "Indiquez son nom.")
    email = email_field("Son adresse e-mail", "Une adresse à elle, pas celle de la mairie.")
    function = SelectField(
        "Sa fonction",
        choices=choices({"": "Choisissez"} | {value: FUNCTION_WORDS[value] for value in FUNCTIONS}),
        validators=[required("Choisissez sa fonction.")],
    )
    commune = CommuneField("Sa commune", description="Son nom ou son code postal.", validators=[DataRequired(MISSING)])


@pages.get("/elus/inviter")
@open_to(Access.ADMINISTRATORS)
def inviting() -> str:
    return render_template("admin/inviting.html", form=InviteForm(formdata=None))


@pages.post("/elus/inviter")
@open_to(Access.ADMINISTRATORS)
def invite() -> Response | tuple[str, int]:
    """Bring one person in and write to her; in her territories only."""
    form = InviteForm()
    if not form.validate():
        if form.commune.searching:
            form.quiet()
            return render_template("admin/inviting.html", form=form), 200
        return render_template("admin/inviting.html", form=form), 422
    refused = _bring_in(form)
    if refused:
        form.commune.errors = (typographic(f"{refused[:1].upper()}{refused[1:]}."),)
        return render_template("admin/inviting.html", form=form), 422
    return redirect(url_for("admin.people", nom=form.family_name.data), 303)


def _bring_in(form: InviteForm) -> str:
    """Why she cannot be brought in, empty when she is."""
    data = rosters.list_of_one(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        function=form.function.data,
        commune_code=form.commune.data or "",
    )
    at = now()
    with writing_session() as session:
        read = read_list(session, data)
        plan = rosters.look(session, read, at=at)
        (outcome,) = plan.outcomes
        if outcome.verb is Verb.REFUSED:
            return " ; ".join(outcome.said)
        scope = one_of(looks_after())
        done = rosters.bring_in(
            session, read, agreed=plan.digest, origin=ORIGIN, scope=scope, by=someone().person_id, at=at
        )
        write_to(session, done.invited, inviter=someone().name, at=at)
    return ""
