"""A course on the bench: the draft behind a page, who may do what with it, and the head of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from lms.db import Reader
from lms.publishing import drafts
from lms.publishing.drafts import Act, State
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
        there = [(endpoint, word) for endpoint, word in TABS if endpoint in current_app.view_functions]
        return tuple((endpoint, url_for(endpoint, course=self.course), word) for endpoint, word in there)

    def may(self, act: str) -> bool:
        return self.draft.may(Act(act))


def open_desk(reader: Reader, course: str) -> Desk:
    """The draft of a course, for the trainer of this request. Four statements. Raises DraftUnknown."""
    return Desk(drafts.draft(reader, course, someone().person_id))
