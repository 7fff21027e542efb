"""Two versions of a file side by side: the parts that both sides changed, and the text of what someone chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from lms import content
from lms.web.french import THIN
from lms.web.trainer import builder
from lms.web.trainer.cover_form import LABELS as COVER_LABELS
from lms.web.trainer.sheets import Ask
from lms.web.trainer.wording import LABELS, in_french
from lms.web.trainer.workbench import COVER, table_of

CHOICES = ("mine", "theirs", "third")
TEXTS = (".md", ".toml")
WHOLE = "Le texte entier"


class NotChosen(Exception):
    """A part has no choice yet."""


@dataclass(frozen=True)
class Part:
    """One place that both changed, in the words of the forms; `number` names its fields, `lines` from theirs to mine.

    `plain` says that they are words, not the text of the file; `written` that a third text can be typed: it is `text`.
    `choice` is what is chosen so far.
    """

    number: int
    place: str
    lines: tuple[content.LineChange, ...]
    plain: bool
    written: bool
    text: str
    choice: str


@dataclass(frozen=True)
class Versions:
    """A file as two people want it, None where it is taken away; `first` numbers its parts among those of a page."""

    path: str
    base: bytes | None
    theirs: bytes | None
    mine: bytes | None
    first: int = 0

    @cached_property
    def merged(self) -> content.Merged:
        """Their works in one text, but for the conflicts; a single one when they cannot be joined."""
        base, theirs, mine = (_decoded(data) for data in (self.base, self.theirs, self.mine))
        if base is None or theirs is None or mine is None or not self.path.endswith(TEXTS):
            return content.Merged(theirs or "", (content.Conflict("", "", theirs or "", mine or ""),))
        return content.merge_texts(self.path, base, theirs, mine)

    @property
    def last(self) -> int:
        return self.first + len(self.merged.conflicts)

    def parts(self, fields: Mapping[str, str]) -> tuple[Part, ...]:
        """What the page shows, with what its form holds so far."""
        return tuple(self._part(number, one, fields) for number, one in enumerate(self.merged.conflicts, self.first))

    def _part(self, number: int, one: content.Conflict, fields: Mapping[str, str]) -> Part:
        text = self.path.endswith(TEXTS)
        labels = COVER_LABELS if self.path == COVER else LABELS
        theirs, mine = ("\n".join(_in_words(one, side, labels)) for side in (one.theirs, one.mine))
        lines = content.compare_lines(theirs, mine) if text else ()
        typed = fields.get(f"texte-{number}", mine if _ask(one) else one.mine)
        choice = fields.get(f"choix-{number}", "")
        return Part(number, _place(one, labels), lines, theirs != one.theirs, text, typed, choice)

    def settled(self, fields: Mapping[str, str]) -> bytes | None:
        """The file with what was chosen at each part. Raises NotChosen, content.NotEditable."""
        conflicts = self.merged.conflicts
        choices = [fields.get(f"choix-{number}", "") for number in range(self.first, self.last)]
        if not all(choice in CHOICES for choice in choices):
            raise NotChosen(self.path)
        if [one.kind for one in conflicts] == ["whole"] and choices[0] != "third":
            return self.mine if choices[0] == "mine" else self.theirs
        texts = [
            _typed(one, fields.get(f"texte-{number}", "")) if choice == "third" else getattr(one, choice)
            for number, one, choice in zip(range(self.first, self.last), conflicts, choices, strict=True)
        ]
        return content.settle(self.path, self.merged, texts).encode()


def _decoded(data: bytes | None) -> str | None:
    return None if data is None else data.decode(errors="replace")


def _place(one: content.Conflict, labels: Mapping[str, str]) -> str:
    if one.kind in ("value", "table"):
        return labels.get(one.key, one.key)
    if one.kind == "step":
        head = (one.mine or one.theirs).partition("\n")[0]
        return f"Étape «{THIN}{content.typographic(head.lstrip('# ').partition(' {#')[0])}{THIN}»"
    return in_french(one.place) or WHOLE


def _sort(value: object) -> str:
    """How people type a value of the text format, "" for what they do not."""
    if isinstance(value, list):
        return "lines" if all(isinstance(one, str) for one in value) else ""
    if isinstance(value, bool):
        return ""
    kinds = {str: "text", int: "number", float: "number", date: "day"}
    return kinds.get(type(value), "")


def _ask(one: content.Conflict) -> Ask | None:
    """How the value of a conflict is typed; None for what is shown as the file has it."""
    if one.kind != "value":
        return None
    sorts = {_sort(table_of(text).get(one.key)) for text in (one.theirs, one.mine) if text}
    sort = sorts.pop() if len(sorts) == 1 else ""
    return Ask(one.key, "", sort) if sort else None


def _in_words(one: content.Conflict, text: str, labels: Mapping[str, str]) -> Iterator[str]:
    """A side of a conflict as people read it: a value without its name, a table line by line, the rest as written."""
    table, ask = table_of(text), _ask(one)
    if ask:
        yield str(builder.said(ask, table.get(one.key)))
    elif one.kind in ("table", "row") and table:
        yield from _lines(table, labels)
    else:
        yield text


def _lines(table: Mapping[str, Any], labels: Mapping[str, str], deep: str = "") -> Iterator[str]:
    for name, value in table.items():
        rows = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict) for one in rows):
            for row in rows:
                yield from _lines(row, labels, deep + "– " if deep or len(rows) > 1 else deep)
        elif name != builder.KEY:
            words = builder.said(Ask(name, "", "truth" if isinstance(value, bool) else "words"), value)
            yield f"{deep}{labels.get(name, name)}\u00a0: {words}"


def _typed(one: content.Conflict, words: str) -> str:
    """What was typed as a third text, as the file writes it."""
    ask, plain = _ask(one), words.replace("\r\n", "\n")
    value = builder.meant(ask, plain.strip()) if ask else None
    if ask is None or value in ("", []):
        return plain
    return content.with_table(one.mine or one.theirs, {one.key: value})
