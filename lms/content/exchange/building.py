"""A question found in a file to a table of the text format, judged by the course's own reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lms.content.exchange import by_kind
from lms.content.exchange.bank import ImportedQuestion, Refused
from lms.content.exchange.keys import Keys, slug
from lms.content.exchange.notes import SOURCE, text_of, texts_of
from lms.content.exchange.source import Found, Unusable
from lms.content.kinds import read_question
from lms.content.problems import Problem, Problems, Table

_LATER = "À compléter."


def build(found: Found, keys: Keys) -> ImportedQuestion | Refused:
    """The question's table, or why there is none. Its key is taken from `keys`."""
    try:
        kind, own = by_kind.table_of(found)
    except Unusable as unusable:
        return Refused(found.name, found.place, str(unusable))
    if not found.prompt:
        found.remarks.append("L’énoncé est vide. Il vous sera demandé.")
    table: dict[str, Any] = {"type": kind, **_common(found), **own}
    if problems := _problems({"cle": "question", **table}):
        reason = " ; ".join(f"{one.place} : {one.message}" if one.place else one.message for one in problems)
        return Refused(found.name, found.place, reason, problems, table)
    return ImportedQuestion(found.name, found.place, {"cle": _key(found, keys), **table}, tuple(found.remarks))


def _key(found: Found, keys: Keys) -> str:
    if key := keys.exactly(found.notes.get("cle")):
        return key
    title = found.name if found.titled else ""
    named = [text for text in (found.number, title) if re.search("[a-z]", slug(text))]  # « 12 » names nothing
    return keys.make(*named, found.prompt, otherwise="question")


def _common(found: Found) -> dict[str, Any]:
    """The fields that every kind has, those that the file holds."""
    notes = found.notes
    explanation, source = _explained(found)
    table: dict[str, Any] = {"objectif": text_of(notes, "objectif"), "enonce": found.prompt}
    table |= {"explication": explanation, "source": source}
    table |= {"faits": texts_of(notes, "faits"), "lecon": text_of(notes, "lecon")}
    table |= dict(zip(("image", "image_description"), found.picture or (), strict=False))
    return {name: value for name, value in table.items() if value}


def _explained(found: Found) -> tuple[str, str]:
    """What is said to everyone, cut as our exports write it: the explanation, then the source."""
    noted = text_of(found.notes, "source")
    if noted and found.general.endswith(ending := SOURCE + noted):
        return found.general.removesuffix(ending), noted
    explanation, mark, source = found.general.rpartition(SOURCE.strip("\n"))
    if mark and explanation.endswith("\n") and "\n" not in source.strip():
        return explanation.strip(), source.strip()
    return found.general, ""


def _problems(table: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What the course's reader would say of the table once completed."""
    problems = Problems()
    read_question(Table(_completed(table), path="", place="", problems=problems))
    return tuple(dict.fromkeys(problems))[:4]


def _completed(table: Mapping[str, Any]) -> dict[str, Any]:
    later = {"objectif": "a-completer", "enonce": _LATER, "explication": _LATER, "source": _LATER}
    if "image" in table:
        later["image_description"] = _LATER
    if table["type"] == "vrai-faux":
        later |= {"retour_vrai": _LATER, "retour_faux": _LATER}
    completed = later | dict(table)
    for name in ("choix", "paires", "erreurs", "trous"):
        completed = _with_each(completed, name, lambda row: {"retour": _LATER, **row})
    return completed


def _with_each(table: dict[str, Any], name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    rows = table.get(name)
    return {**table, name: [change(row) for row in rows]} if isinstance(rows, list) else table
