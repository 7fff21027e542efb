"""A GIFT file cut into questions, by Moodle's rules: a blank line ends a question, `//` begins a comment line.

Two habits that Moodle punishes are forgiven, and said: a blank line between the braces of a
question, and two questions without a blank line between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lms.content.exchange.source import Unusable

SIGNS = ":#={}~n\\"
_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_ASIDE = {sign: chr(0xFDE0 + rank) for rank, sign in enumerate(SIGNS)}  # noncharacters: see `decoding`
_BACK = str.maketrans({mark: "\n" if sign == "n" else sign for sign, mark in _ASIDE.items()})
_ENDS = re.compile(r"\}[ .?!\u00a0\u202f]*\Z")
CATEGORY = "$CATEGORY:"


@dataclass
class Written:
    """One question as written. In `text` escaped signs are put aside: `shown` gives them back.

    `line` is where it begins, from 1. `blank_inside` and `stuck` say which habit was forgiven.
    """

    line: int
    text: str
    comments: list[str] = field(default_factory=list)
    category: str = ""
    blank_inside: bool = False
    stuck: bool = False


def shown(text: str) -> str:
    """The text with the signs that were escaped."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """The text as it is written in a GIFT file, on one line."""
    return re.sub(r"[:#={}~\\]", r"\\\g<0>", text).replace("\n", "\\n")


def cut(text: str) -> Iterator[Written]:
    """The questions of a file, descriptions included, categories and lone comments left out."""
    category = ""
    for block in _joined(_blocks(text)):
        first = next((number for number, line in enumerate(block.lines) if line and not _is_comment(line)), None)
        if first is not None and block.lines[first].startswith(CATEGORY):
            category = shown(block.lines[first].removeprefix(CATEGORY)).strip()
            block.lines[first] = ""
        for written in _separated(block):
            written.category = category
            yield written


def braces(text: str) -> tuple[int, int] | None:
    """Where the answers of a question begin and end; None when it has none. Raises Unusable."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return None
    if start < 0 or end < start:
        raise Unusable("une accolade { ou } manque autour des réponses : ajoutez-la, ou écrivez \\{ si elle est à lire")
    if "{" in text[start + 1 : end] or re.search("[{}]", text[end + 1 :]):
        raise Unusable("il y a plusieurs blocs de réponses : gardez un seul bloc { } par question, ou séparez-les")
    return start, end


@dataclass
class _Block:
    """Lines without a blank one, escaped signs put aside."""

    line: int
    lines: list[str]
    blank_inside: bool = False

    def code(self) -> str:
        return "\n".join(line for line in self.lines if not _is_comment(line))


def _is_comment(line: str) -> bool:
    return line.startswith("//")


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    number = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if stripped := line.strip():
            kept = stripped if _is_comment(stripped) else _ESCAPED.sub(lambda found: _ASIDE[found[1]], stripped)
            lines.append(kept)
        elif lines:
            yield _Block(number - len(lines), lines)
            lines = []
    if lines:
        yield _Block(number - len(lines) + 1, lines)


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Join a block whose brace is open with those that follow, up to the one that closes it and opens none before."""
    waiting: list[_Block] = []
    for block in blocks:
        code = block.code()
        opens, closes = code.find("{"), code.find("}")
        if waiting and not (opens >= 0 and (closes < 0 or opens < closes)):
            waiting.append(block)
            if closes >= 0:
                yield _one(waiting)
                waiting = []
            continue
        yield from waiting
        waiting = [block] if code.rfind("{") > code.rfind("}") else []
        yield from () if waiting else (block,)
    yield from waiting


def _one(blocks: list[_Block]) -> _Block:
    lines = [line for block in blocks for line in ("", *block.lines)][1:]
    return _Block(blocks[0].line, lines, blank_inside=True)


def _separated(block: _Block) -> Iterator[Written]:
    """Cut after a line that ends the answers, when other answers begin on a later line."""
    cuts, end = [0], -1
    for number, line in enumerate(block.lines):
        if _is_comment(line):
            continue
        if "{" in line and 0 <= end < number:
            cuts.append(end + 1)
        if "{" in line or "}" in line:
            end = number if _ENDS.search(line) else -1
    cuts.append(len(block.lines))
    for start, stop in pairwise(cuts):
        lines = block.lines[start:stop]
        words = [number for number, line in enumerate(lines) if line and not _is_comment(line)]
        if words:
            yield Written(
                line=block.line + start + words[0],
                text="\n".join("" if _is_comment(line) else line for line in lines).strip(),
                comments=[line for line in lines if _is_comment(line)],
                blank_inside=block.blank_inside,
                stuck=len(cuts) > 2,
            )
