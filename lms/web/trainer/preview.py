"""What learners will see of what is being written, before anything is saved; a question, tried at will."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, jsonify, render_template, request

from lms import content
from lms.web.access import Access, open_to
from lms.web.http import reading_session
from lms.web.lessons import Kept, Refusal, refusal
from lms.web.trainer.desk import library, open_desk
from lms.web.trainer.routes import pages
from lms.web.trainer.step_form import Asked, asked_in
from lms.web.trainer.wording import in_french, in_words
from lms.web.trainer.workbench import OpenStep, draft_addresses, open_step, wants_json

SEED = 1
NOTHING = Kept()
_HEADING = re.compile(r"(</?h)([12])\b")


@dataclass(frozen=True)
class Tried:
    """A question as typed: asked, or answered once `feedback` is there. `wrong` says why it cannot be asked yet;
    `table` carries it from one try to the next."""

    table: str
    question: content.Question | None
    wrong: tuple[str, ...]
    view: Any = None
    feedback: content.Feedback | None = None
    problem: Refusal | None = None
    kept: Kept = NOTHING


@pages.post("/<key:course>/apercu")
@open_to(Access.TRAINERS)
def preview(course: str) -> Response:
    """What is typed, as it will be read: {titre, html, fautes} of a step, {question} of what is asked."""
    said: dict[str, Any] = {}
    if "etape" in request.form:
        opened = open_step(course, request.form.get("lecon", ""), request.form["etape"])
        drawn = draw_step(opened, request.form.get("titre", ""), request.form.get("texte", ""))
        slips = [f"Ligne {line}\u00a0: {in_french(message)}" for line, message in drawn.slips]
        said = {"titre": drawn.title, "html": drawn.html, "fautes": slips}
    else:
        with reading_session() as session:
            open_desk(session, course)
    asked = asked_in({name: request.form.getlist(name) for name in request.form})
    if "q-genre" in request.form and asked.is_question:
        said["question"] = draw_question(asked)
    return jsonify(said)


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


def draw_question(asked: Asked) -> str:
    """The question as learners will be asked, to be tried in the page where it is written."""
    return _drawn(_tried(_table(asked), {}))


def _drawn(tried: Tried) -> str:
    """Its headings come under one of the page's."""
    html = render_template("trainer/_question.html", **vars(tried))
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 2}", html)


@pages.post("/<key:course>/essayer")
@open_to(Access.TRAINERS)
def try_question(course: str) -> str | Response | tuple[str, int]:
    """A question as typed, asked as it will be; then what is said of the answer. Nothing is recorded."""
    with reading_session() as session:
        desk = open_desk(session, course)
    fields = request.form.to_dict(flat=False)
    tried = _tried(_sent() if "question" in fields else _table(asked_in(fields)), fields)
    if wants_json():
        return jsonify(question=_drawn(tried))
    status = 200 if tried.question and not tried.problem else 422
    return render_template("trainer/try_question.html", desk=desk, **vars(tried)), status


def _tried(table: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> Tried:
    """The question of a table, with what its form holds."""
    question, wrong = content.preview_question(table)
    sent = json.dumps(table, ensure_ascii=False, default=str)
    if question is None:
        return Tried(sent, None, tuple(in_french(in_words(one)) for one in wrong))
    order: tuple[str, ...] = tuple(fields.get("ordre", ()))
    if isinstance(question, content.Ordering) and "deplacer" in fields:
        order = tuple(question.moved(fields.get("ordre", []), fields["deplacer"][0]))
    elif "essai" in fields:
        try:
            return Tried(sent, question, (), feedback=question.feedback(question.given(fields)))
        except content.InvalidAnswer as error:
            view = _view(question, order)
            return Tried(sent, question, (), view, problem=refusal(error), kept=Kept.of(fields))
    return Tried(sent, question, (), _view(question, order))


def _view(question: content.Question, order: tuple[str, ...]) -> Any:
    return question.view(SEED, order=order) if isinstance(question, content.Ordering) else question.view(SEED)


def _table(asked: Asked) -> dict[str, Any]:
    """The question that the builder holds."""
    return {"lecon": "", **asked.table({"cle": "essai"}, set()), "cle": "essai"}


def _sent() -> Mapping[str, Any]:
    """The question that a try sent back."""
    try:
        table = json.loads(request.form["question"])
    except ValueError:
        abort(400)
    return table if isinstance(table, dict) else abort(400)
