"""Mailboxes that several people read: a code is not enough, each person has a secret of her own."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.accounts import Outcome
from lms.web import identity, letters
from lms.web.access import Access, after_proof, open_to
from lms.web.account import ceremonies
from lms.web.account.factors import set_passkey_up
from lms.web.account.routes import REFUSALS, after, enter_with, pages
from lms.web.account.security_forms import WEAKNESSES, NewPasswordForm, PasskeyForm, SecretForm
from lms.web.http import now, reading_session, writing_session

NOT_THIS_ONE = "Ce n’est pas le bon mot de passe. Après dix essais, il faut attendre un quart d’heure."


@pages.get("/mon-compte/secret")
@open_to(Access.ARRIVING)
@after_proof
def secret() -> str | Response:
    """Why a secret is needed here, and how to choose one."""
    if not identity.someone().needs_secret:
        return redirect(after(request.args.get("suite", "")))
    return _show_secret(NewPasswordForm(suite=request.args.get("suite", "")))


@pages.post("/mon-compte/secret")
@open_to(Access.ARRIVING)
@after_proof
def keep_secret() -> Response | tuple[str, int]:
    """Keep the first secret of a person: a password, or a passkey when a device made one."""
    person = identity.someone()
    suite = request.form.get("suite", "")
    if not person.needs_secret:
        return redirect(after(suite), 303)
    if request.form.get("credential"):
        return _keep_passkey(PasskeyForm())
    form = NewPasswordForm()
    if form.validate() and (weak := accounts.weakness(form.new_password.data or "", person.email)):
        form.new_password.errors = (WEAKNESSES[weak],)
    if form.errors:
        return _show_secret(form), 422
    with writing_session() as database:
        accounts.set_password(database, person.person_id, form.new_password.data or "")
        token = accounts.prove(database, person, strong=False, at=now())
        mail.post(database, letters.security_changed(to=person.email, change="password", at=now()), at=now())
    identity.renew_browser(token)
    return redirect(after(suite), 303)


@pages.get("/connexion/secret")
@open_to(Access.EVERYONE)
def sign_in_with_secret() -> str | Response:
    """After the code of a shared mailbox: whose account it is."""
    email = _awaited()
    if not email:
        return redirect(url_for("account.sign_in"))
    return _show_sign_in(SecretForm(), email)


@pages.post("/connexion/secret")
@open_to(Access.EVERYONE)
def enter_by_secret() -> Response | tuple[str, int]:
    form, email = SecretForm(), _awaited()
    if not email:
        return redirect(url_for("account.sign_in"), 303)
    if not form.validate():
        return _show_sign_in(form, email), 422
    entry = enter_with(
        lambda database, label: accounts.enter_by_secret(
            database,
            form.password.data or "",
            browser=identity.browser_token(),
            known=identity.knows(email),
            label=label,
            at=now(),
        )
    )
    if isinstance(entry, Response):
        return entry
    if entry.outcome is Outcome.OVER:
        return redirect(url_for("account.sign_in"), 303)
    form.password.errors = (NOT_THIS_ONE if entry.outcome is Outcome.WRONG else REFUSALS[entry.outcome],)
    return _show_sign_in(form, email), 422


def _keep_passkey(form: PasskeyForm) -> Response | tuple[str, int]:
    person = identity.someone()
    with writing_session() as database:
        refused = set_passkey_up(database, person, form)
        if not refused:
            token = accounts.prove(database, person, strong=False, at=now())
            mail.post(database, letters.security_changed(to=person.email, change="passkey", at=now()), at=now())
    if refused:
        shown = NewPasswordForm()
        shown.new_password.errors = (refused[1],)
        return _show_secret(shown), 422
    identity.renew_browser(token)
    return redirect(after(form.suite.data or ""), 303)


def _awaited() -> str:
    browser = identity.asking_browser()
    if browser is None:
        return ""
    with reading_session() as database:
        return accounts.awaits_secret(database, browser, at=now())


def _show_secret(form: NewPasswordForm) -> str:
    with reading_session() as database:
        options = ceremonies.making(database, identity.someone().person_id)
    return render_template("account/secret.html", form=form, options=options)


def _show_sign_in(form: SecretForm, email: str) -> str:
    return render_template("account/sign_in_secret.html", form=form, email=email, options=ceremonies.asking())
