"""The versions of a course: who published what and when; two of them compared; back to one; out of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, learning, publishing
from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import Act, Announcement
from lms.web.access import Access, open_to
from lms.web.addresses import ADDRESSES
from lms.web.http import now, reading_session, writing_session
from lms.web.trainer.desk import Desk, library, open_desk, signed
from lms.web.trainer.routes import pages

DRAFT = "brouillon"
MOVED = "Une autre version est devenue courante entre-temps\u00a0: relisez la liste, puis recommencez."
TEXT_MOVED = "Le brouillon a changé depuis que cette page est ouverte\u00a0: relisez, puis recommencez."
ADDED = "ajouté"
WORDS = {
    content.Change.ADDED: ADDED,
    content.Change.REMOVED: "retiré",
    content.Change.MOVED: "déplacé",
    content.Change.CHANGED: "modifié",
}


@dataclass(frozen=True)
class Version:
    """A text to compare: « 3 » or « brouillon », its course when it can be read, its files."""

    name: str
    files: Mapping[str, bytes]
    course: content.Course | None


@pages.get("/<key:course>/versions")
@open_to(Access.TRAINERS)
def releases(course: str) -> str:
    """Every publication, the latest first."""
    return _show(course)


@pages.get("/<key:course>/versions/<int(max=2147483647):number>")
@open_to(Access.TRAINERS)
def release(course: str, number: int) -> str:
    """One version: what it holds, and what can be done with it."""
    with reading_session() as session:
        desk = open_desk(session, course)
        line = _line(publishing.publications(session, course), number)
        cover = publishing.cover(session, line.release_id)
    return render_template("trainer/release.html", desk=desk, line=line, cover=cover)


@pages.post("/<key:course>/versions/<int(max=2147483647):number>")
@open_to(Access.TRAINERS)
def go_back(course: str, number: int) -> Response | tuple[str, int]:
    """Show an earlier version to learners again."""
    shown = request.form.get("version") or None
    try:
        with writing_session() as session:
            desk = open_desk(session, course)
            line = _line(publishing.publications(session, course), number)
            said = Announcement(message=f"Retour à la version {number}")
            drafts.go_back(session, desk.draft.id, line.release_id, shown, said, **signed())
            learning.award_everyone(session, course, at=now())
    except drafts.ReleaseMoved:
        return _show(course, problem=MOVED), 409
    return redirect(url_for(".releases", course=course, publie="retour"), 303)


@pages.post("/<key:course>/versions/<int(max=2147483647):number>/reprendre")
@open_to(Access.TRAINERS)
def reset(course: str, number: int) -> Response | tuple[str, int]:
    """Give the draft the text of a version; its own stays in its history."""
    try:
        with writing_session() as session:
            desk = open_desk(session, course)
            line = _line(publishing.publications(session, course), number)
            drafts.reset(session, desk.draft.id, line.release_id, request.form.get("texte", ""), **signed())
    except drafts.DraftMoved:
        return _show(course, problem=TEXT_MOVED), 409
    return redirect(url_for(".plan", course=course), 303)


@pages.get("/<key:course>/versions/comparer")
@open_to(Access.TRAINERS)
def compare(course: str) -> str:
    """What changed between two versions; `?etape=` shows the page of one step, with the changes marked."""
    with reading_session() as session:
        desk = open_desk(session, course)
        lines = publishing.publications(session, course)
        last = str(lines[0].number) if lines else ""
        asked = request.args.get("avant", last), request.args.get("apres", DRAFT)
        before, after = (_version(session, desk, lines, name) for name in asked)
    found = content.compare_courses(before.course, after.course) if before.course and after.course else None
    lesson, _, step = request.args.get("etape", "").partition("/")
    page = compared_page(before, after, lesson, step) if found and step else None
    names = sorted({line.number for line in lines}, reverse=True)
    return render_template(
        "trainer/compare.html",
        desk=desk,
        before=before,
        after=after,
        found=found,
        page_of_step=page,
        step=step,
        names=names,
        words=WORDS,
    )


@pages.post("/<key:course>/archiver")
@open_to(Access.TRAINERS)
def archive(course: str) -> Response:
    """Take the course out of the catalogue, or put it back (`geste=rouvrir`)."""
    with writing_session() as session:
        draft_id = open_desk(session, course).draft.id
        if request.form.get("geste") == "rouvrir":
            drafts.unarchive(session, draft_id, **signed())
            learning.award_everyone(session, course, at=now())
        else:
            drafts.archive(session, draft_id, **signed())
    return redirect(url_for(".releases", course=course), 303)


def compared_page(before: Version, after: Version, lesson: str, step: str) -> str | None:
    """A step of both versions as one page, None when neither has it."""
    pages_of = [_step_html(one, lesson, step) for one in (before, after)]
    return None if pages_of == [None, None] else content.compare_rendered(*(page or "" for page in pages_of))


def _step_html(version: Version, lesson: str, step: str) -> str | None:
    """The page of a step, in whatever lesson it is when it moved."""
    if version.course is None:
        return None
    rendered = content.render(version.course, version.files, library(), ADDRESSES)
    found = {(one.key, each.key): each.html for one in rendered.lessons for each in one.steps}
    return found.get((lesson, step)) or next((html for (_, key), html in found.items() if key == step), None)


def _version(reader: Reader, desk: Desk, lines: tuple[publishing.PublicationLine, ...], name: str) -> Version:
    if name == DRAFT:
        files = drafts.draft_files(reader, desk.draft.id)
    elif name.isascii() and name.isdigit() and len(name) < 10:
        files = publishing.release_files(reader, desk.course, _line(lines, int(name)).release_id)
    else:
        abort(404)
    return Version(name, files, content.read(files, library(), now().date()).course)


def _line(lines: tuple[publishing.PublicationLine, ...], number: int) -> publishing.PublicationLine:
    """The last publication of a version. Raises ReleaseUnknown."""
    for line in lines:
        if line.number == number:
            return line
    raise publishing.ReleaseUnknown(number)


def _show(course: str, *, problem: str = "") -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        lines = publishing.publications(session, course)
    done = request.args.get("publie", "") if request.method == "GET" else ""
    return render_template(
        "trainer/releases.html",
        desk=desk,
        lines=lines,
        problem=problem,
        done=done,
        may_manage=desk.draft.may(Act.MANAGE),
    )
