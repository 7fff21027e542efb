"""Words that have no place in committed files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".woff2", ".ttf", ".png", ".webp", ".jpg", ".ico", ".odt", ".ods", ".docx", ".xlsx", ".pdf", ".zip", ".xz"}
NOT_OURS = {"LICENSE", "LICENCE"}
LEFT_OUT = re.compile(r"\.(?!ci$)|var$|__pycache__$|node_modules$")

# Pieces are put together here, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "files" + r"\.python" + "hosted", "registry" + r"\.npm", "index" + "-url"))
)
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
MACHINE = re.compile(r"(?<![\w.:/])/(?:" + "|".join(("home", "root", "Users", "work")) + r")/[\w.-]+")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
FICTITIOUS = (".example", ".test", ".invalid", " prenom.nom@mairie.fr")  # the last is the shape we show in hints


def committed() -> list[Path]:
    """The files under version control; all files but the ignored ones when git is not there to say."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        paths = [ROOT / name for name in listed.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not any(map(LEFT_OUT.match, path.relative_to(ROOT).parts[:-1]))]
    return sorted(path for path in paths if path.is_file() and path.suffix not in BINARY and not NOT_OURS & {path.stem})


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in committed():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found += [f"{path.relative_to(ROOT)}:{number}: {match.group()}" for match in pattern.finditer(line)]
    return found


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        pytest.param(REGISTRIES, "pip decides where it downloads from", id="registries"),
        pytest.param(UNFINISHED, "what is not done is an issue, not a comment", id="unfinished"),
        pytest.param(MACHINE, "a path of one machine", id="machine-paths"),
    ],
)
def test_no_such_words(pattern: re.Pattern[str], why: str):
    assert not (found := lines_matching(pattern)), f"{why}:\n" + "\n".join(found)


def test_people_and_their_addresses_are_fictitious():
    found = [line for line in lines_matching(ADDRESS) if not line.endswith(FICTITIOUS)]
    assert not found, "\n".join(found)
