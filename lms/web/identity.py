"""Who is behind this request, and whether she may enter. The only module that knows Flask-Login.

    signed_in()      the person who signed in, or None
    learner()        who is learning: she, or a visitor, or None for someone who has opened no lesson
    guard()          run before each request: opens what a view declares, closes everything else

The cookie holds a session's token; what it opens is read in the database at each request, so that ending a session
acts at once. Looking writes nothing: the time of the last page, which closes shared computers, is in the cookie too.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms import accounts, learning
from lms.accounts import Device, Role, SignedIn, Site
from lms.web import display
from lms.web.access import NEVER_IN_PRODUCTION, Access, declared_access, needs_proof
from lms.web.http import NEVER_GIVEN_BACK, from_another_site, from_our_pages, now, reading_session, writing_session

SEEN = "vu"  # minute of the last page, in the cookie
KNOWN = "connus"  # persons who have signed in with this browser and called it theirs
BROWSER = "navigateur"  # what binds a code to the browser that asked for it
KEPT_FORM = "garde"
WHO = "personne"  # the number of the last person here: what she was sending is given back to nobody else
OFFER = "offre"  # a sentence about passkeys waits for the next page
MOST_KNOWN = 5
KEPT_FORM_LENGTH = 20_000

ROLE_OF = {
    Access.TRAINERS: Role.TRAINER,
    Access.ADMINISTRATORS: Role.ADMINISTRATOR,
    Access.OPERATORS: Role.OPERATOR,
}


class _User(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: a session's token, and whom it opens."""

    def __init__(self, token: str, person: SignedIn) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        return self.token


def prepare(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # telephones change network in the middle of a lesson
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    # No remember-me cookie here, and a page that asks nothing of the session may be kept by any cache.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    app.before_request(guard)
    app.after_request(_remember_the_minute)
    app.context_processor(lambda: {"personne": signed_in(), "nom": name(), "passkey_offer": passkey_offer})


def signed_in() -> SignedIn | None:
    """The person who signed in with this browser. One statement, once a request."""
    return current_user.person if current_user and current_user.is_authenticated else None


@dataclass(frozen=True)
class Visit:
    """What the frame of a page says of whoever looks at it, her name apart: many people see it alike."""

    signed_in: bool = False
    welcomed: bool = False
    roles: frozenset[Role] = frozenset()


def visit() -> Visit:
    person = signed_in()
    return Visit(True, person.welcomed, person.roles) if person else Visit()


def name() -> str:
    """The name of the person who signed in, empty without one."""
    person = signed_in()
    return person.name if person else ""


def someone() -> SignedIn:
    """The person behind a page that only people who signed in can open."""
    person = signed_in()
    if person is None:
        abort(404)
    return person


def member() -> learning.Member:
    """The person who learns, on a page that only people who signed in can open."""
    return learning.Member(someone().person_id)


def learner() -> learning.Who | None:
    """Who is learning, None for someone who neither signed in nor opened a lesson."""
    person = signed_in()
    if person is not None:
        return learning.Member(person.person_id)
    token = visitor_token()
    return learning.Visitor(token) if token else None


def keep_learner() -> learning.Who:
    """Who is learning; a visitor's token is made now if need be. The database learns of it when she acts."""
    found = learner()
    if found is None:
        session["visitor"] = accounts.new_token()
        session.permanent = True
        found = learning.Visitor(session["visitor"])
    return found


def visitor_token() -> str | None:
    token = session.get("visitor")
    return token if isinstance(token, str) else None


def browser_token() -> str:
    """What binds a code to this browser, made now if need be."""
    if not isinstance(session.get(BROWSER), str):
        session[BROWSER] = accounts.new_token()
    return str(session[BROWSER])


def asking_browser() -> str | None:
    """The token of this browser if it has ever asked for a code."""
    token = session.get(BROWSER)
    return token if isinstance(token, str) else None


def knows(email: str) -> bool:
    """Whether this browser has been signed in with this address, as its owner's."""
    return accounts.email_mark(email) in session.get(KNOWN, ())


def known_to_others(email: str) -> bool:
    """Whether somebody else than the owner of this address has been signed in with this browser."""
    seen = set(session.get(KNOWN, ()))
    return bool(seen - {accounts.email_mark(email)}) if email else len(seen) > 1


def open_browser(token: str, email: str, device: Device) -> None:
    """Make this browser the one of a session that was just opened. Every secret of the cookie is new.

    What was being sent when the session ended is kept for the same person only.
    """
    kept = {name: session[name] for name in (display.IN_SESSION, KNOWN, KEPT_FORM) if name in session}
    before, again = session.get(WHO), knows(email)
    session.clear()
    session.update(kept)
    session.permanent = device is Device.OWN
    if device is Device.OWN:
        mark = accounts.email_mark(email)
        session[KNOWN] = [mark, *(one for one in session.get(KNOWN, ()) if one != mark)][:MOST_KNOWN]
    session[SEEN] = _minute()
    user = _load(token)
    if user is None:
        return
    login_user(user)
    session[WHO] = user.person.person_id
    if before not in (None, session[WHO]):
        session.pop(KEPT_FORM, None)
    named = Site.of("", current_app.config["SETTINGS"].base_url).domain
    if again and named and device is Device.OWN and not user.person.has_factor:
        session[OFFER] = True


def renew_browser(token: str) -> None:
    """Follow a session that has just changed its token: same person, same browser."""
    user = _load(token)
    if user is not None:
        login_user(user)


def passkey_offer() -> bool:
    """Whether to say, once, that this device can open the account by itself."""
    return bool(session.pop(OFFER, False)) and signed_in() is not None


def close_browser() -> None:
    """Forget who was here. On her own device her address is still known, so that others cannot lock her out."""
    person = signed_in()
    kept = [display.IN_SESSION]
    if person is not None and person.device is Device.OWN:
        kept.append(KNOWN)
    values = {name: session[name] for name in kept if name in session}
    logout_user()
    session.clear()
    session.update(values)


def device_label() -> str:
    """This browser in a few words: « Firefox, Windows »."""
    agent = request.headers.get("User-Agent", "")
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
        ("Mac OS", "Mac"), ("Linux", "Linux"),
    )  # fmt: skip
    found = [next((word for mark, word in words if mark in agent), "") for words in (browsers, systems)]
    return ", ".join(filter(None, found)) or "Navigateur inconnu"


