"""Tables as files that a spreadsheet opens: CSV as Excel in French reads it, XLSX, ODS.

    mimetype, write = FORMS["csv"]
    Response(write([Sheet("Communes", ("Commune", "Élus"), (("Die", 12),))]), mimetype=mimetype)

Numbers are numbers, dates are dates, and no cell is a formula: text that looks like one gets an apostrophe. A CSV
holds the first sheet only. Files are written row by row as they are sent.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

from lms.accounts.rosters import FORMULA
from lms.web import opendocument

Cell = str | int | float | Decimal | date  # a float is a share, a Decimal an amount in euros
ROWS = 500  # of a CSV sent at once
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its headings, its rows as long as the headings."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def harmless(cell: Cell) -> Cell:
    """A cell that no sheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The first sheet: UTF-8 with its mark, semicolons, a comma before decimals."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(sheets[0].headings)
    for number, row in enumerate(sheets[0].rows, start=1):
        writer.writerow([_in_french(harmless(cell)) for cell in row])
        if number % ROWS == 0:
            yield _taken(out)
    yield _taken(out)


def as_xlsx(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Every sheet, its headings kept in sight, columns as wide as their headings."""
    with TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(file, options | {"default_date_format": "dd/mm/yyyy"})
        head = book.add_format({"bold": True})
        forms = {float: book.add_format({"num_format": "0%"}), Decimal: book.add_format({"num_format": "#,##0.00"})}
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 1)
            for column, heading in enumerate(sheet.headings):
                page.set_column(column, column, max(12, len(heading) + 2))
            page.write_row(0, 0, sheet.headings, head)
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    kept = harmless(cell)
                    if isinstance(kept, str):
                        page.write_string(number, column, kept)
                    elif isinstance(kept, date):
                        page.write_datetime(number, column, kept)
                    else:
                        page.write_number(number, column, kept, forms.get(type(kept)))
        book.close()
        yield from _chunks(file)


def as_ods(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Every sheet, as an OpenDocument."""
    with TemporaryFile() as file:
        opendocument.write(file, ((one.name, one.headings, (map(harmless, row) for row in one.rows)) for one in sheets))
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _in_french(cell: Cell) -> Cell:
    if isinstance(cell, float | Decimal):
        return str(cell).replace(".", ",")
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


FORMS: dict[str, tuple[str, Callable[[Sequence[Sheet]], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", as_ods),
}
