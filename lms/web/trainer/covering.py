"""The presentation of a course: what learners read before they begin, for whom, and the rule of its quiz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.http import reading_session
from lms.web.trainer.conflict import show_conflict
from lms.web.trainer.cover_form import (
    SPARE,
    CoverForm,
    ObjectiveLine,
    WeaveForm,
    objectives_fault,
    objectives_of,
    objectives_sent,
    with_objectives,
)
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.outline import text_address
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import COVER, base_of, open_text, put, table_of

WOVEN = "Quelqu’un a changé le tissage entre-temps, ou module.toml ne peut pas être lu. Choisissez de nouveau."


@pages.get("/<key:course>/presentation")
@open_to(Access.TRAINERS)
def cover(course: str) -> str:
    form = CoverForm(formdata=None)
    desk, table, base = _current(course)
    form.show(table)
    return _show(desk, form, objectives_of(table), base, table)


@pages.post("/<key:course>/presentation")
@open_to(Access.TRAINERS)
def keep_cover(course: str) -> Response | tuple[str, int]:
    """Write module.toml over the one that was shown: what others changed elsewhere meanwhile stays."""
    form, lines, base = CoverForm(), objectives_sent(), request.form.get("base", "")
    fault = objectives_fault(lines)
    if not form.validate() or fault:
        return _show(_desk(course), form, lines, base, fault=fault), 422
    opened = open_text(course, COVER)
    was, base = base_of(opened)
    try:
        text = content.with_cover(was, with_objectives(form.values(), lines))
        saved = put(opened, base, text)
    except content.NotEditable as error:
        return _show(_desk(course), form, lines, base, fault=content.typographic(f"{error}")), 422
    except drafts.Conflict as conflict:
        return show_conflict(opened, conflict, base, text, request.path), 409
    return redirect(url_for(".cover", course=course, enregistre="fusion" if saved.merged else "oui"), 303)


@pages.get("/<key:course>/presentation/tissage")
@open_to(Access.TRAINERS)
def weaving(course: str) -> str:
    form = WeaveForm(formdata=None)
    desk, table, base = _current(course)
    form.armure.data = table.get("armure")
    return _show_weaves(desk, form, base)


@pages.post("/<key:course>/presentation/tissage")
@open_to(Access.TRAINERS)
def keep_weaving(course: str) -> Response | tuple[str, int]:
    form, base = WeaveForm(), request.form.get("base", "")
    if not form.validate():
        return _show_weaves(_desk(course), form, base), 422
    opened = open_text(course, COVER)
    try:
        was, base = base_of(opened)
        put(opened, base, content.with_cover(was, {"armure": form.armure.data}))
    except (drafts.Conflict, content.NotEditable):
        form.armure.errors = (WOVEN,)
        desk, _, base = _current(course)
        return _show_weaves(desk, form, base), 409
    return redirect(url_for(".cover", course=course, enregistre="oui"), 303)


def _show_weaves(desk: Desk, form: WeaveForm, base: str) -> str:
    return render_template("trainer/weaving.html", desk=desk, form=form, base=base)


def _desk(course: str) -> Desk:
    with reading_session() as session:
        return open_desk(session, course)


def _current(course: str) -> tuple[Desk, dict[str, Any], str]:
    """The course, what its module.toml says now, nothing when it cannot be read, and its SHA-256."""
    with reading_session() as session:
        desk = open_desk(session, course)
        if not desk.sha256(COVER):
            abort(404)
        file = drafts.draft_file(session, desk.draft.id, COVER)
    return desk, table_of(file.data.decode("utf-8", "replace")), file.sha256


def _show(
    desk: Desk,
    form: CoverForm,
    lines: Sequence[ObjectiveLine],
    base: str,
    table: Mapping[str, Any] | None = None,
    *,
    fault: str = "",
) -> str:
    faults = form.faults() + ([("objectif-1", fault)] if fault else [])
    shown = [*lines, *[ObjectiveLine("", "")] * SPARE]
    return render_template(
        "trainer/cover.html",
        desk=desk,
        form=form,
        faults=faults,
        objectives=shown,
        objective_fault=fault,
        base=base,
        readable=table is None or bool(table),
        weave=weave if (weave := str((table or {}).get("armure", ""))) in content.WEAVES else "",
        text_address=text_address(desk.course, COVER),
        saved=request.args.get("enregistre", "") if request.method == "GET" else "",
    )
