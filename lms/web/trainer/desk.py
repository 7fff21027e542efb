"""A course on the bench: the draft behind a page, who may do what with it, and the head of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from flask import current_app, url_for

from lms import content, publishing
from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import Act, State
from lms.web.addresses import ADDRESSES
from lms.web.forms import form_id
from lms.web.http import now
from lms.web.identity import someone

STATES = {
    State.DRAFT: "Pas encore publié",
    State.PUBLISHED: "Publié",
    State.CHANGED: "Modifié depuis la publication",
    State.ARCHIVED: "Archivé",
}
TABS = (  # the pages of a course: endpoint, word
    ("trainer.plan", "Plan"),
    ("trainer.cover", "Présentation"),
    ("trainer.bank", "Quiz"),
    ("trainer.media", "Médias"),
    ("trainer.team", "Équipe"),
    ("trainer.releases", "Versions"),
    ("trainer.history", "Historique"),
    ("trainer.references", "À citer"),
)


@dataclass(frozen=True)
class Desk:
    """What the head of every page of a course needs. Templates ask `desk.may("write")`."""

    draft: drafts.OpenDraft

    @property
    def course(self) -> str:
        return self.draft.listed.course_key

    @property
    def title(self) -> str:
        return self.draft.listed.title

    @property
    def state(self) -> str:
        return STATES[self.draft.listed.state]

    @property
    def tabs(self) -> tuple[tuple[str, str, str], ...]:
        """The pages of the course: endpoint, address, word."""
        return tuple((endpoint, url_for(endpoint, course=self.course), word) for endpoint, word in TABS)

    def may(self, act: str) -> bool:
        return self.draft.may(Act(act))

    def require(self, act: Act) -> None:
        """Raises NotAllowed: a page that only offers what she may not do is not shown."""
        if not self.draft.may(act):
            raise drafts.NotAllowed(act)

    def sha256(self, path: str) -> str:
        """The SHA-256 of a file as it is, "" when there is none."""
        return self.draft.manifest.get(path, "")


def open_desk(reader: Reader, course: str) -> Desk:
    """The draft of a course, for the trainer of this request. Four statements. Raises DraftUnknown."""
    return Desk(drafts.draft(reader, course, someone().person_id))


def library() -> content.Library:
    found: content.Library = current_app.config["LIBRARY"]
    return found


def press() -> publishing.Press:
    """What texts are rendered with when they are published."""
    return publishing.Press(library(), ADDRESSES)


class Signed(TypedDict):
    """Who sends a form, its id, and when."""

    by: int
    client_id: str
    at: datetime


def signed(client_id: str = "") -> Signed:
    """What every operation on a draft wants of this request; the form's own id unless another is given."""
    return {"by": someone().person_id, "client_id": client_id or form_id(), "at": now()}
