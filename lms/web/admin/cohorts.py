"""« Sessions »: those of her territories, one of them, made and changed."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import accounts, mail, publishing
from lms.accounts import Role, territories
from lms.accounts.territories import Named
from lms.db import Reader
from lms.followup import cohorts
from lms.followup.cohorts import SeenCohort
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.admin.cohort_forms import CancelForm, CohortForm, cohort_form
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.cohorts import KINDS, between, calendar_file, calendar_of
from lms.web.forms import form_id
from lms.web.http import asked_page, now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.templating import FUNCTION_WORDS


@pages.get("/sessions")
@open_to(Access.ADMINISTRATORS)
def cohort_list() -> str:
    """The sessions of her territories, by name."""
    with reading_session() as reader:
        found = cohorts.lines(reader, looks_after())
    return render_template("admin/cohorts.html", lines=found, kinds=KINDS)


@pages.get("/sessions/nouvelle")
@open_to(Access.ADMINISTRATORS)
def new_cohort() -> str:
    return render_template("admin/cohort_form.html", form=_form(), seen=None)


@pages.post("/sessions/nouvelle")
@open_to(Access.ADMINISTRATORS)
def create_cohort() -> Response | tuple[str, int]:
    """Make a session of one of her territories. The same form twice is one session."""
    form = _form()
    if not form.validate():
        return render_template("admin/cohort_form.html", form=form, seen=None), 422
    by = someone().person_id
    with writing_session() as session:
        number = cohorts.create(session, form.terms(), place=_place(form), by=by, client_id=form_id(), at=now())
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.get("/sessions/<int:number>")
@open_to(Access.ADMINISTRATORS)
def cohort(number: int) -> str:
    """A session: its people, its courses, its meetings."""
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
        people = cohorts.participants(reader, number, page=asked_page())
    return render_template("admin/cohort.html", seen=seen, people=people, kinds=KINDS, functions=FUNCTION_WORDS)


@pages.get("/sessions/<int:number>/modifier")
@open_to(Access.ADMINISTRATORS)
def edit_cohort(number: int) -> str:
    seen = _running(number)
    return render_template("admin/cohort_form.html", form=_form(seen), seen=seen)


@pages.post("/sessions/<int:number>/modifier")
@open_to(Access.ADMINISTRATORS)
def change_cohort(number: int) -> Response | tuple[str, int]:
    seen = _running(number)
    form = _form(seen)
    if not form.validate():
        return render_template("admin/cohort_form.html", form=form, seen=seen), 422
    with writing_session() as session:
        cohorts.change(session, number, form.terms(), places=looks_after(), at=now())
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.get("/sessions/<int:number>/annuler")
@open_to(Access.ADMINISTRATORS)
def calling_off(number: int) -> str:
    return render_template("admin/cohort_cancel.html", form=CancelForm(formdata=None), seen=_running(number))


@pages.post("/sessions/<int:number>/annuler")
@open_to(Access.ADMINISTRATORS)
def call_off(number: int) -> Response | tuple[str, int]:
    """Call a session off, and write to those who were told of it."""
    form = CancelForm()
    if not form.validate():
        return render_template("admin/cohort_cancel.html", form=form, seen=_running(number)), 422
    at = now()
    with writing_session() as session:
        cohorts.cancel(session, number, because=form.raison.data or "", places=looks_after(), at=at)
        _tell_cancelled(session, number)
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.get("/sessions/<int:number>/session.ics")
@open_to(Access.ADMINISTRATORS)
def cohort_calendar(number: int) -> Response:
    """Its meetings and days, for her own calendar."""
    with reading_session() as reader:
        return calendar_file(cohorts.cohort(reader, number, looks_after()), stamp=now())


def _tell_cancelled(session: Session, number: int) -> None:
    seen = cohorts.cohort(session, number, looks_after())
    calendar = calendar_of(seen, stamp=now())
    for told in cohorts.tell_cancelled(session, number, places=looks_after()):
        letter = letters.session_cancelled(
            to=told.email,
            once=f"session:{number}:{told.person_id}:{seen.version}",
            calendar=calendar,
            given_name=told.given_name,
            name=seen.name,
            when=between(seen.starts_on, seen.ends_on),
            organiser=someone().name,
            because=seen.cancelled_because,
        )
        mail.post(session, letter, at=now())


def _running(number: int) -> SeenCohort:
    """A session of hers that goes on. Raises CohortUnknown, CohortCancelled."""
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
    if seen.cancelled_at is not None:
        raise cohorts.CohortCancelled(number)
    return seen


def _form(seen: SeenCohort | None = None) -> CohortForm:
    """The form, with the published courses and those that the session asks already."""
    with reading_session() as reader:
        titles = {one.cover.key: one.cover.title for one in publishing.current_releases(reader)}
        tutors = _tutors(reader)
        places = _places(reader) if seen is None else {}
    if seen is not None:
        titles |= {one.key: one.title for one in seen.courses if one.key not in titles}
    return cohort_form(titles, tutors, places, seen=seen)


def _tutors(reader: Reader) -> list[tuple[int, str]]:
    """The trainers, by name."""
    named = accounts.names(reader, accounts.people_with_role(reader, Role.TRAINER))
    known = [(number, name) for number, name in named.items() if number is not None and name]
    return sorted(known, key=lambda one: territories.fold(one[1]))


def _places(reader: Reader) -> dict[str, str]:
    """Her territories by name, when she has several to choose among."""
    mine = looks_after()
    if len(mine) < 2:
        return {}
    named = territories.names(reader, mine)
    return {" ".join(one): named.get(one, one[1]) for one in mine}


def _place(form: CohortForm) -> Named:
    """The territory that she chose, always one of hers."""
    chosen = form.territoire.data if "territoire" in form else ""
    return next((one for one in looks_after() if " ".join(one) == chosen), looks_after()[0])
