"""TOML cut by place: which lines hold which value or table. Only for texts that `tomllib` reads.

`tomllib` says what a text means, this module where each thing is written; the two are compared by who edits.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms.content.editing.pieces import NotEditable, Piece, check_count, piece
from lms.content.folder import LINE_LENGTH, TEXT_BYTES

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!"")|""(?!"))*"""(?:"{0,2})'
    r"|'''(?:[^']|'(?!'')|''(?!'))*'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[{]|[\]}]|\n"
    r"|[^\"'\#\[\]{}\n]+",
    re.DOTALL,
)


_LOOSE = re.compile(r"(?:[ \t\r]*\n)+|(?:[ \t]*\#[^\n]*\n)+")
Group = tuple[str, str, list[str]]  # kind, name, lines


@dataclass(frozen=True)
class Entry:
    """Whole lines: some "blank" ones, some of "comment", or those of a "value", or the header of a "table" or "row"."""

    kind: str
    text: str

    @property
    def path(self) -> tuple[str, ...]:
        """What a header names, or the first name of a value."""
        values: Any = read_table(self.text)
        if self.kind == "value":
            return tuple(values)
        names: list[str] = []
        while values:
            ((name, values),) = values.items()
            names.append(name)
            values = values[0] if isinstance(values, list) else values
        return tuple(names)


def read_table(text: str) -> dict[str, Any]:
    """The values of a TOML text. Raises NotEditable when it cannot be read, or is larger than the reader accepts."""
    if len(text) > TEXT_BYTES or any(len(line) > LINE_LENGTH for line in text.split("\n")):
        raise NotEditable("ce texte est trop long, ou l’une de ses lignes : coupez-la dans le texte entier")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotEditable("ce texte TOML n’est pas lisible, corrigez-le d’abord dans le texte entier") from error


def entries(text: str) -> Iterator[Entry]:
    """The entries of a text that `tomllib` reads, in order: their texts joined are the text."""
    at = 0
    while at < len(text):
        start = at
        loose = _LOOSE.match(text, at)
        at = loose.end() if loose else _end_of_entry(text, at)
        yield Entry(_kind(text[start:at].strip()), text[start:at])


def _end_of_entry(text: str, at: int) -> int:
    """Where the entry that starts at `at` ends: after the first line end outside strings and brackets."""
    depth = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise NotEditable("une partie de ce texte TOML n’est pas reconnue")
        at, sign = token.end(), token.group()
        depth += (sign in ("[", "{")) - (sign in ("]", "}"))
        if sign == "\n" and not depth:
            break
    return at


def _kind(bare: str) -> str:
    if not bare or bare.startswith("#"):
        return "comment" if bare else "blank"
    return "row" if bare.startswith("[[") else "table" if bare.startswith("[") else "value"


def cut_toml(text: str, under: tuple[str, ...] = ()) -> list[Piece]:
    """The values and the tables written directly in the table `under`, one piece each; [] for no text.

    A row is named by its table and its `cle`. A comment that touches what follows goes with it; the
    others are pieces of their own. Raises NotEditable when the text cannot be read.
    """
    return cut_read(text, under)[0]


def cut_read(text: str, under: tuple[str, ...] = ()) -> tuple[list[Piece], dict[str, Any]]:
    """As `cut_toml`, with the values of the table."""
    values: Any = read_table(text)
    for name in under:
        values = values[name][-1] if isinstance(values[name], list) else values[name]
    groups = _grouped(entries(text), len(under))
    return _named([piece(kind, key, "".join(lines)) for kind, key, lines in _with_gaps(groups)], values), values


def _grouped(found: Iterable[Entry], depth: int) -> list[Group]:
    """The entries by value or by table; `depth` is how many names the headers have in common."""
    groups: list[Group] = []
    loose: list[Entry] = []
    inside: str | None = None  # the table that the next lines belong to
    for entry in found:
        if entry.kind in ("blank", "comment"):
            loose.append(entry)
            check_count(len(loose))
            continue
        path = () if inside is not None and entry.kind == "value" else entry.path
        name = path[depth] if entry.kind != "value" and len(path) > depth else None
        if inside is not None and (entry.kind == "value" or (name == inside and len(path) > depth + 1)):
            groups[-1][2].extend(one.text for one in (*loose, entry))
        else:
            kind = "header" if entry.kind != "value" and name is None else entry.kind
            groups += _loose_groups(loose)
            check_count(len(groups))
            key = path[0] if entry.kind == "value" else name or ""
            groups.append((kind, key, [one.text for one in (*_touching(loose), entry)]))
            inside = name
        loose = []
    return groups + _loose_groups([*loose, Entry("blank", "")])


def _touching(loose: list[Entry]) -> list[Entry]:
    """The comments that touch what follows them."""
    count = 0
    while count < len(loose) and loose[-1 - count].kind == "comment":
        count += 1
    return loose[len(loose) - count :]


def _loose_groups(loose: list[Entry]) -> list[Group]:
    """The blank lines and the paragraphs of comments that touch nothing."""
    groups: list[Group] = []
    for entry in loose[: len(loose) - len(_touching(loose))]:
        if groups and (groups[-1][0] == entry.kind or entry.kind == "blank"):
            groups[-1][2].append(entry.text)
            if entry.kind == "blank" and groups[-1][0] == "comment":
                groups.append(("blank", "", []))
        else:
            groups.append((entry.kind, "", [entry.text]))
    return groups


def _with_gaps(groups: list[Group]) -> list[Group]:
    """The same, blank lines joined to what precedes them."""
    result: list[Group] = []
    for kind, key, lines in groups:
        if kind == "blank" and result:
            result[-1][2].extend(lines)
        elif "".join(lines) or result:
            result.append((kind, key, list(lines)))
    return result


def _named(pieces: list[Piece], values: Mapping[str, Any]) -> list[Piece]:
    """The pieces with the names of comments, their text, and of rows, their `cle`."""
    named, counts = [], Counter[str]()
    for one in pieces:
        if one.kind == "comment":
            one = replace(one, key=one.text.strip())
        elif one.kind == "row":
            rows, number = values[one.key], counts[one.key]
            counts[one.key] += 1
            key = rows[number].get("cle") if isinstance(rows, list) and number < len(rows) else None
            one = replace(one, key=key if isinstance(key, str) else "", table=one.key)
        named.append(one)
    return named


def value_span(text: str) -> tuple[int, int]:
    """Where the value of a `name = value` entry starts and ends. Raises NotEditable when comments are inside it."""
    start = end = depth = 0
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if not start:
            equals = sign.find("=") if sign[0] not in "\"'#" else -1
            if equals >= 0:
                before = sign[:equals]
                if "." in before:
                    raise NotEditable("une clé à points ne se modifie que dans le texte entier")
                rest = sign[equals + 1 :]
                start = token.start() + equals + 1 + len(rest) - len(rest.lstrip(" \t"))
                end = max(start, token.start() + len(sign.rstrip(" \t\r")))
            continue
        depth += (sign in ("[", "{")) - (sign in ("]", "}"))
        if sign.startswith("#") and depth:
            raise NotEditable("une liste qui contient des remarques ne se modifie que dans le texte entier")
        if not sign.startswith("#") and sign.strip(" \t\r\n"):
            end = token.start() + len(sign.rstrip(" \t\r"))
    return start, end
