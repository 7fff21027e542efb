"""What learners will see of what is being written, before anything is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, jsonify, render_template, request

from lms import content
from lms.web.access import Access, open_to
from lms.web.http import reading_session
from lms.web.lessons import Kept, refusal
from lms.web.trainer.desk import library, open_desk
from lms.web.trainer.routes import pages
from lms.web.trainer.step_form import asked_in
from lms.web.trainer.wording import in_french, in_words
from lms.web.trainer.workbench import OpenStep, draft_addresses, open_step

SEED = 1


@pages.post("/<key:course>/apercu")
@open_to(Access.TRAINERS)
def preview(course: str) -> Response:
    """The step as typed: {texte, titre, lecon, etape} gives the title, the HTML and what is wrong with its callouts."""
    opened = open_step(course, request.form.get("lecon", ""), request.form.get("etape", ""))
    drawn = draw_step(opened, request.form.get("titre", ""), request.form.get("texte", ""))
    slips = [f"Ligne {line}\u00a0: {in_french(message)}" for line, message in drawn.slips]
    return jsonify(titre=drawn.title, html=drawn.html, fautes=slips)


def draw_step(opened: OpenStep, title: str, body: str) -> content.Preview:
    """The step with another title and body, in its lesson."""
    at, key = opened.at, opened.part.key
    plain = body.replace("\r\n", "\n")
    try:
        text = content.with_step(at.text, key, title=title, body=plain, block=opened.part.block)
    except content.NotEditable as error:
        return content.Preview(title, "", ((1, str(error)),))
    course = at.desk.course
    return content.preview_step(text, key, course, at.files, library(), draft_addresses(course))


@pages.post("/<key:course>/essayer")
@open_to(Access.TRAINERS)
def try_question(course: str) -> str | tuple[str, int]:
    """A question as typed, asked as it will be; then what is said of the answer. Nothing is recorded."""
    with reading_session() as session:
        desk = open_desk(session, course)
    table = _table()
    question, wrong = content.preview_question(table)
    values: dict[str, Any] = {"desk": desk, "question": question, "feedback": None, "problem": None, "kept": Kept()}
    values |= {
        "table": json.dumps(table, ensure_ascii=False, default=str),
        "wrong": [in_french(in_words(one)) for one in wrong],
    }
    if question is None:
        return render_template("trainer/try_question.html", **values, view=None), 422
    fields = request.form.to_dict(flat=False)
    order: tuple[str, ...] = tuple(fields.get("ordre", ()))
    if "essai" in fields and "deplacer" not in fields:
        try:
            values["feedback"] = question.feedback(question.given(fields))
        except content.InvalidAnswer as error:
            values |= {"problem": refusal(error), "kept": Kept.of(fields)}
    elif isinstance(question, content.Ordering) and "deplacer" in fields:
        order = tuple(question.moved(fields.get("ordre", []), fields["deplacer"][0]))
    view = question.view(SEED, order=order) if isinstance(question, content.Ordering) else question.view(SEED)
    return render_template("trainer/try_question.html", **values, view=view), 422 if values["problem"] else 200


def _table() -> Mapping[str, Any]:
    """The question that the form holds: as the builder has it, or as this page sent it back."""
    sent = request.form.get("question", "")
    if not sent:
        fields = {name: request.form.getlist(name) for name in request.form}
        return {"cle": "essai", "lecon": "", **asked_in(fields).table({"cle": "essai"}, set())} | {"cle": "essai"}
    try:
        table = json.loads(sent)
    except ValueError:
        abort(400)
    return table if isinstance(table, dict) else abort(400)
