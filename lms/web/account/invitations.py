"""Arriving by an invitation: who invites, to what, then the way in of everybody."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import accounts, publishing
from lms.accounts import OpenInvitation
from lms.db import Reader
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.forms import SignInForm
from lms.web.account.mine import mandate_rows
from lms.web.account.routes import pages
from lms.web.http import now, reading_session, writing_session


@pages.get("/invitation/<token>")
@open_to(Access.EVERYONE)
def invitation(token: str) -> str | Response | tuple[str, int]:
    """Who invites and to what. It proves nothing: the form sends a code, as for anybody."""
    if identity.signed_in():
        return redirect(url_for("account.invited", token=token))
    with reading_session() as database:
        found = accounts.invitation(database, token, at=now())
        course = _course(database, found)
    if found is None:
        return render_template("account/invitation_over.html"), 410
    form = SignInForm(email=found.email, suite=url_for("account.invited", token=token))
    return render_template("account/invitation.html", form=form, invitation=found, course=course)


@pages.get("/invitation/<token>/commencer")
@open_to(Access.SIGNED_IN)
def invited(token: str) -> Response | str:
    """Once she has signed in and said who she is: what a list says of her, to recognise or not; the course she was
    invited to, otherwise her own page."""
    with reading_session() as database:
        found = accounts.invitation(database, token, at=now())
        if found and found.person_id and found.email == identity.someone().email:
            rows = mandate_rows(database, accounts.mandates(database, found.person_id))
            return render_template("account/invitation_accept.html", token=token, invitation=found, rows=rows)
        course = _course(database, found)
    return redirect(url_for("public.course", course=course.cover.key) if course else url_for("learner.journey"))


@pages.post("/invitation/<token>/accepter")
@open_to(Access.SIGNED_IN)
def accept(token: str) -> Response:
    """It is she: the mandates of the list are hers."""
    with writing_session() as database:
        accounts.accept(database, identity.someone().person_id, token, at=now())
    return redirect(url_for("account.home"), 303)


def _course(database: Reader, found: OpenInvitation | None) -> publishing.CurrentRelease | None:
    """The course of an invitation, None when it names none or when it is not published any more."""
    if found is None or not found.course_key:
        return None
    try:
        return publishing.current_release(database, found.course_key)
    except publishing.CourseUnknown:
        return None
