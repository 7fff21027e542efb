"""The yearly table of CGCT L2123-12, on a page and in a file: the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from flask import Response, render_template, request

from lms.followup import evidence
from lms.followup.evidence import Paid
from lms.web.access import Access, after_proof, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.certificates import organiser
from lms.web.french import PARIS, THIN, minutes, number
from lms.web.http import now, reading_session
from lms.web.sheets import FORMS, Cell, Sheet
from lms.web.templating import FUNCTION_WORDS

FIRST_YEAR = 2020
NOWHERE = "Collectivité à préciser"


@dataclass(frozen=True)
class Line:
    """A line of the page."""

    name: str
    function: str
    paid: Paid
    duration: str
    cost: str


@dataclass(frozen=True)
class Body:
    """What a commune or an EPCI paid in a year."""

    name: str
    lines: tuple[Line, ...]
    total: str


@pages.get("/tableau-annuel")
@open_to(Access.ADMINISTRATORS)
def yearly() -> str:
    """Who was trained in a year, by the body that paid."""
    year = _year()
    bodies = [_body(name, tuple(lines)) for name, lines in groupby(_lines(year), key=lambda one: one.body)]
    return render_template("admin/yearly.html", year=year, bodies=bodies, last=now().astimezone(PARIS).year)


@pages.get("/tableau-annuel.<any(csv,xlsx,ods):sheet>")
@open_to(Access.ADMINISTRATORS)
@after_proof
def export_yearly(sheet: str) -> Response:
    """The same in a file, numbers as numbers."""
    year = _year()
    rows = [_row(one) for one in _lines(year)]
    mimetype, write = FORMS[sheet]
    headings = (
        "Collectivité", "Nom", "Fonction", "Formation", "Organisme", "Du", "Au", "Durée déclarée (minutes)",
        "Coût (euros)",
    )  # fmt: skip
    response = Response(write([Sheet(f"Formations {year}", headings, rows)]), mimetype=mimetype)
    name = f"formations-des-elus-{year}-au-{now().astimezone(PARIS):%Y-%m-%d}.{sheet}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _lines(year: int) -> tuple[Paid, ...]:
    with reading_session() as reader:
        return evidence.yearly_table(reader, looks_after(), year)


def _year() -> int:
    """The year that is asked, this one otherwise."""
    this = now().astimezone(PARIS).year
    asked = request.args.get("annee", this, type=int)
    return asked if FIRST_YEAR <= asked <= this else this


def _row(one: Paid) -> tuple[Cell, ...]:
    return (
        one.body or NOWHERE, one.name, FUNCTION_WORDS.get(one.function, one.function), one.cohort, organiser(),
        one.starts_on, one.ends_on, one.minutes, Decimal(one.cents) / 100,
    )  # fmt: skip


def _body(name: str, lines: tuple[Paid, ...]) -> Body:
    shown = tuple(
        Line(one.name, FUNCTION_WORDS.get(one.function, ""), one, minutes(one.minutes), euros(one.cents))
        for one in lines
    )
    return Body(name or NOWHERE, shown, euros(sum(one.cents for one in lines)))


def euros(cents: int) -> str:
    """« 1 250 € », « 99,50 € »."""
    whole, rest = divmod(cents, 100)
    return f"{number(whole)}{f',{rest:02}' if rest else ''}{THIN}€"
