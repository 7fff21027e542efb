"""Sessions in a file: what the page says, line by line, numbers as numbers and days as days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Response

from lms.accounts.territories import fold
from lms.followup.cohorts import CohortLine, Finished, SeenCohort
from lms.web.cohorts import KINDS
from lms.web.french import PARIS
from lms.web.sheets import FORMS, Sheet


def lines_file(found: Sequence[CohortLine], form: str, *, on: datetime) -> Response:
    """The sessions of some territories, in the order of the page."""
    headings = ("Session", "Premier jour", "Dernier jour", "Manière", "État", "Élus", "Modules", "Modules terminés")
    rows = [
        (
            one.name,
            one.starts_on,
            one.ends_on,
            KINDS[one.kind],
            "annulée" if one.cancelled_at else "",
            one.people,
            one.courses,
            one.finished,
        )
        for one in found
    ]
    return _file("sessions", Sheet("Sessions", headings, rows), form, on)


def finished_file(
    seen: SeenCohort, found: Sequence[Finished], titles: Mapping[str, str], form: str, *, on: datetime
) -> Response:
    """Who finished which course of a session."""
    rows = [(one.name, titles[one.course_key], one.completed_at.astimezone(PARIS).date()) for one in found]
    sheet = Sheet("Modules terminés", ("Nom", "Module", "Terminé le"), rows)
    return _file(f"session-{fold(seen.name).replace(' ', '-')[:60]}", sheet, form, on)


def _file(name: str, sheet: Sheet, form: str, on: datetime) -> Response:
    mimetype, write = FORMS[form]
    response = Response(write([sheet]), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{on.astimezone(PARIS):%Y-%m-%d}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
