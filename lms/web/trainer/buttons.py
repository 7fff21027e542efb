"""What the buttons of a form do to what is typed: a row more, moved, taken away; another kind of question. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from lms.web.trainer.builder import KEY, MARK, Typed, empty_row, says, shown
from lms.web.trainer.sheets import Rows, Sheet

_MOVES = {"monter": -1, "descendre": 1}


def places(verb: str) -> int:
    """How many places down a button moves something, 0 for none: « monter », « descendre », « monter*3 »."""
    name, _, times = verb.partition("*")
    count = int(times) if times.isascii() and times.isdigit() and len(times) < 4 else 1
    return _MOVES.get(name, 0) * count


def acted(sheet: Sheet, typed: Typed, action: str) -> Typed:
    """What the form shows after one of its buttons: ajouter:choix, monter*2:choix-2, supprimer:trous-0-choix-1."""
    verb, _, place = action.partition(":")
    by = places(verb)
    if not by and verb not in ("ajouter", "supprimer"):
        return typed
    found = _find(sheet.rows, typed, place)
    if found is None:
        return typed
    rows, values, number = found
    if verb == "ajouter" and number is None and len(values) < rows.most:
        values.append(empty_row(rows))
    elif number is not None and number < len(values):
        one = values.pop(number)
        if verb != "supprimer":
            values.insert(max(0, number + by), one)
    return typed


def _find(specs: Iterable[Rows], typed: Typed, place: str) -> tuple[Rows, list[Typed], int | None] | None:
    """The list of rows that a place names, and the row in it."""
    name, _, rest = place.partition("-")
    rows = next((one for one in specs if one.name == name), None)
    if rows is None:
        return None
    values: list[Typed] = typed[name]
    number, _, deeper = rest.partition("-")
    if not number.isdecimal() or not number.isascii():
        return rows, values, None
    at = int(number[:4])
    if deeper and rows.inner and at < len(values):
        return _find((rows.inner,), values[at], deeper)
    return rows, values, at


def converted(old: Sheet, new: Sheet, typed: Typed) -> tuple[Typed, tuple[str, ...]]:
    """What was typed as another kind of question, and what is lost by it, in words."""
    result = shown(new, {}) | {ask.name: typed[ask.name] for ask in old.asks if ask in new.asks}
    result[KEY] = typed[KEY]
    lost = [ask.label for ask in old.asks if ask not in new.asks and typed[ask.name]]
    spare = [(rows, kept) for rows in old.rows if (kept := [row for row in typed[rows.name] if says(row)])]
    for rows in new.rows:
        like = next((one for one in spare if one[0].asks[0].name == rows.asks[0].name), None)
        if like is None or like[0].inner or rows.inner or not rows.at_first:
            continue
        spare.remove(like)
        names = {ask.name for ask in rows.asks}
        result[rows.name] = [
            empty_row(rows) | {name: value for name, value in row.items() if name in (*names, KEY, MARK)}
            for row in like[1]
        ]
        lost += [ask.label for ask in like[0].asks if ask.name not in names and any(row[ask.name] for row in like[1])]
    lost += [rows.legend for rows, _ in spare]
    return result, tuple(dict.fromkeys(lost))
