"""« Sécurité »: what protects an account, seen and changed by its owner."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.accounts import SignedIn
from lms.web import identity, letters
from lms.web.access import Access, after_proof, open_to
from lms.web.account import ceremonies
from lms.web.account.factors import NEW_APP, app_being_set_up, set_app_up, set_passkey_up, spaced
from lms.web.account.routes import pages
from lms.web.account.security_forms import WEAKNESSES, AppCodeForm, LabelForm, NewPasswordForm, PasskeyForm
from lms.web.forms import Form
from lms.web.http import now, reading_session, writing_session
from lms.web.qr import qr_code


@pages.get("/mon-compte/securite")
@open_to(Access.SIGNED_IN)
def security() -> str:
    """What protects this account, each thing with what can be done about it."""
    person = identity.someone()
    with reading_session() as database:
        held = accounts.protection(database, person.person_id)
        devices = accounts.open_sessions(database, person.person_id, at=now())
    return render_template(
        "account/security.html",
        held=held,
        others=len([one for one in devices if one.id != person.session_id]),
        done=DONE.get(request.args.get("fait", ""), ""),
        possible=bool(ceremonies.site().domain),
    )


DONE = {
    "mot-de-passe": "Votre mot de passe est gardé.",
    "sans-mot-de-passe": "Votre mot de passe est retiré.",
    "cle": "Cet appareil peut maintenant ouvrir votre compte.",
    "sans-cle": "Cette clé est retirée.",
    "nom": "Le nom de la clé est changé.",
    "application": "Votre application est prête.",
    "sans-application": "Votre application est retirée.",
    "boite": "C’est noté.",
    "partout": "Vos autres appareils sont déconnectés.",
    "adresse": "Votre adresse est changée. Un message vient de partir vers l’ancienne.",
    "dernier": "Choisissez d’abord un autre moyen\u00a0: celui-ci est le dernier qui protège votre compte.",
}


@pages.get("/mon-compte/mot-de-passe")
@open_to(Access.SIGNED_IN)
@after_proof
def password() -> str:
    """Choose a password, or another one."""
    return render_template("account/password.html", form=NewPasswordForm())


@pages.post("/mon-compte/mot-de-passe")
@open_to(Access.SIGNED_IN)
@after_proof
def keep_password() -> Response | tuple[str, int]:
    """A new password ends the other sessions: someone else may have opened them."""
    form, person = NewPasswordForm(), identity.someone()
    if form.validate() and (weak := accounts.weakness(form.new_password.data or "", person.email)):
        form.new_password.errors = (WEAKNESSES[weak],)
    if form.errors:
        return render_template("account/password.html", form=form), 422
    with writing_session() as database:
        accounts.set_password(database, person.person_id, form.new_password.data or "")
        accounts.end_all_sessions(database, person.person_id, at=now(), but=person.session_id)
        _tell(database, person, "password")
    return _back("mot-de-passe")


@pages.post("/mon-compte/mot-de-passe/retirer")
@open_to(Access.SIGNED_IN)
@after_proof
def drop_password() -> Response:
    person = identity.someone()
    try:
        with writing_session() as database:
            accounts.drop_password(database, person)
            _tell(database, person, "password-dropped")
    except accounts.LastFactor:
        return _back("dernier")
    return _back("sans-mot-de-passe")


@pages.get("/mon-compte/cles")
@open_to(Access.SIGNED_IN)
@after_proof
def passkeys() -> str:
    """Her passkeys, and one more."""
    return _show_passkeys()


@pages.post("/mon-compte/cles")
@open_to(Access.SIGNED_IN)
@after_proof
def add_passkey() -> Response | str | tuple[str, int]:
    form, person = PasskeyForm(), identity.someone()
    with writing_session() as database:
        refused = set_passkey_up(database, person, form)
        codes = () if refused else _first_codes(database, person)
        if not refused:
            _tell(database, person, "passkey")
    if refused:
        return _show_passkeys(fault=refused[1]), 422
    return _show_codes(codes) if codes else _back("cle")


@pages.post("/mon-compte/cles/changer")
@open_to(Access.SIGNED_IN)
@after_proof
def change_passkey() -> Response | tuple[str, int]:
    """Another name for a passkey, or no passkey any more."""
    form, person = LabelForm(), identity.someone()
    number = form.passkey.data or ""
    if not form.validate() or not (number.isascii() and number.isdigit() and len(number) < 10):
        return _show_passkeys(fault="Ce nom est trop long\u00a0: 80 signes au plus."), 422
    drop = "retirer" in request.form
    with writing_session() as database:
        held = accounts.protection(database, person.person_id)
        if drop and not accounts.may_drop_passkey(held, staff=person.is_staff):
            return _back("dernier")
        if drop:
            accounts.drop_passkey(database, person.person_id, int(number))
            _tell(database, person, "passkey-dropped")
        elif form.label.data:
            accounts.rename_passkey(database, person.person_id, int(number), form.label.data)
    return _back("sans-cle" if drop else "nom")


@pages.get("/mon-compte/application")
@open_to(Access.SIGNED_IN)
@after_proof
def authenticator() -> str:
    """Set an application up."""
    return _show_app(AppCodeForm())


@pages.post("/mon-compte/application")
@open_to(Access.SIGNED_IN)
@after_proof
def keep_authenticator() -> Response | str | tuple[str, int]:
    form, person = AppCodeForm(), identity.someone()
    if not form.validate():
        return _show_app(form), 422
    with writing_session() as database:
        refused = set_app_up(database, person, form)
        codes = () if refused else _first_codes(database, person)
        if not refused:
            _tell(database, person, "factor")
    if refused:
        form.code.errors = (refused[1],)
        return _show_app(form), 422
    session.pop(NEW_APP, None)
    return _show_codes(codes) if codes else _back("application")


@pages.post("/mon-compte/application/retirer")
@open_to(Access.SIGNED_IN)
@after_proof
def drop_authenticator() -> Response:
    person = identity.someone()
    try:
        with writing_session() as database:
            accounts.drop_app(database, person)
            _tell(database, person, "factor-dropped")
    except accounts.LastFactor:
        return _back("dernier")
    return _back("sans-application")


@pages.get("/mon-compte/codes-de-secours")
@open_to(Access.SIGNED_IN)
@after_proof
def recovery_codes() -> str:
    """Before new codes: those she has will not serve any more."""
    return render_template("account/new_codes.html")


@pages.post("/mon-compte/codes-de-secours")
@open_to(Access.SIGNED_IN)
@after_proof
def make_recovery_codes() -> str:
    """Eight new codes, shown once, hence no redirection."""
    person = identity.someone()
    with writing_session() as database:
        codes = accounts.new_recovery_codes(database, person.person_id)
        _tell(database, person, "codes")
    return _show_codes(codes)


@pages.get("/mon-compte/boite")
@open_to(Access.SIGNED_IN)
@after_proof
def mailbox() -> str:
    """Whether others read her mailbox, and what that changes."""
    return render_template("account/mailbox.html")


@pages.post("/mon-compte/boite")
@open_to(Access.SIGNED_IN)
@after_proof
def keep_mailbox() -> Response:
    person = identity.someone()
    shared = request.form.get("shared") == "oui"
    if shared != person.shared_mailbox:
        with writing_session() as database:
            accounts.declare_mailbox(database, person.person_id, shared=shared)
            _tell(database, person, "mailbox-shared" if shared else "mailbox-own")
    return _back("boite")


@pages.post("/mon-compte/deconnecter-partout")
@open_to(Access.SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End every other session of hers, at once."""
    person = identity.someone()
    with writing_session() as database:
        accounts.end_all_sessions(database, person.person_id, at=now(), but=person.session_id)
    return _back("partout")


