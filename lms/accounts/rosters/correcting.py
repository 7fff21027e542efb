"""The file to correct: the rows that could not be taken, as they were, and why. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from lms.accounts.rosters.headings import Columns
from lms.accounts.rosters.plan import Outcome, Verb
from lms.accounts.rosters.sheets import FORMULA
from lms.accounts.rosters.survey import rows_at

REASON = "À corriger"


def to_correct(data: bytes, columns: Columns, outcomes: Iterable[Outcome]) -> bytes:
    """The refused rows with their reasons in a last column: the same file, to correct and to send again.

    A CSV as Excel in French opens it, whatever the file was; no cell of it is a formula.
    """
    reasons = {one.line: " ; ".join(one.said) for one in outcomes if one.verb is Verb.REFUSED}
    width = len(columns.headings)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    kept = [place for place, heading in enumerate(columns.headings) if heading != REASON]
    writer.writerow([*_harmless(columns.headings[place] for place in kept), REASON])
    for row in rows_at(data, reasons):
        cells = (*row.cells, *[""] * (width - len(row.cells)))
        writer.writerow(_harmless([*(cells[place] for place in kept), reasons[row.line]]))
    return out.getvalue().encode("utf-8-sig")


def _harmless(cells: Iterable[str]) -> Iterator[str]:
    """Cells that no sheet runs: what looks like a formula gets an apostrophe, which reading takes off again."""
    return (f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
