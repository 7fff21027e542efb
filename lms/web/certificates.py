"""Certificates for those who hold one or verify it: from what is kept to the words of a page and to a PDF."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from lms import learning
from lms.learning.certificates import Draft, Facts, Fate, Issued, Kind
from lms.settings import Settings
from lms.web.documents import (
    Attestation,
    HoursRow,
    HoursSheet,
    HoursStatement,
    Identity,
    Sheet,
    attestation_pdf,
    attestation_sheet,
    attestations_pdf,
    hours_sheet,
    hours_statement_pdf,
)
from lms.web.french import french_date
from lms.web.http import site_address

SHOWN_OF_RELEASE = 8  # first signs of a release's hash, enough to tell it
ORGANISER = 200
FORGOTTEN_NAME = "Nom effacé à la demande de la personne"


def new_number() -> int:
    """What a serial is composed of."""
    return secrets.randbits(learning.SERIAL_BITS)


def organiser() -> str:
    """Who declares the hours: the site's controller, or the site itself where none is set."""
    settings: Settings = current_app.config["SETTINGS"]
    return (settings.controller or settings.site_name)[:ORGANISER]


def sheet_of(facts: Facts) -> Sheet | HoursSheet:
    """The words of a certificate, for its page."""
    if facts.kind is Kind.COURSE:
        return attestation_sheet(_attestation(facts))
    return hours_sheet(_statement(facts))


def draw(draft: Draft) -> bytes:
    """The PDF of a certificate that is about to be issued."""
    if draft.facts.kind is Kind.COURSE:
        return attestation_pdf(_attestation(draft.facts))
    return hours_statement_pdf(_statement(draft.facts))


def merged(title: str, every: Sequence[Facts], dated: date) -> bytes:
    """Certificates of courses in one document to print, a page each."""
    return attestations_pdf(title, [_attestation(facts) for facts in every], organiser(), dated)


def file_name(facts: Facts) -> str:
    """« attestation-les-donnees-ouvertes-ETF-….pdf »: what is found again in a folder of downloads."""
    what = f"attestation {facts.title}" if facts.kind is Kind.COURSE else "releve heures"
    letters = unicodedata.normalize("NFKD", what.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z0-9]+', '-', letters).strip('-')[:60].strip('-')}-{facts.serial}.pdf"


def revocation(issued: Issued, *, to_its_holder: bool = False) -> Markup:
    """Why a certificate proves nothing any more, in a sentence; empty while it is valid."""
    if issued.fate is Fate.VALID or issued.revoked_at is None:
        return Markup("")
    day = french_date(issued.revoked_at)
    if issued.fate is Fate.DECIDED:
        return Markup("Ce document a été révoqué le&nbsp;{}. Motif&nbsp;: {}").format(day, issued.reason)
    if issued.fate is Fate.ERASED:
        return Markup("Ce document a été révoqué le&nbsp;{}&nbsp;: la personne a supprimé son compte.").format(day)
    if to_its_holder:
        return Markup("Ce document a été remplacé le&nbsp;{} par un autre, où votre nom est à jour.").format(day)
    # Not by which: the one who holds the old one would learn the new name of someone who changed it.
    return Markup(
        "Ce document a été remplacé le&nbsp;{} par un autre, où le nom est à jour. Demandez-le à la personne."
    ).format(day)


def _attestation(facts: Facts) -> Attestation:
    return Attestation(
        **_common(facts),
        course=facts.title,
        weave=facts.weave,
        release_number=facts.release_number,
        release_id=facts.release_id[:SHOWN_OF_RELEASE],
        objectives=facts.objectives,
        minutes=facts.minutes,
        started_on=facts.starts_on,
        completed_on=facts.ends_on,
    )


def _statement(facts: Facts) -> HoursStatement:
    rows = tuple(HoursRow(item.course, item.completed_on, item.minutes, item.serial) for item in facts.items)
    return HoursStatement(**_common(facts), first=facts.starts_on, last=facts.ends_on, rows=rows)


def _common(facts: Facts) -> dict[str, Any]:
    settings: Settings = current_app.config["SETTINGS"]
    return {
        "serial": facts.serial,
        "name": facts.name or FORGOTTEN_NAME,
        "identity": Identity.CONFIRMED if facts.confirmed else Identity.DECLARED,
        "issued_on": facts.issued_at.date(),
        "organiser": facts.organiser,
        "site_name": settings.site_name,
        "address": site_address(url_for("public.verified", serial=facts.serial)),
    }
