"""Rebuild the communes, EPCI, départements and régions that are kept in the repository.

    python tools/refresh_territories.py ARCHIVE YEAR [TARGET]

ARCHIVE is the package « @etalab/decoupage-administratif » as its registry gives it (.tgz), YEAR the year
of its geographic code. The same archive gives the same file. Apostrophes, quotation marks and spaces
of names are made French here, once: what the site shows is what is stored.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
import tarfile
from datetime import UTC, datetime
from hashlib import sha512
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "lms" / "accounts" / "territories"
DATA, CREDITS = "decoupage.json.xz", "LICENCE-decoupage.txt"
FORMER = ("commune-deleguee", "commune-associee")

CREDITS_TEXT = """\
Communes, EPCI, départements et régions ({data})

Millésime : {year}
Source : paquet @etalab/decoupage-administratif, version {version}, du {day}
SHA-512 de l’archive : {digest}
Refait par : python tools/refresh_territories.py ARCHIVE {year}

Données : Licence Ouverte 2.0 (Etalab), https://www.etalab.gouv.fr/licence-ouverte-open-licence
  INSEE : code officiel géographique, populations légales
  DGCL : liste et composition des EPCI à fiscalité propre
  La Poste : base officielle des codes postaux
  Etalab : assemblage
Ce qui a été changé : seules quelques colonnes sont gardées ; apostrophes, guillemets et espaces sont
mis à la française.
"""


def main(words: list[str]) -> None:
    archive, year = Path(words[0]), int(words[1])
    target = Path(words[2]) if len(words) > 2 else TARGET
    package, day = read_package(archive)
    digest = sha512(archive.read_bytes()).hexdigest()
    edition = {"year": year, "version": package["package"]["version"], **official(package)}
    text = json.dumps(edition, ensure_ascii=False, separators=(",", ":"))
    (target / DATA).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    facts = {"data": DATA, "year": year, "version": edition["version"], "day": day, "digest": digest}
    (target / CREDITS).write_text(CREDITS_TEXT.format(**facts), encoding="utf-8")
    for name in ("regions", "departements", "epcis", "communes", "formers"):
        print(f"{len(edition[name]):6} {name}")
    print(f"{(target / DATA).stat().st_size:6} bytes")


def read_package(archive: Path) -> tuple[dict[str, Any], str]:
    """Return the JSON files of the archive by their name, and the day it was made."""
    found: dict[str, Any] = {}
    day = ""
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            path = Path(member.name)
            if path.suffix == ".json" and member.isfile():
                found[path.stem] = json.load(files.extractfile(member))  # type: ignore[arg-type]
                day = max(day, datetime.fromtimestamp(member.mtime, UTC).date().isoformat())
    return found, day


def official(package: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """The rows of lms.accounts.territories.edition, each sorted by code."""
    present = [one for one in package["communes"] if one["type"] == "commune-actuelle"]
    epci_of = {member["code"]: one["code"] for one in package["epci"] for member in one["membres"]}
    return {
        "regions": sorted([one["code"], french(one["nom"])] for one in package["regions"]),
        "departements": sorted([one["code"], french(one["nom"]), one["region"]] for one in package["departements"]),
        "epcis": sorted(
            [one["code"], french(one["nom"]), one["type"], one["populationMunicipale"]] for one in package["epci"]
        ),
        "communes": sorted(
            [
                one["code"],
                french(one["nom"]),
                one.get("siren"),
                one.get("population"),
                one["departement"],
                epci_of.get(one["code"]),
                sorted(one.get("codesPostaux", [])),
            ]
            for one in present
        ),
        "formers": formers(package["communes"], present),
    }


def formers(every: list[dict[str, Any]], present: list[dict[str, Any]]) -> list[list[str]]:
    """[code, name, present commune]: what once had, or has below the commune, a name or a code of its own.

    A commune that was merged without leaving its name is known by its code alone.
    """
    names = {one["code"]: one["nom"] for one in present}
    found = {
        (one["code"], french(one["nom"]), one["chefLieu"])
        for one in every
        if one["type"] in FORMER and one["nom"] != names[one["chefLieu"]]
    }
    found |= {
        (one["code"], french(one["nom"]), one["commune"]) for one in every if one["type"] == "arrondissement-municipal"
    }
    known = {code for code, _, _ in found}
    found |= {
        (code, "", one["code"])
        for one in present
        for code in one.get("anciensCodes", [])
        if code not in known | names.keys()
    }
    return sorted(map(list, found))


def french(name: str) -> str:
    """« L'Agglo "X" » with the signs of French typography."""
    name = re.sub(r'"([^"]*)"', "«\N{NARROW NO-BREAK SPACE}\\1\N{NARROW NO-BREAK SPACE}»", name.replace("'", "’"))
    return re.sub(r"[ \t]+", " ", name).strip()


if __name__ == "__main__":
    main(sys.argv[1:])
