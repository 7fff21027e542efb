"""The steps of a lesson: one more, moved, taken away, brought back."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.trainer.buttons import places
from lms.web.trainer.conflict import bring_back, show_conflict
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import OpenText, base_of, keys_taken, open_lesson, put

NAMES = {"lire": "À lire", "question": "Vérifiez-vous", "tache": "À faire en mairie"}


@pages.post("/<key:course>/etapes/<key:lesson>")
@open_to(Access.TRAINERS)
def arrange_steps(course: str, lesson: str) -> Response | tuple[str, int]:
    """One button of the plan of a lesson: ajouter:question, monter:cle, descendre:cle, supprimer:cle, annuler:sha."""
    opened = open_lesson(course, lesson)
    verb, _, what = request.form.get("faire", "").partition(":")
    if verb == "annuler":
        here = _to(course, lesson, request.form.get("ici", ""))
        return bring_back(opened, what, request.form.get("base", ""), here)
    base, sha256 = base_of(opened)
    try:
        text, step = _changed(opened, base, verb, what)
        put(opened, sha256, text, NAMES.get(what, what))
    except (content.NotEditable, content.NoSuchPlace):
        return redirect(url_for("trainer.plain", course=course, fichier=opened.path), 303)
    except drafts.Conflict as conflict:
        return show_conflict(opened, conflict, sha256, text, _to(course, lesson, "")), 409
    undo = sha256 if verb == "supprimer" else None
    return redirect(_to(course, lesson, step, supprimee=undo) + _spot(verb, what), 303)


def _changed(opened: OpenText, base: str, verb: str, what: str) -> tuple[str, str]:
    """The lesson changed, and the step to show."""
    keys = [one.key for one in content.step_parts(base)]
    if verb == "ajouter" and what in NAMES:
        title = " ".join(request.form.get("titre", "").split()) or NAMES[what]
        key = content.new_key(title, keys)
        after = request.form.get("apres", "")
        block = _block(opened, base, what, title)
        return content.with_new_step(base, key, title, "", block, after=after if after in keys else None), key
    if by := places(verb):
        return content.with_step_moved(base, what, by=by), _shown(keys, what)
    if verb != "supprimer":
        abort(400)
    at = keys.index(what) if what in keys else 0
    left = [key for key in keys if key != what]
    return content.without_step(base, what), left[max(0, at - 1)] if left else ""


def _shown(keys: list[str], moved: str) -> str:
    """The step whose page she was at, the one moved otherwise."""
    here = request.form.get("ici", "")
    return here if here in keys else moved


def _block(opened: OpenText, base: str, what: str, title: str) -> content.Block | None:
    """What a new step asks: nothing, or a question or a task still to be written."""
    if what == "lire":
        return None
    taken = keys_taken(opened, base)
    table: dict[str, Any] = {"cle": content.new_key(title, taken.questions if what == "question" else taken.tasks)}
    if what == "question":
        table |= {"type": "choix-unique", "objectif": next(iter(opened.objectives), "")}
    else:
        table |= {"minutes": 15}
    return content.Block(what, content.table_text(table))


def _to(course: str, lesson: str, step: str, **more: Any) -> str:
    if not step:
        return url_for("trainer.lesson", course=course, lesson=lesson, **more)
    return url_for("trainer.step", course=course, lesson=lesson, step=step, **more)


def _spot(verb: str, what: str) -> str:
    return f"#plan-{what}" if places(verb) else ""
