"""« Ajouter des élus »: a list is looked at row by row, then brought in whole, as it was shown."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from lms.accounts import rosters
from lms.accounts.rosters import NotASheet, Plan, PlanChanged, Survey
from lms.content import typographic
from lms.db import Reader
from lms.web.access import Access, open_to
from lms.web.admin.bringing import one_scope, read_list, write_to
from lms.web.admin.carried import TooHeavy, folded, unfolded
from lms.web.admin.list_words import groups
from lms.web.admin.routes import pages
from lms.web.forms import Form, filled, shorter_than, stripped
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.uploads import MEGABYTE, takes_up_to

TOO_HEAVY = "Ce fichier est trop lourd pour une seule fois\u00a0: coupez-le en plusieurs, ou confiez-le à l’exploitant."


class ListForm(Form):
    """A list, and who gave it."""

    liste = FileField(
        "Votre liste",
        description="Un fichier CSV, XLSX ou ODS, deux mégaoctets au plus. Rien n’est écrit avant votre accord.",
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
    return render_template("admin/adding.html", form=ListForm(formdata=None))


@pages.post("/elus/ajouter")
@open_to(Access.ADMINISTRATORS)
@takes_up_to(2 * MEGABYTE)
def look_at_list() -> str | tuple[str, int]:
    """Say row by row what a list would do."""
    form = ListForm()
    if not form.validate():
        return render_template("admin/adding.html", form=form), 422
    with form.liste.data.stream as received:
        data = received.read()
    try:
        return _report(data, AgreeForm(formdata=None, porte=folded(data), origine=form.origine.data))
    except TooHeavy:
        form.liste.errors = (TOO_HEAVY,)
    except NotASheet as error:
        form.liste.errors = (_sentence(error),)
    return render_template("admin/adding.html", form=form), 422


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
                scope=one_scope(),
                by=someone().person_id,
                at=at,
            )
            write_to(session, done.invited if form.inviter.data else ())
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
        read, plan = _planned(reader, data)
    form.accord.data = plan.digest
    counts = plan.counts
    return render_template(
        "admin/list_report.html", form=form, read=read, counts=counts, groups=groups(plan), changed=changed,
        writes=counts.arrived + counts.changed + counts.departed,
    )  # fmt: skip


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


def _sentence(error: Exception) -> str:
    said = str(error)
    return typographic(f"{said[:1].upper()}{said[1:]}.")
