"""The text of a lesson edited at one step, or in its front matter. Places are keys; what is not edited keeps its bytes.

Every function takes the text of a file, byte order mark and line ends included, and returns the text edited. Each
edit is read again: unless every other part has the same bytes and the place says what was asked, NotEditable is
raised and nothing is edited. NoSuchPlace is raised for an unknown key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lms.content.editing.pieces import (
    BOM,
    NotEditable,
    Piece,
    cut_lesson,
    end_of_line,
    find,
    inserted,
    join,
    lines_of,
    moved,
    removed,
    replaced,
)
from lms.content.editing.steps import Block, StepPart, edited, empty, layout
from lms.content.editing.toml_editing import with_values
from lms.content.editing.toml_pieces import read_table
from lms.content.problems import KEY, KEY_LENGTH


def step_parts(text: str) -> tuple[StepPart, ...]:
    """The steps in order; a step without a key has "". Raises NotEditable when there are hundreds."""
    parts, line = [], 1
    for one in cut_lesson(text.removeprefix(BOM)):
        if one.kind == "step":
            parts.append(layout(one.text, line).part)
        line += (one.text + one.gap).count("\n")
    return tuple(parts)


def with_step(text: str, key: str, *, title: str, body: str, block: Block | None) -> str:
    """Give the step `key` a title, a body and a block. What is given as it was keeps its bytes."""
    mark, pieces = _opened(text)
    at = find(pieces, "step", key)
    written = edited(layout(pieces[at].text), title, body, block, end_of_line(text))
    return text if written == pieces[at].text else _closed(mark, replaced(pieces, at, Piece("step", key, written, "")))


def with_step_key(text: str, key: str, new: str) -> str:
    """Give the step another key, because its meaning changed."""
    mark, pieces = _opened(text)
    at = find(pieces, "step", key)
    _check_free(pieces, new)
    heading, *rest = lines_of(pieces[at].text)
    before, _, after = heading.rpartition(f"{{#{key}}}")
    return _closed(mark, replaced(pieces, at, Piece("step", new, "".join([before, f"{{#{new}}}", after, *rest]), "")))


def with_new_step(text: str, key: str, title: str, body: str, block: Block | None, *, after: str | None = None) -> str:
    """Add a step after the step `after`; None is last, "" is first."""
    mark, pieces = _opened(text)
    _check_free(pieces, key)
    at = len(pieces) if after is None else find(pieces, "step", after) + 1 if after else 1
    eol = end_of_line(text)
    written = edited(layout(empty(key)), title, body, block, eol)
    return _closed(mark, inserted(pieces, at, Piece("step", key, written, eol * 2)))


def without_step(text: str, key: str) -> str:
    mark, pieces = _opened(text)
    return _closed(mark, removed(pieces, find(pieces, "step", key)))


def with_step_moved(text: str, key: str, *, by: int) -> str:
    """Move a step among the others, up when `by` is negative, as far as there are steps."""
    mark, pieces = _opened(text)
    return _closed(mark, moved(pieces, find(pieces, "step", key), by))


def front_table(text: str) -> dict[str, Any]:
    """The values of the front matter. Raises NotEditable when it cannot be read."""
    return read_table("".join(front_lines(_opened(text)[1][0])[1]))


def with_front(text: str, values: Mapping[str, Any]) -> str:
    """Set values of the front matter; None removes one. Comments and the other values keep their bytes."""
    mark, pieces = _opened(text)
    before, front, after = front_lines(pieces[0])
    written = with_values("".join(front), values)
    return _closed(mark, replaced(pieces, 0, Piece("head", "", "".join([*before, written, *after]), "")))


def _opened(text: str) -> tuple[str, list[Piece]]:
    mark = BOM if text.startswith(BOM) else ""
    return mark, cut_lesson(text.removeprefix(BOM))


def _closed(mark: str, pieces: Sequence[Piece]) -> str:
    """The text of the pieces, once it is known to be cut into the same pieces."""
    text = join(pieces)
    if cut_lesson(text) != list(pieces):
        raise NotEditable("cet endroit ne peut pas être modifié sans toucher à ses voisins, ouvrez le texte entier")
    return mark + text


def _check_free(pieces: Sequence[Piece], key: str) -> None:
    if not KEY.match(key) or len(key) > KEY_LENGTH:
        raise NotEditable(
            f"« {key[:KEY_LENGTH]} » n’est pas une clé : minuscules sans accent, chiffres et traits d’union"
        )
    if any(one.kind == "step" and one.key == key for one in pieces):
        raise NotEditable(f"la clé « {key} » est déjà celle d’une étape de cette leçon")


def front_lines(head: Piece) -> tuple[list[str], list[str], list[str]]:
    """The lines of the head: up to the mark that opens the front matter, those of the front matter, the others."""
    lines = lines_of(head.text)
    marks = [number for number, line in enumerate(lines) if line.strip() == "+++"]
    if len(marks) < 2 or "".join(lines[: marks[0]]).strip():
        raise NotEditable("les renseignements de la leçon ne sont pas entre deux lignes +++, ouvrez le texte entier")
    return lines[: marks[0] + 1], lines[marks[0] + 1 : marks[1]], lines[marks[1] :]
