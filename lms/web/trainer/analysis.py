"""« Analyse »: what answers say of questions and lessons, release by release. Nobody is named; GET only."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from lms.web.access import Access, open_to
from lms.web.http import asked_page, now, reading_session
from lms.web.identity import someone
from lms.web.trainer import analysis_words as words
from lms.web.trainer.analysis_frame import place_of, prepare_courses
from lms.web.trainer.analysis_lessons import prepare_lesson, prepare_lessons, prepare_practice
from lms.web.trainer.analysis_screens import SORTS, Asked, prepare_question, prepare_questions, prepare_quiz
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import BANK, open_text

COURSE = "/analyse/<key:course>"
LESSON = f"{COURSE}/lecons/<key:lesson>"


@pages.get("/analyse")
@open_to(Access.TRAINERS)
def analyses() -> str:
    """The modules, and how many people took the quiz of each."""
    with reading_session() as session:
        rows = prepare_courses(session, someone().person_id)
    return render_template("trainer/analysis.html", rows=rows)


@pages.get(COURSE)
@open_to(Access.TRAINERS)
def analysis_questions(course: str) -> str:
    """The questions of a quiz, from the hardest to the easiest."""
    sort = request.args.get("tri", "")
    asked = Asked(_version(), sort if sort in SORTS else SORTS[0], request.args.get("sens") == "inverse", asked_page())
    with reading_session() as session:
        screen = prepare_questions(session, someone().person_id, course, asked)
    return render_template("trainer/analysis_questions.html", screen=screen, words=words)


@pages.get(f"{COURSE}/quiz")
@open_to(Access.TRAINERS)
def analysis_quiz(course: str) -> str:
    """The quiz as a whole."""
    with reading_session() as session:
        screen = prepare_quiz(session, someone().person_id, course, _version())
    return render_template("trainer/analysis_quiz.html", screen=screen, words=words)


@pages.get(f"{COURSE}/questions/<key:question>")
@open_to(Access.TRAINERS)
def analysis_question(course: str, question: str) -> str:
    """A question of the quiz: what was answered, and what it suggests."""
    with reading_session() as session:
        screen = prepare_question(session, someone().person_id, course, question, _version())
    return render_template("trainer/analysis_question.html", screen=screen, words=words)


@pages.get(f"{COURSE}/lecons")
@open_to(Access.TRAINERS)
def analysis_lessons(course: str) -> str:
    """The lessons: who finishes them, what is reported."""
    with reading_session() as session:
        screen = prepare_lessons(session, someone().person_id, course, _version(), at=now())
    return render_template("trainer/analysis_lessons.html", screen=screen, words=words)


@pages.get(LESSON)
@open_to(Access.TRAINERS)
def analysis_lesson(course: str, lesson: str) -> str:
    """Where people stop in a lesson, and how they answer on the way."""
    with reading_session() as session:
        screen = prepare_lesson(session, someone().person_id, course, lesson, _version(), at=now())
    return render_template("trainer/analysis_lesson.html", screen=screen, words=words)


@pages.get(f"{LESSON}/<key:question>")
@open_to(Access.TRAINERS)
def analysis_practice(course: str, lesson: str, question: str) -> str:
    """A question of a lesson: what was answered first, and what is left in the end."""
    with reading_session() as session:
        screen = prepare_practice(session, someone().person_id, course, lesson, question, _version())
    return render_template("trainer/analysis_practice.html", screen=screen, words=words)


@pages.get(f"{COURSE}/modifier")
@open_to(Access.TRAINERS)
def analysis_editor(course: str) -> Response:
    """Open in her draft the question, the step or the lesson that a figure speaks of, wherever it is today."""
    sought = {name: request.args.get(name, "") for name in ("lesson", "step", "question")}
    return redirect(place_of(open_text(course, BANK), **sought))


def _version() -> str:
    """The number of the release asked for; anything else asks for none."""
    return request.args.get("version", "")
