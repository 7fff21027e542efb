"""A text cut into the pieces that people edit one at a time: values, steps, questions, loose comments.

Cutting never loses a byte: `join(cut_lesson(text)) == text`. A piece's `gap` is the end of its last line and the blank
lines that follow; it belongs to the place more than to the piece, so that moving pieces leaves the layout as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lms.content import lesson_text

BOM = "\ufeff"
MOST_PIECES = 500  # in one text; beyond, it is not a person who writes


class NoSuchPlace(LookupError):
    """No step, question, lesson or file has this key or path."""


class NotEditable(ValueError):
    """This place cannot be edited without losing something. The message says why, in French."""


@dataclass(frozen=True)
class Piece:
    """`kind` is head, step, value, row, table, header, comment or blank; `key` names it among its kind, or is "".

    A row is named by its table, `questions` for instance, and by its `cle`.
    """

    kind: str
    key: str
    text: str
    gap: str
    table: str = ""


def piece(kind: str, key: str, whole: str) -> Piece:
    """The piece whose text is `whole` without the blank lines that end it."""
    length = len(whole.rstrip(" \t\r\n"))
    end = whole.find("\n", length) if length else 0
    if end < 0:
        end = len(whole)
    elif end > length and whole[end - 1] == "\r":
        end -= 1
    return Piece(kind, key, whole[:end], whole[end:])


def join(pieces: Iterable[Piece]) -> str:
    return "".join(one.text + one.gap for one in pieces)


def cut_lesson(text: str) -> list[Piece]:
    """The head of a lesson (all that precedes the first step), then its steps. `text` has no byte order mark.

    Raises NotEditable beyond MOST_PIECES.
    """
    check_count(text.count("\n## "))
    lines = lines_of(text)
    steps = lesson_text.cut(text.replace("\r\n", "\n")).steps
    check_count(len(steps))
    bounds = [0, *(step.line - 1 for step in steps), len(lines)]
    names = [("head", ""), *(("step", step.key) for step in steps)]
    return [
        piece(kind, key, "".join(lines[start:end]))
        for (kind, key), (start, end) in zip(names, pairwise(bounds), strict=True)
    ]


def check_count(pieces: int) -> None:
    if pieces > MOST_PIECES:
        raise NotEditable("ce texte a trop de parties pour être modifié ici, ouvrez le texte entier")


def lines_of(text: str) -> list[str]:
    """The lines of a text, each with its end."""
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + [last]


def end_of_line(text: str) -> str:
    """The line ending that `text` uses most."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def in_the_manner_of(text: str, file: str) -> str:
    """A text sent by a form, with the line ends, the byte order mark and the last line end that `file` has."""
    plain = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    if file.endswith("\n") and plain and not plain.endswith("\n"):
        plain += "\n"
    return (BOM if file.startswith(BOM) else "") + plain.replace("\n", end_of_line(file))


def find(pieces: Sequence[Piece], kind: str, key: str, table: str = "") -> int:
    """Where the piece is. Raises NoSuchPlace, and NotEditable when there are several."""
    found = [number for number, one in enumerate(pieces) if (one.kind, one.table, one.key) == (kind, table, key)]
    if not found:
        raise NoSuchPlace(key)
    if len(found) > 1:
        raise NotEditable(f"la clé « {key} » est utilisée deux fois, corrigez-la dans le texte entier")
    return found[0]


def replaced(pieces: Sequence[Piece], at: int, new: Piece) -> list[Piece]:
    """The pieces with another one at `at`, followed by the same gap."""
    return [*pieces[:at], replace(new, gap=pieces[at].gap), *pieces[at + 1 :]]


def inserted(pieces: Sequence[Piece], at: int, new: Piece) -> list[Piece]:
    """The pieces with a new one at `at`, set apart by its gap; the end of the text stays as it was."""
    before = pieces[at - 1] if at else None
    if before is not None and before.text:
        return [*pieces[: at - 1], replace(before, gap=new.gap), replace(new, gap=before.gap), *pieces[at:]]
    if not pieces[at:]:
        new = replace(new, gap=new.gap[: new.gap.index("\n") + 1])
    return [*pieces[:at], new, *pieces[at:]]


def removed(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The pieces without the one at `at`; the end of the text stays as it was."""
    rest = [*pieces[:at], *pieces[at + 1 :]]
    if at and rest[at - 1].text:
        rest[at - 1] = replace(rest[at - 1], gap=pieces[at].gap)
    return rest


def moved(pieces: Sequence[Piece], at: int, by: int) -> list[Piece]:
    """The pieces with the one at `at` moved among those of its kind, as far as there are some; gaps stay."""
    kind = pieces[at].kind, pieces[at].table
    slots = [number for number, one in enumerate(pieces) if (one.kind, one.table) == kind]
    order = [pieces[slot] for slot in slots]
    here = slots.index(at)
    order.insert(max(0, here + by), order.pop(here))
    result = list(pieces)
    for slot, one in zip(slots, order, strict=True):
        result = replaced(result, slot, one)
    return result
