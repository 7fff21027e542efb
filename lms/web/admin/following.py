"""A long list on a page of its own: how far it is, what it would do, then what it did. The page can be closed."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField

from lms import jobs
from lms.jobs import Progress, State
from lms.web.access import Access, open_to
from lms.web.admin.long_lists import BRING_IN, LOOK, counts_of, percent, report_of, said_of
from lms.web.admin.routes import pages
from lms.web.forms import Form
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone


class AgreeLongForm(Form):
    """What she agrees to is kept with the job: only whether to write to people is hers to say."""

    inviter = BooleanField("Écrire une invitation aux personnes qui ont une adresse")


@pages.get("/elus/listes-longues/<int(max=2147483647):number>")
@open_to(Access.ADMINISTRATORS)
def long_list(number: int) -> str:
    """How far a long list of hers is; then what it would do, or what it did."""
    job = _mine(number)
    if job.state is State.DONE and job.kind == BRING_IN:
        return render_template("admin/list_done.html", counts=counts_of(job.told))
    if job.state is State.DONE:
        told = report_of(job.told)
        form = AgreeLongForm(formdata=None)
        return render_template("admin/list_report.html", form=form, report=told, changed=False, job=job)
    return render_template("admin/long_list.html", job=job, said=said_of(job), percent=percent(job))


@pages.post("/elus/listes-longues/<int(max=2147483647):number>/ajouter")
@open_to(Access.ADMINISTRATORS)
def agree_to_long_list(number: int) -> Response:
    """Have what was shown written. Twice is once."""
    form = AgreeLongForm()
    if not form.validate():
        abort(400)
    job, by = _mine(number), someone().person_id
    if job.kind != LOOK or job.state is not State.DONE:
        abort(404)
    with writing_session() as session:
        data = jobs.given(session, number, by)
        said = {"agreed": job.told["digest"], "origin": job.arguments["origin"], "invites": bool(form.inviter.data)}
        asked = jobs.ask(
            session, BRING_IN, by=by, once=f"{by}:after:{number}", arguments=said, given=data or b"", at=now()
        )
    return redirect(url_for("admin.long_list", number=asked), 303)


@pages.get("/elus/listes-longues/<int(max=2147483647):number>/a-corriger.csv")
@open_to(Access.ADMINISTRATORS)
def long_list_to_correct(number: int) -> FileResponse:
    """The rows of her list that cannot be taken, with their reasons."""
    with reading_session() as reader:
        corrected = jobs.made(reader, number, someone().person_id)
    if corrected is None:
        abort(404)
    response = FileResponse(corrected, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="a-corriger-{now().date().isoformat()}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _mine(number: int) -> Progress:
    with reading_session() as reader:
        job = jobs.one(reader, number, someone().person_id)
    if job is None:
        abort(404)
    return job
