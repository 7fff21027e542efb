"""Who finished what a session asks, by name: never without those people being told (decision 0025). And the files of
sessions.
"""

from __future__ import annotations

from datetime import datetime, time

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts
from lms.accounts import Role
from lms.followup import cohorts
from lms.followup.cohorts import Finished, Look, SeenCohort
from lms.web.access import Access, open_to
from lms.web.admin import cohort_tables
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.french import NBSP, PARIS
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone


@pages.post("/sessions/<int:number>/termine")
@open_to(Access.ADMINISTRATORS)
def look_at_finished(number: int) -> Response:
    """Write, for each person of the session, that she looks today; then show. Twice a day is once."""
    with writing_session() as session:
        _record(session, cohorts.cohort(session, number, looks_after()))
    return redirect(url_for("admin.finished", number=number), 303)


@pages.get("/sessions/<int:number>/termine")
@open_to(Access.ADMINISTRATORS)
def finished(number: int) -> str | Response:
    """Who finished which course, of the people who were told today."""
    seen, found, waiting = _finished(number)
    if waiting:
        return redirect(url_for("admin.cohort", number=number))
    return render_template("admin/cohort_finished.html", seen=seen, rows=found, titles=_titles(seen))


@pages.get("/sessions/<int:number>/termine.<any(csv,xlsx,ods):sheet>")
@open_to(Access.ADMINISTRATORS)
def export_finished(number: int, sheet: str) -> FlaskResponse:
    """The same in a file."""
    seen, found, waiting = _finished(number)
    if waiting:
        abort(404)
    return cohort_tables.finished_file(seen, found, _titles(seen), sheet, on=now())


@pages.get("/sessions/export.<any(csv,xlsx,ods):sheet>")
@open_to(Access.ADMINISTRATORS)
def export_cohorts(sheet: str) -> FlaskResponse:
    """The sessions of her territories in a file."""
    with reading_session() as reader:
        found = cohorts.lines(reader, looks_after())
    return cohort_tables.lines_file(found, sheet, on=now())


def _record(session: Session, seen: SeenCohort) -> None:
    look, reason = _look(seen.id), f"Session «\u202f{seen.name}\u202f»"
    accounts.record_consultations(
        session,
        cohorts.not_yet_told(session, seen.id, look),
        someone(),
        Role.ADMINISTRATOR,
        what=look.mark,
        reason=reason,
        subject=f"cohort:{seen.id}",
        scope=seen.place,
        at=now(),
    )


def _finished(number: int) -> tuple[SeenCohort, tuple[Finished, ...], bool]:
    """What was finished by name, and whether somebody has still to be told before it is shown."""
    look = _look(number)
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
        found = cohorts.finished_by_name(reader, number, look)
        return seen, found, not found and bool(cohorts.not_yet_told(reader, number, look))


def _look(number: int) -> Look:
    """What is written in « Qui a consulté mes données », once a day in Paris."""
    morning = datetime.combine(now().astimezone(PARIS).date(), time(), tzinfo=PARIS)
    return Look(someone().person_id, f"Modules terminés, session n°{NBSP}{number}", morning)


def _titles(seen: SeenCohort) -> dict[str, str]:
    return {one.key: one.title for one in seen.courses}
