"""Files as they really come, twenty and more: each row is explained, and every good one can be imported."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select

from lms import db
from lms.accounts import rosters, territories
from lms.accounts.models import Mandate
from lms.accounts.rosters import NotASheet
from tests.support.rosters import AT, DROME, book, look, read, register, told

pytestmark = pytest.mark.usefixtures("communes")
HEADINGS = "Prénom;Nom;E-mail;Fonction;Commune"
SHARED = "cette adresse sert aussi à une autre personne : elle n’a pas été gardée"
TWO = "une autre ligne donne à cette personne une autre adresse : gardez celle qui est juste"
NEW, SAME, NO = "arrives", "stays", "refused"


@dataclass(frozen=True)
class File:
    """A file, and by line what becomes of it; what says no more than « arrives » is a good row."""

    name: str
    data: bytes
    rows: dict[int, str | tuple[str, str]]
    scopes: tuple[tuple[str, str], ...] = (DROME,)


def lines(*some: str, headings: str = HEADINGS, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return end.join([headings, *some, ""]).encode(encoding)


FILES = (
    File("UTF-8 with a mark", lines("Zoé;Noël;zoe@die.example;maire;Die", encoding="utf-8-sig"), {2: NEW}),
    File("Windows-1252", lines("Zoé;Lœuf;zoe@die.example;Élue;Die", encoding="cp1252"), {2: NEW}),
    File("UTF-16, tabs", lines("Zoé\tNoël\tDie", headings="Prénom\tNom\tCommune", encoding="utf-16"), {2: NEW}),
    File(
        "commas and quotes",
        lines('"Zoé","Noël, née Petit","Die"', headings="prenom,NOM,commune", end="\n"),
        {2: NEW},
    ),
    File("separator declared", b"sep=;\r\n" + lines("Zoe;Noel;;;Die"), {3: NEW}),
    File("old Macintosh lines", lines("Zoe;Noel;;;Die", "Luc;Petit;;;Die", end="\r"), {2: NEW, 3: NEW}),
    File(
        "a line break in a cell",
        lines('Zoé;Noël;zoe@die.example;"Adjointe\nau maire";Die', "Luc;Petit;;;Die"),
        {2: NEW, 4: NEW},
    ),
    File(
        "a quote that nobody closes",
        lines('Zoé;"Noël;;;Die', "Luc;Petit;;;Die", 'Guy;dit "le Grand";;;Die'),
        {2: NEW, 3: NEW, 4: NEW},
    ),
    File(
        "titles first, empty lines",
        b"Liste des elus;;;;\r\n;;;;\r\n" + lines(";;;;", "Zoe;Noel;;;Die", ";;;;"),
        {5: NEW},
    ),
    File(
        "addresses with spaces, and one that is not",
        lines("Zoé;Noël; zoe @ die.example ;;Die", "Luc;Petit;mailto:luc@die.example;;Die", "Guy;Bon;guy.die;;Die"),
        {2: NEW, 3: NEW, 4: (NO, "« guy.die » n’est pas une adresse e-mail")},
    ),
    File(
        "one mailbox for all",
        lines("Zoé;Noël;mairie@die.example;;Die", "Luc;Petit;mairie@die.example;;Die"),
        {2: (NEW, SHARED), 3: (NEW, SHARED)},
    ),
    File(
        "the same person twice",
        lines(
            "Zoé;Noël;zoe@die.example;adjointe;Die",
            "ZOE;NOEL;;adjoint;DIE",
            "Zoé;Noël;zoe@die.example;adjointe;Die",
            "Zoé;Noël;z@die.example;;Die",
        ),
        {2: NEW, 3: (SAME, "déjà dit ligne 2"), 4: (SAME, "déjà dit ligne 2"), 5: (NO, TWO)},
    ),
    File(
        "communes nobody knows",
        lines("Zoé;Noël;;;Dye", "Luc;Petit;;;Mairie de Die", "Guy;Bon;;;26150 Die", "Ève;Bon;;;26150", "Éli;Roy;;;"),
        {
            2: (NO, "la commune « Dye » est inconnue. Vouliez-vous dire : Die ?"),
            3: NEW,
            4: NEW,
            5: (NO, "« 26150 » n’est pas un nom de commune : écrivez son nom à côté du code"),
            6: (NO, "il manque la commune : son nom, ou mieux son code Insee"),
        },
    ),
    File(
        "namesakes, everywhere",
        lines("Zoé;Noël;;;Saint-Denis", "Luc;Petit;;;Eu"),
        {
            2: (
                NO,
                "4 communes s’appellent Saint-Denis : ajoutez son code Insee parmi "
                "11339 (11), 30247 (30), 93066 (93), 97411 (974)",
            ),
            3: NEW,
        },
        scopes=(),
    ),
    File(
        "outside her territory",
        lines("Zoé;Noël;;;Eu", "Luc;Petit;;;Die", "Guy;Bon;;;Saint-Denis"),
        {
            2: (NO, "Eu n’est pas dans votre territoire"),
            3: NEW,
            4: (NO, "Saint-Denis n’est pas dans votre territoire"),
        },
    ),
    File(
        "codes that lost their zero, a code and a name that disagree",
        lines("Zoé;Noël;1033;", "Luc;Petit;26113;Eu", headings="Prénom;Nom;Code INSEE;Ville"),
        {2: NEW, 3: (NO, "le code 26113 est celui de Die, pas de Eu : gardez celui des deux qui est juste")},
        scopes=(),
    ),
    File(
        "functions and dates as people write them",
        lines(
            "NOËL Zoé;1ère adjointe;22/03/26;Die",
            "Luc PETIT;Chef de tout;2026-03-22;Die",
            "Guy BON;conseiller;31/02/2026;Die",
            "Mme Ève ROY;Référente numérique;;Die",
            headings="Nom et prénom;Qualité;Élu le;Commune",
        ),
        {
            2: NEW,
            3: (NO, "la fonction « Chef de tout » n’est pas connue"),
            4: (NO, "la date de début « 31/02/2026 » n’est pas une date, par exemple 22/03/2026"),
            5: NEW,
        },
    ),
    File(
        "an Excel sheet with numbers, a name missing, a broken letter",
        book(
            [["Nom", "Prénom", "Code commune"], ["Noël", "Zoé", 26113], ["", "Luc", 26113], ["Bo\ufffdn", "Guy", 26113]]
        ),
        {
            2: NEW,
            3: (NO, "il manque le nom ou le prénom"),
            4: (NO, "un caractère est illisible : réécrivez le mot"),
        },
    ),
    File(
        "two encodings glued together",
        lines("Zoé;Noël;;;Die", "Élodie;Ségur;;;Die") + "Ga\xebl;Petit;;;Die\r\n".encode("cp1252"),
        {2: NEW, 3: NEW, 4: (NO, "un caractère est illisible : réécrivez le mot")},
    ),
    File(
        "the register: homonyms, two functions, an impossible year, a merged commune, overseas",
        register(
            ("26113", "NOEL", "Zoé", "1970-02-01", "", ""),
            ("26113", "NOEL", "Zoé", "1999-02-01", "", ""),
            ("26113", "PETIT", "Luc", "01/02/70", "1er adjoint au Maire", "2026-03-28"),
            ("26113", "PETIT", "Luc", "01/02/70", "Maire délégué", "2026-03-29"),
            ("26113", "BON", "Guy", "1066-10-14", "", ""),
            ("01015", "ROY", "Ève", "1980-01-01", "Maire", "2026-03-28"),
            ("97411", "GRONDIN", "Maud", "1980-01-01", "Maire", "2026-03-28"),
            ("99999", "NULLE", "Part", "1980-01-01", "", ""),
        ),
        {
            2: NEW,
            3: NEW,
            4: NEW,
            5: (SAME, "déjà dit ligne 4"),
            6: (NEW, "la date de naissance « 1066-10-14 » est impossible : elle n’a pas été lue"),
            7: NEW,
            8: NEW,
            9: (NO, "aucune commune n’a le code « 99999 »"),
        },
        scopes=(),
    ),
    File(
        "the register of départements: Alsace has one council for two, nobody says a function",
        lines(
            "26;Drôme;2609;Le Diois;NOEL;Zoé;F;1970-02-01;2021-06-27;Président du conseil départemental;2021-07-01",
            "6AE;Alsace;6711;Molsheim;PETIT;Luc;M;1970-02-01;2021-06-27;;",
            "20;Corse;;;BON;Guy;M;1970-02-01;2021-06-27;;",
            headings="Code du département;Libellé du département;Code du canton;Libellé du canton;Nom de l'élu;"
            "Prénom de l'élu;Code sexe;Date de naissance;Date de début du mandat;Libellé de la fonction;"
            "Date de début de la fonction",
        ),
        {2: NEW, 3: NEW, 4: (NO, "le département « 20 » est inconnu")},
        scopes=(),
    ),
    File(
        "the register of régions, with its sections",
        lines(
            "84;Auvergne-Rhône-Alpes;26;Drôme;NOEL;Zoé;F;1970-02-01;2021-06-27;Vice-président du conseil régional;",
            "99;Nulle part;26;Drôme;PETIT;Luc;M;1970-02-01;2021-06-27;;",
            headings="Code de la région;Libellé de la région;Code de la section départementale;"
            "Libellé de la section départementale;Nom de l'élu;Prénom de l'élu;Code sexe;Date de naissance;"
            "Date de début du mandat;Libellé de la fonction;Date de début de la fonction",
        ),
        {2: NEW, 3: (NO, "la région « 99 » est inconnue")},
        scopes=(),
    ),
)
assert len(FILES) == 22
NOT_LISTS = {
    b" \r\n ": "ce fichier est vide",
    b"%PDF-1.7 ...": "ce fichier est un document ou une image : enregistrez la liste en CSV, XLSX ou ODS",
    b"PK\x03\x04 not a book": "ce classeur ne s’ouvre pas",
    b"Pommes;Poires\n3;4\n": "aucune ligne de titres n’a été reconnue",
    lines(): "il n’y a que des titres dans ce fichier : aucune ligne ne suit",
}


def expected(file: File) -> dict[int, tuple[str, str]]:
    return {line: one if isinstance(one, tuple) else (one, "") for line, one in file.rows.items()}


def test_each_row_is_explained(engine: Engine) -> None:
    for file in FILES:
        assert told(look(engine, file.data, *file.scopes).outcomes) == expected(file), file.name


class Undone(Exception):
    """Every file finds nobody."""


def test_every_good_row_is_brought_in(engine: Engine) -> None:
    """Whatever the other rows of the file: what was said to arrive is written, and nothing else."""
    for file in FILES:
        good = [line for line, (verb, _) in expected(file).items() if verb == NEW]
        with pytest.raises(Undone), db.transaction(engine) as session:  # noqa: PT012
            found = read(session, file.data, *file.scopes)
            agreed = rosters.look(session, found, at=AT).digest
            rosters.bring_in(session, found, agreed=agreed, origin="Essai", scope=None, by=None, at=AT)
            held = session.scalars(select(Mandate.starts_on).where(Mandate.listed)).all()
            assert len(held) == len(good), file.name
            raise Undone


def test_what_is_not_a_list_says_why(engine: Engine) -> None:
    with db.reading(engine) as reader:
        atlas = territories.open_atlas(reader)
    for data, why in NOT_LISTS.items():
        with pytest.raises(NotASheet, match=why.replace("?", "\\?")):
            rosters.survey(data, atlas, scopes=None, mark=rosters.marker("s"), today=AT.date())
