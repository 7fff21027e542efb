"""The attestation: that somebody followed a course to its end. Its words are written once, for paper and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from lms.web import drawing
from lms.web.documents.codes import verification
from lms.web.documents.lettering import drawn, flowing, plain
from lms.web.documents.press import printed
from lms.web.french import NBSP, french_date, minutes

ROOMY = 600  # signs of title and objectives that hold on a printed page in letters of the usual size
QR_ALTERNATIVE = "Code à scanner pour vérifier l’attestation"
STRIP = (8, 84)  # crossings of the woven band on A4, of two and a half millimetres


class Identity(StrEnum):
    """Who says that the person is who she says."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"


IDENTITIES = {
    Identity.DECLARED: "Identité déclarée par la personne",
    Identity.CONFIRMED: "Identité confirmée par la mairie",
}


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """What is attested. Texts are those of the release that was completed; `address` verifies it, with no account."""

    serial: str
    name: str
    identity: Identity
    course: str
    weave: str
    release_number: int
    release_id: str
    objectives: tuple[str, ...]
    minutes: int
    started_on: date
    completed_on: date
    issued_on: date
    organiser: str
    site_name: str
    address: str


@dataclass(frozen=True)
class Fact:
    """A line of what is known. `code` is for what is compared sign by sign."""

    label: str
    value: Markup
    code: bool = False


@dataclass(frozen=True)
class Sheet:
    """An attestation in French, ready to be laid out."""

    title: str
    heading: str
    name: str
    identity: str
    verb: str
    course: str
    weave: str
    objectives_label: str
    objectives: tuple[str, ...]
    facts: tuple[Fact, ...]
    qr: Markup
    verify_label: str
    address: str
    address_text: str
    scope: str
    site_name: str

    @property
    def dense(self) -> bool:
        """Whether a printed page needs smaller letters. A PDF measures; a style sheet has to be told."""
        return len(self.course) + sum(map(len, self.objectives)) > ROOMY


def attestation_sheet(attestation: Attestation) -> Sheet:
    """The words of the page and of the PDF."""
    return Sheet(
        title=f"Attestation{NBSP}: {attestation.course}, {attestation.name}",
        heading="Attestation",
        name=attestation.name,
        identity=IDENTITIES[attestation.identity],
        verb="a suivi et terminé le module",
        course=attestation.course,
        weave=attestation.weave,
        objectives_label="Objectifs du module" if len(attestation.objectives) > 1 else "Objectif du module",
        objectives=attestation.objectives,
        facts=(
            Fact("Suivi", _period(attestation.started_on, attestation.completed_on)),
            Fact("Durée déclarée", Markup("{}").format(minutes(attestation.minutes))),
            Fact(
                "Version du module",
                Markup("{}&nbsp;({})").format(attestation.release_number, attestation.release_id),
            ),
            Fact("Organisme", Markup("{}").format(attestation.organiser)),
            Fact("Délivrée le", french_date(attestation.issued_on)),
            Fact("Numéro", Markup("{}").format(attestation.serial), code=True),
        ),
        **verification(attestation.address, QR_ALTERNATIVE),
        scope=(
            "Cette attestation dit que le module a été suivi et terminé depuis le compte ouvert à ce nom. "
            "Elle ne dit pas qui était devant l’écran. La durée est celle que déclare l’organisme, "
            "elle n’est pas mesurée. Cette attestation ne vaut ni titre ni diplôme."
        ),
        site_name=attestation.site_name,
    )


def attestation_pdf(attestation: Attestation) -> bytes:
    """One A4 landscape page, tagged (PDF/UA-1). The same attestation gives the same bytes."""
    sheet = attestation_sheet(attestation)
    return _printed(sheet.title, attestation.organiser, [attestation], attestation.issued_on)


def attestations_pdf(title: str, attestations: Sequence[Attestation], organiser: str, dated: date) -> bytes:
    """Several, one to a page, to print at once: their words are those of each, as it was issued."""
    return _printed(title, organiser, attestations, dated)


def _printed(title: str, author: str, attestations: Sequence[Attestation], dated: date) -> bytes:
    data = {
        "title": title,
        "author": author,
        "keywords": [one.serial for one in attestations],
        "site_name": attestations[0].site_name,
        "sheets": [_drawn(attestation_sheet(one)) for one in attestations],
    }
    return printed("attestation.typ", data, dated)


def _drawn(sheet: Sheet) -> dict[str, Any]:
    return asdict(sheet) | {
        "name": flowing(sheet.name),
        "course": flowing(sheet.course),
        "objectives": [flowing(objective) for objective in sheet.objectives],
        "facts": [(fact.label, flowing(plain(fact.value)), fact.code) for fact in sheet.facts],
        "address_text": drawn(sheet.address_text),
        "strip": drawing.strip(sheet.weave, *STRIP),
        "thread": drawing.DYES[sheet.weave][0],
        "qr_alternative": QR_ALTERNATIVE,
    }


def _period(started: date, completed: date) -> Markup:
    """« le 3 mars 2026 », « du 3 mars au … »: in full, because a year is easily misread."""
    if started == completed:
        return Markup("le&nbsp;{}").format(french_date(completed))
    return Markup("du&nbsp;{} au&nbsp;{}").format(french_date(started), french_date(completed))
