"""« Vérifier une attestation »: by its number or by its file, without an account.

A serial holds 55 bits drawn at random: whoever tried a million a second would wait centuries to find one that exists,
so nothing here counts tries. What is shown is what the document says: no e-mail, no commune, no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from flask import make_response, redirect, render_template, request, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import Form as PlainForm
from wtforms import StringField

from lms import learning
from lms.db import Reader
from lms.learning import certificates
from lms.learning.certificates import Issued
from lms.web.access import Access, open_to
from lms.web.certificates import revocation, sheet_of
from lms.web.documents import HoursSheet, Sheet, numbers_in
from lms.web.forms import Form, required
from lms.web.http import reading_session
from lms.web.public.routes import pages
from lms.web.uploads import MEGABYTE, takes_up_to

MISTYPED = (
    "Ce numéro contient une erreur de frappe. Il a douze signes, après ETF\N{NO-BREAK SPACE}: comparez-les un à un."
)


class NumberForm(PlainForm):
    """A number, as people copy it. It only looks, so it needs no token."""

    numero = StringField(
        "Numéro de l’attestation",
        description="Par exemple ETF-7F4K-92QD-XM3T. Les minuscules et les espaces ne gênent pas.",
        validators=[required("Recopiez le numéro écrit sur l’attestation.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 60},
    )


class FileForm(Form):
    """The PDF itself."""

    fichier = FileField(
        "Fichier PDF",
        description="Deux mégaoctets au plus. Il est comparé, puis oublié.",
        validators=[FileRequired("Choisissez le fichier PDF de l’attestation.")],
        render_kw={"accept": "application/pdf,.pdf"},
    )


@dataclass(frozen=True)
class Verified:
    """What is shown of a certificate. `withdrawn` are the serials of its items that prove nothing any more."""

    issued: Issued
    sheet: Sheet | HoursSheet
    revocation: str
    withdrawn: frozenset[str]
    by_file: bool


@pages.get("/verifier")
@open_to(Access.EVERYONE)
def verify() -> Response | str | tuple[str, int]:
    """The two ways; a number that was typed leads to its page."""
    if "numero" not in request.args:
        return _show_forms(NumberForm(), FileForm())
    form = NumberForm(request.args)
    if form.validate():
        try:
            return redirect(url_for("public.verified", serial=learning.parse_serial(form.numero.data or "")))
        except learning.SerialMistyped:
            form.numero.errors = (MISTYPED,)
    return _show_forms(form, FileForm()), 422


@pages.get("/verifier/<serial>")
@open_to(Access.EVERYONE)
def verified(serial: str) -> Response | tuple[str, int]:
    """What a number proves: where the code of a document leads."""
    try:
        parsed = learning.parse_serial(serial)
    except learning.SerialMistyped:
        form = NumberForm(data={"numero": serial[:60]})
        form.numero.errors = (MISTYPED,)
        return _show_forms(form, FileForm()), 404
    if parsed != serial:
        return redirect(url_for("public.verified", serial=parsed))
    with reading_session() as session:
        try:
            issued = certificates.verify(session, serial)
        except certificates.CertificateUnknown:
            return render_template("public/verified_unknown.html", serial=serial), 404
        withdrawn = certificates.withdrawn(session, issued.facts)
    return _show(Verified(issued, sheet_of(issued.facts), revocation(issued), withdrawn, by_file=False))


@pages.post("/verifier")
@open_to(Access.EVERYONE)
@takes_up_to(2 * MEGABYTE)
def verify_file() -> Response | str | tuple[str, int]:
    """Compare a file with those that were issued, to the bit. Nothing of it is kept."""
    form = FileForm()
    if not form.validate():
        return _show_forms(NumberForm(), form), 422
    with form.fichier.data.stream as received:
        document = received.read()
    with reading_session() as session:
        try:
            issued = certificates.verify_file(session, sha256(document).hexdigest())
        except certificates.CertificateUnknown:
            return render_template("public/verified_file.html", serial=_known_number(session, document))
        withdrawn = certificates.withdrawn(session, issued.facts)
    return _show(Verified(issued, sheet_of(issued.facts), revocation(issued), withdrawn, by_file=True))


def _known_number(reader: Reader, document: bytes) -> str:
    """The number of a certificate of ours that a changed file carries, empty when it carries none."""
    for number in numbers_in(document):
        try:
            return certificates.verify(reader, learning.parse_serial(number)).facts.serial
        except (learning.SerialMistyped, certificates.CertificateUnknown):
            continue
    return ""


def _show(verified: Verified) -> Response:
    response = make_response(render_template("public/verified.html", verified=verified))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"  # a name is in it
    return response


def _show_forms(number: NumberForm, file: FileForm) -> str:
    faults = [(field.id, str(field.errors[0])) for field in (number.numero, file.fichier) if field.errors]
    return render_template("public/verify.html", number=number, file=file, faults=faults)
