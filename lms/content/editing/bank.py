"""module.toml and quiz.toml edited at one place: a value, an objective, a question. The rest keeps its bytes.

As in `lessons`, each edit is read again, and NotEditable or NoSuchPlace is raised when it cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.content.editing.pieces import (
    BOM,
    NotEditable,
    Piece,
    end_of_line,
    find,
    inserted,
    join,
    moved,
    removed,
    replaced,
)
from lms.content.editing.toml_editing import with_table, with_values
from lms.content.editing.toml_pieces import cut_read, read_table
from lms.content.editing.toml_writing import table_text

ROWS = "questions"


@dataclass(frozen=True)
class QuestionPart:
    """One question of the bank as written; `line` is where it starts, from 1."""

    key: str
    table: dict[str, Any]
    line: int


def with_cover(text: str, values: Mapping[str, Any]) -> str:
    """Set values of module.toml; None removes one. `quiz` takes a table of the values to set or remove in [quiz]."""
    mark, text = _split(text)
    return mark + with_values(text, values)


def bank_parts(text: str) -> tuple[QuestionPart, ...]:
    """The questions in order. Raises NotEditable when the bank cannot be read."""
    parts, line = [], 1
    for one in _cut(_split(text)[1]):
        if _is_question(one):
            parts.append(QuestionPart(one.key, _values(one), line))
        line += (one.text + one.gap).count("\n")
    return tuple(parts)


def with_question(text: str, key: str, table: Mapping[str, Any]) -> str:
    """Give the question `key` other values, perhaps another key. Its unchanged values keep their bytes."""
    mark, text = _split(text)
    pieces = _cut(text)
    at = find(pieces, "row", key, ROWS)
    if table.get("cle") != key:
        _check_free(pieces, table)
    edited = with_table(pieces[at].text, table, under=ROWS)
    return mark + _closed(replaced(pieces, at, Piece("row", str(table.get("cle", "")), edited, "", ROWS)))


def with_new_question(text: str, table: Mapping[str, Any], *, after: str | None = None) -> str:
    """Add a question after the question `after`; None is last, "" is first."""
    mark, text = _split(text)
    pieces, eol = _cut(text), end_of_line(text)
    _check_free(pieces, table)
    at = len(pieces)
    if after:
        at = find(pieces, "row", after, ROWS) + 1
    elif after is not None:
        at = next((number for number, one in enumerate(pieces) if _is_question(one)), at)
    written = table_text(table, under=ROWS).rstrip("\n").replace("\n", eol)
    return mark + _closed(inserted(pieces, at, Piece("row", table["cle"], written, eol * 2, ROWS)))


def without_question(text: str, key: str) -> str:
    mark, text = _split(text)
    pieces = _cut(text)
    return mark + _closed(removed(pieces, find(pieces, "row", key, ROWS)))


def with_question_moved(text: str, key: str, *, by: int) -> str:
    """Move a question among the others, up when `by` is negative; comments between questions stay in their place."""
    mark, text = _split(text)
    pieces = _cut(text)
    return mark + _closed(moved(pieces, find(pieces, "row", key, ROWS), by))


def _split(text: str) -> tuple[str, str]:
    return (BOM, text.removeprefix(BOM)) if text.startswith(BOM) else ("", text)


def _is_question(one: Piece) -> bool:
    return (one.kind, one.table) == ("row", ROWS)


def _values(one: Piece) -> dict[str, Any]:
    rows = read_table(one.text)[ROWS]
    return rows[0] if isinstance(rows, list) and len(rows) == 1 else {}


def _cut(text: str) -> list[Piece]:
    """The pieces of a bank whose questions are written as [[questions]], each found where `tomllib` reads it."""
    pieces, values = cut_read(text)
    found = [_values(one) for one in pieces if _is_question(one)]
    if found != values.get(ROWS, []):
        raise NotEditable("ces questions ne sont pas écrites sous [[questions]], ouvrez le texte entier")
    return pieces


def _closed(pieces: Sequence[Piece]) -> str:
    """The text of the pieces, once it is known to be cut into the same pieces."""
    text = join(pieces)
    if _cut(text) != list(pieces):
        raise NotEditable("cet endroit ne peut pas être modifié sans toucher à ses voisins, ouvrez le texte entier")
    return text


def _check_free(pieces: Sequence[Piece], table: Mapping[str, Any]) -> None:
    key = table.get("cle")
    if not isinstance(key, str) or not key:
        raise NotEditable("une question porte une clé")
    if any(_is_question(one) and one.key == key for one in pieces):
        raise NotEditable(f"la clé « {key} » est déjà celle d’une question de ce quiz")
