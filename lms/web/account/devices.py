"""Where she is signed in, and closing it."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import accounts
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.routes import pages
from lms.web.http import now, reading_session, writing_session

SHOWN = 15


@pages.get("/mon-compte/connexions")
@open_to(Access.SIGNED_IN)
def sessions() -> str:
    """The browsers where she is signed in, the latest first."""
    person = identity.someone()
    with reading_session() as database:
        found = accounts.open_sessions(database, person.person_id, at=now())
    return render_template("account/sessions.html", sessions=found[:SHOWN], more=found[SHOWN:], here=person.session_id)


@pages.post("/mon-compte/connexions/<int:number>/fermer")
@open_to(Access.SIGNED_IN)
def end_session(number: int) -> Response:
    """Close one. Somebody else's, or one that is closed, does not exist."""
    with writing_session() as database:
        if not accounts.end_session(database, number, person_id=identity.someone().person_id, at=now()):
            abort(404)
    return redirect(url_for("account.sessions"), 303)


@pages.post("/mon-compte/connexions/fermer")
@open_to(Access.SIGNED_IN)
def end_other_sessions() -> Response:
    """« Déconnecter partout »: all but this one."""
    person = identity.someone()
    with writing_session() as database:
        accounts.end_all_sessions(database, person.person_id, at=now(), but=person.session_id)
    return redirect(url_for("account.sessions"), 303)
