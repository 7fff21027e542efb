"""« Neutraliser »: the owner of a course corrects how a question was marked, and goes back, in one place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from lms import content, followup, learning, publishing
from lms.db import Reader
from lms.followup import Hold
from lms.publishing import drafts
from lms.publishing.drafts import Act
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices, filled, required, shorter_than, stripped
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer import analysis_words as words
from lms.web.trainer.analysis_frame import Frame, frame
from lms.web.trainer.routes import pages

MARKS = "/analyse/<key:course>/questions/<key:question>/notes"
REASON, NAME = 500, 120  # what a correction keeps: signs of its reason, of who made it
HOW = {"neutralise": learning.neutralise, "rekey": learning.rekey}
KINDS = {
    "neutralise": "La compter juste pour tout le monde",
    "rekey": "La noter à nouveau, avec le corrigé de la version publiée",
}
DONE = {
    "corrige": "Les notes sont corrigées. Cette page permet de revenir en arrière.",
    "annule": "La correction est annulée. Ce qu’elle avait donné reste acquis.",
}


class MarksForm(Form):
    """How to mark a question from now on, and why."""

    kind = RadioField(
        "Comment noter cette question",
        choices=choices(KINDS),
        default="neutralise",
        validators=[required("Choisissez comment noter cette question.")],
    )
    reason = TextAreaField(
        "Pourquoi",
        description="Les personnes concernées lisent cette phrase dans leur bilan. N’y nommez personne.",
        filters=[stripped],
        validators=[
            filled("Dites pourquoi, en une phrase."),
            shorter_than(REASON, f"Cette raison est trop longue\u00a0: {REASON} signes au plus."),
        ],
        render_kw={"maxlength": REASON, "rows": 3},
    )


@dataclass(frozen=True)
class MarksScreen:
    """A question whose marks may be corrected. `number` is its place in the quiz; `wrong` are the people of the release
    whose mark a neutral question changes. `in_force` is the correction that decides, None without one; `past` are those
    that were undone."""

    frame: Frame
    question: content.Question
    number: int
    wrong: str
    may_rekey: bool
    in_force: learning.RegradeLine | None
    past: tuple[learning.RegradeLine, ...]


@pages.get(MARKS)
@open_to(Access.TRAINERS)
def marks(course: str, question: str) -> str:
    """What correcting would change, before it is done, and what was corrected."""
    return _show(course, question, MarksForm(formdata=None))


@pages.post(MARKS)
@open_to(Access.TRAINERS)
def correct_marks(course: str, question: str) -> Response | tuple[str, int]:
    """Correct the marks of everybody. The same twice is once."""
    form = MarksForm()
    if not form.validate():
        return _show(course, question, form), 422
    with writing_session() as session:
        owned(frame(session, followup.quiz_releases(session, someone().person_id, course), ""))
        reason = form.reason.data or ""
        HOW[form.kind.data](session, course, question, reason=reason, by=someone().name[:NAME], at=now())
    return _back(course, question, "corrige")


@pages.post(f"{MARKS}/<int(max=2147483647):number>/annuler")
@open_to(Access.TRAINERS)
def undo_marks(course: str, question: str, number: int) -> Response:
    """Mark as before a correction of this question. Twice is once."""
    with writing_session() as session:
        owned(frame(session, followup.quiz_releases(session, someone().person_id, course), ""))
        if number not in {line.id for line in learning.regrades(session, course, question)}:
            raise learning.RegradeUnknown(number)
        with suppress(learning.RegradeUnknown):  # undone already
            learning.undo_regrade(session, number, by=someone().name[:NAME], at=now())
    return _back(course, question, "annule")


def owned(here: Frame) -> Frame:
    """Marks are corrected by the owner of a course alone. Raises drafts.DraftUnknown, drafts.NotAllowed."""
    if here.release.hold is Hold.FREE:
        raise drafts.DraftUnknown(here.course.key)
    if not here.owned:
        raise drafts.NotAllowed(Act.MANAGE)
    return here


def prepare_marks(reader: Reader, by: int, course_key: str, question_key: str, version: str) -> MarksScreen:
    """Three statements once the texts are in memory.

    Raises publishing.CourseUnknown, drafts.DraftUnknown, drafts.NotAllowed, learning.QuestionUnknown.
    """
    here = owned(frame(reader, followup.quiz_releases(reader, by, course_key), version))
    bank = publishing.bank(reader, here.release.id)
    if question_key not in bank:
        raise learning.QuestionUnknown(question_key)
    answers = followup.quiz_answers(reader, here.release, question_key)
    lines = learning.regrades(reader, course_key, question_key)
    return MarksScreen(
        frame=here,
        question=bank[question_key],
        number=list(bank).index(question_key) + 1,
        wrong=words.of_at_least(sum(one.people for one in answers if not one.right)),
        may_rekey=bool(here.current_id) and question_key in publishing.bank(reader, here.current_id),
        in_force=next((line for line in lines if line.undone_at is None), None),
        past=tuple(line for line in lines if line.undone_at is not None),
    )


def _show(course: str, question: str, form: MarksForm) -> str:
    with reading_session() as session:
        asked = request.args.get("version", "")
        screen = prepare_marks(session, someone().person_id, course, question, asked)
    if not screen.may_rekey:
        form.kind.choices = choices({"neutralise": KINDS["neutralise"]})
    done = DONE.get(request.args.get("fait", ""), "") if request.method == "GET" else ""
    return render_template("trainer/analysis_marks.html", screen=screen, form=form, done=done, kinds=KINDS)


def _back(course: str, question: str, done: str) -> Response:
    asked = request.args.get("version")
    return redirect(url_for(".marks", course=course, question=question, version=asked, fait=done) + "#fait", 303)
