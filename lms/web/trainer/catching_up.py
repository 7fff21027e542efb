"""The course was published from elsewhere, or somebody went back to an earlier version: what that changed since the
version this draft starts from, brought into it part by part, or left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, publishing
from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import Act
from lms.web.access import Access, open_to
from lms.web.http import reading_session, writing_session
from lms.web.trainer.changes import ChangedFile, compared
from lms.web.trainer.conflict import TO_CHOOSE
from lms.web.trainer.desk import Desk, open_desk, signed
from lms.web.trainer.routes import pages
from lms.web.trainer.versions import TEXTS, NotChosen, Part, Versions
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import names_of

WORDS = {"theirs": "Le brouillon", "mine": "La version publiée", "third": "Un troisième texte"}
MOVED = "Le brouillon ou la version publiée a changé entre-temps\u00a0: voici ce qu’il en est, recommencez votre choix."


@dataclass(frozen=True)
class Behind:
    """What the current release says otherwise. `line` is its last publication."""

    line: publishing.PublicationLine
    files: tuple[ChangedFile, ...]


@pages.get("/<key:course>/rattraper")
@open_to(Access.TRAINERS)
def behind(course: str) -> str:
    """What changed elsewhere, file by file, before anything is done."""
    return _show(course)


@pages.post("/<key:course>/rattraper")
@open_to(Access.TRAINERS)
def catch_up(course: str) -> Response | tuple[str, int]:
    """Bring it in, or leave it out (`faire=garder`); where both sides changed a place, show both first."""
    try:
        with writing_session() as session:
            desk = open_desk(session, course)
            desk.require(Act.WRITE)
            if not desk.draft.listed.behind:
                return _done(course)
            if (desk.draft.digest, desk.draft.current_release_id) != _seen():
                raise drafts.DraftMoved(desk.draft.id)
            kept = _as_it_is(session.connection(), desk) if request.form.get("faire") == "garder" else None
            drafts.catch_up(session, desk.draft.id, settled=kept, **signed())
    except drafts.Conflict as conflict:
        return _settle(course, conflict)
    except drafts.DraftMoved:
        return _show(course, problem=MOVED), 409
    return _done(course)


def _seen() -> tuple[str, str]:
    """The state of the draft, and the release, that the page showed."""
    return request.form.get("texte", ""), request.form.get("version", "")


def _done(course: str) -> Response:
    return redirect(url_for(".plan", course=course), 303)


def _as_it_is(reader: Reader, desk: Desk) -> dict[str, bytes | None]:
    """The draft's own files, where the release has others."""
    files = drafts.draft_files(reader, desk.draft.id)
    return {path: files.get(path) for path in _changed(reader, desk)}


def _changed(reader: Reader, desk: Desk) -> Mapping[str, str]:
    draft = desk.draft
    if draft.current_release_id is None:
        return {}
    return drafts.changed_elsewhere(reader, draft.base_release_id, draft.current_release_id, draft.manifest)


def _settle(course: str, conflict: drafts.Conflict) -> Response | tuple[str, int]:
    """Write what was chosen at each place that both sides changed, once all are chosen."""
    both = _versions(conflict)
    parts = tuple(part for one in both for part in one.parts(request.form))
    if not any(part.choice for part in parts):
        return _show(course, both, parts), 409
    try:
        settled = {one.path: one.settled(request.form) for one in both}
        with writing_session() as session:
            desk = open_desk(session, course)
            if (desk.draft.digest, desk.draft.current_release_id) != _seen():
                raise drafts.DraftMoved(desk.draft.id)
            drafts.catch_up(session, desk.draft.id, settled=settled, **signed())
    except NotChosen:
        return _show(course, both, parts, problem=TO_CHOOSE), 422
    except (content.NotEditable, drafts.Refused) as error:
        reason = error.reason if isinstance(error, drafts.Refused) else str(error)
        return _show(course, both, parts, problem=in_french(reason)), 422
    return _done(course)


def _versions(conflict: drafts.Conflict) -> tuple[Versions, ...]:
    both: list[Versions] = []
    for one in conflict.clashes:
        first = both[-1].last if both else 0
        both.append(Versions(one.path, one.base, one.theirs, one.mine, first))
    return tuple(both)


def _show(course: str, both: tuple[Versions, ...] = (), parts: tuple[Part, ...] = (), *, problem: str = "") -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        found = _behind(session, desk) if desk.draft.listed.behind else None
        names = names_of(drafts.draft_files(session, desk.draft.id))
    return render_template(
        "trainer/catch_up.html",
        desk=desk,
        behind=found,
        names=names,
        both=both,
        parts_of={one.path: [part for part in parts if one.first <= part.number < one.last] for one in both},
        words=WORDS,
        problem=problem,
        client_id=str(uuid4()),
    )


def _behind(reader: Reader, desk: Desk) -> Behind:
    """Each file that the release changed: as it was in the version that the draft starts from, and as it is there."""
    draft, course = desk.draft, desk.course
    line = next(one for one in publishing.publications(reader, course) if one.current)
    after = publishing.release_files(reader, course, line.release_id)
    before = publishing.release_files(reader, course, draft.base_release_id) if draft.base_release_id else {}
    files = tuple(_file(path, before.get(path), after.get(path)) for path in _changed(reader, desk))
    return Behind(line, files)


def _file(path: str, before: bytes | None, after: bytes | None) -> ChangedFile:
    lines = compared(before or b"", after or b"") if path.endswith(TEXTS) else ()
    return ChangedFile(path, before is not None, after is not None, lines)