def network() -> str:
    """What stands for the network of this request, empty when it is this machine's or a private one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return "" if address.is_private else str(address)


def kept_form() -> tuple[str, MultiDict[str, str]] | None:
    """The path and fields of what she sent after her session had ended, None when nothing was."""
    token = session.get(KEPT_FORM)
    if not isinstance(token, str):
        return None
    with reading_session() as database:
        found = accounts.kept_form(database, token)
    return _decoded(*found) if found else None


def drop_kept_form() -> None:
    token = session.pop(KEPT_FORM, None)
    if isinstance(token, str):
        with writing_session() as database:
            accounts.drop_form(database, token)


def guard() -> Response | None:
    """Open what the view of this request declares, to whom it declares; a view that declares nothing is closed."""
    if request.endpoint is None:
        return None
    access = declared_access(current_app, request.endpoint)
    production = current_app.config["SETTINGS"].is_production
    if access is None or (access in NEVER_IN_PRODUCTION and production):
        abort(404)
    if from_another_site():
        abort(403)
    if access is Access.EVERYONE or access in NEVER_IN_PRODUCTION:
        return None
    person = signed_in()
    if person is None:
        return _to_sign_in()
    return _door(person, access) or (_ask_proof(person) if _must_prove(person) else None)


def _door(person: SignedIn, access: Access) -> Response | None:
    """Where someone who signed in must go first, None when she may enter."""
    if access is Access.ARRIVING:
        return None
    if not person.welcomed:
        return redirect(url_for("account.welcome", suite=_here()))
    if person.needs_secret:
        return redirect(url_for("account.secret", suite=_here()))
    return _refuse_staff(person, ROLE_OF[access]) if access in ROLE_OF else None


def _must_prove(person: SignedIn) -> bool:
    return needs_proof(current_app, request.endpoint or "") and not person.confirmed(now())


def _ask_proof(person: SignedIn) -> Response:
    """Be sure that it is still she: by her factor if she is of the staff, otherwise as she likes."""
    weak = person.is_staff and person.has_factor and not person.strong
    page = "account.second_factor" if weak else "account.confirm"
    return redirect(url_for(page, suite=_here()), 302 if request.method in ("GET", "HEAD") else 303)


def _refuse_staff(person: SignedIn, role: Role) -> Response | None:
    if role not in person.roles:
        abort(403)
    if not person.strong:
        return redirect(url_for("account.second_factor", suite=_here()))
    return None


def _to_sign_in() -> Response:
    """Ask to sign in, and come back. What was being sent is kept until then, if it was sent from a page of hers."""
    if request.method not in ("GET", "HEAD") and from_our_pages():
        fields = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_GIVEN_BACK]
        encoded = urlencode(fields)
        if len(encoded) <= KEPT_FORM_LENGTH:
            session[KEPT_FORM] = accounts.new_token()
            with writing_session() as database:
                accounts.keep_form(database, session[KEPT_FORM], request.path[:500], encoded, at=now())
    return redirect(url_for("account.sign_in", suite=_here()), 302 if request.method in ("GET", "HEAD") else 303)


def _here() -> str:
    """The address to come back to: this one when looking, the page of the form when sending."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path


def _load(token: str) -> _User | None:
    with reading_session() as database:
        person = accounts.signed_in(database, token, at=now())
    if person is None or _idle(person):
        return None
    return _User(token, person)


def _idle(person: SignedIn) -> bool:
    limit = person.idle_limit()
    seen = session.get(SEEN)
    if limit is None:
        return False
    return not isinstance(seen, int) or (_minute() - seen) * 60 > limit.total_seconds()


def _remember_the_minute(response: Any) -> Any:
    person = signed_in() if hasattr(g, "_login_user") else None
    if person is not None and (person.is_staff or person.device is Device.SHARED) and response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"  # « Précédent » shows nothing to the next person
    if person is not None and person.idle_limit() is not None and session.get(SEEN) != _minute():
        session[SEEN] = _minute()
    return response


def _minute() -> int:
    return int(now().timestamp()) // 60


def _decoded(path: str, fields: str) -> tuple[str, MultiDict[str, str]]:
    return path, MultiDict(parse_qsl(fields, keep_blank_values=True))
