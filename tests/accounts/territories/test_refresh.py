"""The program that rebuilds the vendored file, on an archive of three communes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from lms.accounts.territories import (
    OfficialCommune,
    OfficialDepartement,
    OfficialEpci,
    OfficialFormer,
    OfficialRegion,
    official_edition,
)

ROOT = Path(__file__).resolve().parents[3]


def commune(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "nom": name, "departement": "2A", "region": "94", "type": "commune-actuelle"} | more


FILES: dict[str, Any] = {
    "package": {"version": "9.9.9"},
    "regions": [{"code": "94", "nom": "Corse"}],
    "departements": [{"code": "2A", "nom": "Corse-du-Sud", "region": "94"}],
    "epci": [
        {
            "code": "200000001",
            "nom": 'CA "Les  Îles - L\'Agglo"',
            "type": "CA",
            "populationMunicipale": 12,
            "membres": [{"code": "2A004"}],
        }
    ],
    "communes": [
        commune("2A008", "L'Albaréde", population=0, codesPostaux=["20224", "20000"]),
        commune("2A004", "Ajaccio", siren="212000046", population=10, codesPostaux=[], anciensCodes=["2A900", "2A901"]),
        commune("2A901", "Mezzavia", type="commune-associee", chefLieu="2A004"),
        commune("2A004", "Ajaccio", type="commune-deleguee", chefLieu="2A004"),
        commune("2A201", "Ajaccio 1er", type="arrondissement-municipal", commune="2A004"),
    ],
}


def archive(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as made:
        for name, content in FILES.items():
            data = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/{name}.json")
            member.size, member.mtime = len(data), 1773014400
            made.addfile(member, io.BytesIO(data))
    return path


def test_an_archive_becomes_an_edition(tmp_path: Path) -> None:
    command = [sys.executable, "tools/refresh_territories.py", str(archive(tmp_path / "archive.tgz")), "2031"]
    files = []
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        subprocess.run([*command, str(tmp_path / name)], cwd=ROOT, check=True, capture_output=True)
        files.append((tmp_path / name / "decoupage.json.xz").read_bytes())
    assert files[0] == files[1]
    made = official_edition(tmp_path / "once" / "decoupage.json.xz")
    assert (made.year, made.version) == (2031, "9.9.9")
    assert made.regions == (OfficialRegion("94", "Corse"),)
    assert made.departements == (OfficialDepartement("2A", "Corse-du-Sud", "94"),)
    assert made.epcis == (
        OfficialEpci(
            "200000001", "CA «\N{NARROW NO-BREAK SPACE}Les Îles - L’Agglo\N{NARROW NO-BREAK SPACE}»", "CA", 12
        ),
    )
    assert made.communes == (
        OfficialCommune("2A004", "Ajaccio", "212000046", 10, "2A", "200000001", ()),
        OfficialCommune("2A008", "L’Albaréde", None, 0, "2A", None, ("20000", "20224")),
    )
    assert made.formers == (
        OfficialFormer("2A201", "Ajaccio 1er", "2A004"),
        OfficialFormer("2A900", "", "2A004"),
        OfficialFormer("2A901", "Mezzavia", "2A004"),
    )
    credits = (tmp_path / "once" / "LICENCE-decoupage.txt").read_text(encoding="utf-8")
    assert "version 9.9.9, du 2026-03-09" in credits


def test_the_vendored_file_has_its_credits() -> None:
    folder = ROOT / "lms" / "accounts" / "territories"
    credits = (folder / "LICENCE-decoupage.txt").read_text(encoding="utf-8")
    made = official_edition()
    assert f"Millésime : {made.year}" in credits
    assert f"version {made.version}," in credits
    for named in ("Licence Ouverte 2.0", "INSEE", "DGCL", "La Poste", "Etalab", "SHA-512"):
        assert named in credits
