"""When a text was saved, in the words of the head of its page."""

from __future__ import annotations

from lms.web.french import PARIS, french_date, hour
from lms.web.http import now
from lms.web.trainer.desk import Desk

NOT_SAVED = "Modifications pas encore enregistrées"


def saved_state(desk: Desk, path: str) -> str:
    """« Enregistré à 14 h 32 », « Enregistré le 24 novembre 2026 », or that it is not saved yet."""
    at = next((one.changed_at for one in desk.draft.files if one.path == path), None)
    if at is None:
        return "Pas encore enregistré"
    if at.astimezone(PARIS).date() == now().astimezone(PARIS).date():
        return f"Enregistré à {hour(at)}"
    return f"Enregistré le {french_date(at).striptags()}"
