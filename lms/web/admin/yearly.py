"""The yearly table of CGCT L2123-12, on a page and in a file: the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import groupby

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lms import accounts
from lms.accounts import Role
from lms.db import Reader
from lms.followup import evidence
from lms.followup.evidence import Paid
from lms.web.access import Access, after_proof, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.certificates import organiser
from lms.web.french import PARIS, THIN, minutes, number
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.sheets import FORMS, Cell, Sheet
from lms.web.templating import FUNCTION_WORDS

FIRST_YEAR = 2020
WHAT = "Tableau annuel des formations"
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
    """What each body paid in a year; who was trained too, once it is written to them that someone looks."""
    year = asked_year()
    with reading_session() as reader:
        lines = evidence.yearly_table(reader, looks_after(), year)
        named = not _untold(reader, lines)
    bodies = [_body(name, tuple(of_body)) for name, of_body in groupby(lines, key=lambda one: one.body)]
    return render_template(
        "admin/yearly.html", year=year, bodies=bodies, named=named, count=len(lines), total=_total(lines)
    )


@pages.post("/tableau-annuel")
@open_to(Access.ADMINISTRATORS)
@after_proof
def name_yearly() -> AnyResponse:
    """Write to each person of the table that it was opened, then show it."""
    year, at = asked_year(), now()
    with writing_session() as session:
        lines = evidence.yearly_table(session, looks_after(), year)
        reason = f"Formations payées en {year} (CGCT, article L2123-12)"
        untold = _untold(session, lines)
        accounts.record_consultations(
            session, untold, someone(), Role.ADMINISTRATOR, what=WHAT, reason=reason, subject=f"year:{year}", at=at
        )
    return redirect(url_for(".yearly", annee=year), 303)


@pages.get("/tableau-annuel.<any(csv,xlsx,ods):sheet>")
@open_to(Access.ADMINISTRATORS)
@after_proof
def export_yearly(sheet: str) -> AnyResponse:
    """The same in a file, numbers as numbers; only once it is written to those whom it names."""
    year = asked_year()
    with reading_session() as reader:
        lines = evidence.yearly_table(reader, looks_after(), year)
        if _untold(reader, lines):
            return redirect(url_for(".yearly", annee=year))
    mimetype, write = FORMS[sheet]
    headings = (
        "Collectivité", "Nom", "Fonction", "Formation", "Organisme", "Du", "Au", "Durée déclarée (minutes)",
        "Coût (euros)",
    )  # fmt: skip
    response = Response(write([Sheet(f"Formations {year}", headings, [_row(one) for one in lines])]), mimetype=mimetype)
    name = f"formations-des-elus-{year}-au-{now().astimezone(PARIS):%Y-%m-%d}.{sheet}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _untold(reader: Reader, lines: tuple[Paid, ...]) -> frozenset[int]:
    """Whom the table names and who cannot read yet that she looks at it today."""
    people = {one.person_id for one in lines}
    today = datetime.combine(now().astimezone(PARIS).date(), time(), PARIS)
    return evidence.untold(reader, people, viewer_id=someone().person_id, what=WHAT, since=today)


def asked_year() -> int:
    """The year that is asked, this one otherwise."""
    this = now().astimezone(PARIS).year
    asked = request.args.get("annee", this, type=int)
    return asked if FIRST_YEAR <= asked <= this else this


def _row(one: Paid) -> tuple[Cell, ...]:
    return (
        one.body or NOWHERE, one.name, FUNCTION_WORDS.get(one.function, one.function), one.cohort, organiser(),
        one.starts_on, one.ends_on, one.minutes, Decimal(one.cents).scaleb(-2),
    )  # fmt: skip


def _body(name: str, lines: tuple[Paid, ...]) -> Body:
    shown = tuple(
        Line(one.name, FUNCTION_WORDS.get(one.function, ""), one, minutes(one.minutes), euros(one.cents))
        for one in lines
    )
    return Body(name or NOWHERE, shown, _total(lines))


def _total(lines: tuple[Paid, ...]) -> str:
    return euros(sum(one.cents for one in lines))


def euros(cents: int) -> str:
    """« 1 250 € », « 99,50 € »."""
    whole, rest = divmod(cents, 100)
    return f"{number(whole)}{f',{rest:02}' if rest else ''}{THIN}€"
