"""When a text was saved, in the words of the head of its page; what the page's script is told of it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, jsonify, render_template

from lms.publishing import drafts
from lms.web.french import PARIS, french_date, hour
from lms.web.http import now
from lms.web.trainer.checks import Checks
from lms.web.trainer.desk import Desk
from lms.web.trainer.workbench import OpenText

NOT_SAVED = "Modifications pas encore enregistrées"


def saved_state(desk: Desk, path: str) -> str:
    """« Enregistré à 14 h 32 », « Enregistré le 24 novembre 2026 », or that it is not saved yet."""
    at = next((one.changed_at for one in desk.draft.files if one.path == path), None)
    if at is None:
        return "Pas encore enregistré"
    if at.astimezone(PARIS).date() == now().astimezone(PARIS).date():
        return f"Enregistré à {hour(at)}"
    return f"Enregistré le {french_date(at).striptags()}"


def told(
    opened: OpenText,
    saved: drafts.Saved,
    *,
    base: str,
    other: bool,
    checks: Checks,
    keys: Mapping[str, str] | None = None,
) -> Response:
    """What a page needs to go on after a save without being loaded again. Its base stays the one it was made from when
    somebody `other` wrote the same place."""
    return jsonify(
        etat=saved_state(opened.desk, opened.path),
        base=base if other else saved.sha256,
        cles=keys or {},
        joint=saved.merged,
        autre=other,
        controle=render_template("trainer/_checks.html", checks=checks),
    )


def refused(reason: str) -> tuple[Response, int]:
    """What the page's script is told of a text that cannot be saved so."""
    return jsonify(refus=reason), 422


def clashed() -> tuple[Response, int]:
    """What it is told when somebody else changed the same place: the page then sends its form, and shows both."""
    return jsonify(conflit=True), 409
