"""« Médias » : the images and documents of a draft, sent, replaced, taken away and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from lms import content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.forms import form_id
from lms.web.french import counted
from lms.web.http import asked_page, now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.pictures import Unusable
from lms.web.trainer.routes import pages
from lms.web.trainer.shelf import FOLDERS, Medium, received, replaced, shelf
from lms.web.uploads import MEGABYTE, takes_up_to

PER_PAGE = 8
MOST_FILES = 10  # in one form
MOST_BYTES = 12 * MEGABYTE
MISSING = "Choisissez un fichier sur votre appareil."
MOVED = "ce fichier a changé entre-temps, rien n’a été remplacé. Regardez-le, puis recommencez."


@dataclass(frozen=True)
class Shelf:
    """A page of the shelf. `newer` and `older` are the numbers of the pages around it."""

    media: tuple[Medium, ...]
    total: int
    nameless: int
    newer: int | None
    older: int | None


@pages.get("/<key:course>/medias")
@open_to(Access.TRAINERS)
def media(course: str) -> str:
    return _show(course)


@pages.post("/<key:course>/medias")
@open_to(Access.TRAINERS)
@takes_up_to(MOST_BYTES)
def send_media(course: str) -> Response | tuple[str, int]:
    """Keep the files that are sent, each made fit for a lesson. One that cannot be is named; the others are kept."""
    desk, client_id = _writable(course), form_id()
    sent = [one for one in request.files.getlist("fichiers") if one.filename][:MOST_FILES]
    if not sent:
        return _show(course, [("fichiers", MISSING)]), 422
    changes, faults = _changes(desk, sent)
    with writing_session() as session:
        mine = _mine(client_id)
        drafts.save_many(session, desk.draft.id, changes, **mine)
    if faults:
        return _show(course, faults, kept=len(changes)), 422
    return redirect(url_for("trainer.media", course=course, ajoute=len(changes)) + "#fait", 303)


@pages.post("/<key:course>/medias/remplacer")
@open_to(Access.TRAINERS)
@takes_up_to(MOST_BYTES)
def replace_media(course: str) -> Response | tuple[str, int]:
    """Put another file in the place of one, under its name: the lessons that show it show the new one."""
    desk, client_id, path = _writable(course), form_id(), _path()
    sent = request.files.get("fichier")
    if sent is None or not sent.filename:
        return _show(course, [("fichiers", MISSING)]), 422
    try:
        data = replaced(path, _bytes(sent))
        with writing_session() as session:
            mine = _mine(client_id)
            base = request.form.get("base", "")
            drafts.save(session, desk.draft.id, path=path, base_sha256=base, data=data, **mine)
    except (Unusable, drafts.Refused) as error:
        return _show(course, [("fichiers", f"{path}\u00a0: {content.typographic(_reason(error))}")]), 422
    except drafts.Conflict:
        return _show(course, [("fichiers", f"{path}\u00a0: {MOVED}")]), 409
    return redirect(url_for("trainer.media", course=course, remplace=path) + "#fait", 303)


@pages.post("/<key:course>/medias/retirer")
@open_to(Access.TRAINERS)
def remove_media(course: str) -> Response | tuple[str, int]:
    """Take a file away; the page that follows offers to put it back."""
    desk, client_id, path, base = _writable(course), form_id(), _path(), request.form.get("base", "")
    try:
        with writing_session() as session:
            mine = _mine(client_id)
            drafts.remove(session, desk.draft.id, path=path, base_sha256=base, **mine)
    except drafts.Conflict:
        return _show(course, [("fichiers", f"{path}\u00a0: {MOVED}")]), 409
    return redirect(url_for("trainer.media", course=course, retire=path, texte=base) + "#fait", 303)


@pages.post("/<key:course>/medias/remettre")
@open_to(Access.TRAINERS)
def bring_media_back(course: str) -> Response | tuple[str, int]:
    """Undo a removal."""
    desk, client_id, path = _writable(course), form_id(), _path()
    try:
        with writing_session() as session:
            mine = _mine(client_id)
            text = request.form.get("texte", "")
            drafts.restore(session, desk.draft.id, path=path, sha256=text, base_sha256="", **mine)
    except drafts.Conflict:
        return _show(course, [("fichiers", f"{path}\u00a0: {MOVED}")]), 409
    return redirect(url_for("trainer.media", course=course, remis=path) + "#fait", 303)


def _changes(desk: Desk, sent: list[FileStorage]) -> tuple[list[drafts.Change], list[tuple[str, str]]]:
    """What is written for the files that were sent, and why some are not. A file that is there already stays alone."""
    manifest = dict(desk.draft.manifest)
    changes: list[drafts.Change] = []
    faults: list[tuple[str, str]] = []
    for one in sent:
        name = one.filename or ""
        try:
            path, data = received(name, _bytes(one), manifest)
        except Unusable as error:
            faults.append(("fichiers", f"{name[:80]}\u00a0: {content.typographic(str(error))}"))
            continue
        digest = drafts.digest_of(data)
        twin = next((there for there, other in manifest.items() if other == digest and there.startswith(FOLDERS)), "")
        path = twin or path
        changes.append(drafts.Change(path, manifest.get(path, ""), data))
        manifest[path] = digest
    return changes, faults


def _show(course: str, faults: list[tuple[str, str]] | None = None, kept: int = 0) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    media = shelf(desk.draft.files, files)
    page = asked_page()
    first = (page - 1) * PER_PAGE
    shown = Shelf(
        media[first : first + PER_PAGE],
        len(media),
        sum(one.nameless for one in media),
        page - 1 if page > 1 else None,
        page + 1 if len(media) > first + PER_PAGE else None,
    )
    told = {"fait": _told(), "retire": request.args.get("retire", ""), "texte": request.args.get("texte", "")}
    return render_template("trainer/media.html", desk=desk, shelf=shown, faults=faults or [], kept=kept, **told)


def _told() -> str:
    """What was just done, from the address that a form led to."""
    added = request.args.get("ajoute", "")
    if added.isascii() and added.isdigit() and len(added) < 3:
        return f"{counted(int(added), 'fichier ajouté', 'fichiers ajoutés')}."
    for word, sentence in {"remplace": "est remplacé", "retire": "est retiré", "remis": "est remis"}.items():
        if request.args.get(word, "").startswith(FOLDERS):
            return f"{request.args[word][:120]} {sentence}."
    return ""


def _writable(course: str) -> Desk:
    with reading_session() as session:
        desk = open_desk(session, course)
    if not desk.may("write"):
        raise drafts.NotAllowed(drafts.Act.WRITE)
    return desk


def _bytes(sent: FileStorage) -> bytes:
    with sent.stream as stream:  # closed at once: a large one is a file of this machine
        return stream.read()


def _mine(client_id: str) -> dict[str, Any]:
    """Who does it, by which form, when."""
    return {"by": someone().person_id, "client_id": client_id, "at": now()}


def _path() -> str:
    path = request.form.get("chemin", "")
    if not path.startswith(FOLDERS):
        abort(400)
    return path


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unusable) else getattr(error, "reason", "")
