"""What becomes of each row of a list, in words: shown at once, or kept with the job that looked at a long list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from lms import content
from lms.accounts.rosters import Change, Counts, Outcome, Plan, Survey, Verb
from lms.web.templating import FUNCTION_WORDS

SHOWN = 40  # rows of a group; the others are counted
TITLES = {
    Verb.REFUSED: "À corriger",
    Verb.ARRIVES: "Nouvelles personnes",
    Verb.CHANGES: "Changements",
    Verb.STAYS: "Sans changement",
}
_SAYS = {
    Verb.REFUSED: "À corriger",
    Verb.ARRIVES: "À savoir",
    Verb.CHANGES: "Ce qui change",
    Verb.STAYS: "À savoir",
}
_CHANGES = {
    Change.ADDED: "mandat ajouté",
    Change.REOPENED: "mandat rouvert",
    Change.RESTARTED: "date de début corrigée",
    Change.REPLACED: "remplace sa fonction précédente",
    Change.RENAMED: "nom corrigé",
    Change.INVITED: "invitation possible",
}


@dataclass(frozen=True)
class Line:
    """A row of the list: where it is, whom it names, and what is to be known of it."""

    number: int
    name: str
    function: str
    place: str
    said: str


@dataclass(frozen=True)
class Group:
    """The rows to which the same happens. `says` heads what is to be known of them, empty when that is nothing."""

    title: str
    says: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Report:
    """What a list would do. `digest` is what she agrees to; `dropped` are the columns that are never read."""

    digest: str
    counts: Counts
    is_register: bool
    dropped: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def writes(self) -> bool:
        return bool(self.counts.arrived + self.counts.changed + self.counts.departed)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Report:
        found = (
            Group(one["title"], one["says"], tuple(Line(**line) for line in one["lines"]), one["more"])
            for one in told["groups"]
        )
        return cls(told["digest"], Counts(**told["counts"]), told["is_register"], tuple(told["dropped"]), tuple(found))


def report(read: Survey, plan: Plan) -> Report:
    """All that is said of a list before it is agreed."""
    columns = read.columns
    return Report(plan.digest, plan.counts, columns.shape.is_register, tuple(columns.dropped), tuple(groups(plan)))


def groups(plan: Plan) -> list[Group]:
    """The rows by what becomes of them, those to correct first. Nothing is said of a group that is empty."""
    found = []
    for verb, title in TITLES.items():
        lines = [_line(one) for one in plan.outcomes if one.verb is verb]
        if lines:
            says = _SAYS[verb] if any(line.said for line in lines[:SHOWN]) else ""
            found.append(Group(title, says, tuple(lines[:SHOWN]), max(0, len(lines) - SHOWN)))
    return found


def _line(one: Outcome) -> Line:
    changes = one.changes if one.verb is Verb.CHANGES else ()
    function = FUNCTION_WORDS.get(one.function, "—")
    return Line(
        one.line,
        one.name or "Sans nom",
        function,
        one.place or "—",
        _sentence((*(_CHANGES[change] for change in changes), *one.said)),
    )


def _sentence(parts: Iterable[str]) -> str:
    said = content.typographic("\u202f; ".join(parts))
    return f"{said[:1].upper()}{said[1:]}"
