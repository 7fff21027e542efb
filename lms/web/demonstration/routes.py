"""The mailbox of a demonstration. Nothing here exists in production, nor where e-mails are really sent."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.accounts import Device
from lms.settings import Settings
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.demonstration import people
from lms.web.demonstration.screens import PER_PAGE, prepare_letter, prepare_mailbox
from lms.web.http import asked_page, now, page_of_ours, reading_session, writing_session

pages = Blueprint("demonstration", __name__, url_prefix="/demonstration")


@pages.post("/entrer")
@open_to(Access.DEMONSTRATION)
def enter() -> Response:
    """Enter as one of the people of the demonstration, with what she may do."""
    one = people.find(request.form.get("qui", ""))
    if one is None:
        abort(404)
    with writing_session() as database:
        person_id = accounts.find_account(database, one.email)
        if person_id is None:
            abort(404)
        token = accounts.open_session(
            database, person_id, device=Device.OWN, label=identity.device_label(), strong=True, at=now()
        )
    identity.open_browser(token, one.email, Device.OWN)
    return redirect(page_of_ours(request.form.get("suite", ""), url_for("learner.journey")), 303)


@pages.get("/courriers")
@open_to(Access.DEMONSTRATION)
def mailbox() -> str:
    """The e-mails the site would send, newest first."""
    _only_where_nothing_is_sent()
    page = asked_page()
    with reading_session() as database:
        messages, total = mail.mailbox(database, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
    return render_template("demonstration/mailbox.html", screen=prepare_mailbox(messages, total, page, at=now()))


@pages.get("/courriers/<int(max=2147483647):letter>")
@open_to(Access.DEMONSTRATION)
def message(letter: int) -> str:
    """One e-mail: its text, with its links. Its HTML is never shown: it would run among our pages."""
    _only_where_nothing_is_sent()
    with reading_session() as database:
        found = mail.message(database, letter)
    return render_template("demonstration/message.html", screen=prepare_letter(found, at=now()))


def _only_where_nothing_is_sent() -> None:
    """What is really sent to someone is hers: anyone could read her code here and enter in her name."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.reads_mail_on_site:
        abort(404)
