"""« Confirmez que c’est vous »: a recent proof, before what protects an account changes."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.web import identity, letters
from lms.web.access import Access, open_to
from lms.web.account import ceremonies
from lms.web.account.factors import WRONG_CODE, use_passkey
from lms.web.account.routes import REFUSALS, TOO_MANY, after, pages
from lms.web.account.secret import NOT_THIS_ONE
from lms.web.account.security_forms import AppCodeForm, MailCodeForm, PasskeyForm, SecretForm
from lms.web.forms import Form
from lms.web.http import now, reading_session, writing_session

FORMS: dict[str, type[Form]] = {
    "mail": MailCodeForm,
    "passkey": PasskeyForm,
    "app": AppCodeForm,
    "password": SecretForm,
}


@pages.get("/mon-compte/confirmer")
@open_to(Access.ARRIVING)
def confirm() -> str:
    """The ways to say « it is still I », for this person."""
    return _show(sent=request.args.get("envoye") == "oui")


@pages.post("/mon-compte/confirmer/code")
@open_to(Access.ARRIVING)
def send_confirm_code() -> Response | tuple[str, int]:
    """Send a code to her address."""
    person, at = identity.someone(), now()
    suite = request.form.get("suite", "")
    with writing_session() as database:
        made = accounts.ask_code(
            database,
            person.email,
            browser=identity.browser_token(),
            network="",
            known=True,
            device=person.device,
            next_page="",
            at=at,
        )
        if made is not None:
            mail.post(database, letters.confirm_code(to=person.email, code=made.code, asked_at=at), at=at)
    if made is None:
        return _show(fault=TOO_MANY), 429
    return redirect(url_for("account.confirm", suite=suite, envoye="oui"), 303)


@pages.post("/mon-compte/confirmer")
@open_to(Access.ARRIVING)
def keep_confirm() -> Response | tuple[str, int]:
    """Try the proof that was given; go back to where it was asked."""
    how = request.form.get("how", "")
    form = FORMS.get(how, MailCodeForm)()
    if not form.validate():
        return _show(form, sent=how == "mail"), 422
    refused, token = _prove(how, form)
    if refused:
        field, sentence = refused
        getattr(form, field).errors = (sentence,)
        return _show(form, sent=how == "mail"), 422
    identity.renew_browser(token)
    return redirect(after(request.form.get("suite", "")), 303)


def _prove(how: str, form: Form) -> tuple[tuple[str, str] | None, str]:
    """Why it is no proof, or the new token of the session."""
    person, at = identity.someone(), now()
    refused: tuple[str, str] | None
    with writing_session() as database:
        if how == "passkey":
            refused = use_passkey(database, person, form)
        elif how == "app":
            good = accounts.check_app(
                database, person.person_id, form.code.data or "", site_secret=ceremonies.site_secret(), at=at
            )
            refused = None if good else ("code", WRONG_CODE)
        elif how == "password":
            right = person.may_confirm_by_password and accounts.check_password(
                database, person.email, form.password.data or "", known=True, at=at
            )
            refused = None if right == person.person_id else ("password", NOT_THIS_ONE)
        else:
            good = accounts.confirm_by_code(
                database, person, form.mail_code.data or "", browser=identity.browser_token(), known=True, at=at
            )
            refused = None if good else ("mail_code", REFUSALS[accounts.Outcome.WRONG])
        strong = how in ("passkey", "app")
        token = "" if refused else accounts.prove(database, person, strong=strong, at=at)
    return refused, token


def _show(form: Form | None = None, *, sent: bool = False, fault: str = "") -> str:
    person = identity.someone()
    with reading_session() as database:
        held = accounts.protection(database, person.person_id)
    faults = form.faults() if form else [("envoyer", fault)] if fault else []
    return render_template(
        "account/confirm.html",
        person=person,
        held=held,
        sent=sent,
        faults=faults,
        suite=request.values.get("suite", ""),
        options=ceremonies.asking() if held.passkeys else "",
        mail_form=form if isinstance(form, MailCodeForm) else MailCodeForm(formdata=None),
        app_form=form if isinstance(form, AppCodeForm) else AppCodeForm(formdata=None),
        password_form=form if isinstance(form, SecretForm) else SecretForm(formdata=None),
    )
