"""Everything that happened to a draft: who, when, each earlier text, readable and restorable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content
from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import HistoryLine, What
from lms.web.access import Access, open_to
from lms.web.forms import form_id
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.trainer.changes import TEXTS, compared
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import names_of

PER_PAGE = 20
WORDS = {  # what the journal says, in a sentence without its subject
    What.CREATE: "a commencé le module",
    What.COPY: "a copié un autre module",
    What.IMPORT: "a importé le module",
    What.SAVE: "a modifié",
    What.ADD: "a ajouté",
    What.REMOVE: "a retiré",
    What.MOVE: "a déplacé",
    What.RESTORE: "a remis un texte d’avant",
    What.RESET: "a repris le texte d’une version publiée",
    What.CATCH_UP: "a repris ce qui a été publié d’ailleurs",
    What.PUBLISH: "a publié une version",
    What.SCHEDULE: "a programmé une publication",
    What.UNSCHEDULE: "a annulé la publication programmée",
    What.PUBLISH_FAILED: "n’a pas pu publier comme prévu",
    What.GO_BACK: "est revenu à une version publiée",
    What.ARCHIVE: "a archivé le module",
    What.UNARCHIVE: "a remis le module au catalogue",
    What.DELETE: "a mis le brouillon à la corbeille",
    What.UNDELETE: "a sorti le brouillon de la corbeille",
    What.OWNER: "a donné le module",
    What.SHARE: "a partagé le module",
    What.UNSHARE: "a retiré un droit",
    What.APPROVAL: "a changé la règle d’approbation",
    What.COMMENT: "a écrit une remarque",
    What.RESOLVE: "a réglé une remarque",
    What.ASK_REVIEW: "a demandé une relecture",
    What.REVIEW: "a donné son avis",
}


@dataclass(frozen=True)
class HistoryRow:
    """A line of the journal in words. `name` calls its file; `readable` tells whether a text goes with it."""

    line: HistoryLine
    words: str
    name: str
    readable: bool


@dataclass(frozen=True)
class EarlierText:
    """A text a file once had, beside the one it has. `base` is the SHA-256 of the latter, "" when the file is gone."""

    row: HistoryRow
    sha256: str
    text: str
    lines: tuple[content.LineChange, ...]
    base: str
    same: bool


@pages.get("/<key:course>/historique")
@open_to(Access.TRAINERS)
def history(course: str) -> str:
    """The journal, the latest first; of one file when it is asked for."""
    path = request.args.get("fichier") or None
    before = request.args.get("avant", "")
    with reading_session() as session:
        desk = open_desk(session, course)
        lines = drafts.history(session, desk.draft.id, path=path, before=_asked(before), most=PER_PAGE + 1)
        gone = _gone(session, desk)
        names = names_of(drafts.draft_files(session, desk.draft.id))
    rows = tuple(_row(line, names) for line in lines[:PER_PAGE])
    older = lines[PER_PAGE - 1].id if len(lines) > PER_PAGE else None
    return render_template(
        "trainer/history.html",
        desk=desk,
        rows=rows,
        older=older,
        path=path,
        name=names.get(path or "", path),
        gone=gone,
    )


@pages.get("/<key:course>/historique/<int(max=2147483647):change>")
@open_to(Access.TRAINERS)
def earlier_text(course: str, change: int) -> str:
    """A text as it was after a line of the journal, and what differs from today's."""
    with reading_session() as session:
        desk = open_desk(session, course)
        found = _earlier(session, desk, change)
    return render_template("trainer/earlier_text.html", desk=desk, earlier=found, client_id=str(uuid4()))


@pages.post("/<key:course>/historique/<int(max=2147483647):change>")
@open_to(Access.TRAINERS)
def restore_text(course: str, change: int) -> Response | tuple[str, int]:
    """Write an earlier text again, or bring back a file that was taken away."""
    client_id = form_id()
    with reading_session() as session:
        desk = open_desk(session, course)
        found = _earlier(session, desk, change)
    try:
        with writing_session() as session:
            drafts.restore(
                session,
                desk.draft.id,
                by=someone().person_id,
                path=found.row.line.path,
                sha256=found.sha256,
                base_sha256=request.form.get("base", ""),
                client_id=client_id,
                at=now(),
            )
    except drafts.Conflict:
        values = {"desk": desk, "earlier": found, "client_id": str(uuid4()), "moved": True}
        return render_template("trainer/earlier_text.html", **values), 409
    return redirect(url_for("trainer.history", course=course, fichier=found.row.line.path), 303)


def _row(line: HistoryLine, names: Mapping[str, str]) -> HistoryRow:
    kept = line.after_sha256 or line.before_sha256
    return HistoryRow(line, WORDS[line.what], names.get(line.path, line.path), bool(line.path and kept))


def _earlier(reader: Reader, desk: Desk, change: int) -> EarlierText:
    """The text that a line of the journal left; for a file taken away, the one it had. 404 when there is none."""
    lines = drafts.history(reader, desk.draft.id, before=change + 1, most=1)
    if not lines or lines[0].id != change:
        abort(404)
    line = lines[0]
    digest = line.after_sha256 or line.before_sha256
    if not line.path or digest is None:
        abort(404)
    data = drafts.text_of(reader, desk.draft.id, digest)
    base = desk.draft.manifest.get(line.path, "")
    today = drafts.text_of(reader, desk.draft.id, base) if base else b""
    is_text = line.path.endswith(TEXTS)
    return EarlierText(
        row=_row(line, names_of(drafts.draft_files(reader, desk.draft.id))),
        sha256=digest,
        text=data.decode("utf-8", "replace") if is_text else "",
        lines=compared(data, today) if is_text and base else (),
        base=base,
        same=base == digest,
    )


def _gone(reader: Reader, desk: Desk) -> tuple[HistoryRow, ...]:
    """The files that were taken away and are not there today, each with the line that took it."""
    found: dict[str, HistoryRow] = {}
    for line in drafts.history(reader, desk.draft.id, most=1_000):
        if line.what is What.REMOVE and line.path not in desk.draft.manifest:
            found.setdefault(line.path, _row(line, {}))
    return tuple(found.values())[:PER_PAGE]


def _asked(number: str) -> int | None:
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
