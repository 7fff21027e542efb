"""The official geographic code of one year, as vendored in decoupage.json.xz (credits in LICENCE-decoupage.txt).

`tools/refresh_territories.py` writes the file. Codes are text: « 01001 », « 2A004 ». Names have the
apostrophes of the site.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent / "decoupage.json.xz"


class OfficialRegion(NamedTuple):
    code: str
    name: str


class OfficialDepartement(NamedTuple):
    """A département, or an overseas collectivity: it then is its own région, as INSEE has it."""

    code: str
    name: str
    region: str


class OfficialEpci(NamedTuple):
    """An intercommunality with its own taxes, known by its SIREN. `kind` is CC, CA, CU, METRO or MET69 (Lyon)."""

    siren: str
    name: str
    kind: str
    population: int


class OfficialCommune(NamedTuple):
    """A commune of today. Overseas collectivities have no SIREN here; uninhabited lands have no population."""

    code: str
    name: str
    siren: str | None
    population: int | None
    departement: str
    epci: str | None
    postal_codes: tuple[str, ...]


class OfficialFormer(NamedTuple):
    """Another way to name a commune of today: a commune merged into it, or one of its arrondissements.

    `code` may be that of the commune itself; `name` is empty when only the code is known.
    """

    code: str
    name: str
    commune: str


@dataclass(frozen=True)
class Edition:
    """All territories of a year. `digest` is that of the file: the same digest is the same data."""

    digest: str
    year: int
    version: str
    regions: tuple[OfficialRegion, ...]
    departements: tuple[OfficialDepartement, ...]
    epcis: tuple[OfficialEpci, ...]
    communes: tuple[OfficialCommune, ...]
    formers: tuple[OfficialFormer, ...]


@cache
def official_digest() -> str:
    """The digest of the vendored edition, known without opening it."""
    return sha256(DATA.read_bytes()).hexdigest()


def official_edition(data: Path = DATA) -> Edition:
    """Read an edition, by default the vendored one: about a quarter of a second."""
    packed = data.read_bytes()
    rows = json.loads(lzma.decompress(packed))
    return Edition(
        digest=sha256(packed).hexdigest(),
        year=rows["year"],
        version=rows["version"],
        regions=tuple(OfficialRegion(*row) for row in rows["regions"]),
        departements=tuple(OfficialDepartement(*row) for row in rows["departements"]),
        epcis=tuple(OfficialEpci(*row) for row in rows["epcis"]),
        communes=tuple(OfficialCommune._make([*row[:6], tuple(row[6])]) for row in rows["communes"]),
        formers=tuple(OfficialFormer(*row) for row in rows["formers"]),
    )
