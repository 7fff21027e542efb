"""Reminders: accepted, paused or not, and stopped by one press from any of them, without signing in."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import accounts
from lms.followup import reminders as letters
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.forms import RemindersForm
from lms.web.account.routes import pages
from lms.web.http import now, reading_session, writing_session
from lms.web.unsubscribing import person_of


@pages.get("/mon-compte/rappels")
@open_to(Access.SIGNED_IN)
def reminders() -> str:
    profile = _profile()
    chosen = "non" if not profile.reminders else "pause" if profile.paused_at(now()) else "oui"
    return _show(RemindersForm(formdata=None, reminders=chosen, weekly=profile.digest), profile)


@pages.post("/mon-compte/rappels")
@open_to(Access.SIGNED_IN)
def keep_reminders() -> Response | tuple[str, int]:
    form = RemindersForm()
    if not form.validate():
        return _show(form, _profile()), 422
    with writing_session() as database:
        letters.choose(
            database,
            identity.someone().person_id,
            accepted=form.reminders.data != "non",
            paused=form.reminders.data == "pause",
            digest=form.weekly.data,
            at=now(),
        )
    return redirect(url_for("account.home"), 303)


@pages.get("/rappels/<token>")
@open_to(Access.EVERYONE)
def ask_to_stop(token: str) -> str:
    """The buttons behind the link of a reminder: scanners open links, so opening it changes nothing."""
    person_of(token)
    return render_template("account/stop_reminders.html", token=token, done="")


@pages.post("/rappels/<token>")
@open_to(Access.EVERYONE)
def stop(token: str) -> str:
    """Stop reminders. A mailbox may ask it alone, without a cookie: the address is the proof."""
    with writing_session() as database:
        letters.stop(database, person_of(token), at=now())
    return render_template("account/stop_reminders.html", token=token, done="stop")


@pages.post("/rappels/<token>/pause")
@open_to(Access.EVERYONE)
def pause(token: str) -> str:
    """No reminder for a month: the same proof, from the page alone."""
    with writing_session() as database:
        letters.pause(database, person_of(token), at=now())
    return render_template("account/stop_reminders.html", token=token, done="pause")


def _profile() -> accounts.Profile:
    with reading_session() as database:
        return accounts.profile(database, identity.someone().person_id)


def _show(form: RemindersForm, profile: accounts.Profile) -> str:
    until = profile.paused_until if profile.paused_at(now()) else None
    return render_template("account/reminders.html", form=form, until=until, shared=profile.shared_mailbox)
