"""The final quiz of a module, and « Faire le point » before it: one question a page, read again, handed in, explained.

Nothing here shows what is right before the answers are handed in.
"""

from __future__ import annotations

from secrets import randbelow
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, learning
from lms.learning import Behaviour, Member
from lms.web.access import Access, open_to
from lms.web.forms import form_id
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.learner.forms import TimeForm
from lms.web.learner.routes import pages
from lms.web.lessons import Way, refusal
from lms.web.quiz_screens import (
    NAMES,
    QuestionScreen,
    QuizScreen,
    first_left,
    prepare_conflict,
    prepare_marked,
    prepare_question,
    prepare_result,
    prepare_review,
    question_at,
)

DOOR = "/modules/<key:course>/<exam:exam>"
ATTEMPT = f"{DOOR}/<int(max=2147483647):attempt>"
QUESTION = f"{ATTEMPT}/<int(max=99):number>"


@pages.get(DOOR)
@open_to(Access.SIGNED_IN)
def exam(course: str, exam: Behaviour) -> str:
    """What the quiz is, what went before, and the button that starts it."""
    with reading_session() as session:
        door = learning.door(session, _member(), course, exam, at=now())
    form = TimeForm(time_factor=str(door.time_factor))
    return render_template(
        "learner/quiz_start.html",
        way=Way.of_learner(course),
        exam=exam,
        name=NAMES[exam],
        door=door,
        form=form,
        client_id=str(uuid4()),
    )


@pages.post(DOOR)
@open_to(Access.SIGNED_IN)
def start_exam(course: str, exam: Behaviour) -> Response:
    """Start an attempt, or go on with the one under way, at the first question without an answer."""
    start_id, who = form_id(), _member()
    with writing_session() as session:
        attempt = learning.start(session, who, course, exam, start_id=start_id, seed=randbelow(2**31), at=now())
        left = first_left(learning.paper(session, who, course, exam, attempt))
    return redirect(_question_address(course, exam, attempt, left) if left else _review(course, exam, attempt), 303)


@pages.post("/modules/<key:course>/quiz/temps")
@open_to(Access.SIGNED_IN)
def choose_time(course: str) -> Response:
    """Keep how much time she gives herself where time is limited."""
    form = TimeForm()
    if not form.validate():
        abort(400)
    with writing_session() as session:
        learning.choose_time_factor(session, _member(), int(form.time_factor.data), at=now())
    return redirect(url_for(".exam", course=course, exam=Behaviour.CHECK), 303)


@pages.get(QUESTION)
@open_to(Access.SIGNED_IN)
def exam_question(course: str, exam: Behaviour, attempt: int, number: int) -> str | Response:
    """Show a question with the answer saved so far, as long as it can be changed."""
    with reading_session() as session:
        paper = learning.paper(session, _member(), course, exam, attempt)
    if paper.finished_at is not None or paper.is_over(now()):
        return redirect(_review(course, exam, attempt))
    return _show(prepare_question(exam, paper, number, order=request.args.get("ordre", "")))


@pages.post(QUESTION)
@open_to(Access.SIGNED_IN)
def save_exam_answer(course: str, exam: Behaviour, attempt: int, number: int) -> Response | tuple[str, int]:
    """Save an answer and go to the next question. What another tab or device saved meanwhile is never overwritten."""
    who = _member()
    with reading_session() as session:
        paper = learning.paper(session, who, course, exam, attempt)
    question = question_at(paper, number)
    fields = request.form.to_dict(flat=False)
    shown = request.form.get("vu", "")
    if isinstance(question, content.Ordering) and "deplacer" in fields:
        return redirect(_moved(course, exam, attempt, number, question, fields), 303)
    try:
        given = question.given(fields)
    except content.InvalidAnswer as error:
        screen = prepare_question(exam, paper, number, kept=fields, problem=refusal(error), shown=shown)
        return _show(screen), 422
    desk, client_id = learning.Desk(who, course, exam, attempt), form_id()
    try:
        with writing_session() as session:
            learning.save_answer(session, desk, question.key, given, shown=shown, client_id=client_id, at=now())
    except learning.AnswerMoved as moved:
        conflict = prepare_conflict(exam, paper, number, given, moved)
        return _page("learner/quiz_conflict.html", conflict), 409
    last = number == len(paper.questions)
    return redirect(
        _review(course, exam, attempt) if last else _question_address(course, exam, attempt, number + 1), 303
    )


@pages.get(f"{ATTEMPT}/relire")
@open_to(Access.SIGNED_IN)
def review(course: str, exam: Behaviour, attempt: int) -> str | Response:
    """Every question and its answer in words, to correct or to hand in."""
    with reading_session() as session:
        paper = learning.paper(session, _member(), course, exam, attempt)
    if paper.finished_at is not None:
        return redirect(url_for(".result", course=course, exam=exam, attempt=attempt))
    return _page("learner/quiz_review.html", prepare_review(exam, paper, now()))


@pages.post(f"{ATTEMPT}/relire")
@open_to(Access.SIGNED_IN)
def hand_in(course: str, exam: Behaviour, attempt: int) -> Response:
    with writing_session() as session:
        learning.hand_in(session, learning.Desk(_member(), course, exam, attempt), at=now())
    return redirect(url_for(".result", course=course, exam=exam, attempt=attempt), 303)


@pages.get(f"{ATTEMPT}/bilan")
@open_to(Access.SIGNED_IN)
def result(course: str, exam: Behaviour, attempt: int) -> str | Response:
    """What a handed-in attempt gave: in words, by notion, question by question."""
    found = _result(course, exam, attempt)
    if found is None:
        return redirect(_review(course, exam, attempt))
    return _page("learner/quiz_result.html", prepare_result(exam, found))


@pages.get(f"{ATTEMPT}/bilan/<int(max=99):number>")
@open_to(Access.SIGNED_IN)
def marked_question(course: str, exam: Behaviour, attempt: int, number: int) -> str | Response:
    """One question of a handed-in attempt: what was answered, and why."""
    found = _result(course, exam, attempt)
    if found is None:
        return redirect(_review(course, exam, attempt))
    return _page("learner/quiz_marked.html", prepare_marked(exam, found, number))


def _member() -> Member:
    return Member(someone().person_id)


def _result(course: str, exam: Behaviour, attempt: int) -> learning.Result | None:
    with reading_session() as session:
        return learning.result(session, _member(), course, exam, attempt)


def _show(screen: QuestionScreen) -> str:
    return _page("learner/quiz_question.html", screen)


def _page(template: str, screen: QuizScreen) -> str:
    way = Way.of_learner(screen.cover.key)
    return render_template(template, way=way, **vars(screen), client_id=str(uuid4()))


def _moved(
    course: str, exam: Behaviour, attempt: int, number: int, question: content.Ordering, fields: dict[str, list[str]]
) -> str:
    """The address of the same question after a line was moved: looking writes nothing, and neither does moving."""
    order = question.moved(fields.get("ordre", []), fields["deplacer"][0])
    moved = fields["deplacer"][0].partition(":")[2]
    address = _question_address(course, exam, attempt, number, ",".join(order))
    return f"{address}#ligne-{moved}" if moved in order else address


def _question_address(course: str, exam: Behaviour, attempt: int, number: int, order: str | None = None) -> str:
    return url_for(".exam_question", course=course, exam=exam, attempt=attempt, number=number, ordre=order)


def _review(course: str, exam: Behaviour, attempt: int) -> str:
    return url_for(".review", course=course, exam=exam, attempt=attempt)
