"""What may be kept of people: each class of data with its ground, how long, and what erasing an account does to it.

Every table says in its package's register.py which class each of its columns belongs to, and whether the person can
take it away. A test refuses a column that says nothing. The notice that people read, the export of a person and the
register of the organisation are made from this, so the words are French: they are what is published.

    REGISTER = (
        table("mandate", IDENTITY, "Vos mandats", owner="person_id", id=TECHNICAL, function="Fonction"),
    )
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True)
class Rule:
    """A class of data. `kept` counts from the event that `retention` names; zero when nothing ends it by itself."""

    code: str
    name: str
    basis: str
    retention: str
    erasure: str
    kept: timedelta = timedelta(0)


MISSION = "mission d’intérêt public ou contrat de formation"
PROOF = "obligation de prouver la formation suivie"
SAFETY = "intérêt légitime\u00a0: protéger les comptes"

DELETED = "effacé aussitôt"
FOLLOWS = {"follows": True}  # info of a column that names a person: rows of the person of a list become hers when she
# comes in (accounts.meeting), those she already has excepted
RECORD_YEARS = 3  # whole years after the year of the last work on a course
NOTICES = 2  # letters to someone who does not come any more, before her account is erased
NOTICE_EVERY = timedelta(days=30)

IDENTITY = Rule(
    "D1",
    "Identité, mandats et compte",
    MISSION,
    "tant que le compte sert\u202f; après deux ans sans connexion ni réponse, deux e-mails à trente jours d’écart, "
    "puis suppression trente jours plus tard",
    "effacé aussitôt\u202f; il reste un numéro sans nom",
    timedelta(days=731),
)
ACCESS = Rule(
    "D2",
    "Connexions et codes",
    SAFETY,
    "une connexion dure 90 jours au plus, 12 heures sur un ordinateur partagé\u202f; une demande de code, 24 heures",
    DELETED,
    timedelta(hours=24),
)
FORM = Rule(
    "D3",
    "Formulaire en attente",
    MISSION,
    "sept jours, si votre connexion s’est fermée pendant un envoi",
    "effacé aussitôt sur l’appareil utilisé, sous sept jours ailleurs",
    timedelta(days=7),
)
ANSWERS = Rule(
    "D4",
    "Réponses en détail",
    MISSION,
    "douze mois après la réponse, ou après la remise du quiz",
    DELETED,
    timedelta(days=365),
)
RECORD = Rule(
    "D5",
    "Modules et leçons suivis",
    PROOF,
    "trois ans après la fin de l’année où vous avez travaillé le module pour la dernière fois",
    DELETED,
)
PROVEN = Rule(
    "D7",
    "Attestations et relevés d’heures",
    PROOF,
    "jusqu’à la fin de l’année qui suit celle des élections municipales suivantes",
    "le nom et le fichier sont effacés aussitôt\u202f; il reste un numéro et une empreinte, pour qui garde le fichier",
)
ROLL = Rule(
    "D14",
    "Élus inscrits d’après une liste officielle",
    MISSION,
    "un an après la fin du dernier mandat, pour qui n’a pas de compte",
    DELETED,
    timedelta(days=365),
)
INVITED = Rule("D8", "Invitations", MISSION, "soixante jours", DELETED, timedelta(days=60))
SECURITY = Rule(
    "D9", "Rôles et consultations par l’équipe", SAFETY, "douze mois après leur fin", DELETED, timedelta(days=365)
)
JOURNAL = Rule(
    "D16",
    "Journal de ce que fait l’équipe",
    SAFETY,
    "douze mois après chaque acte",
    "gardé jusqu’à son terme\u00a0: des numéros, sans nom",
    timedelta(days=365),
)
WORKED = Rule(
    "D17",
    "Listes en cours d’ajout",
    MISSION,
    "le fichier, jusqu’à la fin de l’ajout ou deux jours\u202f; la trace de la demande, trente jours",
    DELETED,
    timedelta(days=30),
)
REPORTED = Rule("D6", "Problèmes signalés", MISSION, "douze mois après le signalement", DELETED, timedelta(days=365))
LETTERS = Rule(
    "D10",
    "E-mails envoyés par le site",
    MISSION,
    "trente jours après l’envoi\u202f; le texte d’un code disparaît dès l’envoi",
    DELETED,
    timedelta(days=30),
)
VISIT = Rule("D11", "Visite sans compte", MISSION, "sept jours sans étape ni réponse", DELETED, timedelta(days=7))
PUBLISHING = Rule(
    "D12", "Publication d’un module", MISSION, "tant que le module existe", "gardé\u00a0: histoire du module"
)
AUTHORING = Rule(
    "D13",
    "Écriture d’un module",
    MISSION,
    "tant que le module existe\u202f; trente jours après sa suppression",
    "vos droits et vos remarques sont effacés\u202f; le texte du module reste, sans votre nom",
)
SESSIONS = Rule(
    "D15",
    "Sessions de formation où vous êtes",
    PROOF,
    "trois ans après la fin de l’année de la session",
    DELETED,
)
OPINIONS = Rule(
    "D17",
    "Avis sur les sessions, gardés sans leur auteur",
    MISSION,
    "trois ans après la fin de l’année de la session",
    "gardé\u00a0: rien ne dit de qui il est, il ne peut donc être ni rendu ni effacé",
)
NOBODY = Rule("–", "Aucune personne", "sans objet", "sans objet", "sans objet")

RULES = (
    IDENTITY,
    ACCESS,
    FORM,
    ANSWERS,
    RECORD,
    REPORTED,
    PROVEN,
    INVITED,
    SECURITY,
    LETTERS,
    VISIT,
    PUBLISHING,
    AUTHORING,
    ROLL,
    JOURNAL,
    WORKED,
    SESSIONS,
    OPINIONS,
)


class Hidden(StrEnum):
    """Why a column is not given to the person in her export."""

    TECHNICAL = "numéro interne"
    SECRET = "secret ou empreinte d’un secret"  # noqa: S105
    OTHERS = "concerne une autre personne"
    PUBLIC = "n’est pas une donnée personnelle"
    FILE = "fichier, à télécharger sur sa page"


TECHNICAL, SECRET, OTHERS, PUBLIC, FILE = (
    Hidden.TECHNICAL,
    Hidden.SECRET,
    Hidden.OTHERS,
    Hidden.PUBLIC,
    Hidden.FILE,
)


@dataclass(frozen=True)
class Column:
    """A column: its class, and the word of the export, or why it is not in it."""

    rule: Rule
    label: str
    hidden: Hidden | None

    @property
    def exported(self) -> bool:
        return self.hidden is None


@dataclass(frozen=True)
class Table:
    """A table. `owner` is the column that leads to the person: a foreign key, or an address; empty when none does."""

    name: str
    rule: Rule
    about: str
    owner: str
    columns: Mapping[str, Column]


def table(name: str, rule: Rule, about: str, /, *, owner: str = "", **columns: str | Hidden | Column) -> Table:
    """Declare a table: one word for each column, its label in the export or why it is not there."""
    return Table(name, rule, about, owner, {key: _column(rule, said) for key, said in columns.items()})


def public_table(name: str, about: str, columns: str) -> Table:
    """Declare a table where nothing is about anybody."""
    return table(name, NOBODY, about, **dict.fromkeys(columns.split(), PUBLIC))


def _column(rule: Rule, said: str | Hidden | Column) -> Column:
    if isinstance(said, Column):
        return said
    return Column(rule, "", said) if isinstance(said, Hidden) else Column(rule, said, None)
