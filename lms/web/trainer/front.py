"""What is said of a lesson at its head: title, duration, what it comes to, its sources; and its steps."""

from __future__ import annotations

from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.templating import ROLES, SIZES
from lms.web.trainer import builder, buttons
from lms.web.trainer.checks import check_front
from lms.web.trainer.conflict import show_conflict
from lms.web.trainer.routes import pages
from lms.web.trainer.saved import NOT_SAVED, clashed, refused, saved_state, told
from lms.web.trainer.sheets import FRONT
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import OpenText, base_of, front_of, open_lesson, put, wants_json


@pages.get("/<key:course>/lecons/<key:lesson>")
@open_to(Access.TRAINERS)
def lesson(course: str, lesson: str) -> str | Response:
    """The head of a lesson; the whole text when it cannot be read."""
    opened = open_lesson(course, lesson)
    front = front_of(opened.text)
    if not front:
        return redirect(url_for("trainer.plain", course=course, fichier=opened.path))
    return _show(opened, lesson, builder.shown(FRONT, front), opened.sha256)


@pages.post("/<key:course>/lecons/<key:lesson>")
@open_to(Access.TRAINERS)
def keep_lesson(course: str, lesson: str) -> str | Response | tuple[str | Response, int]:
    """Save the head of a lesson, or show the form again after one of its buttons."""
    opened = open_lesson(course, lesson)
    typed = builder.typed_in(FRONT, {name: request.form.getlist(name) for name in request.form})
    base, sha256 = base_of(opened)
    if action := request.form.get("faire", ""):
        return _show(opened, lesson, buttons.acted(FRONT, typed, action), sha256, saved=False)
    try:
        before = front_of(base)
        table = builder.written(FRONT, typed, before)
        text = content.with_front(base, {**dict.fromkeys(before), **table})
        saved = put(opened, sha256, text, "renseignements de la leçon")
    except (content.NotEditable, drafts.Refused) as error:
        reason = in_french(error.reason if isinstance(error, drafts.Refused) else str(error))
        if wants_json():
            return refused(reason)
        return _show(opened, lesson, typed, sha256, saved=False, problem=reason), 422
    except drafts.Conflict as conflict:
        return clashed() if wants_json() else (show_conflict(opened, conflict, sha256, text, request.path), 409)
    if wants_json():
        opened = open_lesson(course, lesson)
        other = front_of(opened.text) != front_of(text)
        return told(opened, saved, base=sha256, other=other, checks=check_front(opened))
    return redirect(url_for("trainer.lesson", course=course, lesson=lesson), 303)


def _show(
    opened: OpenText, lesson: str, typed: builder.Typed, base: str, *, saved: bool = True, problem: str = ""
) -> str:
    return render_template(
        "trainer/lesson.html",
        desk=opened.desk,
        opened=opened,
        lesson=lesson,
        title=opened.lessons[lesson],
        parts=content.step_parts(opened.text),
        sheet=FRONT,
        typed=typed,
        base=base,
        choices={"roles": ROLES, "communes": SIZES},
        checks=check_front(opened),
        state=saved_state(opened.desk, opened.path) if saved else NOT_SAVED,
        problem=problem,
        undo=request.args.get("supprimee", ""),
        client_id=str(uuid4()),
    )
