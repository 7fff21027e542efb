"""The statement of hours: the courses somebody completed in a period, and the sum of the hours declared for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from markupsafe import Markup

from lms.web import drawing
from lms.web.documents.attestation import IDENTITIES, Fact, Identity
from lms.web.documents.codes import verification
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


@dataclass(frozen=True)
class HoursSheet:
    """A statement in French, ready to be laid out. A row is a course, a day, a duration and a serial."""

    title: str
    heading: str
    name: str
    identity: str
    verb: Markup
    heads: tuple[str, str, str, str]
    rows: tuple[tuple[str, Markup, str, str], ...]
    total_label: str
    total: str
    facts: tuple[Fact, ...]
    qr: Markup
    verify_label: str
    address: str
    address_text: str
    scope: str
    site_name: str


def hours_sheet(statement: HoursStatement) -> HoursSheet:
    """The words of the page and of the PDF."""
    period = Markup("du&nbsp;{} au&nbsp;{}").format(french_date(statement.first), french_date(statement.last))
    return HoursSheet(
        title=f"Relevé d’heures{NBSP}: {statement.name}, {plain(period)}",
        heading="Relevé d’heures",
        name=statement.name,
        identity=IDENTITIES[statement.identity],
        verb=Markup("a suivi et terminé {}, {}").format(counted(len(statement.rows), "module", "modules"), period),
        heads=("Module", "Terminé le", "Durée déclarée", "Attestation"),
        rows=tuple(
            (row.course, french_date(row.completed_on), minutes(row.minutes), row.serial) for row in statement.rows
        ),
        total_label="Total des durées déclarées",
        total=minutes(statement.minutes),
        facts=(
            Fact("Organisme", Markup("{}").format(statement.organiser)),
            Fact("Délivré le", french_date(statement.issued_on)),
            Fact("Numéro", Markup("{}").format(statement.serial), code=True),
        ),
        **verification(statement.address, QR_ALTERNATIVE),
        scope=(
            "Ce relevé dit que ces modules ont été suivis et terminés depuis le compte ouvert à ce nom. "
            "Il ne dit pas qui était devant l’écran. Les durées sont celles que déclare l’organisme, "
            "elles ne sont pas mesurées. Ce relevé ne vaut ni titre ni diplôme."
        ),
        site_name=statement.site_name,
    )


def hours_statement_pdf(statement: HoursStatement) -> bytes:
    """A4 pages, tagged (PDF/UA-1), the table's heads on each. The same statement gives the same bytes."""
    sheet = hours_sheet(statement)
    data = asdict(sheet) | {
        "name": flowing(sheet.name),
        "verb": plain(sheet.verb),
        "rows": [(flowing(course), plain(day), duration, serial) for course, day, duration, serial in sheet.rows],
        "total": [sheet.total_label, sheet.total],
        "facts": [(fact.label, flowing(plain(fact.value)), fact.code) for fact in sheet.facts],
        "address_text": drawn(sheet.address_text),
        "strip": drawing.strip(WEAVE, *STRIP),
        "author": statement.organiser,
        "keywords": [statement.serial],
        "qr_alternative": QR_ALTERNATIVE,
    }
    return printed("hours.typ", data, statement.issued_on)
