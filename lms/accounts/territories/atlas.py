"""All the territories at once, for whoever places thousands of rows: an atlas is read once, then asked.

atlas = open_atlas(reader)
atlas.commune("26113")                    -> Spot, or None
atlas.communes_named("Die", "26")         -> Spots: one is certain, several are to choose among
atlas.nearest("Dye", "26")                -> names that look like it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select

from lms.accounts.territories.levels import Named
from lms.accounts.territories.models import Commune, CommuneKey, Departement, Epci, Region, Territory
from lms.accounts.territories.naming import fold
from lms.accounts.territories.queries import FoundBy
from lms.db import Reader

NEAR = 3  # names that are proposed
ALIKE = 0.65  # how much two names must look alike


@dataclass(frozen=True, slots=True)
class Spot:
    """A territory and what is above it, as a mandate names it."""

    kind: str
    code: str
    name: str
    epci: str | None
    departement: str | None
    region: str | None

    @property
    def named(self) -> Named:
        return self.kind, self.code


class Atlas:
    """Made by `open_atlas`. Codes and names of today; those of communes that were merged lead to theirs of today."""

    def __init__(self, spots: Sequence[Spot], successors: dict[str, str], former_names: dict[str, list[str]]) -> None:
        self._spots = {spot.named: spot for spot in spots}
        self._successors = successors
        self._by_name: dict[str, list[str]] = {}
        self._by_departement: dict[str, dict[str, str]] = {}
        self._others: dict[tuple[str, str], str] = {}
        self._former_names = former_names
        for spot in spots:
            folded = fold(spot.name)
            if spot.kind != "commune":
                self._others[spot.kind, folded] = spot.code
            elif spot.code not in successors:
                self._by_name.setdefault(folded, []).append(spot.code)
                self._by_departement.setdefault(spot.departement or "", {})[folded] = spot.name

    def get(self, kind: str, code: str | None) -> Spot | None:
        return self._spots.get((kind, code)) if code else None

    def commune(self, code: str) -> Spot | None:
        """The commune of today under a code, its own or that of a commune merged into it; « 1004 » is « 01004 »."""
        whole = code.strip().upper().zfill(5)
        return self.get("commune", self._successors.get(whole, whole))

    def communes_named(self, name: str, departement: str = "") -> tuple[Spot, ...]:
        """The communes of today with this name, or that took in one of this name, in a département when it is said."""
        folded = fold(name)
        for known in (self._by_name, self._former_names):
            spots = (self.get("commune", code) for code in known.get(folded, ()))
            found = tuple(one for one in spots if one and departement in ("", one.departement))
            if found:
                return found
        return ()

    def departement(self, text: str) -> Spot | None:
        """By its code, « 1 » and « 2a » too, or its name."""
        return self._coded("departement", text) if text else None

    def region(self, text: str) -> Spot | None:
        return self._coded("region", text) if text else None

    def epci_named(self, name: str) -> Spot | None:
        return self.get("epci", self._others.get(("epci", fold(name))))

    def nearest(self, name: str, departement: str = "") -> tuple[str, ...]:
        """Names of communes that look like a name; elsewhere than in a département, only those of the same letter."""
        folded = fold(name)
        if departement:
            known = self._by_departement.get(departement, {})
            return tuple(known[one] for one in get_close_matches(folded, known, NEAR, ALIKE))
        same = [one for one in self._by_name if one[:1] == folded[:1]]
        found = get_close_matches(folded, same, NEAR, ALIKE)
        return tuple(self._spots["commune", self._by_name[one][0]].name for one in found)

    def _coded(self, kind: str, text: str) -> Spot | None:
        code = text.strip().upper().zfill(2)
        return self.get(kind, code) or self.get(kind, self._others.get((kind, fold(text))))


def open_atlas(reader: Reader) -> Atlas:
    """Read all territories: about a third of a second for France. Six statements."""
    names: dict[Named, str] = {}
    for kind, code, name in (
        ("region", Region.code, Region.name),
        ("departement", Departement.code, Departement.name),
        ("epci", Epci.siren, Epci.name),
        ("commune", Commune.code, Commune.name),
    ):
        names |= {(kind, row[0]): row[1] for row in reader.execute(select(code, name))}
    stored = reader.execute(
        select(
            Territory.kind,
            Territory.code,
            Territory.commune_code,
            Territory.epci_siren,
            Territory.departement_code,
            Territory.region_code,
        )
    )
    spots, successors = [], {}
    for row in stored:
        named = (row.kind, row.code)
        if named in names:
            spots.append(Spot(*named, names[named], row.epci_siren, row.departement_code, row.region_code))
        if row.commune_code not in (None, row.code):
            successors[row.code] = row.commune_code
    return Atlas(spots, successors | _merged_long_ago(reader), _former_names(reader))


def _merged_long_ago(reader: Reader) -> dict[str, str]:
    """Codes of communes that were gone before this site knew any, to the commune of today."""
    key = CommuneKey.key
    query = select(key, CommuneKey.commune_code).where(key < ":", CommuneKey.via.like(f"{FoundBy.FORMER} %"))
    return {row.key.partition(" ")[0].upper(): row.commune_code for row in reader.execute(query)}


def _former_names(reader: Reader) -> dict[str, list[str]]:
    query = select(CommuneKey.key, CommuneKey.commune_code).where(
        CommuneKey.whole, CommuneKey.via.like(f"{FoundBy.FORMER} %")
    )
    found: dict[str, list[str]] = {}
    for key, code in reader.execute(query):
        found.setdefault(key, []).append(code)
    return found
