"""Where a claim is on the map: one territory, or why none, in French. Pure, on an atlas."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from lms.accounts.rosters.claims import Claim, Said
from lms.accounts.rosters.functions import KIND_OF
from lms.accounts.rosters.headings import Shape
from lms.accounts.territories import Atlas, Named, Spot, fold

_AROUND = re.compile(r"^(mairie|commune|ville|village|municipalite) (de la |de l |des |de |du |d )?")
_MIXED = re.compile(r"(?P<code>\d{4,5})\s+(?P<name>\D.*)")
_POSTAL = 5  # figures


class Nowhere(Exception):
    """A row that names no territory; its text says why, and what may have been meant."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim and where it is. Without a spot, the claim says what is wrong."""

    claim: Claim
    spot: Spot | None


class Placing:
    """Places the claims of a list, inside some territories; `scopes` is None for an operator, who works anywhere."""

    def __init__(self, atlas: Atlas, shape: Shape, scopes: Collection[Named] | None) -> None:
        self._atlas = atlas
        self._shape = shape
        self._scopes = scopes
        self._known: dict[tuple[Said, str], Spot | Nowhere] = {}

    def place(self, claim: Claim) -> Placed:
        """Where a claim is; the same words are looked up once."""
        asked = (claim.said, KIND_OF.get(claim.function, "commune"))
        found = self._known.get(asked)
        if found is None:
            try:
                found = self._inside(self._find(*asked))
            except Nowhere as error:
                found = error
            self._known[asked] = found
        if isinstance(found, Nowhere):
            return Placed(replace(claim, wrong=(*claim.wrong, str(found))), None)
        return Placed(claim, found)

    def _inside(self, spot: Spot) -> Spot:
        """Refuse what lies outside the territories that may be touched; nothing is said of what is there."""
        if self._scopes is not None and not any(lies_in(spot, one) for one in self._scopes):
            raise Nowhere(f"{spot.name} n’est pas dans votre territoire")
        return spot

    def _find(self, said: Said, kind: str) -> Spot:
        if kind == "commune" and (said.siren or said.epci) and not (said.commune or said.commune_code):
            kind = "epci"
        if kind == "epci":
            return self._epci(said)
        if kind == "departement":
            return self._departement(said)
        return self._region(said) if kind == "region" else self._commune(said)

    def _commune(self, said: Said) -> Spot:
        said = _unmixed(said)
        if not (said.commune_code or said.commune):
            raise Nowhere("il manque la commune : son nom, ou mieux son code Insee")
        departement = self._around(said)
        by_code = self._atlas.commune(said.commune_code) if said.commune_code else None
        if by_code is None:
            return self._by_name(said, departement)
        if self._shape is Shape.PEOPLE and said.commune:
            named = self._named(said.commune, "")
            if named and by_code not in named:
                raise Nowhere(
                    f"le code {said.commune_code} est celui de {by_code.name}, pas de {said.commune} : "
                    "gardez celui des deux qui est juste"
                )
        return by_code

    def _by_name(self, said: Said, departement: str) -> Spot:
        if not said.commune:
            raise Nowhere(f"aucune commune n’a le code « {said.commune_code[:20]} »")
        found = self._named(said.commune, departement)
        if len(found) == 1:
            return found[0]
        if found and self._scopes is not None:
            found = tuple(one for one in found if any(lies_in(one, scope) for scope in self._scopes))
            if len(found) == 1:
                return found[0]
            if not found:
                raise Nowhere(f"{said.commune[:80]} n’est pas dans votre territoire")
        if found:
            shown = ", ".join(f"{one.code} ({one.departement})" for one in found[:6])
            raise Nowhere(f"{len(found)} communes s’appellent {said.commune} : ajoutez son code Insee parmi {shown}")
        if said.commune.isdigit():
            raise Nowhere(f"« {said.commune[:20]} » n’est pas un nom de commune : écrivez son nom à côté du code")
        near = self._atlas.nearest(said.commune, departement or self._only_departement())
        meant = f" Vouliez-vous dire : {', '.join(near)} ?" if near else ""
        raise Nowhere(f"la commune « {said.commune[:80]} » est inconnue.{meant}")

    def _named(self, name: str, departement: str) -> tuple[Spot, ...]:
        bare = re.sub(r"\s*\(.*\)\s*$", "", name)
        short = _AROUND.sub("", fold(bare))
        return (
            self._atlas.communes_named(bare, departement)
            or self._atlas.communes_named(short, departement)
            or self._atlas.communes_named(re.sub(r"\bcedex\b.*$", "", short), departement)
        )

    def _around(self, said: Said) -> str:
        """The code of the département that a row tells, by itself or by a postal code; empty when it does not."""
        spot = self._atlas.departement(said.departement)
        if spot is not None:
            return spot.code
        postal = said.postal_code.replace(" ", "")
        if not postal.isdigit():
            return ""
        code = postal.zfill(_POSTAL)
        return "" if code.startswith("20") else code[:3] if code.startswith(("97", "98")) else code[:2]

    def _only_departement(self) -> str:
        codes = {code for kind, code in self._scopes or () if kind == "departement"}
        return codes.pop() if len(codes) == 1 else ""

    def _epci(self, said: Said) -> Spot:
        found = self._atlas.get("epci", said.siren) or (self._atlas.epci_named(said.epci) if said.epci else None)
        if found is not None:
            return found
        if said.siren or said.epci:
            raise Nowhere(
                f"l’intercommunalité « {(said.epci or said.siren)[:80]} » n’est pas dans le code officiel : "
                "vérifiez son numéro SIREN"
            )
        commune = self._commune(said)
        above = self._atlas.get("epci", commune.epci)
        if above is None:
            raise Nowhere(f"{commune.name} n’appartient à aucune intercommunalité")
        return above

    def _departement(self, said: Said) -> Spot:
        """Alsace has one council for two départements: the canton says which."""
        found = self._atlas.departement(said.departement) or self._atlas.departement(said.canton[:2])
        if found is not None:
            return found
        if said.departement or not (said.commune or said.commune_code):
            raise Nowhere(f"le département « {said.departement[:40]} » est inconnu")
        above = self._atlas.get("departement", self._commune(said).departement)
        if above is None:
            raise Nowhere("le département de cette commune est inconnu")
        return above

    def _region(self, said: Said) -> Spot:
        found = self._atlas.region(said.region)
        if found is not None:
            return found
        if said.region or not (said.commune or said.commune_code):
            raise Nowhere(f"la région « {said.region[:40]} » est inconnue")
        above = self._atlas.get("region", self._commune(said).region)
        if above is None:
            raise Nowhere("la région de cette commune est inconnue")
        return above


def _unmixed(said: Said) -> Said:
    """« 26150 Die » in one cell is a postal code and a name; figures alone may be either code: the name is asked."""
    mixed = _MIXED.fullmatch(said.commune)
    if mixed is None:
        return said
    return replace(said, commune=mixed["name"], postal_code=said.postal_code or mixed["code"])


def lies_in(spot: Spot, place: Named) -> bool:
    """Whether a spot is a place, or lies in it: what lms.accounts.territories.lies_in says of rows."""
    kind, code = place
    above = {"epci": spot.epci, "departement": spot.departement, "region": spot.region}
    return spot.named == place or above.get(kind) == code
