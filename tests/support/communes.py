"""A small part of the official territories: real communes, chosen for their traps, so that test databases stay small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from lms import db
from lms.accounts import territories

LOADED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CODES = frozenset(
    (
        *("93066", "97411", "11339", "30247"),  # Saint-Denis four times
        *("45274", "77495"),  # Saint-Denis-en-Val and Vert-Saint-Denis
        *("35288", "44176", "76351", "76255"),  # Saint-Malo twice, Le Havre, Eu
        *("94038", "02565", "51410", "80829"),  # L’Haÿ-les-Roses, Œuilly twice, Y
        *("2A004", "2B033", "97502", "97501"),  # Corsica, and an overseas collectivity with one postal code
        *("98413", "55039"),  # nobody all year, and nobody any more
        *("29155", "75056", "69123", "59009"),  # no EPCI, arrondissements, Villeneuve-d’Ascq
        *("01015", "01033"),  # what was Arbignieu, what was Bellegarde-sur-Valserine
        *("51649", "51065", "51094", "51195"),  # share the postal code 51300
        *("26113", "26042"),  # where the people of the tests and of the demonstration live
        *("92014", "51108", "17022"),  # Bourg-la-Reine, Châlons-en-Champagne, Asnières-la-Giraud
    )
)


@cache
def sample() -> territories.Edition:
    """The communes above and all the Sainte-Colombe, with what they belong to, as an edition of its own."""
    return part("5", lambda one: one.code in CODES or one.name == "Sainte-Colombe")


def part(mark: str, wanted: Callable[[territories.OfficialCommune], bool]) -> territories.Edition:
    """Some communes with what they belong to, as an edition of its own; `mark` is the digit of its digest."""
    whole = territories.official_edition()
    communes = tuple(one for one in whole.communes if wanted(one))
    codes = {one.code for one in communes}
    return replace(
        whole,
        digest=mark * 64,
        communes=communes,
        epcis=tuple(one for one in whole.epcis if one.siren in {commune.epci for commune in communes}),
        formers=tuple(one for one in whole.formers if one.commune in codes),
    )


def load(url: str) -> None:
    """Load the sample into an up-to-date database."""
    engine = db.make_engine(url)
    with db.transaction(engine) as session:
        territories.load(session, sample(), at=LOADED_AT)
    engine.dispose()
