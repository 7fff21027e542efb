"""Values changed in a TOML text: those that stay keep their bytes, their comments and their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.content.editing.pieces import NotEditable, Piece, check_count, end_of_line, inserted, join, removed, replaced
from lms.content.editing.toml_pieces import cut_read, read_table, value_span
from lms.content.editing.toml_writing import is_rows, key_text, ordered, same, section_text, value_text

Rows = Sequence[Mapping[str, Any]]
Path = tuple[str, ...]
ELSEWHERE = "cet endroit ne peut pas être modifié ici, ouvrez le texte entier"


@dataclass(frozen=True)
class _Manner:
    """How to write what is added: in the table `path`, with these line ends, under headers of its own when `deep`."""

    path: Path
    eol: str
    deep: bool

    def row(self, row: Mapping[str, Any]) -> Piece:
        key = row.get("cle")
        return self._section("row", key if isinstance(key, str) else "", row, self.path[-1])

    def table(self, table: Mapping[str, Any]) -> Piece:
        return self._section("table", self.path[-1], table, "")

    def _section(self, kind: str, key: str, values: Mapping[str, Any], table: str) -> Piece:
        text = section_text(values, self.path, rows=kind == "row").rstrip("\n").replace("\n", self.eol)
        return Piece(kind, key, text, self.eol * 2, table)


def with_table(text: str, table: Mapping[str, Any], *, under: str = "") -> str:
    """`text`, edited to hold exactly the values of `table`; `under` is the array whose row it is, "" for none.

    Raises NotEditable when the text cannot be read, or cannot be edited without losing a comment.
    """
    return _with_table(text, table, (under,) if under else (), deep=True)


def _with_table(text: str, table: Mapping[str, Any], path: Path, *, deep: bool) -> str:
    """As `with_table`; only when `deep` is a new table written under a header of its own."""
    pieces, old = cut_read(text, path)
    if same(old, table):
        return text
    check_count(len(pieces) + len(table))
    manner = _Manner(path, end_of_line(text), deep)
    for name in ordered(dict.fromkeys([*old, *table])):
        if name not in table:
            for at in reversed(_places(pieces, name)):
                pieces = removed(pieces, at)
        elif name not in old or not same(old[name], table[name]):
            pieces = _with_value(pieces, name, table, manner)
    result = join(pieces)
    if not same(_inside(read_table(result), path), table):
        raise NotEditable(ELSEWHERE)
    return result


def with_values(text: str, values: Mapping[str, Any]) -> str:
    """`text` with some values set; None removes one. Values of a table, such as [quiz], are set in that table."""
    table = read_table(text)
    for name, value in values.items():
        old = table.get(name)
        if isinstance(value, Mapping):
            value = {**(old if isinstance(old, dict) else {}), **value}
            value = {each: one for each, one in value.items() if one is not None}
        table[name] = value
    return with_table(text, {name: value for name, value in table.items() if value is not None})


def _inside(values: Any, path: Sequence[str]) -> dict[str, Any]:
    for name in path:
        values = values.get(name, {})
        values = values[-1] if isinstance(values, list) else values
    if not isinstance(values, dict):
        raise NotEditable(ELSEWHERE)
    return values


def _places(pieces: Sequence[Piece], name: str) -> list[int]:
    """Where a value is written: once, or once a row."""
    return [number for number, one in enumerate(pieces) if _name(one) == name]


def _name(one: Piece) -> str | None:
    return one.table if one.kind == "row" else one.key if one.kind in ("value", "table") else None


def _with_value(pieces: list[Piece], name: str, table: Mapping[str, Any], manner: _Manner) -> list[Piece]:
    value, places = table[name], _places(pieces, name)
    check_count(len(value) if is_rows(value) else 1)
    inside = replace(manner, path=(*manner.path, name), deep=False)
    kinds = {pieces[at].kind for at in places}
    for at in places:
        if pieces[at].kind == "value":
            value_span(pieces[at].text)
    if len(places) > 1 and kinds != {"row"}:
        raise NotEditable(ELSEWHERE)
    if kinds == {"row"} and is_rows(value):
        return _with_rows(pieces, places, value, inside)
    if kinds == {"table"} and isinstance(value, Mapping):
        text = _with_table(pieces[places[0]].text, value, inside.path, deep=False)
        return replaced(pieces, places[0], Piece("table", name, text, ""))
    sections = manner.deep and (is_rows(value) or isinstance(value, Mapping))
    if kinds == {"value"} and not (sections and _empty(pieces[places[0]].text)):
        text = _with_span(pieces[places[0]].text, value, manner.eol)
        return replaced(pieces, places[0], Piece("value", name, text, ""))
    for at in reversed(places):
        pieces = removed(pieces, at)
    if not sections:
        text = f"{key_text(name)} = {value_text(value)}".replace("\n", manner.eol)
        return inserted(pieces, _value_place(pieces, name, table), Piece("value", name, text, manner.eol))
    for row in value if is_rows(value) else [value]:
        new = inside.row(row) if is_rows(value) else inside.table(row)
        pieces = inserted(pieces, _section_place(pieces, name, table), new)
    return pieces


def _empty(text: str) -> bool:
    """Whether the value written is []."""
    start, end = value_span(text)
    return text[start:end].strip("[] \t\r\n") == ""


def _with_span(text: str, value: Any, eol: str) -> str:
    start, end = value_span(text)
    broken = isinstance(value, list | tuple) and "\n" in text[start:end]
    return text[:start] + value_text(value, broken=broken).replace("\n", eol) + text[end:]


def _with_rows(pieces: list[Piece], places: list[int], rows: Rows, manner: _Manner) -> list[Piece]:
    """Rows that keep their `cle`, or their content, keep their text; the others go; new ones are added."""
    old = {at: _inside(read_table(pieces[at].text), manner.path) for at in places}
    kept: dict[int, int] = {}  # new row -> its place
    for number, row in enumerate(rows):
        free = [at for at in places if at not in kept.values()]
        like = [at for at in free if same(old[at], row)] or [at for at in free if _alike(old[at], row)]
        if like:
            kept[number] = like[0]
    news = [manner.row(row) for row in rows]
    for number, at in kept.items():
        text = _with_table(pieces[at].text, rows[number], manner.path, deep=False)
        news[number] = replace(news[number], text=text)
    for at in sorted(set(places) - set(kept.values()), reverse=True)[: max(0, len(places) - len(rows))]:
        pieces = removed(pieces, at)
    places = _places(pieces, manner.path[-1])
    for at, new in zip(places, news, strict=False):
        pieces = replaced(pieces, at, new)
    for number, new in enumerate(news[len(places) :], start=places[-1] + 1):
        pieces = inserted(pieces, number, new)
    return pieces


def _alike(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return "cle" in new and same(old.get("cle"), new["cle"])


def _value_place(pieces: Sequence[Piece], name: str, table: Mapping[str, Any]) -> int:
    """After the value that precedes `name` in the usual order; else first."""
    before = ordered(table)[: ordered(table).index(name)]
    found = [number for number, one in enumerate(pieces) if one.kind == "value" and one.key in before]
    found = found or [number for number, one in enumerate(pieces) if one.kind == "header"]
    return found[-1] + 1 if found else 0


def _section_place(pieces: Sequence[Piece], name: str, table: Mapping[str, Any]) -> int:
    """After the tables that precede `name` in the usual order, and after itself; else after the values."""
    names = ordered(table)[: ordered(table).index(name) + 1]
    found = [number for number, one in enumerate(pieces) if one.kind in ("value", "header") or _name(one) in names]
    return found[-1] + 1 if found else 0
