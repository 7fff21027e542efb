"""The journal in words: who did what, when and where. For administrators and operators alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms.accounts import Role
from lms.accounts.audit import Act, Line, Lines
from lms.web.french import NBSP, counted

ROLES: dict[str, str] = {Role.TRAINER: "formation", Role.ADMINISTRATOR: "administration", Role.OPERATOR: "exploitation"}
WORDS: dict[str, str] = {
    Act.SIGNED_IN: "Connexion",
    Act.PROVED: "Second facteur donné",
    Act.FACTOR_REFUSED: "Second facteur refusé",
    Act.FACTORS_RESET: "Moyens de preuve oubliés",
    Act.ROLE_GIVEN: "Rôle donné",
    Act.ROLE_TAKEN: "Rôle retiré",
    Act.SUSPENDED: "Compte suspendu",
    Act.RESTORED: "Compte rouvert",
    Act.CONFIRMED: "Identité confirmée",
    Act.INVITED: "Invitation écrite",
    Act.GATHERED: "Élus mis dans une session",
    Act.IMPORTED: "Liste d’élus ajoutée",
    Act.EXPORTED: "Fichier de personnes pris",
    Act.READ: "Données individuelles consultées",
    Act.LISTED: "Adresses des comptes lues",
    Act.FIGURES_OPENED: "Chiffres publics ouverts",
    Act.FIGURES_CLOSED: "Chiffres publics fermés",
}
UNKNOWN = "inconnu, vérifiez le journal"
ABOUT_STAFF = (Act.FACTORS_RESET, Act.ROLE_GIVEN, Act.ROLE_TAKEN)


@dataclass(frozen=True)
class JournalLine:
    """A line as it is read. `people` is empty where a count says nothing."""

    number: int
    at: datetime
    who: str
    what: str
    place: str
    people: str


@dataclass(frozen=True)
class Journal:
    """A page of the journal, with the number of the page before and after, None when there is none."""

    lines: tuple[JournalLine, ...]
    before: int | None
    after: int | None


def prepare(found: Lines) -> Journal:
    """The journal's words. Whose data were read is for her to know, on a page of hers: it is not said here."""
    before = found.page - 1 if found.page > 1 else None
    return Journal(tuple(map(_line, found.rows)), before, found.page + 1 if found.has_more else None)


def _line(line: Line) -> JournalLine:
    who = line.by or ("Terminal du site" if line.by_id is None else "Compte supprimé")
    people = counted(line.people, "personne", "personnes") if line.people else ""
    return JournalLine(line.number, line.at, who, _what(line), line.place, people)


def _what(line: Line) -> str:
    said = WORDS.get(line.act, UNKNOWN)
    if line.act in (Act.ROLE_GIVEN, Act.ROLE_TAKEN):
        said += f"{NBSP}: {ROLES.get(line.subject, UNKNOWN)}"
    if line.act == Act.SIGNED_IN:
        said += " par clé d’accès" if line.subject else " par e-mail ou mot de passe"
    return f"{said}, {line.person}" if line.act in ABOUT_STAFF and line.person else said
