"""Bytes to rows of text with their line numbers, whatever made the file: Excel in French, LibreOffice, a register.

Pure. A CSV is read as it goes: half a million rows never lie in memory twice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

LOOKED_AT = 64 * 1024  # bytes among which the separator shows
FALSE_SIGN = "\ufffd"
_BOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
_NOT_A_LIST = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_SEPARATORS = ";\t,|"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a sheet would run


class NotASheet(Exception):
    """This file cannot be read as rows and columns; its text says why, in French."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where it begins in the file, the first line being 1."""

    line: int
    cells: tuple[str, ...]


def rows(data: bytes) -> Iterator[Row]:
    """The rows of a file that are not empty, cells without the spaces around. Raises NotASheet, also when iterated."""
    if not data.strip():
        raise NotASheet("ce fichier est vide")
    if data.startswith(_NOT_A_LIST):
        raise NotASheet("ce fichier est un document ou une image : enregistrez la liste en CSV, XLSX ou ODS")
    found = _book(data) if data.startswith(_BOOK) else _text(data)
    return (row for row in found if any(row.cells))


def _book(data: bytes) -> Iterator[Row]:
    """The first sheet of a workbook that has rows."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            sheet = next((one for one in sheets if one.total_height), None)
            lines = sheet.to_python(skip_empty_area=False) if sheet is not None else []
    except (CalamineError, OSError, ValueError) as error:
        raise NotASheet(
            "ce classeur ne s’ouvre pas : il est abîmé, ou protégé par un mot de passe. Enregistrez-le en CSV UTF-8"
        ) from error
    for number, line in enumerate(lines, 1):
        yield Row(number, tuple(_cell(value) for value in line))


def _cell(value: object) -> str:
    """As it would be typed: a code that a sheet took for a number has no decimals, a date has no hour."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _text(data: bytes) -> Iterator[Row]:
    encoding, errors = _encoding(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding, errors, newline="") as stream:
        lines: Iterator[str] = iter(stream)
        first = stream.readline()
        declared = first.strip().lower()
        separator = declared[4:5] if declared.startswith("sep=") else ""
        skipped = 1 if separator else 0
        if not separator:
            stream.seek(0)
            separator = _separator(data[:LOOKED_AT].decode(encoding, "replace"))
        line = 1 + skipped
        for taken, cells in _records((text.replace("\0", "") for text in lines), separator):
            yield Row(line, tuple(_typed(cell) for cell in cells))
            line += taken


def _typed(cell: str) -> str:
    """What was typed: without spaces around, nor the apostrophe that keeps a sheet from taking it for a formula."""
    bare = cell.strip(" \t\r\n\u00a0\u202f\ufeff")
    return bare[1:] if bare[:1] == "'" and bare[1:2] in FORMULA else bare


def _records(lines: Iterator[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record, with how many lines of the file it took.

    A quote that nobody closed swallows the rows that follow: these lines are then cut without minding quotes.
    """
    taken: list[str] = []

    def feed() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    def plainly() -> Iterator[tuple[int, list[str]]]:
        for cells in csv.reader(taken, delimiter=separator, quoting=csv.QUOTE_NONE):
            yield 1, [cell.strip().strip('"') for cell in cells]
        taken.clear()

    width, over = 0, False
    while not over:
        try:
            for cells in csv.reader(feed(), delimiter=separator):
                if len(taken) > 1 and _swallowed(cells, separator, width):
                    yield from plainly()
                else:
                    yield len(taken), cells
                    width = len(cells)
                    taken.clear()
            over = True
        except csv.Error:
            yield from plainly()


def _swallowed(cells: list[str], separator: str, width: int) -> bool:
    """Whether a cell holds what looks like other rows."""
    inside = (line for cell in cells for line in cell.split("\n")[1:])
    return any(line.count(separator) >= max(1, width // 2) for line in inside)


def _encoding(data: bytes) -> tuple[str, str]:
    """The encoding, and what to do with a byte that is not of it. Excel's « CSV » is Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "replace"
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", "replace"
    try:
        data.decode("utf-8")
        return "utf-8", "strict"
    except UnicodeDecodeError:
        text = data[: 16 * LOOKED_AT].decode("utf-8", "replace")
    wrong = text.count(FALSE_SIGN)
    right = sum(one > "\x7f" for one in text) - wrong
    # a list glued from two files: what is broken shows in its own rows, the others keep their accents
    return ("utf-8", "replace") if right > 3 * wrong else ("cp1252", "replace")


def _separator(text: str) -> str:
    """The sign that cuts most of the first lines, outside quotes."""
    unquoted = "".join(text.split('"')[::2])
    lines = [line for line in islice(unquoted.splitlines(), 30) if line.strip()]
    counts = {one: max((line.count(one) for line in lines), default=0) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: counts[one])
