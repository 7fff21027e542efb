"""Tables written as TOML, as a person writes them in `courses/`: one value per line, in the usual order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from lms.content.editing.pieces import NotEditable
from lms.content.problems import INVISIBLE

WIDTH, SENTENCE, LONG = 100, 50, 400  # a list is broken when wider, of sentences or very long
ORDER = (
    "cle", "lecon", "titre", "type", "objectif", "enonce", "image", "image_description", "resume", "presentation",
    "benefice", "armure", "auteur", "licence", "gauche", "droite", "valeur", "tolerance", "unite", "formes",
    "acceptees", "reponse", "texte", "retour_vrai", "retour_faux", "juste", "choix", "retour", "explication",
    "source", "minutes", "avec", "url", "date", "a_jour_au", "roles", "communes", "faits", "essentiel", "questions",
    "seuil", "tentatives", "delai_heures", "duree_minutes", "paires", "leurres", "elements", "erreurs", "trous",
    "objectifs", "quiz", "sources",
)  # fmt: skip
IMPOSSIBLE = "ces valeurs ne peuvent pas s’écrire dans un fichier de module"
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(rf'["\\\n\t]|{INVISIBLE.pattern}')
_ESCAPED_LINES = re.compile(rf'\\|"""|"\Z|{INVISIBLE.pattern}')
_MARK = re.compile(r"\s*(?:```|~~~|##|\+\+\+)")  # a line that would cut a lesson


def table_text(table: Mapping[str, Any], *, under: str = "") -> str:
    """The TOML of a table, ending with its last line; `under` is the array it is a row of, "" for none.

    `tomllib` reads the same table again. Raises NotEditable for what TOML cannot hold.
    """
    path = (under,) if under else ()
    sections = [name for name in ordered(table) if isinstance(table[name], Mapping) or is_rows(table[name])]
    values = {name: value for name, value in table.items() if name not in sections}
    parts = [section_text(values, path, rows=True)] if values or under else []
    for name in sections:
        one = isinstance(table[name], Mapping)
        parts += [section_text(row, (*path, name), rows=not one) for row in ([table[name]] if one else table[name])]
    text = "\n".join(parts)
    read = _read(text)
    if not same(read[under][0] if under else read, table):
        raise NotEditable(IMPOSSIBLE)
    return text


def section_text(table: Mapping[str, Any], path: Sequence[str], *, rows: bool) -> str:
    """A table with the header that `path` makes, its own tables on the lines of their values."""
    name = ".".join(map(key_text, path))
    header = [] if not path else [f"[[{name}]]\n" if rows else f"[{name}]\n"]
    return "".join([*header, *(f"{key_text(each)} = {value_text(table[each])}\n" for each in ordered(table))])


def value_text(value: Any, *, broken: bool = False) -> str:
    """A value. A list of tables or of sentences, a very long or a `broken` one takes one line per item."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return (
            f"{{ {', '.join(f'{key_text(key)} = {_flat(value[key])}' for key in ordered(value))} }}" if value else "{}"
        )
    if not isinstance(value, list | tuple):
        raise NotEditable(IMPOSSIBLE)
    items = [_flat(item) for item in value]
    flat = f"[{', '.join(items)}]"
    broken = broken or len(flat) > LONG or (len(flat) > WIDTH and max(map(len, items)) > SENTENCE)
    if items and (broken or is_rows(value)):
        return "".join(["[\n", *(f"  {item},\n" for item in items), "]"])
    return flat


def key_text(name: str) -> str:
    return name if _BARE.match(name) else _line(name)


def ordered(names: Iterable[str]) -> list[str]:
    """The names in the usual order; unknown ones come last, in their own."""
    ranks = {name: rank for rank, name in enumerate(ORDER)}
    return sorted(names, key=lambda name: ranks.get(name, len(ORDER)))


def is_rows(value: Any) -> bool:
    """Whether a value is written as [[rows]]: tables, at least one."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to TOML: 1, 1.0 and true differ, lists and tuples do not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or (one != one and other != other))


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flat, value))}]"
    return _line(value) if isinstance(value, str) else value_text(value)


def _string(text: str) -> str:
    """A text between quotes; one of several lines keeps them, unless one would be taken for a mark of the lesson."""
    lines = text.split("\n")
    if len(lines) == 1 or any(map(_MARK.match, lines)):
        return _line(text)
    return f'"""\n{_ESCAPED_LINES.sub(_escape, text)}"""'


def _line(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return "".join(_SHORT.get(sign, f"\\u{ord(sign):04X}") for sign in match.group())


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.encode().decode())
    except ValueError as error:  # also a lone surrogate
        raise NotEditable(IMPOSSIBLE) from error
