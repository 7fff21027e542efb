"""Two people changed the same place: both versions, line by line, and the choice. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts, content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.french import hour
from lms.web.http import page_of_ours, reading_session, writing_session
from lms.web.trainer.desk import signed
from lms.web.trainer.routes import pages
from lms.web.trainer.versions import NotChosen, Part, Versions
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import OpenText, open_text, put

WORDS = {"theirs": "L’autre version", "mine": "Ma version", "third": "Un troisième texte"}
TO_CHOOSE = "Choisissez une version pour chaque passage."


@dataclass(frozen=True)
class Clash:
    """What the page shows. `base` is the text both started from, `theirs` the one that stands, by their SHA-256."""

    path: str
    base: str
    theirs: str
    mine: str
    parts: tuple[Part, ...]
    back: str
    who: str = ""
    when: str = ""


def show_conflict(opened: OpenText, conflict: drafts.Conflict, base: str, mine: str, back: str) -> str:
    """The page that shows both versions of a file, after a save that changed nothing."""
    one = conflict.clashes[0]
    with reading_session() as session:
        who = accounts.names(session, [one.by]).get(one.by, "") if one.by else ""
    parts = Versions(one.path, one.base, one.theirs, mine.encode()).parts(request.form)
    when = hour(one.at) if one.at else ""
    return _page(opened, Clash(one.path, base, one.theirs_sha256, mine, parts, back, who, when))


def bring_back(opened: OpenText, before: str, base: str, back: str) -> Response | tuple[str, int]:
    """Undo: write the text that a file had over the one that was shown, and go to `back`.

    Where somebody changed the same place meanwhile, both versions are shown and nothing is written.
    """
    known = {"path": opened.path, "sha256": before, "base_sha256": base}
    try:
        with writing_session() as session:
            drafts.restore(session, opened.desk.draft.id, **known, **signed())
    except drafts.Conflict as conflict:
        mine = _text_of(opened, before)
        return show_conflict(opened, conflict, base, mine, back), 409
    return redirect(back, 303)


def _text_of(opened: OpenText, sha256: str) -> str:
    with reading_session() as session:
        return drafts.text_of(session, opened.desk.draft.id, sha256).decode(errors="replace")


def _page(opened: OpenText, clash: Clash, problem: str = "") -> str:
    return render_template(
        "trainer/conflict.html", desk=opened.desk, clash=clash, words=WORDS, client_id=str(uuid4()), problem=problem
    )


@pages.post("/<key:course>/conflit")
@open_to(Access.TRAINERS)
def settle(course: str) -> Response | tuple[str, int]:
    """Save what was chosen at each place over the version that was shown; if that moved too, show both again."""
    opened = open_text(course, request.form.get("fichier", ""))
    base, theirs = request.form.get("base", ""), request.form.get("theirs", "")
    mine = content.in_the_manner_of(request.form.get("mine", ""), opened.text or "\n")
    back = page_of_ours(request.form.get("retour", ""), url_for("trainer.plan", course=course))
    both = Versions(opened.path, _known(opened, base), _known(opened, theirs), mine.encode())
    shown = Clash(opened.path, base, theirs, mine, both.parts(request.form), back)
    try:
        text = both.settled(request.form)
        if text is not None:
            put(opened, theirs, text.decode(), "choix entre deux versions")
    except NotChosen:
        return _page(opened, shown, TO_CHOOSE), 422
    except content.NotEditable as error:
        return _page(opened, shown, in_french(str(error))), 422
    except drafts.Conflict as again:
        return show_conflict(opened, again, theirs, (text or b"").decode(), back), 409
    return redirect(back, 303)


def _known(opened: OpenText, sha256: str) -> bytes | None:
    if not sha256:
        return None
    with reading_session() as session:
        return drafts.text_of(session, opened.desk.draft.id, sha256)
