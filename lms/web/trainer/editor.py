"""A step of a lesson, being written: its text, its question, its preview, what is to be corrected."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import uuid4

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.french import THIN
from lms.web.trainer import builder
from lms.web.trainer.checks import check_step
from lms.web.trainer.conflict import show_conflict
from lms.web.trainer.preview import draw_question, draw_step
from lms.web.trainer.routes import pages
from lms.web.trainer.saved import NOT_SAVED, clashed, refused, saved_state, told
from lms.web.trainer.sheets import QUESTIONS
from lms.web.trainer.step_form import StepForm
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import (
    OpenStep,
    base_of,
    draft_addresses,
    keys_taken,
    open_step,
    put,
    table_of,
    wants_json,
)

MOST_PICTURES = 24  # at hand; the others are in « Médias »
Answer = str | AnyResponse | tuple[str, int] | tuple[Response, int]


@pages.get("/<key:course>/lecons/<key:lesson>/<key:step>")
@open_to(Access.TRAINERS)
def step(course: str, lesson: str, step: str) -> Answer:
    """The step as it is; as a whole text when it cannot be edited by its place."""
    opened = open_step(course, lesson, step)
    if not editable(opened):
        return redirect(url_for("trainer.plain", course=course, fichier=opened.at.path))
    return show(opened, StepForm.of(opened))


@pages.post("/<key:course>/lecons/<key:lesson>/<key:step>")
@open_to(Access.TRAINERS)
def keep_step(course: str, lesson: str, step: str) -> Answer:
    """Save the step, or show the form again after one of its buttons, with nothing lost and nothing saved."""
    opened = open_step(course, lesson, step)
    form = StepForm.typed(opened, request.form)
    action = request.form.get("faire", "")
    if action:
        return show(opened, form.after(action, request.form.get("q-type", "")), saved=False)
    return _keep(opened, form)


def editable(opened: OpenStep) -> bool:
    """Whether the form can show all that the step says."""
    block = opened.part.block
    return opened.safe and (block is None or bool(table_of(block.text)) or not block.text.strip())


def _keep(opened: OpenStep, form: StepForm) -> Answer:
    key = opened.part.key
    base, sha256 = base_of(opened.at)
    try:
        text = form.put_in(base, key, keys_taken(opened.at, base).questions)
    except content.NotEditable as error:
        return _refused(opened, form, str(error))
    try:
        saved = put(opened.at, sha256, text, f"étape «{THIN}{form.title or key}{THIN}»")
    except drafts.Refused as error:
        return _refused(opened, form, error.reason)
    except drafts.Conflict as conflict:
        if wants_json():
            return clashed()
        return show_conflict(opened.at, conflict, sha256, text, request.path), 409
    if wants_json():
        return _answer(opened, form, text, saved)
    return redirect(_address(opened, joint="1" if saved.merged else None), 303)


def _refused(opened: OpenStep, form: StepForm, reason: str) -> Answer:
    if wants_json():
        return refused(in_french(reason))
    return show(opened, form, saved=False, problem=in_french(reason)), 422


def _answer(opened: OpenStep, form: StepForm, text: str, saved: drafts.Saved) -> Response:
    """What the page needs to go on without being loaded again. Its base stays when somebody else wrote this step."""
    sent = _part(text, opened.part.key)
    opened = open_step(opened.at.desk.course, opened.lesson, opened.part.key)
    same = _bare(opened.part) == _bare(sent) if sent else False
    table = table_of(opened.part.block.text) if opened.part.block else {}
    keys = builder.keys_given(form.asked.sheet, form.asked.typed, table) if form.asked else {}
    checks = check_step(opened.at, opened.lesson, opened.part.key)
    return told(opened.at, saved, base=form.base, other=not same, checks=checks, keys=keys)


def _part(text: str, key: str) -> content.StepPart | None:
    return next((one for one in content.step_parts(text) if one.key == key), None)


def _bare(part: content.StepPart) -> tuple[object, ...]:
    return (part.title, part.body, part.block)


def _address(opened: OpenStep, **more: Any) -> str:
    course = opened.at.desk.course
    return url_for("trainer.step", course=course, lesson=opened.lesson, step=opened.part.key, **more)


def show(opened: OpenStep, form: StepForm, *, saved: bool = True, problem: str = "") -> str:
    """The page of a step, with what was typed."""
    return render_template(
        "trainer/step.html",
        desk=opened.at.desk,
        opened=opened,
        form=form,
        kinds=QUESTIONS,
        choices={"objectif": opened.at.objectives},
        checks=check_step(opened.at, opened.lesson, opened.part.key),
        preview=draw_step(opened, form.title, form.body),
        essai=draw_question(form.asked) if form.asked and form.asked.is_question else "",
        state=saved_state(opened.at.desk, opened.at.path) if saved else NOT_SAVED,
        problem=problem,
        joined="joint" in request.args,
        undo=request.args.get("supprimee", ""),
        client_id=str(uuid4()),
        images=_pictures(opened),
    )


def _pictures(opened: OpenStep) -> list[tuple[str, str]]:
    """The images that can be put in the text: path, address."""
    desk = opened.at.desk
    address = draft_addresses(desk.course).media
    images = (one for one in desk.draft.files if one.path.startswith("images/"))
    return [(one.path, address(one.sha256, one.path.rpartition(".")[2])) for one in islice(images, MOST_PICTURES)]
