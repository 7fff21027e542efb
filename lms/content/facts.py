"""The facts that courses may cite: each one with its reference, its source and its confidence.

Only a fact that is « vérifié » may be cited, until the day it has to be read again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.content.problems import Problems, Table, report_twice

VERIFIED = "vérifié"
CONFIDENCES = (VERIFIED, "connu mais non vérifié", "à éviter", "rédactionnel")


@dataclass(frozen=True)
class Fact:
    """One fact. `caveat` is what must be said with it; it is to be read again before `read_again`."""

    key: str
    sheet: str
    text: str
    reference: str
    source: str
    caveat: str
    confidence: str
    read_on: date
    read_again: date

    @property
    def citable(self) -> bool:
        """Whether a course may rest on it, as long as it is not outdated."""
        return self.confidence == VERIFIED

    def outdated(self, today: date) -> bool:
        return today >= self.read_again


Facts = Mapping[str, Fact]


def read_facts(text: str) -> dict[str, Fact]:
    """Read `faits.toml`. Raises ValueError with every problem, one per line."""
    problems = Problems()
    root = Table(tomllib.loads(text), path="faits.toml", place="", problems=problems)
    rows = root.tables("faits", least=1, most=2_000)
    root.close()
    facts = [_read_fact(row) for row in rows]
    report_twice([fact.key for fact in facts if fact], root, "les faits")
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    return {fact.key: fact for fact in facts if fact}


def _read_fact(row: Table) -> Fact | None:
    key = row.text("identifiant", limit=20)
    row.place = f"fait « {key} »"
    read_on, read_again = row.day("relu_le"), row.day("a_relire_avant")
    texts = {
        "sheet": row.text("fiche", limit=200),
        "text": row.text("texte"),
        "reference": row.text("reference", required=False),
        "source": row.text("source", required=False),
        "caveat": row.text("reserve", required=False),
        "confidence": row.choice("confiance", CONFIDENCES),
    }
    row.close()
    if read_on is None or read_again is None:
        return None
    if read_again <= read_on:
        row.problem("la date de la prochaine relecture précède la dernière", at="a_relire_avant")
    return Fact(key=key, read_on=read_on, read_again=read_again, **texts)
