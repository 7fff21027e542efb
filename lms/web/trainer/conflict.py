"""Two people changed the same place: both versions, line by line, and the choice. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from lms import accounts, content
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.french import hour
from lms.web.http import page_of_ours, reading_session, writing_session
from lms.web.trainer.desk import signed
from lms.web.trainer.routes import pages
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import OpenText, open_text, put

WORDS = {"mine": "Ma version", "theirs": "L’autre version", "third": "Un troisième texte"}


@dataclass(frozen=True)
class Part:
    """One place that both changed. `lines` go from their version to mine."""

    place: str
    theirs: str
    mine: str
    lines: tuple[content.LineChange, ...]
    text: str
    choice: str = ""


@dataclass(frozen=True)
class Clash:
    """What the page shows. `base` is the text both started from, `theirs` the one that stands, by their SHA-256."""

    path: str
    who: str
    when: str
    base: str
    theirs: str
    mine: str
    parts: tuple[Part, ...]
    back: str


def show_conflict(
    opened: OpenText, conflict: drafts.Conflict, base: str, mine: str, back: str, problem: str = ""
) -> str:
    """The page that shows both versions of a file, after a save that changed nothing."""
    one = conflict.clashes[0]
    with reading_session() as session:
        who = accounts.names(session, [one.by]).get(one.by, "") if one.by else ""
    merged = _merged(one.path, one.base, one.theirs, mine)
    clash = Clash(one.path, who, hour(one.at) if one.at else "", base, one.theirs_sha256, mine, _parts(merged), back)
    return _page(opened, clash, problem)


def bring_back(opened: OpenText, before: str, base: str, back: str) -> Response | tuple[str, int]:
    """Undo: write the text that a file had over the one that was shown, and go to `back`.

    Where somebody changed the same place meanwhile, both versions are shown and nothing is written.
    """
    known = {"path": opened.path, "sha256": before, "base_sha256": base}
    try:
        with writing_session() as session:
            drafts.restore(session, opened.desk.draft.id, **known, **signed())
    except drafts.Conflict as conflict:
        mine = (_known(opened, before) or b"").decode(errors="replace")
        return show_conflict(opened, conflict, base, mine, back), 409
    return redirect(back, 303)


def _merged(path: str, base: bytes | None, theirs: bytes | None, mine: str) -> content.Merged:
    their = (theirs or b"").decode(errors="replace")
    if base is None or theirs is None:
        return content.Merged(their, (content.Conflict("", "", their, mine),))
    return content.merge_texts(path, base.decode(errors="replace"), their, mine)


def _parts(merged: content.Merged) -> tuple[Part, ...]:
    return tuple(
        Part(
            in_french(one.place) or "Le texte entier",
            one.theirs,
            one.mine,
            content.compare_lines(one.theirs, one.mine),
            request.form.get(f"texte-{number}", one.mine),
            request.form.get(f"choix-{number}", ""),
        )
        for number, one in enumerate(merged.conflicts)
    )


def _page(opened: OpenText, clash: Clash, problem: str) -> str:
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
    back = page_of_ours(request.form.get("retour", ""), f"/formation/{course}")
    merged = _merged(opened.path, _known(opened, base), _known(opened, theirs), mine)
    shown = Clash(opened.path, "", "", base, theirs, mine, _parts(merged), back)
    choices = [request.form.get(f"choix-{number}", "") for number in range(len(merged.conflicts))]
    if not all(choice in WORDS for choice in choices):
        return _page(opened, shown, "Choisissez une version pour chaque passage."), 422
    chosen = [
        _chosen(number, one, choice) for number, (one, choice) in enumerate(zip(merged.conflicts, choices, strict=True))
    ]
    try:
        text = content.settle(opened.path, merged, chosen)
    except content.NotEditable as error:
        return _page(opened, shown, in_french(str(error))), 422
    try:
        put(opened, theirs, text, "choix entre deux versions")
    except drafts.Conflict as again:
        return show_conflict(opened, again, theirs, text, back), 409
    return redirect(back, 303)


def _known(opened: OpenText, sha256: str) -> bytes | None:
    if not sha256:
        return None
    with reading_session() as session:
        return drafts.text_of(session, opened.desk.draft.id, sha256)


def _chosen(number: int, conflict: content.Conflict, choice: str) -> str:
    if choice == "third":
        return request.form.get(f"texte-{number}", "").replace("\r\n", "\n")
    return conflict.mine if choice == "mine" else conflict.theirs
