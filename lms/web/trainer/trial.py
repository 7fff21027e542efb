"""« Essayer » : a draft taken as a learner takes a course, without leaving a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, learning
from lms.web.access import Access, open_to
from lms.web.certificates import organiser
from lms.web.documents import Attestation, Identity, attestation_sheet
from lms.web.http import now, reading_session, site_address
from lms.web.lessons import Refusal, prepare_screen, question_of, refusal
from lms.web.media import sent_file
from lms.web.outlines import prepare_course
from lms.web.trainer.rehearsal import Trial, media_of, open_trial
from lms.web.trainer.routes import pages

SPECIMEN = "SPECIMEN"


@pages.get("/<key:course>/essai")
@open_to(Access.TRAINERS)
def trial(course: str) -> str:
    """The page of the course; or what prevents it from being shown."""
    trial = open_trial(course)
    if trial.rehearsal.published is None:
        return render_template("trainer/trial_blocked.html", desk=trial.desk, problems=trial.rehearsal.problems)
    screen = prepare_course(trial.cover, None, trial.way())
    return show_page("trainer/trial.html", trial, screen=screen, problems=trial.rehearsal.problems)


@pages.get("/<key:course>/essai/<key:lesson>")
@open_to(Access.TRAINERS)
def trial_lesson(course: str, lesson: str) -> Response:
    """A lesson, from its first step."""
    trial = open_trial(course)
    return redirect(trial.way(lesson).to_step(trial.sitting(lesson).lesson.steps[0].key))


@pages.get("/<key:course>/essai/<key:lesson>/<key:step>")
@open_to(Access.TRAINERS)
def trial_step(course: str, lesson: str, step: str) -> str:
    """One step: to read, to do, or a question to answer."""
    return _show(open_trial(course), lesson, step, order=request.args.get("ordre", ""))


@pages.post("/<key:course>/essai/<key:lesson>/<key:step>")
@open_to(Access.TRAINERS)
def try_step(course: str, lesson: str, step: str) -> Response | str | tuple[str, int]:
    """Go on, or see what an answer is told. The answer lives in this page alone."""
    trial = open_trial(course)
    sitting = trial.sitting(lesson)
    question = question_of(sitting, step)
    if question is None:
        return redirect(_after(trial, sitting.lesson, step), 303)
    fields = request.form.to_dict(flat=False)
    if isinstance(question, content.Ordering) and "deplacer" in fields:
        order = ",".join(question.moved(fields.get("ordre", []), fields["deplacer"][0]))
        return redirect(trial.way(lesson).to_step(step, ordre=order), 303)
    try:
        given = question.given(fields)
    except content.InvalidAnswer as error:
        return _show(trial, lesson, step, kept=fields, problem=refusal(error)), 422
    return _show(trial, lesson, step, given=given)


@pages.get("/<key:course>/essai/<key:lesson>/fin")
@open_to(Access.TRAINERS)
def trial_end(course: str, lesson: str) -> str:
    """The last page of a lesson, as if those before it were done."""
    trial = open_trial(course)
    sitting = trial.sitting(lesson)
    way = trial.way(lesson)
    journey = _journey(trial.cover, lesson, now())
    return show_page("trainer/trial_end.html", trial, way=way, lesson=sitting.lesson, journey=journey)


@pages.get("/<key:course>/essai/quiz/attestation")
@open_to(Access.TRAINERS)
def trial_certificate(course: str) -> str:
    """What the attestation of this course looks like. It has no number: nobody could pass it off as a real one."""
    trial = open_trial(course)
    sheet = attestation_sheet(_specimen(trial.cover))
    return show_page("trainer/trial_certificate.html", trial, sheet=sheet)


@pages.get("/<key:course>/medias/<key:sha256>.<key:extension>")
@open_to(Access.TRAINERS)
def trial_media(course: str, sha256: str, extension: str) -> Response:
    """An image or a document of the draft, for those who may read it."""
    with reading_session() as session:
        path, data = media_of(session, course, sha256, extension)
    return sent_file(path, data, keep="private, max-age=3600")


def _show(trial: Trial, lesson: str, step: str, *, problem: Refusal | None = None, **more: Any) -> str:
    sitting = trial.sitting(lesson)
    screen = prepare_screen(sitting, step, way=trial.way(lesson), problem=problem, **more)
    keys = [one.key for one in sitting.lesson.steps]
    values = vars(screen) | {"done": frozenset(keys[: keys.index(step)]), "client_id": str(uuid4())}
    name = "question" if screen.step.question else "step"
    return show_page(f"trainer/trial_{name}.html", trial, hidden=trial.rehearsal.hidden.get((lesson, step)), **values)


def show_page(template: str, trial: Trial, **values: Any) -> str:
    """A page of the trial: the learner's, under a band that says that nothing is recorded."""
    return render_template(template, **({"cover": trial.cover, "way": trial.way()} | values | {"desk": trial.desk}))


def _after(trial: Trial, lesson: content.PublishedLesson, step: str) -> str:
    keys = [one.key for one in lesson.steps]
    following = keys[keys.index(step) + 1 :]
    way = trial.way(lesson.key)
    return way.to_step(following[0]) if following else way.to_end()


def _journey(cover: content.PublishedCourse, lesson: str, at: datetime) -> learning.Journey:
    """Where someone stands who has just finished a lesson, in the order of the course."""
    keys = [one.key for one in cover.lessons]
    place = keys.index(lesson) + 1
    following = cover.lessons[place] if place < len(cover.lessons) else None
    return learning.Journey(
        lessons_done=frozenset(keys[:place]),
        steps_done={},
        resume=learning.place_in(following, frozenset()) if following else None,
        last_at=at,
        quiz_open=False,
        quiz_passed=False,
        completed_at=None,
        completed_release=None,
    )


def _specimen(cover: content.PublishedCourse) -> Attestation:
    today = now().date()
    return Attestation(
        serial="SPÉCIMEN",
        name="Prénom Nom (spécimen)",
        identity=Identity.DECLARED,
        course=cover.title,
        weave=cover.weave,
        release_number=0,
        release_id="spécimen",
        objectives=tuple(objective.text for objective in cover.objectives),
        minutes=cover.minutes,
        started_on=today,
        completed_on=today,
        issued_on=today,
        organiser=organiser(),
        site_name=current_app.config["SETTINGS"].site_name,
        address=site_address(url_for("public.verified", serial=SPECIMEN)),
    )
