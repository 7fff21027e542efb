"""« Mes attestations »: obtained, seen, downloaded, replaced when a name was corrected; and statements of hours.

A PDF is drawn when it is issued, by a form, and kept; looking at one or downloading it changes nothing.
"""

from __future__ import annotations

from datetime import date

from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import accounts
from lms.learning import certificates
from lms.learning.certificates import Draft, Kind
from lms.web.access import Access, open_to
from lms.web.certificates import draw, file_name, new_number, organiser, revocation, sheet_of
from lms.web.forms import DayField, Form
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.learner.routes import pages


class PeriodForm(Form):
    """The first and the last day of a statement of hours."""

    first = DayField("Du", "Indiquez le premier jour, par exemple 01/01/2026.")
    last = DayField("Au", "Indiquez le dernier jour, par exemple 31/12/2026.")

    @property
    def period(self) -> tuple[date, date]:
        """Both days, once they are known to be there."""
        return self.first.data or date.min, self.last.data or date.min

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        first, last = self.period
        if valid and first > last:
            self.last.errors = ("Le dernier jour vient avant le premier. Choisissez un jour plus tard.",)
            return False
        return valid


@pages.get("/mes-attestations", endpoint="certificates")
@open_to(Access.SIGNED_IN)
def shelf() -> str:
    today = now().date()
    return _show_shelf(PeriodForm(formdata=None, first=date(today.year, 1, 1), last=today))


@pages.post("/mes-attestations/modules/<key:course>")
@open_to(Access.SIGNED_IN)
def obtain_certificate(course: str) -> Response:
    """Issue the certificate of a completed course; the same one however often it is asked for."""
    at = now()
    with reading_session() as session:
        draft = certificates.draft(
            session, someone().person_id, course, number=new_number(), organiser=organiser(), at=at
        )
    return redirect(url_for("learner.certificate", serial=_issue(draft)), 303)


@pages.post("/mes-attestations/releves")
@open_to(Access.SIGNED_IN)
def obtain_hours() -> Response | tuple[str, int]:
    """Issue the statement of hours of a period."""
    form = PeriodForm()
    if not form.validate():
        return _show_shelf(form), 422
    at = now()
    try:
        with reading_session() as session:
            draft = certificates.draft_hours(
                session,
                someone().person_id,
                *form.period,
                number=new_number(),
                organiser=organiser(),
                at=at,
            )
    except certificates.NotCompleted:
        form.first.errors = ("Aucune de vos attestations ne date de cette période. Choisissez d’autres jours.",)
        return _show_shelf(form), 422
    return redirect(url_for("learner.certificate", serial=_issue(draft)), 303)


@pages.get("/mes-attestations/<serial>")
@open_to(Access.SIGNED_IN)
def certificate(serial: str) -> str:
    """One certificate of hers: what the PDF says, as a page that prints as well."""
    person = someone()
    with reading_session() as session:
        issued = certificates.find(session, person.person_id, serial)
        known = accounts.identity(session, person.person_id)
    facts = issued.facts
    return render_template(
        "learner/certificate.html" if facts.kind is Kind.COURSE else "learner/hours.html",
        issued=issued,
        sheet=sheet_of(facts),
        revocation=revocation(issued, to_its_holder=True),
        outdated=issued.valid and (facts.name, facts.confirmed) != (known.name, known.confirmed),
        known=known,
        poids=max(1, round(issued.size / 1024)),
    )


@pages.get("/mes-attestations/<serial>/fichier")
@open_to(Access.SIGNED_IN)
def certificate_file(serial: str) -> Response:
    """The PDF as it was issued, to the byte: any other could not be verified."""
    with reading_session() as session:
        issued, document = certificates.document(session, someone().person_id, serial)
    response = current_app.response_class(document, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=file_name(issued.facts))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@pages.post("/mes-attestations/<serial>/remplacer")
@open_to(Access.SIGNED_IN)
def replace_certificate(serial: str) -> Response:
    """Issue it again with her name as it is now; the old one is revoked. Nothing happens when nothing changed."""
    person = someone()
    with reading_session() as session:
        known = accounts.identity(session, person.person_id)
        issued = certificates.find(session, person.person_id, serial)
    if issued.valid and (issued.facts.name, issued.facts.confirmed) == (known.name, known.confirmed):
        return redirect(url_for("learner.certificate", serial=serial), 303)
    try:
        with reading_session() as session:
            draft = certificates.draft_again(session, person.person_id, serial, number=new_number(), at=now())
        serial = _issue(draft)
    except certificates.CertificateRevoked:
        pass  # its page says why
    return redirect(url_for("learner.certificate", serial=serial), 303)


def _issue(draft: Draft) -> str:
    """Draw the PDF, then keep it: no lock is held meanwhile. What was already issued is not drawn again."""
    with reading_session() as session:
        found = certificates.issued_already(session, draft)
    if found is not None:
        return found
    document = draw(draft)
    with writing_session() as session:
        return certificates.issue(session, draft, document, at=now())


def _show_shelf(form: PeriodForm) -> str:
    with reading_session() as session:
        shown = certificates.shelf(session, someone().person_id)
    return render_template("learner/certificates.html", shelf=shown, form=form)