def _first_codes(database: Session, person: SignedIn) -> tuple[str, ...]:
    """Codes for the day she loses her first factor, where a code by e-mail would not be enough."""
    if not (person.is_staff or person.shared_mailbox):
        return ()
    held = accounts.protection(database, person.person_id)
    return () if held.recovery_left else accounts.new_recovery_codes(database, person.person_id)


def _tell(database: Session, person: SignedIn, change: str) -> None:
    mail.post(database, letters.security_changed(to=person.email, change=change, at=now()), at=now())


def _back(done: str) -> Response:
    return redirect(url_for("account.security", fait=done), 303)


def _show_codes(codes: tuple[str, ...]) -> str:
    return render_template("account/recovery_codes.html", codes=codes, onward=url_for("account.security"))


def _show_passkeys(fault: str = "") -> str:
    person = identity.someone()
    with reading_session() as database:
        held = accounts.protection(database, person.person_id)
        options = ceremonies.making(database, person.person_id)
    faults = [("credential", fault)] if fault else []
    return render_template("account/passkeys.html", held=held, options=options, faults=faults)


def _show_app(form: Form) -> str:
    app = app_being_set_up(identity.someone())
    return render_template(
        "account/app.html", app=app, secret=spaced(app.secret), picture=qr_code(app.address), form=form
    )
