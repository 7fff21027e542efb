"""The permanent keys of a course: those that are taken, and new ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lms.content.editing.bank import bank_parts
from lms.content.editing.lessons import front_table, step_parts
from lms.content.editing.pieces import NotEditable
from lms.content.editing.toml_pieces import read_table
from lms.content.folder import BANK
from lms.content.lessons import RESERVED, RESERVED_LESSONS
from lms.content.problems import KEY_LENGTH

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o"})
_ROOM = KEY_LENGTH - 4  # what a number may need


@dataclass
class Keys:
    """The keys that a course uses, as far as its files can be read."""

    lessons: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)


def new_key(title: str, taken: Container[str] = ()) -> str:
    """A permanent key made of the words of a title, that is neither in `taken` nor reserved."""
    plain = unicodedata.normalize("NFKD", title.translate(_LIGATURES)).lower()
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    key = ""
    for word in words:
        longer = f"{key}-{word}" if key else word[:_ROOM]
        if len(longer) > _ROOM:
            break
        key = longer
    key = key or "sans-titre"
    unique, number = key, 1
    while unique in taken or unique in (RESERVED, *RESERVED_LESSONS):
        number += 1
        unique = f"{key}-{number}"
    return unique


def free_key(key: str, taken: Container[str]) -> str:
    """`key` itself when nothing else has it, otherwise the nearest one."""
    return new_key(key, taken) if key in taken else key


def keys_of(texts: Mapping[str, str]) -> Keys:
    """The keys of a course's texts, by path. Never fails."""
    keys = Keys()
    for path, text in texts.items():
        if path.startswith("lecons/"):
            with suppress(NotEditable):
                keys.lessons.add(str(front_table(text).get("cle", "")))
            with suppress(NotEditable):
                for kind, key in _block_keys(text):
                    (keys.questions if kind == "question" else keys.tasks).add(key)
    with suppress(NotEditable):
        keys.questions |= {part.key for part in bank_parts(texts.get(BANK, ""))}
    return keys


def _block_keys(text: str) -> Iterator[tuple[str, str]]:
    for part in step_parts(text):
        if part.block:
            with suppress(NotEditable):
                table: dict[str, Any] = read_table(part.block.text)
                yield part.block.kind, str(table.get("cle", ""))
