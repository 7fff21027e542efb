"""Coming in, saying who one is, going out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts, learning, mail
from lms.accounts import Device, Entry, Outcome
from lms.web import identity, letters
from lms.web.access import Access, open_to
from lms.web.account import ceremonies
from lms.web.account.forms import CodeForm, LinkForm, SignInForm, WelcomeForm
from lms.web.account.security_forms import PasskeyForm, PasswordForm
from lms.web.http import now, page_of_ours, reading_session, site_address, writing_session
from lms.web.pages import shared_page

pages = Blueprint("account", __name__)

ASKED = "demande"  # the address a code was sent to, in the cookie until it is used

REFUSALS = {
    Outcome.WRONG: "Ce n’est pas le bon code. Vérifiez les six chiffres de l’e-mail le plus récent.",
    Outcome.OVER: "Ce code n’est plus valable. Demandez-en un nouveau.",
    Outcome.SLOW: "Trop d’essais pour cette adresse. Attendez une heure, ou utilisez le lien de l’e-mail.",
    Outcome.SUSPENDED: "Ce compte est suspendu. Écrivez-nous depuis la page d’aide.",
    Outcome.CODE_NEEDED: "Recopiez aussi le code de l’e-mail\u00a0: d’autres personnes lisent cette boîte.",
}
REFUSED_PASSKEY = "Votre appareil n’a pas pu confirmer. Réessayez, ou recevez un code."
REFUSED_PASSWORD = "L’adresse ou le mot de passe n’est pas le bon. Vous pouvez recevoir un code à la place."  # noqa: S105
TOO_MANY = (
    "Plusieurs codes viennent déjà de partir vers cette adresse. Prenez le plus récent, ou attendez un quart d’heure."
)


@pages.get("/connexion")
@open_to(Access.EVERYONE)
def sign_in() -> str | Response:
    """The address, and whose device this is."""
    if identity.signed_in():
        return redirect(after(request.args.get("suite", "")))
    asked, suite = request.args.get("adresse", ""), request.args.get("suite", "")
    if asked:
        return show_sign_in(SignInForm(suite=suite, email=asked, device=likely_device(asked)))
    options = ceremonies.asking()
    form, password = _blank_forms(likely_device(""))
    holes = {"suite": suite, "options": options} if options else {"suite": suite}
    offered = {} if options else {"options": ""}
    return shared_page("account/sign_in.html", holes, form=form, password=password, faults=(), **offered)


@cache
def _blank_forms(device: Device) -> tuple[SignInForm, PasswordForm]:
    """The forms of someone who has typed nothing: the same for everybody, and without a token."""
    alike = {"csrf": False}
    return SignInForm(formdata=None, device=device, meta=alike), PasswordForm(formdata=None, meta=alike)


def likely_device(email: str) -> Device:
    """A mairie's computer is the safer guess for a mairie's address, and where somebody else has been."""
    return Device.SHARED if accounts.looks_shared(email) or identity.known_to_others(email) else Device.OWN


@pages.post("/connexion")
@open_to(Access.EVERYONE)
def ask_code() -> Response | tuple[str, int]:
    """Send a code and a link, whether the address has an account or not."""
    form = SignInForm()
    if not form.validate():
        return show_sign_in(form), 422
    if not _send_code(form.email.data or "", Device(form.device.data), form.suite.data or ""):
        form.email.errors = (TOO_MANY,)
        return show_sign_in(form), 429
    session[ASKED] = form.email.data
    return redirect(url_for("account.code"), 303)


@pages.get("/connexion/code")
@open_to(Access.EVERYONE)
def code() -> str | Response:
    """Where the code is typed, in the browser that asked for it."""
    if not session.get(ASKED):
        return redirect(url_for("account.sign_in"))
    return _show_code(CodeForm())


@pages.post("/connexion/code")
@open_to(Access.EVERYONE)
def enter() -> Response | tuple[str, int]:
    form = CodeForm()
    email = session.get(ASKED)
    if not email:
        return redirect(url_for("account.sign_in"), 303)
    if not form.validate():
        return _show_code(form), 422
    entry = enter_with(
        lambda database, label: accounts.enter_by_code(
            database,
            form.code.data or "",
            browser=identity.browser_token(),
            known=identity.knows(email),
            label=label,
            at=now(),
        ),
        keep=bool(form.keep.data),
    )
    if isinstance(entry, Response):
        return entry
    form.code.errors = (REFUSALS[entry.outcome],)
    return _show_code(form, over=entry.outcome is Outcome.OVER), 422


@pages.post("/connexion/cle")
@open_to(Access.EVERYONE)
def enter_by_passkey() -> Response | tuple[str, int]:
    """A device proves who is there: no address, no code."""
    form = PasskeyForm()
    device = Device.SHARED if form.device.data == Device.SHARED else Device.OWN
    try:
        entry = enter_with(
            lambda database, label: _by_passkey(database, form, device, label), suite=form.suite.data or ""
        )
    except accounts.PasskeyRefused:
        return show_sign_in(fault=REFUSED_PASSKEY), 422
    return entry if isinstance(entry, Response) else (show_sign_in(fault=REFUSALS[entry.outcome]), 422)


@pages.post("/connexion/mot-de-passe")
@open_to(Access.EVERYONE)
def enter_by_password() -> Response | tuple[str, int]:
    form = PasswordForm()
    if not form.validate():
        return show_sign_in(password=form), 422
    email = form.account_email.data or ""
    entry = enter_with(
        lambda database, label: accounts.enter_by_password(
            database,
            email,
            form.password.data or "",
            known=identity.knows(email),
            device=Device.SHARED if form.shared.data else Device.OWN,
            label=label,
            at=now(),
        ),
        suite=form.suite.data or "",
    )
    if isinstance(entry, Response):
        return entry
    form.password.errors = (REFUSED_PASSWORD if entry.outcome is Outcome.WRONG else REFUSALS[entry.outcome],)
    return show_sign_in(password=form), 422


@pages.get("/connexion/lien/<token>")
@open_to(Access.EVERYONE)
def link(token: str) -> str | tuple[str, int]:
    """What a link would do. Opening it does nothing: scanners open links too."""
    with reading_session() as database:
        fate = accounts.look_at_link(database, token, browser=identity.asking_browser(), at=now())
    return render_template("account/link.html", form=LinkForm(), fate=fate), 200 if fate.open else 410


@pages.post("/connexion/lien/<token>")
@open_to(Access.EVERYONE)
def enter_by_link(token: str) -> Response | tuple[str, int]:
    form = LinkForm()
    entry = enter_with(
        lambda database, label: accounts.enter_by_link(
            database,
            token,
            form.code.data or None,
            browser=identity.browser_token(),
            known=False,
            label=label,
            at=now(),
        ),
        keep=bool(form.keep.data),
    )
    if isinstance(entry, Response):
        return entry
    with reading_session() as database:
        fate = accounts.look_at_link(database, token, browser=identity.asking_browser(), at=now())
    form.code.errors = (REFUSALS[entry.outcome],)
    return render_template("account/link.html", form=form, fate=fate), 422 if fate.open else 410


@pages.get("/bienvenue")
@open_to(Access.ARRIVING)
def welcome() -> str | Response:
    """Name, function and commune, filled in with what an invitation said."""
    person = identity.someone()
    with reading_session() as database:
        invited = accounts.last_invitation(database, person.email)
    known = vars(invited) | {"commune": invited.commune_code} if invited else {}
    form = WelcomeForm(data={"suite": request.args.get("suite", "")} | known)
    return render_template("account/welcome.html", form=form)


@pages.post("/bienvenue")
@open_to(Access.ARRIVING)
def keep_welcome() -> Response | tuple[str, int]:
    form = WelcomeForm()
    if not form.validate():
        if form.commune.searching:
            form.quiet()
            return render_template("account/welcome.html", form=form), 200
        return render_template("account/welcome.html", form=form), 422
    at = now()
    with writing_session() as database:
        accounts.welcome(
            database,
            identity.someone().person_id,
            given_name=form.given_name.data or "",
            family_name=form.family_name.data or "",
            function=form.function.data,
            commune_code=form.commune.data or "",
            starts_on=at.date(),
            at=at,
        )
    return redirect(after(form.suite.data or ""), 303)


@pages.get("/reprendre")
@open_to(Access.SIGNED_IN)
def resume() -> str | Response:
    """What was being sent when the session ended, to send now."""
    kept = identity.kept_form()
    if kept is None:
        return redirect(after(""))
    path, fields = kept
    return render_template("account/resume.html", path=path, fields=list(fields.items(multi=True)))


@pages.post("/reprendre")
@open_to(Access.SIGNED_IN)
def forget_kept() -> Response:
    """Give up what was kept."""
    identity.drop_kept_form()
    return redirect(after(""), 303)


@pages.post("/deconnexion")
@open_to(Access.ARRIVING)
def sign_out() -> Response:
    """End this session. On a shared computer nothing of it stays in the browser."""
    person = identity.someone()
    with writing_session() as database:
        accounts.end_session(database, person.session_id, person_id=person.person_id, at=now())
    shared = person.device is Device.SHARED
    identity.close_browser()
    response = redirect(url_for("public.home"), 303)
    if shared:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _send_code(email: str, device: Device, next_page: str) -> bool:
    """Make the code and write the letter in one transaction. False when too many were asked."""
    at = now()
    with writing_session() as database:
        made = accounts.ask_code(
            database,
            email,
            browser=identity.browser_token(),
            network=identity.network(),
            known=identity.knows(email),
            device=device,
            next_page=page_of_ours(next_page, "")[:500],
            at=at,
        )
        if made is None:
            return False
        address = site_address(url_for("account.link", token=made.link_token))
        mail.post(database, letters.sign_in_code(to=email, code=made.code, link=address, asked_at=at), at=at)
    return True


def _by_passkey(database: Session, form: PasskeyForm, device: Device, label: str) -> Entry:
    person_id = accounts.check_passkey(
        database,
        form.credential.data or "",
        site=ceremonies.site(),
        challenge=ceremonies.spent_challenge(),
        at=now(),
    )
    return accounts.enter_by_passkey(database, person_id, device=device, label=label, at=now())


def _adopt(database: Session, entry: Entry, keep: bool) -> None:
    """What she did here without an account becomes hers, unless she says it was somebody else."""
    token = identity.visitor_token()
    if entry.outcome is Outcome.ACCEPTED and keep and token:
        learning.adopt_visitor(database, learning.Visitor(token), learning.Member(entry.person_id), at=now())


def enter_with(attempt: Callable[[Session, str], Entry], *, keep: bool = False, suite: str = "") -> Response | Entry:
    """Try to come in within one transaction: a redirection when it is done, otherwise why it is not."""
    with writing_session() as database:
        entry = attempt(database, identity.device_label())
        _adopt(database, entry, keep)
        if entry.outcome is Outcome.ACCEPTED and entry.is_staff and not identity.knows(entry.email):
            alert = letters.new_device(to=entry.email, device=identity.device_label(), at=now())
            mail.post(database, alert, at=now())
    if entry.outcome is Outcome.PROOF_NEEDED:
        return redirect(url_for("account.sign_in_with_secret"), 303)
    if entry.outcome is not Outcome.ACCEPTED:
        return entry
    identity.open_browser(entry.token, entry.email, entry.device)
    if session.get(identity.KEPT_FORM):
        return redirect(url_for("account.resume"), 303)
    return redirect(after(entry.next_page or suite), 303)


def after(next_page: str) -> str:
    """Where to go once signed in: the page that asked for it, or her own."""
    return page_of_ours(next_page, url_for("learner.journey"))


def show_sign_in(form: SignInForm | None = None, password: PasswordForm | None = None, fault: str = "") -> str:
    """The ways in, with what was refused."""
    suite = request.values.get("suite", "")
    form = form or SignInForm(formdata=None, suite=suite, device=likely_device(""))
    password = password or PasswordForm(formdata=None)
    faults = [*form.faults(), *password.faults(), *([("credential", fault)] if fault else [])]
    options = ceremonies.asking()
    return render_template(
        "account/sign_in.html", form=form, password=password, faults=faults, options=options, suite=suite
    )


def _show_code(form: CodeForm, over: bool = False) -> str:
    has_work = identity.visitor_token() is not None
    return render_template("account/code.html", form=form, email=session[ASKED], over=over, has_work=has_work)
