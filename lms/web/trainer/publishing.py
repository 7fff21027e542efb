"""Publishing: what stands in the way, what could be better, what is said of it, now or later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import content, learning
from lms.publishing import drafts
from lms.publishing.drafts import Act
from lms.web.access import Access, open_to
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import Desk, library, open_desk, press, signed
from lms.web.trainer.outline import is_key, lesson_address, lesson_rows, text_address
from lms.web.trainer.publish_form import NO_MOMENT, PublishForm
from lms.web.trainer.routes import pages
from lms.web.trainer.wording import said

SHOWN_AT_MOST = 20  # of each list: the page stays light, and the next ones come once these are corrected
_STEP = re.compile(r"étape « ([a-z0-9-]+) »")
_QUESTION = re.compile(r"questions « ([a-z0-9-]+) »")
REFUSALS: dict[type[Exception], str] = {
    drafts.DraftMoved: "Le texte a changé depuis que cette page est ouverte. Relisez ce qui suit, puis publiez.",
    drafts.ReleaseMoved: "Une autre version a été publiée entre-temps. Relisez ce qui suit, puis publiez.",
    drafts.HasProblems: "Ce module a des problèmes à corriger avant d’être publié.",
    drafts.KeyChanged: "La clé du module a changé dans module.toml\u00a0: remettez-la comme elle était.",
    drafts.ApprovalNeeded: "Ce texte attend l’approbation d’une autre personne.",
    drafts.MomentPassed: "Ce moment est déjà passé\u00a0: choisissez-en un autre.",
}


@dataclass(frozen=True)
class Remark:
    """Something to correct or to improve: where, what, and the page where it is done, "" when there is none."""

    place: str
    message: str
    address: str
    excerpt: str = ""


@dataclass(frozen=True)
class Checked:
    """What publishing would meet. `outdated` are facts to read again: they may be published in spite of it."""

    problems: tuple[Remark, ...]
    outdated: tuple[Remark, ...]
    advice: tuple[tuple[str, tuple[Remark, ...]], ...]
    problems_left: int
    advice_left: int


@pages.get("/<key:course>/publier")
@open_to(Access.TRAINERS)
def publish(course: str) -> str:
    return _show(course, PublishForm(formdata=None))


@pages.post("/<key:course>/publier")
@open_to(Access.TRAINERS)
def publish_course(course: str) -> Response | tuple[str, int]:
    """Make the text that was shown the current release, now or at the moment chosen."""
    form = PublishForm()
    moment = form.moment() if form.later else None
    if not form.validate() or (form.later and moment is None):
        if form.later and moment is None:
            form.jour.errors = (NO_MOMENT,)
        return _show(course, form), 422
    try:
        with writing_session() as session:
            _publish(session, open_desk(session, course), form)
    except tuple(REFUSALS) as refusal:
        return _show(course, form, refusal=REFUSALS[type(refusal)]), 409
    return redirect(url_for(".releases", course=course, publie="plus-tard" if form.later else "oui"), 303)


@pages.post("/<key:course>/publier/annuler")
@open_to(Access.TRAINERS)
def unschedule(course: str) -> Response:
    with writing_session() as session:
        draft_id = open_desk(session, course).draft.id
        drafts.unschedule(session, draft_id, **signed())
    return redirect(url_for(".publish", course=course), 303)


def _publish(session: Session, desk: Desk, form: PublishForm) -> None:
    moment = form.moment()
    if form.later and moment is not None:
        drafts.schedule(session, desk.draft.id, form.shown(), form.said(), moment, press=press(), **signed())
        return
    drafts.publish_draft(session, desk.draft.id, form.shown(), form.said(), press=press(), **signed())
    learning.award_everyone(session, desk.course, at=now())


def _show(course: str, form: PublishForm, *, refusal: str = "") -> str:
    """The form always carries what this page shows: after a refusal, what she reads is what she publishes."""
    with reading_session() as session:
        desk = open_desk(session, course)
        desk.require(Act.PUBLISH)
        files = drafts.draft_files(session, desk.draft.id)
        review = (
            drafts.review_state(session, desk.draft.id, publisher=someone().person_id)
            if desk.draft.needs_approval
            else None
        )
    form.texte.data, form.version.data = desk.draft.digest, desk.draft.current_release_id or ""
    return render_template(
        "trainer/publish.html", desk=desk, form=form, checked=check(desk, files), refusal=refusal, review=review
    )


def check(desk: Desk, files: Mapping[str, bytes]) -> Checked:
    """Read the text as publishing will."""
    today = now().date()
    reading = content.read(files, library(), today)
    titles = {row.path: (row.key, row.title) for row in lesson_rows(files)}
    told = [(problem.outdated, _problem(desk.course, problem, titles, files)) for problem in reading.problems]
    problems = [remark for outdated, remark in told if not outdated]
    given = content.advise(reading.course, files, library(), today) if reading.course else ()
    advice = [(_word(one.path, titles), _advice(desk.course, one, titles)) for one in given]
    return Checked(
        tuple(problems[:SHOWN_AT_MOST]),
        tuple(remark for outdated, remark in told if outdated)[:SHOWN_AT_MOST],
        tuple(
            (word, tuple(remark for _, remark in group))
            for word, group in groupby(advice[:SHOWN_AT_MOST], key=lambda one: one[0])
        ),
        max(0, len(problems) - SHOWN_AT_MOST),
        max(0, len(advice) - SHOWN_AT_MOST),
    )


Titles = Mapping[str, tuple[str, str]]  # path of a lesson -> its key and title


def _word(path: str, titles: Titles) -> str:
    """A file as people call it."""
    known = {"module.toml": "Présentation", "quiz.toml": "Quiz final"}
    return known.get(path) or (titles[path][1] if path in titles else path)


def _problem(course: str, problem: content.Problem, titles: Titles, files: Mapping[str, bytes]) -> Remark:
    step, asked = _STEP.search(problem.place), _QUESTION.match(problem.place)
    lesson = titles.get(problem.path, ("", ""))[0]
    address = place_address(course, problem.path, lesson, step[1] if step else "", asked[1] if asked else "")
    told = said(problem, files)
    return Remark(told.place, told.what, address)


def _advice(course: str, one: content.Advice, titles: Titles) -> Remark:
    address = place_address(course, one.path, one.lesson_key, one.step_key)
    return Remark(one.step_key and f"étape «\u202f{one.step_key}\u202f»", one.message, address, one.excerpt)


def place_address(course: str, path: str, lesson: str, step: str, question: str = "") -> str:
    """Where something is corrected: its own page, or the plain text of its file."""
    if path == "module.toml":
        return url_for("trainer.cover", course=course)
    if step and is_key(lesson):
        return url_for("trainer.step", course=course, lesson=lesson, step=step)
    if path.startswith("lecons/"):
        return lesson_address(course, lesson, path)
    if path == "quiz.toml" and is_key(question):
        return url_for("trainer.bank_question", course=course, question=question)
    return url_for("trainer.bank", course=course) if path == "quiz.toml" else text_address(course, path)
