"""A draft in the hands of one operation: locked, its reader authorised, and every action written in its journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import Reader
from lms.publishing.drafts.models import Draft, DraftChange, DraftFile, DraftRight
from lms.publishing.drafts.policy import Act, Right, Standing
from lms.publishing.drafts.words import Manifest, What


class DraftUnknown(Exception):
    """There is no such draft, or it is not shared with this person."""


class NotAllowed(Exception):
    """The draft is shared with this person, for something else."""

    def __init__(self, act: Act) -> None:
        super().__init__(act)
        self.act = act


class FileUnknown(Exception):
    """The draft has no such file."""


class FormReused(Exception):
    """This form was sent already, with something else in it. What was done first stands."""


@dataclass(frozen=True)
class Desk:
    """A draft that nobody else changes until the transaction ends, and who works at it; None at the terminal."""

    session: Session
    draft: Draft
    by: int | None
    client_id: str
    at: datetime

    def record(self, what: What, **columns: object) -> None:
        """Write in the journal what was done."""
        empty = {"path": "", "place": "", "version": 0, "detail": ""}
        values = {"draft_id": self.draft.id, "what": what, "by_id": self.by, "at": self.at}
        self.session.add(DraftChange(**empty | values | {"client_id": self.client_id or None} | columns))

    def done_before(self) -> Sequence[DraftChange]:
        """What this form did when it was first sent; empty when it is new."""
        if not self.client_id:
            return ()
        same = select(DraftChange).where(DraftChange.draft_id == self.draft.id)
        return self.session.scalars(same.where(DraftChange.client_id == self.client_id).order_by(DraftChange.id)).all()

    def is_twin(self, what: What) -> bool:
        """Whether this form did that already. Raises FormReused when it did something else."""
        done = self.done_before()
        if done and done[0].what != what:
            raise FormReused(self.client_id)
        return bool(done)

    def files(self) -> dict[str, DraftFile]:
        """The files as they are, by path."""
        query = select(DraftFile).where(DraftFile.draft_id == self.draft.id).order_by(DraftFile.path)
        return {file.path: file for file in self.session.scalars(query)}

    def manifest(self) -> Manifest:
        return {path: file.sha256 for path, file in self.files().items()}


def open_desk(
    session: Session, draft_id: int, act: Act, *, by: int | None, client_id: str, at: datetime, deleted: bool = False
) -> Desk:
    """Lock a draft for someone who may do this with it. Raises DraftUnknown, NotAllowed."""
    found = select(Draft).where(Draft.id == draft_id).with_for_update()
    draft = session.scalars(found.execution_options(populate_existing=True)).first()
    if draft is None or (draft.deleted_at is not None) != deleted:
        raise DraftUnknown(draft_id)
    if by is not None:
        authorise(standing(session, draft.id, draft.owner_id, by), draft_id, act)
    return Desk(session, draft, by, client_id, at)


def authorise(standing: Standing, draft_id: int, act: Act) -> None:
    """Raises DraftUnknown for a stranger, NotAllowed for who may do something else."""
    if not standing.may(Act.READ):
        raise DraftUnknown(draft_id)
    if not standing.may(act):
        raise NotAllowed(act)


def standing(reader: Reader, draft_id: int, owner_id: int | None, person_id: int) -> Standing:
    """What someone is to a draft. One statement."""
    kinds = select(DraftRight.kind).where(DraftRight.draft_id == draft_id, DraftRight.person_id == person_id)
    rights = frozenset(Right(row.kind) for row in reader.execute(kinds))
    return Standing(owner=person_id == owner_id, rights=rights)
