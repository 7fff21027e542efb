"""What is kept of her: who looked at it, taking it away, erasing it."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms import accounts, privacy
from lms.learning import certificates
from lms.web import identity
from lms.web.access import Access, after_proof, open_to
from lms.web.account.forms import ErasureForm
from lms.web.account.routes import pages
from lms.web.french import NBSP, french_date
from lms.web.http import now, reading_session, writing_session

SHOWN = 20
VIEWERS = {"trainer": "Formation", "administrator": "Administration", "operator": "Exploitation du site"}


@pages.get("/mon-compte/consultations")
@open_to(Access.SIGNED_IN)
def consultations() -> str:
    """« Qui a consulté mes données »."""
    with reading_session() as database:
        seen = accounts.consultations(database, identity.someone().person_id, most=SHOWN)
    return render_template("account/consultations.html", seen=seen, viewers=VIEWERS, most=SHOWN)


@pages.get("/mon-compte/donnees")
@open_to(Access.SIGNED_IN)
def data() -> str:
    """Where she takes her data away."""
    return render_template("account/data.html")


@pages.get("/mon-compte/donnees.json")
@open_to(Access.SIGNED_IN)
@after_proof
def export_json() -> Response:
    """Everything, for a computer."""
    text = json.dumps(privacy.as_json(_export()), ensure_ascii=False, indent=1)
    return _download(text, "application/json", "json")


@pages.get("/mon-compte/donnees.html")
@open_to(Access.SIGNED_IN)
@after_proof
def export_html() -> Response:
    """Everything, for a reader. The page stands alone: it is read without the site."""
    return _download(render_template("account/export.html", export=_export(), en_clair=_in_words), "text/html", "html")


@pages.get("/mon-compte/suppression")
@open_to(Access.SIGNED_IN)
@after_proof
def erasure() -> str:
    """What goes, what stays and why, before she decides."""
    return _show_erasure(ErasureForm(certificates="garder"))


@pages.post("/mon-compte/suppression")
@open_to(Access.SIGNED_IN)
@after_proof
def erase() -> Response | tuple[str, int]:
    """Erase her at once, and leave nothing of her in this browser."""
    form = ErasureForm()
    if not form.validate():
        return _show_erasure(form), 422
    identity.drop_kept_form()
    with writing_session() as database:
        keep = form.certificates.data == "garder"
        privacy.erase(database, identity.someone().person_id, at=now(), keep_certificates=keep)
    identity.close_browser()
    session.pop(identity.KNOWN, None)
    response = redirect(url_for("account.erased"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.get("/compte-supprime")
@open_to(Access.EVERYONE)
def erased() -> str:
    return render_template("account/erased.html")


def _show_erasure(form: ErasureForm) -> str:
    with reading_session() as database:
        owned = certificates.owned(database, identity.someone().person_id)
    return render_template("account/erasure.html", form=form, owned=len(owned))


def _export() -> privacy.Export:
    with reading_session() as database:
        return privacy.everything_about(database, identity.someone().person_id, at=now())


def _download(text: str, kind: str, ending: str) -> FlaskResponse:
    response = make_response(text)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="mes-donnees-etoffe.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_words(value: object) -> Markup | str:
    """A value as a reader has it: « 22 mars 2026, 09 h 05 (UTC) », « oui », a document as it is stored."""
    if isinstance(value, datetime):
        return french_date(value) + f", {value:%H}{NBSP}h{NBSP}{value:%M} (UTC)"
    if isinstance(value, date):
        return french_date(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "–" if value in (None, "") else str(value)
