"""Coming in, saying who one is, going out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts, learning, mail
from lms.accounts import Device, Entry, Outcome
from lms.web import identity, letters
from lms.web.access import Access, open_to
from lms.web.account.forms import CodeForm, LinkForm, SignInForm, WelcomeForm
from lms.web.http import now, page_of_ours, reading_session, site_address, writing_session

pages = Blueprint("account", __name__)

ASKED = "demande"  # the address a code was sent to, in the cookie until it is used

REFUSALS = {
    Outcome.WRONG: "Ce n’est pas le bon code. Vérifiez les six chiffres de l’e-mail le plus récent.",
    Outcome.OVER: "Ce code n’est plus valable. Demandez-en un nouveau.",
    Outcome.SLOW: "Trop d’essais pour cette adresse. Attendez une heure, ou utilisez le lien de l’e-mail.",
    Outcome.SUSPENDED: "Ce compte est suspendu. Écrivez-nous depuis la page d’aide.",
    Outcome.CODE_NEEDED: "Recopiez aussi le code de l’e-mail\u00a0: d’autres personnes lisent cette boîte.",
}
TOO_MANY = (
    "Plusieurs codes viennent déjà de partir vers cette adresse. Prenez le plus récent, ou attendez un quart d’heure."
)


@pages.get("/connexion")
@open_to(Access.EVERYONE)
def sign_in() -> str | Response:
    """The address, and whose device this is."""
    if identity.signed_in():
        return redirect(_after(request.args.get("suite", "")))
    form = SignInForm(suite=request.args.get("suite", ""), email=request.args.get("adresse", ""))
    return _show_sign_in(form)


@pages.post("/connexion")
@open_to(Access.EVERYONE)
def ask_code() -> Response | tuple[str, int]:
    """Send a code and a link, whether the address has an account or not."""
    form = SignInForm()
    if not form.validate():
        return _show_sign_in(form), 422
    if not _send_code(form.email.data or "", Device(form.device.data), form.suite.data or ""):
        form.email.errors = (TOO_MANY,)
        return _show_sign_in(form), 429
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
    with writing_session() as database:
        entry = accounts.enter_by_code(
            database,
            form.code.data or "",
            browser=identity.browser_token(),
            known=identity.knows(email),
            label=identity.device_label(),
            at=now(),
        )
        _adopt(database, entry, bool(form.keep.data))
    if entry.outcome is Outcome.ACCEPTED:
        return _enter(entry)
    if entry.outcome is Outcome.PROOF_NEEDED:
        return redirect(url_for("account.sign_in_with_secret"), 303)
    form.code.errors = (REFUSALS[entry.outcome],)
    return _show_code(form, over=entry.outcome is Outcome.OVER), 422


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
    typed = form.code.data or None
    with writing_session() as database:
        entry = accounts.enter_by_link(
            database,
            token,
            typed,
            browser=identity.browser_token(),
            known=False,
            label=identity.device_label(),
            at=now(),
        )
        _adopt(database, entry, bool(form.keep.data))
        fate = accounts.look_at_link(database, token, browser=identity.asking_browser(), at=now())
    if entry.outcome is Outcome.ACCEPTED:
        return _enter(entry)
    if entry.outcome is Outcome.PROOF_NEEDED:
        return redirect(url_for("account.sign_in_with_secret"), 303)
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
    return redirect(_after(form.suite.data or ""), 303)


@pages.get("/reprendre")
@open_to(Access.SIGNED_IN)
def resume() -> str | Response:
    """What was being sent when the session ended, to send now."""
    kept = identity.kept_form()
    if kept is None:
        return redirect(_after(""))
    path, fields = kept
    return render_template("account/resume.html", path=path, fields=list(fields.items(multi=True)))


@pages.post("/reprendre")
@open_to(Access.SIGNED_IN)
def forget_kept() -> Response:
    """Give up what was kept."""
    identity.drop_kept_form()
    return redirect(_after(""), 303)


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


def _adopt(database: Session, entry: Entry, keep: bool) -> None:
    """What she did here without an account becomes hers, unless she says it was somebody else."""
    token = identity.visitor_token()
    if entry.outcome is Outcome.ACCEPTED and keep and token:
        learning.adopt_visitor(database, learning.Visitor(token), learning.Member(entry.person_id), at=now())


def _enter(entry: Entry) -> Response:
    kept = session.get(identity.KEPT_FORM)
    identity.open_browser(entry.token, entry.email, entry.device)
    if kept:
        session[identity.KEPT_FORM] = kept
        return redirect(url_for("account.resume"), 303)
    return redirect(_after(entry.next_page), 303)


def _after(next_page: str) -> str:
    """Where to go once signed in: the page that asked for it, or her own."""
    return page_of_ours(next_page, url_for("learner.journey"))


def _show_sign_in(form: SignInForm) -> str:
    return render_template("account/sign_in.html", form=form)


def _show_code(form: CodeForm, over: bool = False) -> str:
    has_work = identity.visitor_token() is not None
    return render_template("account/code.html", form=form, email=session[ASKED], over=over, has_work=has_work)
