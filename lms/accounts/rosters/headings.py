"""Which column says what: headings as people write them, and as the national register publishes them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from lms.accounts.rosters.sheets import NotASheet, Row
from lms.accounts.territories import fold

LOOKED_AT = 20  # rows among which the headings must be: titles and notes come first now and then


class Field(StrEnum):
    """What a column may say of someone."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    WHOLE_NAME = "whole_name"
    EMAIL = "email"
    BORN = "born"
    FUNCTION = "function"
    STARTS_ON = "starts_on"
    FUNCTION_STARTS_ON = "function_starts_on"
    COMMUNE_CODE = "commune_code"
    COMMUNE = "commune"
    POSTAL_CODE = "postal_code"
    SIREN = "siren"
    EPCI = "epci"
    DEPARTEMENT_CODE = "departement_code"
    DEPARTEMENT = "departement"
    CANTON_CODE = "canton_code"
    REGION_CODE = "region_code"
    REGION = "region"


class Shape(StrEnum):
    """What a list is: one of people of any kind, or a file of the Répertoire national des élus."""

    PEOPLE = "people"
    MUNICIPAL = "municipal"
    MAYORS = "mayors"
    COMMUNITY = "community"
    DEPARTEMENTAL = "departemental"
    REGIONAL = "regional"

    @property
    def is_register(self) -> bool:
        return self is not Shape.PEOPLE


_SAID = {
    Field.GIVEN_NAME: "prenom|prenoms|prenom usuel|prenom de l elu|prenom elu|first name",
    Field.FAMILY_NAME: "nom|nom de famille|nom d usage|nom usuel|nom de l elu|nom elu|patronyme|last name",
    Field.WHOLE_NAME: "nom prenom|nom et prenom|prenom nom|prenom et nom|nom complet|elu|identite|personne",
    Field.EMAIL: "email|e mail|mail|courriel|adresse mail|adresse email|adresse e mail|adresse courriel|mel"
    "|adresse electronique|courrier electronique|e mail professionnel|email professionnel",
    Field.BORN: "date de naissance|naissance|ne le|nee le|ne e le|date naissance",
    Field.FUNCTION: "fonction|fonctions|mandat|qualite|libelle de la fonction|role|titre|fonction elective",
    Field.STARTS_ON: "date de debut du mandat|debut du mandat|debut de mandat|date de debut|depuis|depuis le"
    "|elu le|date d election|date debut mandat",
    Field.FUNCTION_STARTS_ON: "date de debut de la fonction|debut de la fonction",
    Field.COMMUNE_CODE: "code de la commune|code commune|code insee|insee|code insee commune|code insee de la commune"
    "|insee commune|codgeo|com",
    Field.COMMUNE: "commune|libelle de la commune|nom de la commune|nom commune|ville|mairie|collectivite"
    "|commune d election",
    Field.POSTAL_CODE: "code postal|cp|code postal commune",
    Field.SIREN: "n siren|siren|siren epci|no siren|numero siren|code epci|siren de l epci",
    Field.EPCI: "libelle de l epci|epci|intercommunalite|communaute|nom epci|nom de l epci|communaute de communes",
    Field.DEPARTEMENT_CODE: "code du departement|code departement|dep|code dep|dpt|code de la section departementale",
    Field.DEPARTEMENT: "departement|libelle du departement|nom du departement|libelle de la section departementale",
    Field.CANTON_CODE: "code du canton|code canton",
    Field.REGION_CODE: "code de la region|code region|reg",
    Field.REGION: "region|libelle de la region|nom de la region",
}
FIELDS: Mapping[str, Field] = {word: field for field, words in _SAID.items() for word in words.split("|")}

# Never read, whatever the list: opinions, and what this site has no use for. The values of these columns are dropped.
NEVER_READ = frozenset(
    (
        *("nuance", "nuance politique", "libelle de la nuance", "code nuance", "etiquette", "etiquette politique"),
        *("parti", "parti politique", "liste", "nom de la liste", "groupe politique", "csp", "profession"),
        *("libelle de la profession", "code de la profession", "code de la categorie socio professionnelle"),
        "libelle de la categorie socio professionnelle",
    )
)
_REGISTER = ("nom de l elu", "prenom de l elu", "date de debut du mandat")


@dataclass(frozen=True)
class Columns:
    """Where each field is. `unknown` are the headings that say nothing to this site; `dropped`, those never read."""

    shape: Shape
    headings: tuple[str, ...]
    line: int
    places: Mapping[Field, int]
    unknown: tuple[str, ...]
    dropped: tuple[str, ...]

    def cell(self, row: Row, field: Field) -> str:
        place = self.places.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else ""


def columns(rows: Iterable[Row]) -> tuple[Columns, Iterator[Row]]:
    """What the columns say, and the rows that follow. Raises NotASheet when no row has headings that say who."""
    following = iter(rows)
    for row in islice(following, LOOKED_AT):
        found = _recognised(row)
        if found is not None:
            return found, following
    raise NotASheet(
        "aucune ligne de titres n’a été reconnue : il faut au moins une colonne « Nom » et une colonne « Prénom » "
        "ou « E-mail », par exemple « Prénom ; Nom ; E-mail ; Fonction ; Commune »"
    )


def _recognised(row: Row) -> Columns | None:
    folded = [fold(cell) for cell in row.cells]
    places: dict[Field, int] = {}
    unknown, dropped = [], []
    for place, word in enumerate(folded):
        field = FIELDS.get(word)
        if field is not None and field not in places:
            places[field] = place
        elif word in NEVER_READ:
            dropped.append(row.cells[place])
        elif word:
            unknown.append(row.cells[place])
    named = Field.WHOLE_NAME in places or Field.FAMILY_NAME in places
    if len(places) < 2 or not (named or Field.EMAIL in places):
        return None
    shape = _shape(set(folded), places)
    return Columns(shape, row.cells, row.line, places, tuple(unknown), tuple(dropped))


def _shape(words: set[str], places: Mapping[Field, int]) -> Shape:
    if not words.issuperset(_REGISTER):
        return Shape.PEOPLE
    if Field.SIREN in places:
        return Shape.COMMUNITY
    if Field.COMMUNE_CODE in places:
        return Shape.MUNICIPAL if Field.FUNCTION in places else Shape.MAYORS
    if Field.CANTON_CODE in places:
        return Shape.DEPARTEMENTAL
    return Shape.REGIONAL if Field.REGION_CODE in places else Shape.PEOPLE
