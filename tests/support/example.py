"""The course of courses/LISEZMOI.md: what trainers read is what tests publish.

The files shown in full are taken as they are; each kind of question shown alone becomes a step of
a second lesson, so that a walk through the example meets every kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lms import content, db, publishing
from lms.app import load_library
from lms.web.addresses import ADDRESSES

MANUAL = Path(__file__).resolve().parents[2] / "courses" / "LISEZMOI.md"
COURSE = "exemple-de-module"
LESSON = "delais"
EVERY_KIND = "toutes-les-questions"
PUBLISHED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = PUBLISHED_AT.date()

# ```toml module.toml … ``` and ~~~~markdown lecons/01-….md … ~~~~
_FILE = re.compile(r"^(?P<fence>`{3,}|~{3,})\w+ (?P<path>\S+\.\w+)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S)
_KIND = re.compile(r"^### [^\n]+ : `(?P<kind>[a-z-]+)`\n(?P<text>.*?)(?=^#)", re.M | re.S)
_QUESTION = re.compile(r"^```question\n.*?^```$", re.M | re.S)

_HEAD = f"""+++
cle = "{EVERY_KIND}"
titre = "Toutes les sortes de questions"
minutes = 9
a_jour_au = 2026-11-23
faits = ["SVE-01", "SVE-03"]
essentiel = ["Chaque question donne son explication.", "Une réponse fausse apprend autant qu’une juste."]

[[sources]]
titre = "Conseil de rédaction"
+++

## Avant de répondre {{#avant}}

Une question de chaque sorte vous attend. Prenez votre temps.
"""
_TAIL = """
## À faire en mairie {#agir-encore}

```tache
cle = "relire"
texte = "Relisez un message reçu cette semaine et cherchez la date de son accusé de réception."
minutes = 5
avec = "le secrétariat"
```
"""


def example_files() -> dict[str, bytes]:
    """The folder of the example course: paths to bytes."""
    manual = MANUAL.read_text(encoding="utf-8")
    found = {match["path"]: match["text"] for match in _FILE.finditer(manual)}
    steps = []
    for match in _KIND.finditer(manual):
        question = _QUESTION.search(match["text"])
        if question:
            steps.append(f"## Essayer : {match['kind']} {{#essai-{match['kind']}}}\n\n{question.group()}\n")
    found["lecons/02-toutes-les-questions.md"] = _HEAD + "\n" + "\n".join(steps) + _TAIL
    return {path: text.encode() for path, text in found.items()}


@cache
def library() -> content.Library:
    """The facts and the glossary of courses/."""
    return load_library()


def example_course(files: Mapping[str, bytes]) -> content.Course:
    """Read the example, or an edited copy; it has no problem."""
    reading = content.read(files, library(), TODAY)
    assert not reading.problems, "\n".join(map(str, reading.problems))
    assert reading.course
    return reading.course


def publish(url: str) -> None:
    """Publish the example in an up-to-date database."""
    files = example_files()
    engine = db.make_engine(url)
    with db.transaction(engine) as session:
        publishing.publish(
            session,
            example_course(files),
            files,
            library=library(),
            addresses=ADDRESSES,
            by="Bruno",
            message="Exemple",
            at=PUBLISHED_AT,
        )
    engine.dispose()
