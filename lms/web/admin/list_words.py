"""What becomes of each row of a list, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms import content
from lms.accounts.rosters import Change, Outcome, Plan, Verb
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
