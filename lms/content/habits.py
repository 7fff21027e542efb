"""What people write or paste, put into the Markdown that is read: bullets of other programs, spaces, blank lines.

`usual` keeps the number of lines, so that a problem is still said at its line; `spaced` adds the blank lines and the
indents that Python-Markdown asks for. Both take linear time.
"""

from __future__ import annotations

import re

LISTS = 2  # lists inside one another

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"  # those that are not the space bar's
_INDENT = re.compile(rf"[ {_SPACES}]+")
_BULLET_SIGN = re.compile(rf"( *)(?:[•◦▪▫‣⁃●○■□·\uf0b7\uf0a7\uf0d8]|o(?=  ))[ {_SPACES}]*(?=\S)")
_DASH = re.compile(rf"( *)[–—‐‑‒−][ {_SPACES}]+(?=\S)")
_NUMBER = re.compile(rf"( *\d{{1,9}})[.)][ {_SPACES}]+(?=\S)")
_MARK = re.compile(rf"( *[-*+])[ {_SPACES}]+(?=\S)")
_HEADING = re.compile(rf" {{0,3}}(#{{3,6}})[ {_SPACES}]*(?=[^\s#])")
_PARTED = re.compile(
    rf"(\[[^\[\]\n]{{1,300}}\])[ {_SPACES}]+(?=\((?:https?://|mailto:|lecon:|glossaire:|fichiers/)[^\s()]+\))"
)
_PLAIN = re.compile(r"(?! *(?:[-*+>#|]|\d{1,9}\.))")  # a line that can go on with the one before

_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}\.) +\S")
_FIRST = re.compile(r" {0,3}(?:[-*+]|1\.) +\S")
_RULE = re.compile(r"(?=[^|]*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|?")


def usual(text: str) -> str:
    """Return the text with common signs in place of those that other programs use, line for line."""
    lines = [_plain_indent(line) for line in text.expandtabs(4).split("\n")]
    dashes = _dashed(lines)
    for number, line in enumerate(lines):
        if not line:
            continue
        if number in dashes:
            line = _DASH.sub(r"\1- ", line, count=1)
        line = _BULLET_SIGN.sub(r"\1- ", line, count=1) if _BULLET_SIGN.match(line) else line
        if match := _MARK.match(line):
            line = f"{match.group(1)} {line[match.end() :]}"
        elif match := _NUMBER.match(line):
            line = f"{match.group(1)}. {line[match.end() :]}"
        elif match := _HEADING.match(line):
            line = f"{match.group(1)} {line[match.end() :]}"
        lines[number] = _PARTED.sub(r"\1", line) if "] " in line or "]\u00a0" in line else line
    return "\n".join(_with_breaks(lines))


def _plain_indent(line: str) -> str:
    if not line.strip():
        return ""
    indent = _INDENT.match(line)
    return " " * len(indent.group()) + line[indent.end() :] if indent else line


def _dashed(lines: list[str]) -> set[int]:
    """The lines that begin with a long dash and make a list: at least two in a row, or one after a colon."""
    filled = [number for number, line in enumerate(lines) if line]
    dashed: set[int] = set()
    for place, number in enumerate(filled):
        if not _DASH.match(lines[number]):
            continue
        before = lines[filled[place - 1]] if place else ""
        after = lines[filled[place + 1]] if place + 1 < len(filled) else ""
        if _DASH.match(after) or before.rstrip().endswith(":") or (place and filled[place - 1] in dashed):
            dashed.add(number)
    return dashed


def _with_breaks(lines: list[str]) -> list[str]:
    """Two spaces or a « \\ » at the end of a line break it, when a line of the same paragraph follows."""
    broken = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        bare = line.rstrip()
        backslash = bare.endswith("\\") and not bare.endswith("\\\\")
        goes_on = bool(after) and bool(_PLAIN.match(after)) and not line.lstrip().startswith("#")
        if goes_on and (backslash or line.endswith("  ")):
            bare = f"{bare[:-1].rstrip() if backslash else bare}  "
        broken.append(bare)
    return broken


def spaced(text: str) -> str:
    """Return a `usual` text with a blank line before its lists, headings and tables, and four spaces per level."""
    tidy = _Tidy()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        tidy.take(line, starts_table="|" in line and _starts_table(lines, number))
    return "\n".join(tidy.lines)


class _Tidy:
    """Follows the lines: in which list, at which level, or in a table."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.indents: list[int] = []  # of the lists that are open, as they are written
        self.tabled = False

    def take(self, line: str, *, starts_table: bool) -> None:
        before = self.lines[-1].strip() if self.lines else ""
        item = _ITEM.match(line)
        if not line.strip():
            self.tabled = False
        elif item and (self.indents or not before or _FIRST.match(line)):
            line = self._item(line, len(item.group(1)), before)
        elif self.indents and not before and line.startswith("  "):
            line = "    " + line.lstrip(" ")
        elif before and (line.startswith("#") or starts_table or (self.tabled and "|" not in line)):
            self._apart()
        elif not line.startswith(" ") and not before:
            self.indents = []
        self.tabled = starts_table or (self.tabled and "|" in line)
        self.lines.append(line)

    def _item(self, line: str, indent: int, before: str) -> str:
        if before and not self.indents:
            self._apart()
        self.indents = [one for one in self.indents if one < indent - 1] + [indent]
        return "    " * min(len(self.indents) - 1, LISTS - 1) + line.lstrip(" ")

    def _apart(self) -> None:
        self.lines.append("")
        self.indents, self.tabled = [], False


def _starts_table(lines: list[str], number: int) -> bool:
    after = lines[number + 1].strip() if number + 1 < len(lines) else ""
    before = lines[number - 1] if number else ""
    return "|" not in before and _RULE.fullmatch(after) is not None
