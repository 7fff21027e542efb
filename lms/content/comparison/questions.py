"""Two versions of a question: its wording, its key, and whether its right answer is still the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.content.comparison.alignment import Budget, common
from lms.content.comparison.words import Span, compare_words
from lms.content.kinds import Ordering, Question

_LABELS = {
    "type": "type de question",
    "objectif": "objectif",
    "enonce": "énoncé",
    "explication": "explication",
    "source": "source",
    "faits": "faits cités",
    "lecon": "leçon à relire",
    "image": "image",
    "image_description": "description de l’image",
    "texte": "texte",
    "juste": "bonne réponse",
    "retour": "retour",
    "retour_vrai": "retour si « vrai »",
    "retour_faux": "retour si « faux »",
    "reponse": "bonne réponse",
    "valeur": "valeur",
    "tolerance": "tolérance",
    "unite": "unité",
    "acceptees": "réponses acceptées",
    "formes": "formes",
    "gauche": "à gauche",
    "droite": "à droite",
    "choix": "choix",
    "paires": "paire",
    "leurres": "leurre",
    "elements": "élément",
    "erreurs": "erreur fréquente",
    "trous": "trou",
}
_ANSWER = ("juste", "reponse", "valeur", "tolerance", "acceptees")
_ANSWERS = ("paires", "elements", "trous")  # their very list is part of the answer

Path = tuple[str, ...]


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    """One text that changed, cut where both sides differ. A side that does not have it is empty."""

    label: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]


@dataclass(frozen=True)
class QuestionComparison:
    """`answer_changed` says that what was right may be wrong now: past answers were given to another question."""

    key: str
    prompt: str
    changes: tuple[Change, ...]
    fields: tuple[FieldChange, ...] = ()
    answer_changed: bool = False


def compare_question(
    before: Question | None, after: Question | None, budget: Budget, *, moved: bool = False
) -> QuestionComparison | None:
    """What happened to a question; None when nothing did. One side at most is None."""
    if before is None or after is None:
        if one := after or before:
            return QuestionComparison(one.key, one.prompt, (Change.ADDED if after else Change.REMOVED,))
        return None
    fields = compare_fields(_texts(before), _texts(after), budget) + _reordered(before, after, budget)
    changes = (Change.MOVED,) * moved + (Change.CHANGED,) * bool(fields)
    if not changes:
        return None
    return QuestionComparison(after.key, after.prompt, changes, fields, bool(fields) and _moved_on(before, after))


def compare_questions(
    before: Sequence[Question], after: Sequence[Question], budget: Budget
) -> tuple[QuestionComparison, ...]:
    """What happened to the questions of a bank: those still there first, in their order, then those removed."""
    old = {question.key: question for question in before}
    new = {question.key: question for question in after}
    shifted = moved_keys([*old], [*new])
    found = [compare_question(old.get(key), new[key], budget, moved=key in shifted) for key in new]
    found += [compare_question(old[key], None, budget) for key in old if key not in new]
    return tuple(filter(None, found))


def moved_keys(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The keys that are on both sides and changed place: as few as possible."""
    one = [key for key in before if key in after]
    other = [key for key in after if key in before]
    kept = {one[i] for i, _ in common(one, other, Budget())}
    return set(other) - kept


def compare_fields(before: Mapping[str, str], after: Mapping[str, str], budget: Budget) -> tuple[FieldChange, ...]:
    """The texts that differ, under their labels, in the order of `after`."""
    labels = dict.fromkeys([*after, *before])
    return tuple(
        FieldChange(label, *compare_words(before.get(label, ""), after.get(label, ""), budget))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _texts(question: Question) -> dict[str, str]:
    return {_label(path): value for path, value in _leaves(question.to_table(), ()) if path != ("cle",)}


def _label(path: Path) -> str:
    return " > ".join(_LABELS.get(part, part) for part in path)


def _leaves(table: Mapping[str, Any], above: Path) -> Iterator[tuple[Path, str]]:
    """Every value of a table with its path; the rows of a list are named by their key."""
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                inside = {key: one for key, one in row.items() if key != "cle"}
                yield from _leaves(inside, (*above, f"{_LABELS[name]} « {row['cle']} »"))
        elif isinstance(value, bool):
            yield (*above, name), "oui" if value else "non"
        elif isinstance(value, list):
            yield (*above, name), ", ".join(map(str, value))
        else:
            yield (*above, name), str(value)


def _reordered(before: Question, after: Question, budget: Budget) -> tuple[FieldChange, ...]:
    """The lists of the question that hold the same rows in another order, shown by their keys."""
    one, other = _orders(before), _orders(after)
    same = [name for name in one if sorted(one[name]) == sorted(other.get(name, ()))]
    return compare_fields(
        {f"ordre : {_LABELS[name]}": ", ".join(one[name]) for name in same},
        {f"ordre : {_LABELS[name]}": ", ".join(other[name]) for name in same},
        budget,
    )


def _orders(question: Question) -> dict[str, list[str]]:
    table = question.to_table()
    rows = {name: value for name, value in table.items() if isinstance(value, list) and value}
    return {name: [row["cle"] for row in value] for name, value in rows.items() if isinstance(value[0], dict)}


def _moved_on(before: Question, after: Question) -> bool:
    """Whether an answer may be right on one side and wrong on the other."""
    if before.kind != after.kind:
        return True
    if isinstance(before, Ordering) and _orders(before) != _orders(after):
        return True  # elsewhere, the order of the rows says nothing of the answer
    one, other = before.to_table(), after.to_table()
    return _right(one, ()) != _right(other, ()) or _exchanged(_options(one, ()), _options(other, ()))


def _right(table: Mapping[str, Any], above: Path) -> set[tuple[Path, str]]:
    """What makes answers right, by permanent keys."""
    found: set[tuple[Path, str]] = set()
    for name, value in table.items():
        if name in _ANSWER:
            found.add(((*above, name), str(value)))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                place = (*above, name, row["cle"])
                found |= _right(row, place) | ({(place, "")} if name in _ANSWERS else set())
    return found


def _options(table: Mapping[str, Any], above: Path) -> dict[Path, str]:
    """The texts among which people choose, by their place."""
    found: dict[Path, str] = {}
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                place = (*above, name, row["cle"])
                text = row.get("droite") or row.get("texte")
                found |= _options(row, place) | ({place: str(text)} if text else {})
    return found


def _exchanged(before: Mapping[Path, str], after: Mapping[Path, str]) -> bool:
    """Whether a text passed from one key to another of the same list: the keys are the same, the meaning is not."""
    return any(
        text != before.get(place, text)
        and any(text == old for other, old in before.items() if other != place and other[:-1] == place[:-1])
        for place, text in after.items()
    )
