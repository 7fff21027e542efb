"""« À faire en mairie »: everything to do of the lessons someone has begun, hers alone."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import learning
from lms.web.access import Access, open_to
from lms.web.http import asked_page, now, page_of_ours, reading_session, writing_session
from lms.web.identity import member
from lms.web.learner.forms import NoteForm
from lms.web.learner.routes import pages
from lms.web.learner.task_screens import PRINTED, anchor, find, prepare_list


@pages.get("/a-faire")
@open_to(Access.SIGNED_IN)
def tasks() -> str:
    """Those to do, or those done; the one just ticked is said, and can be taken back."""
    screen = prepare_list(
        _tasks(), done=request.args.get("etat") == "faites", page=asked_page(), ticked=request.args.get("fait", "")
    )
    return render_template("learner/tasks.html", screen=screen)


@pages.post("/a-faire")
@open_to(Access.SIGNED_IN)
def tick() -> Response:
    """Tick a task or take it back, and return to the page where that was done."""
    done = "fait" in request.form
    named = request.form.get("fait" if done else "a_refaire", "")
    course, _, task = named.partition("/")
    with writing_session() as session:
        learning.tick(session, member(), course, task, done=done, at=now())
    back = page_of_ours(request.form.get("page", ""), "")
    if back.partition("?")[0] == url_for(".tasks") or not back:
        return redirect(url_for(".tasks", fait=named if done else None) + ("#etat" if done else ""), 303)
    return redirect(f"{back}#{anchor(course, task)}", 303)


@pages.get("/a-faire/imprimer")
@open_to(Access.SIGNED_IN)
def print_tasks() -> str:
    """What is left to do, on paper: boxes, words, notes."""
    screen = prepare_list(_tasks(), done=False, page=asked_page(), per_page=PRINTED)
    return render_template("learner/tasks_on_paper.html", screen=screen)


@pages.get("/a-faire/<key:course>/<key:task>")
@open_to(Access.SIGNED_IN)
def task(course: str, task: str) -> str:
    """One task, and the note she keeps of it."""
    todo = find(_tasks(), course, task)
    form = NoteForm(note=todo.note, version=str(todo.version))
    return render_template("learner/task.html", todo=todo, form=form, kept=None, saved="note" in request.args)


@pages.post("/a-faire/<key:course>/<key:task>")
@open_to(Access.SIGNED_IN)
def write_note(course: str, task: str) -> Response | tuple[str, int]:
    """Save the note. When it was changed elsewhere meanwhile, show both texts and save neither."""
    form = NoteForm()
    if not form.validate():
        if form.version.errors:
            abort(400)
        return _show_task(course, task, form, stale=False), 422
    try:
        with writing_session() as session:
            version, note = int(form.version.data or 0), form.note.data or ""
            learning.write_note(session, member(), course, task, note, version=version, at=now())
    except learning.NoteConflict:
        return _show_task(course, task, form, stale=True), 409
    return redirect(url_for(".task", course=course, task=task, note=1) + "#etat", 303)


def _show_task(course: str, task: str, form: NoteForm, *, stale: bool) -> str:
    """What she typed stays in the form; sending it again replaces what is stored, which she now sees."""
    todo = find(_tasks(), course, task)
    if stale:
        form.version.data = str(todo.version)
    return render_template("learner/task.html", todo=todo, form=form, kept=todo.note if stale else None, saved=False)


def _tasks() -> tuple[learning.Todo, ...]:
    with reading_session() as session:
        return learning.tasks(session, member(), learning.releases_taken(session, member()))
