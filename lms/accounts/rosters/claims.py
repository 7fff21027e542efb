"""A row as a claim: who is said to hold what, where, since when. Pure: where it is on the map is not known yet."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from lms.accounts.rosters.functions import function_of
from lms.accounts.rosters.headings import Columns, Field, Shape
from lms.accounts.rosters.sheets import FALSE_SIGN, Row
from lms.accounts.secrets import InvalidEmail, normal_email
from lms.accounts.territories import fold

LONGEST_NAME = 80
FIRST_BIRTH, LAST_AGE = 1900, 17  # nobody sits younger: an impossible year is a slip, or a century left out
FIRST_MANDATE = date(1940, 1, 1)
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

Marker = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a row about where: what the index of territories will be asked. All as typed."""

    commune_code: str = ""
    commune: str = ""
    postal_code: str = ""
    siren: str = ""
    epci: str = ""
    departement: str = ""  # a code or a name
    canton: str = ""
    region: str = ""  # a code or a name


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row says. `key` tells names apart; `mark` is that of the birth date, empty when it is not known.

    `wrong` are the reasons, in French, for which the row cannot be taken; `notes`, what was read otherwise than said.
    """

    line: int
    given_name: str
    family_name: str
    key: str
    email: str
    mark: str
    function: str
    starts_on: date | None
    said: Said
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def marker(site_secret: str) -> Marker:
    """What turns a name and a birth date into a mark that nobody can turn back without the secret."""
    key = hmac.digest(site_secret.encode(), b"etoffe birth mark", sha256)
    return lambda text: hmac.digest(key, text.encode(), sha256).hex()[:32]


def name_key(given_name: str, family_name: str) -> str:
    """The same for names that differ by accents, capitals or hyphens only; « | » when there is none."""
    return f"{_folded(family_name)}|{_folded(given_name)}"


_folded = lru_cache(65536)(fold)


def claim(row: Row, columns: Columns, mark: Marker, *, today: date) -> Claim:
    """Read a row. What is wrong with it is said in it, never raised."""
    wrong: list[str] = []
    notes: list[str] = []

    def cell(field: Field) -> str:
        return columns.cell(row, field)

    given_name, family_name = _names(cell, wrong)
    email = _email(cell(Field.EMAIL), wrong)
    if not (given_name and family_name) and not (columns.shape is Shape.PEOPLE and email):
        wrong.append("il manque le nom ou le prénom")
    born = _born(cell(Field.BORN), today, notes)
    function = function_of(cell(Field.FUNCTION), columns.shape)
    if not function:
        wrong.append(f"la fonction « {cell(Field.FUNCTION)[:60]} » n’est pas connue")
    since = cell(Field.FUNCTION_STARTS_ON) or cell(Field.STARTS_ON)
    starts_on = _day(since, today.year % 100)
    if since and (starts_on is None or starts_on < FIRST_MANDATE):
        wrong.append(f"la date de début « {since[:20]} » n’est pas une date, par exemple 22/03/2026")
        starts_on = None
    if any(FALSE_SIGN in one for one in row.cells):
        wrong.append("un caractère est illisible : réécrivez le mot")
    key = name_key(given_name, family_name)
    return Claim(
        line=row.line,
        given_name=given_name,
        family_name=family_name,
        key=key,
        email=email,
        mark=mark(f"{key}|{born.isoformat()}") if born else "",
        function=function,
        starts_on=starts_on,
        said=_said(cell),
        wrong=tuple(wrong),
        notes=tuple(notes),
    )


def _said(cell: Callable[[Field], str]) -> Said:
    return Said(
        cell(Field.COMMUNE_CODE),
        cell(Field.COMMUNE),
        cell(Field.POSTAL_CODE),
        cell(Field.SIREN).replace(" ", ""),
        cell(Field.EPCI),
        cell(Field.DEPARTEMENT_CODE) or cell(Field.DEPARTEMENT),
        cell(Field.CANTON_CODE),
        cell(Field.REGION_CODE) or cell(Field.REGION),
    )


def _names(cell: Callable[[Field], str], wrong: list[str]) -> tuple[str, str]:
    given, family = _name(cell(Field.GIVEN_NAME)), _name(cell(Field.FAMILY_NAME))
    whole = cell(Field.WHOLE_NAME)
    if whole and not (given or family):
        given, family = _cut(whole)
    if max(len(given), len(family)) > LONGEST_NAME:
        wrong.append(f"un nom dépasse {LONGEST_NAME} signes")
        return given[:LONGEST_NAME], family[:LONGEST_NAME]
    return given, family


def _cut(whole: str) -> tuple[str, str]:
    """« DUPONT Jeanne » and « Jeanne DUPONT » say which is which by capitals; otherwise the given name is first."""
    words = re.sub(r"^(m|mr|mme|mlle|monsieur|madame)\.? ", "", whole.strip(), flags=re.IGNORECASE).split()
    family = [word for word in words if len(word) > 1 and word.isupper()]
    if family and len(family) < len(words):
        return _name(" ".join(word for word in words if word not in family)), _name(" ".join(family))
    return _name(" ".join(words[:1])), _name(" ".join(words[1:]))


@lru_cache(65536)
def _name(text: str) -> str:
    """A name with one space between its words; written in capitals, it gets its small letters back."""
    words = " ".join(text.split()).replace("'", "’")
    return words.title() if words.isupper() and len(words) > 1 else words


def _email(text: str, wrong: list[str]) -> str:
    """An address with the spaces that a copy put in it taken out, and « mailto: » too."""
    typed = "".join(text.split()).strip(";,").removeprefix("mailto:")
    if not typed:
        return ""
    try:
        return normal_email(typed)
    except InvalidEmail:
        wrong.append(f"« {text[:60]} » n’est pas une adresse e-mail")
        return ""


@lru_cache(65536)
def _day(text: str, pivot: int) -> date | None:
    """A day in figures, ISO or French; of a year in two figures, the last century after `pivot`."""
    iso = _ISO.match(text)
    found = iso.groups() if iso else (match.groups()[::-1] if (match := _DAY.match(text)) else None)
    if found is None:
        return None
    year = int(found[0])
    if len(found[0]) == 2:
        year += 2000 if year <= pivot else 1900
    try:
        return date(year, int(found[1]), int(found[2]))
    except ValueError:
        return None


def _born(text: str, today: date, notes: list[str]) -> date | None:
    """A birth date; one that cannot be is named and does without."""
    if not text:
        return None
    born = _day(text, (today.year - LAST_AGE) % 100)
    if born is None or not FIRST_BIRTH <= born.year <= today.year - LAST_AGE:
        notes.append(f"la date de naissance « {text[:20]} » est impossible : elle n’a pas été lue")
        return None
    return born
