"""Lists of élus for tests: read, looked at and brought in over a few real communes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from sqlalchemy import Engine

from lms import db
from lms.accounts import rosters, territories
from lms.accounts.rosters import Outcome, Plan, Survey
from lms.accounts.territories import Named
from lms.db import Reader

AT = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
DROME: Named = ("departement", "26")
REGISTER = (
    "Code du département;Libellé du département;Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier;Code de la commune;Libellé de la commune;Nom de l'élu;"
    "Prénom de l'élu;Code sexe;Date de naissance;Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;Libellé de la fonction;"
    "Date de début de la fonction;Code nationalité"
)


def read(reader: Reader, data: bytes, *scopes: Named, at: datetime = AT) -> Survey:
    """A file, for an administrator of some places; for an operator when there is none."""
    atlas = territories.open_atlas(reader)
    return rosters.survey(data, atlas, scopes=scopes or None, mark=rosters.marker("a secret"), today=at.date())


def look(engine: Engine, data: bytes, *scopes: Named, at: datetime = AT) -> Plan:
    with db.reading(engine) as reader:
        return rosters.look(reader, read(reader, data, *scopes, at=at), at=at)


def bring_in(engine: Engine, data: bytes, *scopes: Named, at: datetime = AT) -> Plan:
    """Look at a file, agree, and bring its people in."""
    with db.transaction(engine) as session:
        found = read(session, data, *scopes, at=at)
        agreed = rosters.look(session, found, at=at).digest
        scope = scopes[0] if scopes else None
        return rosters.bring_in(session, found, agreed=agreed, origin="Essai", scope=scope, by=None, at=at).plan


def told(outcomes: Iterable[Outcome]) -> dict[int, tuple[str, str]]:
    """By line: what becomes of it, and why."""
    return {one.line: (str(one.verb), " ; ".join(one.said)) for one in outcomes}


def register(*rows: tuple[str, ...]) -> bytes:
    """A file of municipal councillors: commune code, family name, given name, birth, function and its day."""
    lines = [
        f"{code[:2] if code < '97' else ''};;;;{code};;{family};{given};F;{born};34;Professeur;2026-03-22;{said};{day};FR"
        for code, family, given, born, said, day in rows
    ]
    return "\r\n".join([REGISTER, *lines, ""]).encode()


def book(rows: Sequence[Sequence[object]]) -> bytes:
    """An XLSX as Excel writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Élus")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()
