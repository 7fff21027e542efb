"""A lesson, step by step. What is done is recorded when it is sent; looking never writes."""

from __future__ import annotations

from collections.abc import Hashable
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from lms import content, learning, publishing
from lms.web.access import Access, open_to
from lms.web.forms import form_id
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import keep_learner, learner
from lms.web.learner.forms import BLANK_REPORT
from lms.web.lessons import Screen, Way, place_of, prepare_screen, question_of, refusal, task_of
from lms.web.media import sent_file
from lms.web.pages import shared_page

pages = Blueprint("learner", __name__)


@pages.get("/modules/<key:course>/<key:lesson>")
@open_to(Access.EVERYONE)
def lesson(course: str, lesson: str) -> Response:
    """Open a lesson where it was left."""
    with reading_session() as session:
        sitting = learning.sitting(session, learner(), course, lesson)
    return redirect(_address(sitting, place_of(sitting)))


@pages.get("/modules/<key:course>/<key:lesson>/<key:step>")
@open_to(Access.EVERYONE)
def step(course: str, lesson: str, step: str) -> str | Response:
    """Show one step; a question already answered shows its feedback, unless she tries again."""
    keep_learner()
    with reading_session() as session:
        sitting = learning.sitting(session, learner(), course, lesson)
        question = question_of(sitting, step)
        given = learning.last_answer(session, sitting.work, question.key) if question else None
        task = task_of(sitting, step)
        task_done_at = learning.task_done_at(session, sitting.who, course, task.key) if task else None
    if "essai" in request.args or "ordre" in request.args:
        given = None
    screen = prepare_screen(sitting, step, given=given, order=request.args.get("ordre", ""), task_done_at=task_done_at)
    return _show(screen) if screen.feedback else shared_page(_template(screen), **vars(screen), **_report())


@pages.post("/modules/<key:course>/<key:lesson>/<key:step>")
@open_to(Access.EVERYONE)
def done(course: str, lesson: str, step: str) -> Response | tuple[str, int]:
    """Record a step that was read or acknowledged, or an answer."""
    who = keep_learner()
    with reading_session() as session:
        sitting = learning.sitting(session, who, course, lesson)
    question = question_of(sitting, step)
    seat = learning.Seat(who, course, sitting.release_id, sitting.lesson)
    if question is not None:
        return _answer(sitting, seat, step, question)
    task = task_of(sitting, step)
    with writing_session() as session:
        learning.read_step(session, seat, step, at=now())
        if task and "fait" in request.form and isinstance(who, learning.Member):
            learning.tick(session, who, course, task.key, done=True, at=now())
    return redirect(_after(sitting, step), 303)


def _answer(
    sitting: learning.Sitting, seat: learning.Seat, step: str, question: content.Question
) -> Response | tuple[str, int]:
    """Record what a form answers; a form that answers nothing comes back with what to correct."""
    fields = request.form.to_dict(flat=False)
    if isinstance(question, content.Ordering) and "deplacer" in fields:
        order = question.moved(fields.get("ordre", []), fields["deplacer"][0])
        moved = fields["deplacer"][0].partition(":")[2]
        anchor = f"#ligne-{moved}" if moved in order else ""
        return redirect(_address(sitting, step, ",".join(order)) + anchor, 303)
    try:
        given = question.given(fields)
    except content.InvalidAnswer as error:
        return _show(prepare_screen(sitting, step, kept=fields, problem=refusal(error))), 422
    client_id = form_id()
    with writing_session() as session:
        learning.answer(session, seat, step, given, client_id=client_id, at=now())
    return redirect(_address(sitting, step) + "#retour", 303)


@pages.get("/modules/<key:course>/<key:lesson>/fin")
@open_to(Access.EVERYONE)
def lesson_end(course: str, lesson: str) -> str | Response:
    """Close a lesson that is finished; otherwise go back to what remains."""
    with reading_session() as session:
        sitting = learning.sitting(session, learner(), course, lesson)
        journey = learning.journeys(session, learner(), [sitting]).get(course)
    if journey is None or lesson not in journey.lessons_done:
        return redirect(_address(sitting, place_of(sitting)))
    way = Way.of_learner(course, lesson)
    return render_template(
        "learner/lesson_end.html", way=way, cover=sitting.cover, lesson=sitting.lesson, journey=journey
    )


@pages.get("/medias/<key:sha256>.<key:extension>")
@open_to(Access.EVERYONE)
def media(sha256: str, extension: str) -> Response:
    """An image or an attachment of a published lesson. The address is its content's hash: it never changes."""
    with reading_session() as session:
        path, data = publishing.media(session, sha256)
    if not path.endswith(f".{extension}"):
        raise publishing.MediaUnknown(sha256)
    return sent_file(path, data, keep="public, max-age=31536000, immutable")


def _show(screen: Screen) -> str:
    """A page for the person who sent an answer, right or wrong: it may quote her."""
    return render_template(_template(screen), **vars(screen), **_report(), client_id=str(uuid4()))


def _report() -> dict[str, Hashable]:
    """What the foot of a step needs: the form that reports a problem, or thanks."""
    return {"report_form": BLANK_REPORT, "reported": "signale" in request.args}


def _template(screen: Screen) -> str:
    return "learner/question.html" if screen.step.question else "learner/step.html"


def _after(sitting: learning.Sitting, step: str) -> str:
    """The address of the next step, or of the end of the lesson."""
    keys = [one.key for one in sitting.lesson.steps]
    following = keys[keys.index(step) + 1 :]
    if following:
        return _address(sitting, following[0])
    return Way.of_learner(sitting.cover.key, sitting.lesson.key).to_end()


def _address(sitting: learning.Sitting, step: str, order: str | None = None) -> str:
    return Way.of_learner(sitting.cover.key, sitting.lesson.key).to_step(step, ordre=order)
