"""The second factor of the staff: used at each sign-in, set up at the first."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, redirect, render_template, request, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.accounts import NewApp, Protection, SignedIn
from lms.web import identity, letters
from lms.web.access import Access, open_to
from lms.web.account import ceremonies
from lms.web.account.routes import after, pages
from lms.web.account.security_forms import AppCodeForm, PasskeyForm, RecoveryForm
from lms.web.forms import Form
from lms.web.http import now, reading_session, writing_session
from lms.web.qr import qr_code

NEW_APP = "appli"  # an application being set up: its secret, encrypted, in the cookie

WRONG_CODE = "Ce n’est pas le bon code, ou il a déjà servi. Attendez le suivant, puis recopiez-le."
WRONG_RECOVERY = "Ce code de secours n’est pas le bon, ou il a déjà servi."
WRONG_PASSKEY = "Votre appareil n’a pas pu confirmer. Réessayez, ou choisissez un autre moyen."


@pages.get("/connexion/second-facteur")
@open_to(Access.ARRIVING)
def second_factor() -> str | Response:
    """Use a factor; someone who has none sets one up here, and cannot go on without."""
    person = identity.someone()
    if person.strong or not person.is_staff:
        return redirect(after(request.args.get("suite", "")))
    return show_factor(person, request.args.get("suite", ""))


@pages.post("/connexion/second-facteur")
@open_to(Access.ARRIVING)
def use_factor() -> Response | str | tuple[str, int]:
    """Try what was given. A factor is set up here only by someone who has none."""
    person = identity.someone()
    suite = request.form.get("suite", "")
    if person.strong or not person.is_staff:
        return redirect(after(suite), 303)
    ways = USING if person.has_factor else SETTING_UP
    form_of, check = ways.get(request.form.get("how", ""), next(iter(ways.values())))
    form = form_of()
    if not form.validate():
        return show_factor(person, suite, form), 422
    with writing_session() as database:
        refused = check(database, person, form)
        token = "" if refused else accounts.prove(database, person, strong=True, at=now())
        codes = () if refused or person.has_factor else accounts.new_recovery_codes(database, person.person_id)
        if codes:
            mail.post(database, letters.security_changed(to=person.email, change="factor", at=now()), at=now())
    if refused:
        field, sentence = refused
        getattr(form, field).errors = (sentence,)
        return show_factor(person, suite, form), 422
    session.pop(NEW_APP, None)
    identity.renew_browser(token)
    if codes:  # shown once, hence no redirection
        return render_template("account/recovery_codes.html", codes=codes, onward=after(suite))
    return redirect(after(suite), 303)


def app_being_set_up(person: SignedIn) -> NewApp:
    """The secret shown in this browser, the same from one page to the next. The database knows nothing of it yet."""
    settings = current_app.config["SETTINGS"]
    made = accounts.new_app(person.email, settings.site_name, ceremonies.site_secret(), session.get(NEW_APP))
    session[NEW_APP] = made.sealed
    return made


def show_factor(person: SignedIn, suite: str, sent: Form | None = None) -> str:
    """The page, with the form that was refused if one was."""
    fault = sent.faults() if sent else []
    forms = {
        "code_form": sent if isinstance(sent, AppCodeForm) else AppCodeForm(formdata=None),
        "recovery_form": sent if isinstance(sent, RecoveryForm) else RecoveryForm(formdata=None),
    }
    if person.has_factor:
        with reading_session() as database:
            held: Protection = accounts.protection(database, person.person_id)
        asked = ceremonies.asking() if held.passkeys else ""
        return render_template(
            "account/factor.html", held=held, options=asked, suite=suite, faults=fault, sent=sent, **forms
        )
    with reading_session() as database:
        asked = ceremonies.making(database, person.person_id)
    app = app_being_set_up(person)
    return render_template(
        "account/factor_setup.html",
        app=app,
        secret=spaced(app.secret),
        picture=qr_code(app.address),
        options=asked,
        suite=suite,
        faults=fault,
        **forms,
    )


def spaced(secret: str) -> str:
    """A secret by groups of four, to copy it without losing one's place."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


Refusal = tuple[str, str] | None  # the field and the sentence


def _use_app(database: Session, person: SignedIn, form: Form) -> Refusal:
    typed = form.code.data or ""
    good = accounts.check_app(database, person.person_id, typed, site_secret=ceremonies.site_secret(), at=now())
    return None if good else ("code", WRONG_CODE)


def _use_recovery(database: Session, person: SignedIn, form: Form) -> Refusal:
    good = accounts.use_recovery_code(database, person.person_id, form.recovery.data or "", at=now())
    return None if good else ("recovery", WRONG_RECOVERY)


def use_passkey(database: Session, person: SignedIn, form: Form) -> Refusal:
    try:
        accounts.check_passkey(
            database,
            form.credential.data or "",
            site=ceremonies.site(),
            challenge=ceremonies.spent_challenge(),
            person_id=person.person_id,
            at=now(),
        )
    except accounts.PasskeyRefused:
        return "credential", WRONG_PASSKEY
    return None


def set_app_up(database: Session, person: SignedIn, form: Form) -> Refusal:
    good = accounts.add_app(
        database,
        person.person_id,
        session.get(NEW_APP),
        form.code.data or "",
        site_secret=ceremonies.site_secret(),
        at=now(),
    )
    return None if good else ("code", WRONG_CODE)


def set_passkey_up(database: Session, person: SignedIn, form: Form) -> Refusal:
    try:
        accounts.add_passkey(
            database,
            person.person_id,
            form.credential.data or "",
            site=ceremonies.site(),
            challenge=ceremonies.spent_challenge(),
            label=identity.device_label(),
            at=now(),
        )
    except accounts.PasskeyRefused:
        return "credential", WRONG_PASSKEY
    return None


Way = tuple[type[Form], Callable[[Session, SignedIn, Form], Refusal]]
USING: dict[str, Way] = {
    "app": (AppCodeForm, _use_app),
    "recovery": (RecoveryForm, _use_recovery),
    "passkey": (PasskeyForm, use_passkey),
}
SETTING_UP: dict[str, Way] = {"app": (AppCodeForm, set_app_up), "passkey": (PasskeyForm, set_passkey_up)}
