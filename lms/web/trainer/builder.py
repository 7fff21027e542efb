"""Between a table of the text format and the form that shows it. Pure.

A form is `Typed`: texts as people type them, lists of rows, and True for what is ticked. Nothing typed is refused
here: what cannot be read is written as typed, and the reader of courses says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from lms import content
from lms.web.trainer.sheets import Ask, Rows, Sheet

Typed = dict[str, Any]
Fields = Mapping[str, Sequence[str]]
MARK, KEY = "juste", "cle"
_HOLE = re.compile(r"\[([^\[\]\n]+)\]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
_SPACES = str.maketrans(dict.fromkeys("  \u00a0\u202f"))
MOST_ROWS = 40  # read from one form


def shown(sheet: Sheet, table: Mapping[str, Any]) -> Typed:
    """What the form shows of a table; parts that are empty have the rows to begin with."""
    typed = {ask.name: said(ask, table.get(ask.name)) for ask in sheet.asks}
    typed[KEY] = str(table.get(KEY, ""))
    for rows in sheet.rows:
        typed[rows.name] = _shown_rows(rows, table.get(rows.name))
    return with_holes(sheet, typed)


def _shown_rows(rows: Rows, values: object) -> list[Typed]:
    found = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    result = []
    for one in found:
        typed: Typed = {ask.name: said(ask, one.get(ask.name)) for ask in rows.asks}
        typed |= {KEY: str(one.get(KEY, "")), MARK: one.get(MARK) is True}
        if rows.inner:
            typed[rows.inner.name] = _shown_rows(rows.inner, one.get(rows.inner.name))
        result.append(typed)
    return result or [empty_row(rows) for _ in range(rows.at_first)]


def empty_row(rows: Rows) -> Typed:
    typed: Typed = {ask.name: "" for ask in rows.asks} | {KEY: "", MARK: False}
    if rows.inner:
        typed[rows.inner.name] = [empty_row(rows.inner) for _ in range(rows.inner.at_first)]
    return typed


def said(ask: Ask, value: object) -> Any:
    """A value of the text format as people type it."""
    if ask.sort == "checks":
        return [str(one) for one in value] if isinstance(value, list) else []
    if value is None:
        return ""
    if ask.sort == "truth":
        return {True: "vrai", False: "faux"}.get(value) if isinstance(value, bool) else ""
    if isinstance(value, list):
        return ("\n" if ask.sort == "lines" else ", ").join(map(str, value))
    return str(value).replace(".", ",") if ask.sort == "number" else str(value)


def typed_in(sheet: Sheet, fields: Fields, prefix: str = "q-") -> Typed:
    """What a form holds."""
    typed = {ask.name: _field(ask, fields, prefix + ask.name) for ask in sheet.asks}
    typed[KEY] = _one(fields, prefix + KEY)
    for rows in sheet.rows:
        typed[rows.name] = _typed_rows(rows, fields, prefix)
    return typed


def _typed_rows(rows: Rows, fields: Fields, prefix: str) -> list[Typed]:
    result: list[Typed] = []
    for number in range(MOST_ROWS):
        inside = f"{prefix}{rows.name}-{number}-"
        if inside + "la" not in fields:
            break
        typed: Typed = {ask.name: _field(ask, fields, inside + ask.name) for ask in rows.asks}
        typed.setdefault(KEY, _one(fields, inside + KEY))
        right = _one(fields, f"{prefix}{rows.name}-{MARK}") == str(number)
        typed[MARK] = right if rows.mark == "one" else bool(_one(fields, inside + MARK))
        if rows.inner:
            typed[rows.inner.name] = _typed_rows(rows.inner, fields, inside)
        result.append(typed)
    return result


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0].replace("\r\n", "\n").strip() if values else ""


def _field(ask: Ask, fields: Fields, name: str) -> Any:
    return list(fields.get(name, ())) if ask.sort == "checks" else _one(fields, name)


def with_holes(sheet: Sheet, typed: Typed) -> Typed:
    """The same, with a row for each [word] of a text with holes: its right answer. Its name takes its place."""
    if sheet.kind != "trous":
        return typed
    rows = next(one for one in sheet.rows if one.name == "trous")
    holes: list[Typed] = list(typed["trous"])

    def named(match: re.Match[str]) -> str:
        word = match.group(1).strip()
        key = content.new_key(word)
        if not any(hole[KEY] in (word, key) for hole in holes):
            hole = empty_row(rows) | {KEY: key}
            hole["choix"][0] |= {"texte": word, MARK: True}
            holes.append(hole)
        return f"[{word if any(hole[KEY] == word for hole in holes) else key}]"

    return {**typed, "texte": _HOLE.sub(named, typed["texte"]), "trous": holes}


def written(sheet: Sheet, typed: Typed, before: Mapping[str, Any], known: Iterable[str] = ()) -> dict[str, Any]:
    """The table of what was typed. Values of `before` that no form asks for stay; `known` are kinds' own names to drop.

    A row without a key gets that of the row of `before` with the same words, or a new one that no row had.
    """
    typed = with_holes(sheet, typed)
    asked = {ask.name for ask in sheet.asks} | {rows.name for rows in sheet.rows} | set(known)
    table = {name: value for name, value in before.items() if name not in asked}
    table |= _values(sheet.asks, typed)
    for rows in sheet.rows:
        found = _written_rows(rows, typed[rows.name], before.get(rows.name))
        if found:
            table[rows.name] = found
    return table


def _values(asks: Iterable[Ask], typed: Typed) -> dict[str, Any]:
    values = {ask.name: meant(ask, typed[ask.name]) for ask in asks}
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def meant(ask: Ask, text: Any) -> Any:
    """The value of what people typed; what cannot be read stays as typed."""
    if ask.sort == "checks":
        return text
    if ask.sort == "truth":
        return {"vrai": True, "faux": False}.get(text)
    if ask.sort == "number":
        plain = text.translate(_SPACES).replace(",", ".").replace("\u2212", "-")
        if not _NUMBER.match(plain):
            return text
        return float(plain) if "." in plain else int(plain)
    if ask.sort == "day":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if ask.sort in ("lines", "words"):
        parts = text.split("\n") if ask.sort == "lines" else text.replace("\n", ",").split(",")
        return [part.strip() for part in parts if part.strip()]
    return text if ask.sort == "text" else " ".join(text.split("\n"))


def _written_rows(rows: Rows, typed: Sequence[Typed], before: object) -> list[dict[str, Any]]:
    old = [one for one in before if isinstance(one, dict)] if isinstance(before, list) else []
    taken = {str(one.get(KEY)) for one in old} | {row[KEY] for row in typed if row[KEY]}
    used = {row[KEY] for row in typed}
    result = []
    for row in typed:
        values = _values(rows.asks, row)
        was = next((one for one in old if row[KEY] and one.get(KEY) == row[KEY]), {})
        inner = _written_rows(rows.inner, row[rows.inner.name], was.get(rows.inner.name)) if rows.inner else []
        if not values and not inner:
            continue
        if rows.keyed:
            words = str(row[rows.asks[0].name]).split("\n")[0]
            same = next((one[KEY] for one in old if one.get(KEY) not in used and _words(one, rows) == words), None)
            key = row[KEY] or same or content.new_key(words, taken)
            taken.add(key)
            used.add(key)
            values = {KEY: key, **values}
        if rows.mark and row[MARK]:
            values[MARK] = True
        if rows.inner and inner:
            values[rows.inner.name] = inner
        result.append(values)
    return result


def _words(row: Mapping[str, Any], rows: Rows) -> str:
    return str(said(rows.asks[0], row.get(rows.asks[0].name))).split("\n")[0]


def says(row: Typed) -> bool:
    """Whether something is typed in a row."""
    return any(_is_said(name, value) for name, value in row.items())


def _is_said(name: str, value: Any) -> bool:
    if isinstance(value, list):
        return any(says(one) for one in value)
    return name not in (KEY, MARK) and bool(value)


def keys_given(sheet: Sheet, typed: Typed, table: Mapping[str, Any], prefix: str = "q-") -> dict[str, str]:
    """The hidden fields of rows that got their key by being written: name -> key."""
    found: dict[str, str] = {}
    _collect(sheet.rows, typed, table, prefix, found.__setitem__)
    return found


def _collect(
    specs: Iterable[Rows], typed: Typed, table: Mapping[str, Any], prefix: str, put: Callable[[str, str], None]
) -> None:
    for rows in specs:
        rest = iter(table.get(rows.name, ()))
        for number, row in enumerate(typed[rows.name]):
            if not (says(row) or _values(rows.asks, row)):
                continue
            one: Mapping[str, Any] = next(rest, {})
            inside = f"{prefix}{rows.name}-{number}-"
            if rows.keyed and not row[KEY]:
                put(inside + KEY, str(one.get(KEY, "")))
            if rows.inner:
                _collect((rows.inner,), row, one, inside, put)
