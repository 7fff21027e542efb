"""Reminders: accepted or not, and stopped by one press from any of them, without signing in.

unsubscribe=reminders.stop_address(person_id)      in the letter of a reminder (RFC 8058)
"""

from __future__ import annotations

from flask import abort, current_app, redirect, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from lms import accounts
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.forms import RemindersForm
from lms.web.account.routes import pages
from lms.web.http import public_address, reading_session, writing_session


@pages.get("/mon-compte/rappels")
@open_to(Access.SIGNED_IN)
def reminders() -> str:
    with reading_session() as database:
        accepted = accounts.profile(database, identity.someone().person_id).reminders
    return render_template("account/reminders.html", form=RemindersForm(reminders="oui" if accepted else "non"))


@pages.post("/mon-compte/rappels")
@open_to(Access.SIGNED_IN)
def keep_reminders() -> Response | tuple[str, int]:
    form = RemindersForm()
    if not form.validate():
        return render_template("account/reminders.html", form=form), 422
    with writing_session() as database:
        accounts.remind(database, identity.someone().person_id, form.reminders.data == "oui")
    return redirect(url_for("account.home"), 303)


@pages.get("/rappels/<token>")
@open_to(Access.EVERYONE)
def ask_to_stop(token: str) -> str:
    """The button behind the link of a reminder: scanners open links, so opening it stops nothing."""
    _person(token)
    return render_template("account/stop_reminders.html", token=token, stopped=False)


@pages.post("/rappels/<token>")
@open_to(Access.EVERYONE)
def stop(token: str) -> str:
    """Stop reminders. A mailbox may ask it alone, without a cookie: the address is the proof."""
    with writing_session() as database:
        accounts.remind(database, _person(token), False)
    return render_template("account/stop_reminders.html", token=token, stopped=True)


def stop_address(person_id: int) -> str:
    """The public address that stops the reminders of one person, for as long as the site's secret lasts."""
    return public_address("account.ask_to_stop", token=_signer().dumps(person_id))


def _person(token: str) -> int:
    try:
        return int(_signer().loads(token))
    except (BadSignature, ValueError, TypeError):
        abort(404)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="rappels")
