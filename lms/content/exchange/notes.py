"""What our questions hold and the formats do not: written beside the question, in a comment, and read again.

The comment is « etoffe: » and one line of JSON. Moodle ignores it. It names keys by the texts they go with,
so that a question corrected in the file keeps the keys of what was not changed.
"""

from __future__ import annotations

import json
from typing import Any

from lms.content.kinds import Blanks, Matching, Multiple, Numeric, Ordering, Question, ShortText, Single

MARK = "etoffe:"
SOURCE = "\n\nSource : "  # between the explanation and the source, in what Moodle says to everyone
_LONGEST = 60_000


def general_of(question: Question) -> str:
    """What is said to everyone after the question."""
    return f"{question.explanation}{SOURCE}{question.source}"


def write_notes(question: Question) -> str:
    """The comment of a question, on one line."""
    notes: dict[str, Any] = {"cle": question.key, "objectif": question.objective, "source": question.source}
    if question.facts:
        notes["faits"] = list(question.facts)
    if question.lesson:
        notes["lecon"] = question.lesson
    return f"{MARK} {json.dumps(notes | _own(question), ensure_ascii=False)}"


def read_notes(comment: str) -> dict[str, Any]:
    """The notes of a comment, {} when it has none or they are damaged. Never raises."""
    text = comment.strip()
    if not text.startswith(MARK) or len(text) > _LONGEST:
        return {}
    try:
        notes = json.loads(text[len(MARK) :])
        json.dumps(notes, ensure_ascii=False).encode()  # refuses half characters, which nothing could store
    except (ValueError, RecursionError):
        return {}
    return notes if isinstance(notes, dict) else {}


def texts_in(notes: Any, name: str) -> dict[str, str]:
    """A mapping of texts to texts inside notes, whatever they are."""
    value = notes.get(name) if isinstance(notes, dict) else None
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


def text_of(notes: dict[str, Any], name: str) -> str:
    """A text inside notes, "" when it is anything else."""
    value = notes.get(name)
    return value if isinstance(value, str) else ""


def texts_of(notes: dict[str, Any], name: str) -> list[str]:
    """A list of texts inside notes, [] when it is anything else."""
    value = notes.get(name)
    return value if isinstance(value, list) and all(isinstance(text, str) for text in value) else []


def _own(question: Question) -> dict[str, Any]:
    if isinstance(question, Single | Multiple):
        return {"cles": {choice.text: choice.key for choice in question.choices}}
    if isinstance(question, Matching):
        keys = {pair.left: pair.key for pair in question.pairs}
        return {
            "cles": keys,
            "leurres": {decoy.text: decoy.key for decoy in question.decoys},
            "retours": {pair.left: pair.feedback for pair in question.pairs},
        }
    if isinstance(question, Ordering):
        return {"cles": {element.text: element.key for element in question.elements}}
    if isinstance(question, Numeric):
        keys = {f"{error.value.normalize():f}": error.key for error in question.errors}
        return {"cles": keys} | ({"unite": question.unit} if question.unit else {})
    if isinstance(question, ShortText):
        return {"cles": {form: error.key for error in question.errors for form in error.forms}}
    if isinstance(question, Blanks):
        return {"enonce": question.prompt, "trous": [_blank(blank) for blank in question.blanks]}
    return {}


def _blank(blank: Any) -> dict[str, Any]:
    keys = {choice.text: choice.key for choice in blank.choices}
    return {"cle": blank.key, "cles": keys, "retour": blank.feedback}
