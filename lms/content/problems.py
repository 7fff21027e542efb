"""What is wrong with a course, said all at once and at its place.

A reader never raises at the first mistake: it adds a `Problem` and goes on, so that
a trainer corrects everything in one sitting. `Table` reads one TOML table strictly:
each value is asked for by name and type, and `close()` names what nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
KEY_LENGTH = 60
# Words that addresses keep, at the place where a key would stand.
RESERVED_COURSES = ("nouveau", "importer", "corbeille", "analyse", "signalements")
TEXT_LENGTH = 2_000
# Control characters, marks of direction and of end of line: nobody types them, and they can disguise a text.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
MOST = 200  # beyond, reading stops looking for more


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct. `outdated` marks what only needs to be reread, not repaired."""

    path: str
    place: str
    message: str
    outdated: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.place}: {self.message}" if self.place else f"{self.path}: {self.message}"


@dataclass
class Problems:
    """The problems found so far in a course."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, place: str, message: str, *, outdated: bool = False) -> None:
        self.found.append(Problem(path, place, message, outdated))

    @property
    def full(self) -> bool:
        return len(self.found) >= MOST

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __bool__(self) -> bool:
        return bool(self.found)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return « , vouliez-vous dire … » when a known word is close, an empty string otherwise."""
    close = get_close_matches(word[:KEY_LENGTH], known, n=1, cutoff=0.6)
    return f", vouliez-vous dire « {close[0]} »" if close else ""


class Table:
    """A TOML table read strictly. Missing or mistyped values become problems and give a neutral value."""

    def __init__(self, values: Mapping[str, Any], *, path: str, place: str, problems: Problems) -> None:
        self.values, self.path, self.place, self.problems = values, path, place, problems
        self._asked: list[str] = []

    def problem(self, message: str, *, at: str = "") -> None:
        place = " > ".join(part for part in (self.place, at) if part)
        self.problems.add(self.path, place, message)

    def text(self, name: str, *, required: bool = True, limit: int = TEXT_LENGTH) -> str:
        """Return a non-empty string of at most `limit` characters, or "" with a problem."""
        value = self._take(name, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem("écrivez un texte entre guillemets", at=name)
            return ""
        text = value.strip()
        if required and not text:
            self.problem("ce texte est vide", at=name)
        if len(text) > limit:
            self.problem(f"ce texte est trop long : {len(text)} signes, {limit} au plus", at=name)
            return text[:limit]
        if INVISIBLE.search(text):
            self.problem("ce texte contient un caractère invisible, retapez-le", at=name)
            return ""
        return text

    def key(self, name: str = "cle", *, required: bool = True) -> str:
        """Return a permanent key (lower-case letters, digits, hyphens), or "" with a problem."""
        key = self.text(name, required=required, limit=KEY_LENGTH)
        if key and not KEY.match(key):
            self.problem(f"« {key} » n’est pas une clé : minuscules sans accent, chiffres et traits d’union", at=name)
            return ""
        return key

    def choice(self, name: str, known: Sequence[str], *, required: bool = True) -> str:
        value = self.text(name, required=required)
        if value and value not in known:
            self.problem(f"« {value} » n’existe pas{nearest(value, known)}", at=name)
            return ""
        return value

    def integer(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self._take(name, required=default is None)
        if value is None:
            return default if default is not None else low
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.problem(f"écrivez un nombre entier entre {low} et {high}", at=name)
            return low
        return value

    def number(self, name: str, *, default: float | None = None) -> float:
        value = self._take(name, required=default is None)
        if value is None:
            return default or 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 < value < 1e15:
            self.problem("écrivez un nombre, sans unité", at=name)
            return 0.0
        return float(value)

    def boolean(self, name: str, *, default: bool | None = None) -> bool:
        value = self._take(name, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.problem("écrivez true ou false, sans guillemets", at=name)
            return False
        return value

    def day(self, name: str) -> date | None:
        value = self._take(name, required=True)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.problem("écrivez une date sans guillemets, par exemple 2026-11-23", at=name)
            return None
        return value

    def texts(self, name: str, *, required: bool = False, most: int = 50) -> tuple[str, ...]:
        value = self._take(name, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.problem("écrivez une liste de textes entre crochets", at=name)
            return ()
        if any(INVISIBLE.search(item) for item in value):
            self.problem("un de ces textes contient un caractère invisible, retapez-le", at=name)
            return ()
        if len(value) > most:
            self.problem(f"cette liste est trop longue : {len(value)}, {most} au plus", at=name)
        return tuple(item.strip()[:TEXT_LENGTH] for item in value[:most])

    def choices(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        values = self.texts(name)
        for value in values:
            if value not in known:
                self.problem(f"« {value} » n’existe pas{nearest(value, known)}", at=name)
        return tuple(value for value in values if value in known)

    def tables(self, name: str, *, least: int = 0, most: int = 12) -> list[Table]:
        """Return the tables written as [[name]], each with its own place; too few or too many is a problem."""
        value = self._take(name, required=least > 0)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problem(f"écrivez des blocs [[{name}]]", at=name)
            return []
        if not least <= len(value) <= most:
            self.problem(f"il en faut entre {least} et {most}, il y en a {len(value)}", at=name)
        return [self._inside(name, number, item) for number, item in enumerate(value[:most], start=1)]

    def table(self, name: str) -> Table | None:
        value = self._take(name, required=True)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problem(f"écrivez un bloc [{name}]", at=name)
            return None
        return type(self)(value, path=self.path, place=self._place(name), problems=self.problems)

    def close(self) -> None:
        """Report every key that nobody asked for, with the nearest known one."""
        for name in self.values:
            if self.problems.full:
                return
            if name not in self._asked:
                self.problem(f"« {name} » n’est pas attendu ici{nearest(name, self._asked)}", at=name[:KEY_LENGTH])

    def _take(self, name: str, required: bool) -> Any:
        self._asked.append(name)
        value = self.values.get(name)
        if value is None and required:
            self.problem(f"il manque « {name} »")
        return value

    def _inside(self, name: str, number: int, item: Mapping[str, Any]) -> Table:
        label = item.get("cle")
        where = f"{name} « {label[:KEY_LENGTH]} »" if isinstance(label, str) and label else f"{name} n° {number}"
        return type(self)(item, path=self.path, place=self._place(where), problems=self.problems)

    def _place(self, inside: str) -> str:
        return f"{self.place} > {inside}" if self.place else inside


def report_twice(keys: Sequence[str], table: Table, what: str) -> None:
    """Report each key written more than once under `table`."""
    for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
        table.problem(f"la clé « {key} » est utilisée deux fois parmi {what}")
