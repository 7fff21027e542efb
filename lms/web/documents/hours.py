"""The statement of hours: the courses somebody completed in a period, and the sum of the hours declared for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.web import drawing
from lms.web.documents.attestation import IDENTITIES, Identity
from lms.web.documents.codes import qr_code
from lms.web.documents.lettering import drawn, flowing, plain
from lms.web.documents.press import printed
from lms.web.french import NBSP, counted, french_date, minutes

WEAVE, STRIP = "serge", (3, 119)  # the weave of the house; crossings of the band on A4, of two and a half millimetres
QR_ALTERNATIVE = "Code à scanner pour vérifier le relevé"


@dataclass(frozen=True)
class HoursRow:
    """A completed course. `serial` is that of its attestation."""

    course: str
    completed_on: date
    minutes: int
    serial: str


@dataclass(frozen=True, kw_only=True)
class HoursStatement:
    """What is stated: `first` and `last` day of the period, both included. Rows keep their order."""

    serial: str
    name: str
    identity: Identity
    first: date
    last: date
    rows: tuple[HoursRow, ...]
    issued_on: date
    organiser: str
    site_name: str
    address: str

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)


def hours_statement_pdf(statement: HoursStatement) -> bytes:
    """A4 pages, tagged (PDF/UA-1), the table's heads on each. The same statement gives the same bytes."""
    period = f"du{NBSP}{_day(statement.first)} au{NBSP}{_day(statement.last)}"
    total = minutes(statement.minutes)
    data = {
        "title": f"Relevé d’heures{NBSP}: {statement.name}, {period}",
        "author": statement.organiser,
        "keywords": [statement.serial],
        "site_name": statement.site_name,
        "heading": "Relevé d’heures",
        "name": flowing(statement.name),
        "identity": IDENTITIES[statement.identity],
        "verb": f"a suivi et terminé {counted(len(statement.rows), 'module', 'modules')}, {period}",
        "heads": ["Module", "Terminé le", "Durée déclarée", "Attestation"],
        "rows": [
            (flowing(row.course), _day(row.completed_on), minutes(row.minutes), row.serial) for row in statement.rows
        ],
        "total": ["Total des durées déclarées", total],
        "facts": [
            ("Organisme", flowing(statement.organiser), False),
            ("Délivré le", _day(statement.issued_on), False),
            ("Numéro", statement.serial, True),
        ],
        "strip": drawing.strip(WEAVE, *STRIP),
        "qr": qr_code(statement.address, QR_ALTERNATIVE),
        "qr_alternative": QR_ALTERNATIVE,
        "verify_label": f"À vérifier, avec le code ou le numéro, sur{NBSP}:",
        "address": statement.address,
        "address_text": drawn(statement.address.partition("://")[2] or statement.address),
        "scope": (
            "Ce relevé dit que ces modules ont été suivis et terminés depuis le compte ouvert à ce nom. "
            "Il ne dit pas qui était devant l’écran. Les durées sont celles que déclare l’organisme, "
            "elles ne sont pas mesurées. Ce relevé ne vaut ni titre ni diplôme."
        ),
    }
    return printed("hours.typ", data, statement.issued_on)


def _day(day: date) -> str:
    return plain(french_date(day))
