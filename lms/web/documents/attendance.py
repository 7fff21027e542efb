"""The attendance sheet to sign: who is awaited for half a day of a meeting, with empty boxes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.web import drawing
from lms.web.documents.lettering import drawn, flowing, plain
from lms.web.documents.press import printed
from lms.web.french import NBSP, french_date

WEAVE, STRIP = "serge", (3, 119)  # of the house; crossings of the band on A4, of two and a half millimetres
BLANKS = 3  # lines for those who were not awaited


@dataclass(frozen=True, kw_only=True)
class AttendanceSheet:
    """What is signed. `names` are in order; `hours` is « de 9 h à 12 h 30 »; `where` is empty when nobody said it."""

    cohort: str
    day: date
    half: str
    hours: str
    where: str
    trainer: str
    organiser: str
    names: tuple[str, ...]
    site_name: str


def attendance_pdf(sheet: AttendanceSheet) -> bytes:
    """A4 pages, tagged (PDF/UA-1), the heads of the table on each. The same sheet gives the same bytes."""
    day = plain(french_date(sheet.day))
    facts = (("Le", f"{day}, {sheet.half}"), ("Horaires", sheet.hours), ("Lieu", sheet.where or "À préciser"),
             ("Organisme", sheet.organiser), ("Animée par", sheet.trainer or " "))  # fmt: skip
    data = {
        "title": flowing(f"Feuille d’émargement{NBSP}: {sheet.cohort}, {day}, {sheet.half}"),
        "heading": "Feuille d’émargement",
        "cohort": flowing(sheet.cohort),
        "facts": [(label, flowing(value) or " ") for label, value in facts],
        "heads": ["Nom et prénom", "Signature"],
        "rows": [flowing(name) for name in sheet.names],
        "blanks": BLANKS,
        "blank": "Autre personne, nom et signature",
        "signed": ["Signature de la personne qui anime", "Observations"],
        "scope": (
            "Chaque personne présente signe pour cette demi-journée. L’organisme garde cette feuille "
            f"et en recopie le contenu sur {drawn(sheet.site_name)}."
        ),
        "strip": drawing.strip(WEAVE, *STRIP),
        "author": sheet.organiser,
        "keywords": [],
        "site_name": sheet.site_name,
    }
    return printed("attendance.typ", data, sheet.day)
