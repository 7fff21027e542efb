"""Splits the body of a step into plain Markdown and callouts, line by line.

    ::: name title
    Markdown
    :::

Callouts do not nest. The splitter never fails: what it cannot read becomes a `Slip`, and the
lines stay where they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.content.problems import nearest

NAMES = ("retenir", "clair", "mairie", "attention", "exemple", "loi")
TITLED = ("clair", "exemple")  # these need a title
TITLE_LENGTH = 120
MOST = 20  # in a step

_OPENING = re.compile(r":::+\s*([^\s:]+)(?:\s+(\S.*))?\Z")
_LABELS = {"retenir": "À retenir", "mairie": "En mairie", "attention": "Attention", "exemple": "Exemple"}
_LOWERED = re.compile(  # titles that go on after a colon
    r"(?:À|Avant|Avec|Après|Ce|Cette|Combien|Comment|Dans|De|Des|Deux|Du|En|Faut-il|Ne|Nos|Notre|Pas|Pour|Quand|Que|Qui|"
    r"Sans|Si|Sur|Trois|Un|Une|Vos|Votre)\b|(?:Au|Aux|Le|La|Les) (?=[a-zà-ÿ])|[DL]’(?=[a-zà-ÿ])"
)


@dataclass(frozen=True)
class Segment:
    """Markdown, in a callout when `name` is not empty. `line` is where `text` starts in the body, from 0."""

    name: str
    title: str
    text: str
    line: int


@dataclass(frozen=True)
class Slip:
    """A mistake at a line of the body, from 0."""

    line: int
    message: str


def split(body: str) -> tuple[tuple[Segment, ...], tuple[Slip, ...]]:
    """Return the segments in order, and what is wrong with the callouts."""
    splitter = _Splitter()
    lines = body.split("\n")
    for number, line in enumerate(lines):
        splitter.take(number, line)
    splitter.end(len(lines))
    return tuple(splitter.segments), tuple(splitter.slips)


class _Splitter:
    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.slips: list[Slip] = []
        self.name, self.title, self.opened = "", "", -1
        self.held: list[str] = []
        self.start = self.count = 0

    def take(self, number: int, line: str) -> None:
        if not line.startswith(":::"):
            self.held.append(line)  # as it is: two spaces at its end break the line
        elif not line.strip().strip(": \t"):
            self.close(number)
        else:
            self.open(number, line.rstrip())

    def open(self, number: int, line: str) -> None:
        self.count += 1
        if self.count == MOST + 1:
            self.slip(number, f"trop d’encadrés dans cette étape : {MOST} au plus")
        if self.count > MOST:
            return
        if self.opened >= 0:
            self.slip(self.opened, "cet encadré n’est pas fermé : ajoutez une ligne ::: avant l’encadré suivant")
        self.flush(number)
        match = _OPENING.match(line)
        name, title = (match.group(1), (match.group(2) or "").strip()) if match else ("", "")
        if name not in NAMES:
            self.slip(number, f"l’encadré « {name[:40]} » n’existe pas{nearest(name.lower(), NAMES)}")
        elif name in TITLED and not title:
            self.slip(number, f"donnez un titre à l’encadré : ::: {name} Le titre")
        elif name == "retenir" and title:
            self.slip(number, "l’encadré « retenir » n’a pas de titre : écrivez la phrase sur la ligne suivante")
        if len(title) > TITLE_LENGTH:
            self.slip(number, f"ce titre est trop long : {len(title)} signes, {TITLE_LENGTH} au plus")
        if re.search(r"[*`\[\]]", title):
            self.slip(number, "le titre d’un encadré est un texte simple, sans gras ni lien")
        self.name, self.title, self.opened = name or "?", title[:TITLE_LENGTH], number

    def close(self, number: int) -> None:
        if self.opened < 0:
            self.slip(number, "cette ligne ::: ne ferme aucun encadré, retirez-la ou ajoutez l’ouverture")
        elif not "".join(self.held).strip():
            self.slip(self.opened, "cet encadré est vide")
        self.flush(number)

    def end(self, number: int) -> None:
        if self.opened >= 0:
            self.slip(self.opened, "cet encadré n’est pas fermé : ajoutez une ligne ::: à la fin")
        self.flush(number)

    def flush(self, number: int) -> None:
        text = "\n".join(self.held)
        if text.strip():
            self.segments.append(Segment(self.name, self.title, text, self.start))
        self.held, self.start = [], number + 1
        self.name, self.title, self.opened = "", "", -1

    def slip(self, line: int, message: str) -> None:
        self.slips.append(Slip(line, message))


def heading(segment: Segment) -> str:
    """The words printed above a callout."""
    if segment.name == "clair":
        return f"En clair : {segment.title}"
    label = "Ce que dit la loi" if segment.name == "loi" else _LABELS[segment.name]
    if not segment.title:
        return label
    title = segment.title
    if _LOWERED.match(title):
        title = title[0].lower() + title[1:]
    return f"{label} : {title}"
