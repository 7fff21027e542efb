"""Tables as files: numbers are numbers, no cell is a formula, rows leave as they are written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
import python_calamine

from lms.accounts.rosters import FORMULA
from lms.web.sheets import FORMS, Cell, Sheet

NASTY = [f"{sign}cmd|' /C calc'!A0" for sign in FORMULA]
ROWS: list[list[Cell]] = [
    [text, 12, 0.25, Decimal("99.50"), date(2026, 3, 22)] for text in (*NASTY, 'L’Haÿ & <Œuilly>; "Y"')
]
SHEETS = [Sheet("Un nom", ("Texte", "Nombre", "Part", "Euros", "Jour"), ROWS), Sheet("Deux", ("Seul",), [["=1+1"]])]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_workbook_is_read_back(form: str) -> None:
    data = b"".join(FORMS[form][1](SHEETS))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Un nom", "Deux"]
    heading, *rows = book.get_sheet_by_name("Un nom").to_python()
    assert heading == ["Texte", "Nombre", "Part", "Euros", "Jour"]
    for row, (text, *others) in zip(rows, ROWS, strict=True):
        assert row[1:] == others
        assert str(row[0]).strip() in (str(text).strip(), f"'{text}".strip())
    assert all(str(row[0]).startswith("'") for row in rows[: len(FORMULA)])
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        written = "".join(archive.read(name).decode() for name in archive.namelist())
    assert not re.search(r"<f[ >]|table:formula", written)


def test_a_csv_is_as_excel_in_french_reads_it() -> None:
    data = b"".join(FORMS["csv"][1](SHEETS))
    assert data.startswith(b"\xef\xbb\xbf")
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert [row[1:] for row in rows] == [["12", "0,25", "99,50", "22/03/2026"]] * len(ROWS)
    assert all(row[0].startswith("'") for row in rows[: len(FORMULA)])
    assert rows[-1][0] == ROWS[-1][0]


def test_rows_leave_before_the_last_is_made() -> None:
    made = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(10_000):
            made.append(number)
            yield [number]

    sent = FORMS["csv"][1]([Sheet("Longue", ("N",), rows())])
    next(sent)
    assert len(made) < 1000
    assert sum(1 for _ in sent) >= 10
    assert len(made) == 10_000
