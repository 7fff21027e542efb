"""The conflicts of a merge, each settled by a text that someone chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lms.content.editing.merging import Conflict, Merged
from lms.content.editing.pieces import BOM, NotEditable, Piece, cut_lesson, end_of_line, inserted, join, removed
from lms.content.editing.toml_pieces import cut_toml

UNSETTLED = "ce texte ne peut pas prendre cette place seule, choisissez une des deux versions ou ouvrez le texte entier"


def settle(path: str, merged: Merged, chosen: Sequence[str]) -> str:
    """The merged text of the file `path`, with at each conflict, in order, the text chosen; "" removes the place.

    Raises NotEditable when a chosen text would not stay in its place.
    """
    if any(conflict.kind == "whole" for conflict in merged.conflicts):
        return chosen[0]
    mark, eol = (BOM if merged.text.startswith(BOM) else ""), end_of_line(merged.text)
    pieces = _cut(path, merged.text.removeprefix(BOM).replace("\r\n", "\n"))
    for conflict, text in zip(merged.conflicts, chosen, strict=True):
        plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        pieces = _ordered(pieces, plain) if conflict.kind == "order" else _put(pieces, conflict, plain)
    whole = join(pieces)
    if len(_cut(path, whole)) != len(pieces):
        raise NotEditable(UNSETTLED)
    return mark + whole.replace("\n", eol)


def _cut(path: str, text: str) -> list[Piece]:
    return cut_lesson(text) if path.endswith(".md") else cut_toml(text)


def _put(pieces: list[Piece], conflict: Conflict, text: str) -> list[Piece]:
    """The pieces with this text at the place of a conflict."""
    name = (conflict.kind, conflict.table, conflict.key)
    at = next((number for number, one in enumerate(pieces) if (one.kind, one.table, one.key) == name), None)
    if at is not None:
        return [*pieces[:at], replace(pieces[at], text=text), *pieces[at + 1 :]] if text else removed(pieces, at)
    if not text:
        return pieces
    alike = [number for number, one in enumerate(pieces) if (one.kind, one.table) == name[:2]]
    return inserted(pieces, alike[-1] + 1 if alike else len(pieces), Piece(*name[::2], text, "\n\n", conflict.table))


def _ordered(pieces: list[Piece], keys: str) -> list[Piece]:
    """The pieces that have these keys, one a line, in this order; the others stay where they are."""
    order = {key: number for number, key in enumerate(keys.split("\n"))}
    slots = [number for number, one in enumerate(pieces) if one.key in order and one.kind in ("step", "row")]
    moved = sorted((pieces[slot] for slot in slots), key=lambda one: order[one.key])
    result = list(pieces)
    for slot, one in zip(slots, moved, strict=True):
        result[slot] = replace(one, gap=pieces[slot].gap)
    return result
