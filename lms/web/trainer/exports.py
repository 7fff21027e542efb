"""A course taken home: its files, its questions for other platforms, two sheets to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Response as Download
from flask import abort, render_template

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.http import now, public_address, reading_session
from lms.web.qr import qr_code
from lms.web.trainer.desk import Desk, library, open_desk
from lms.web.trainer.routes import pages

Write = Callable[[Sequence[content.Question], Mapping[str, bytes]], str]
FORMATS: dict[str, tuple[str, Write, Callable[[content.Question], str]]] = {
    "gift": ("text/plain", content.exchange.write_gift, content.exchange.gift_leaves_out),
    "xml": ("application/xml", content.exchange.write_moodle_xml, content.exchange.moodle_xml_leaves_out),
}


@pages.get("/<key:course>/exporter")
@open_to(Access.TRAINERS)
def export(course: str) -> str:
    """What can be taken, and what each format leaves out, said before."""
    desk, files, found = _read(course)
    lost = {
        name: [(one.prompt, why) for one in _questions(found) if (why := leaves_out(one))]
        for name, (_, _, leaves_out) in FORMATS.items()
    }
    return render_template("trainer/export.html", desk=desk, found=found, lost=lost, files=len(files))


@pages.get("/<key:course>/exporter/module.zip")
@open_to(Access.TRAINERS)
def export_zip(course: str) -> Download:
    """The files of the draft, byte for byte."""
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    return _download(content.pack(files), "application/zip", f"{course}.zip")


@pages.get("/<key:course>/exporter/questions.<any(gift,xml):form>")
@open_to(Access.TRAINERS)
def export_questions(course: str, form: str) -> Download:
    """Every question that can be read, those of the lessons and those of the quiz."""
    _, files, found = _read(course)
    questions = _questions(found)
    if not questions:
        abort(404)
    mimetype, write, _ = FORMATS[form]
    return _download(write(questions, files).encode(), mimetype, f"{course}.{form}")


@pages.get("/<key:course>/fiche")
@open_to(Access.TRAINERS)
def sheet(course: str) -> str:
    """The course on paper: objectives, what to keep in mind, what to do at the mairie."""
    return _sheet("trainer/sheet.html", course)


@pages.get("/<key:course>/kit-de-reunion")
@open_to(Access.TRAINERS)
def meeting(course: str) -> str:
    """Fifteen minutes with the council, on one page."""
    return _sheet("trainer/meeting.html", course)


def _sheet(template: str, course: str) -> str:
    desk, _, found = _read(course)
    address = public_address("public.course", course=course)
    values: dict[str, object] = {}
    if found:
        debate = to_discuss(found)
        values = {"essentials": essentials(found, 5), "tasks": tasks(found), "debate": debate, "answers": ways(debate)}
    return render_template(template, desk=desk, found=found, address=address, code=qr_code(address), **values)


def essentials(course: content.Course, most: int) -> list[str]:
    """One thing to keep in mind from each lesson, then the second of each, as long as there is room."""
    rows = [lesson.essentials for lesson in course.lessons]
    ranked = [row[rank] for rank in range(max(map(len, rows), default=0)) for row in rows if rank < len(row)]
    return ranked[:most]


def tasks(course: content.Course) -> list[content.Task]:
    return [step.task for lesson in course.lessons for step in lesson.steps if step.task]


def to_discuss(course: content.Course) -> content.Question | None:
    """A question to ask aloud: one that is read without a screen, the first of the bank otherwise."""
    aloud = [one for one in course.quiz.bank if isinstance(one, content.TrueFalse | content.Single)]
    return next(iter([*aloud, *course.quiz.bank]), None)


def ways(question: content.Question | None) -> list[str]:
    """The answers to show beside a question that is asked aloud."""
    if isinstance(question, content.Single):
        return [choice.text for choice in question.choices]
    return ["Vrai", "Faux"] if isinstance(question, content.TrueFalse) else []


def _read(course: str) -> tuple[Desk, dict[str, bytes], content.Course | None]:
    """The draft, its files, and its course when nothing prevents reading it."""
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    return desk, files, content.read(files, library(), now().date()).course


def _questions(course: content.Course | None) -> list[content.Question]:
    if course is None:
        return []
    asked = [step.question for lesson in course.lessons for step in lesson.steps if step.question]
    return [*asked, *course.quiz.bank]


def _download(data: bytes, mimetype: str, name: str) -> Download:
    response = Download(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
