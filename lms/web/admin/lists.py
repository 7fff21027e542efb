"""« Ajouter des élus »: a list is looked at row by row, then brought in whole, as it was shown."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from lms import jobs
from lms.accounts import rosters
from lms.accounts.rosters import NotASheet, Plan, PlanChanged, Survey
from lms.db import Reader
from lms.web.access import Access, open_to
from lms.web.admin.bringing import one_of, read_list, write_to
from lms.web.admin.carried import folded, unfolded
from lms.web.admin.list_words import report
from lms.web.admin.long_lists import LONG, LOOK, MOST, said_of, sentence
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.forms import Form, filled, form_id, shorter_than, stripped
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.uploads import takes_up_to

SHOWN = 5  # long lists of hers, the latest


class ListForm(Form):
    """A list, and who gave it."""

    liste = FileField(
        "Votre liste",
        description="Un fichier CSV, XLSX ou ODS, quinze mégaoctets au plus. Rien n’est écrit avant votre accord.",
        validators=[FileRequired("Choisissez le fichier de votre liste.")],
        render_kw={"accept": ".csv,.txt,.xlsx,.xls,.ods,text/csv"},
    )
    origine = StringField(
        "D’où vient cette liste",
        description="Par exemple\u00a0: fichier de l’association, septembre 2026. Chacun a le droit de le savoir.",
        validators=[
            filled("Dites d’où vient cette liste."),
            shorter_than(200, "C’est trop long\u00a0: 200 signes au plus."),
        ],
        filters=[stripped],
        render_kw={"maxlength": 200},
    )


class AgreeForm(Form):
    """What was shown travels with her agreement."""

    porte = HiddenField()
    accord = HiddenField()
    origine = HiddenField(filters=[stripped])
    inviter = BooleanField("Écrire une invitation aux personnes qui ont une adresse")


@pages.get("/elus/ajouter")
@open_to(Access.ADMINISTRATORS)
def adding() -> str:
    return _show_adding(ListForm(formdata=None))


@pages.post("/elus/ajouter")
@open_to(Access.ADMINISTRATORS)
@takes_up_to(MOST)
def look_at_list() -> Response | str | tuple[str, int]:
    """Say row by row what a list would do: at once, or on a page of its own when it is long."""
    form = ListForm()
    if not form.validate():
        return _show_adding(form), 422
    with form.liste.data.stream as received:
        data = received.read()
    if len(data) > LONG:
        return redirect(url_for("admin.long_list", number=_ask(form, data)), 303)
    try:
        return _report(data, AgreeForm(formdata=None, porte=folded(data), origine=form.origine.data))
    except NotASheet as error:
        form.liste.errors = (sentence(error),)
    return _show_adding(form), 422


@pages.post("/elus/importer")
@open_to(Access.ADMINISTRATORS)
def bring_in_list() -> Response | tuple[str, int]:
    """Write exactly what was shown; otherwise show again what would be done now."""
    form, data = _carried()
    at = now()
    try:
        with writing_session() as session:
            done = rosters.bring_in(
                session,
                read_list(session, data),
                agreed=form.accord.data or "",
                origin=form.origine.data or "",
                scope=one_of(looks_after()),
                by=someone().person_id,
                at=at,
            )
            write_to(session, done.invited if form.inviter.data else (), inviter=someone().name, at=at)
    except PlanChanged:
        return _report(data, form, changed=True), 409
    return redirect(url_for("admin.list_done", number=done.number), 303)


@pages.post("/elus/a-corriger")
@open_to(Access.ADMINISTRATORS)
def to_correct() -> Response:
    """The rows that cannot be taken, with their reasons, to correct and send again."""
    _, data = _carried()
    with reading_session() as reader:
        read, plan = _planned(reader, data)
    corrected = rosters.to_correct(data, read.columns, plan.outcomes)
    response = Response(corrected, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="a-corriger-{now().date().isoformat()}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@pages.get("/elus/listes/<int:number>")
@open_to(Access.ADMINISTRATORS)
def list_done(number: int) -> str:
    """What a list of hers has done."""
    with reading_session() as reader:
        counts = rosters.done(reader, number, someone().person_id)
    if counts is None:
        abort(404)
    return render_template("admin/list_done.html", counts=counts)


def _report(data: bytes, form: AgreeForm, *, changed: bool = False) -> str:
    with reading_session() as reader:
        told = report(*_planned(reader, data))
    form.accord.data = told.digest
    return render_template("admin/list_report.html", form=form, report=told, changed=changed, job=None)


def _planned(reader: Reader, data: bytes) -> tuple[Survey, Plan]:
    read = read_list(reader, data)
    return read, rosters.look(reader, read, at=now())


def _carried() -> tuple[AgreeForm, bytes]:
    """The file that a page of ours carried; what is not one is refused."""
    form = AgreeForm()
    data = unfolded(form.porte.data or "")
    if not form.validate() or not data:
        abort(400)
    return form, data


def _show_adding(form: ListForm) -> str:
    with reading_session() as reader:
        mine = jobs.of(reader, someone().person_id, most=SHOWN)
    return render_template("admin/adding.html", form=form, mine=[(one, said_of(one)) for one in mine])


def _ask(form: ListForm, data: bytes) -> int:
    """Have a long list looked at; the number of the job. The same form twice is one job."""
    by = someone().person_id
    with writing_session() as session:
        said = {"origin": form.origine.data or ""}
        return jobs.ask(session, LOOK, by=by, once=f"{by}:{form_id()}", arguments=said, given=data, at=now())
