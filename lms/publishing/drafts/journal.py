"""What was done to a draft, what was said of it, and who is in its team: for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from lms import accounts
from lms.db import Reader
from lms.publishing.drafts.models import Draft, DraftChange, DraftComment, DraftFile, DraftReview, DraftRight
from lms.publishing.drafts.policy import Right
from lms.publishing.drafts.reviewing import may_go_out
from lms.publishing.drafts.words import ReviewStep, What, digest

PAGE = 100


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened. The texts can be read with `text_of`; `detail` is the other path of a move, the right or
    the message; `about` is who was given a right or asked to review."""

    id: int
    what: What
    path: str
    place: str
    before_sha256: str | None
    after_sha256: str | None
    sent_sha256: str | None
    version: int
    release_id: str | None
    detail: str
    about: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Teammate:
    """Someone a draft is shared with; the owner comes first, with every right."""

    person_id: int
    name: str
    owner: bool
    rights: frozenset[Right]


@dataclass(frozen=True)
class CommentLine:
    id: int
    path: str
    place: str
    text: str
    author_id: int
    who: str
    at: datetime
    resolved_at: datetime | None
    resolved_by: str


@dataclass(frozen=True)
class ReviewLine:
    """A review that was asked for (`of` whom) or given. `outdated`: the text has changed since."""

    step: ReviewStep
    by: int | None
    who: str
    of: str
    message: str
    at: datetime
    outdated: bool


@dataclass(frozen=True)
class Reviewing:
    """Where the reviews of a draft stand. `approved`: this text may be published by the person who looks."""

    needs_approval: bool
    approved: bool
    lines: tuple[ReviewLine, ...]


def history(
    reader: Reader, draft_id: int, *, path: str | None = None, before: int | None = None, most: int = PAGE
) -> tuple[HistoryLine, ...]:
    """What was done, the latest first; of a file, under whatever name it had. `before` is the last line of the page
    above. Two statements."""
    query = select(DraftChange).where(DraftChange.draft_id == draft_id).order_by(DraftChange.id.desc()).limit(most)
    if path is not None:
        query = query.where(or_(DraftChange.path == path, DraftChange.detail == path))
    if before is not None:
        query = query.where(DraftChange.id < before)
    rows = reader.execute(query.with_only_columns(*DraftChange.__table__.columns)).all()
    names = accounts.names(reader, (number for row in rows for number in (row.by_id, row.about_id)))
    return tuple(
        HistoryLine(
            id=row.id,
            what=What(row.what),
            path=row.path,
            place=row.place,
            before_sha256=row.before_sha256,
            after_sha256=row.after_sha256,
            sent_sha256=row.sent_sha256,
            version=row.version,
            release_id=row.release_id,
            detail=row.detail,
            about=names.get(row.about_id, ""),
            who=names.get(row.by_id, ""),
            at=row.at,
        )
        for row in rows
    )


def team(reader: Reader, draft_id: int) -> tuple[Teammate, ...]:
    """Who may open a draft. Three statements."""
    owner_id = reader.execute(select(Draft.owner_id).where(Draft.id == draft_id)).scalar()
    rights: dict[int, set[Right]] = {} if owner_id is None else {owner_id: set(Right)}
    query = select(DraftRight.person_id, DraftRight.kind).where(DraftRight.draft_id == draft_id)
    for row in reader.execute(query.order_by(DraftRight.given_at, DraftRight.person_id, DraftRight.kind)):
        rights.setdefault(row.person_id, set()).add(Right(row.kind))
    names = accounts.names(reader, rights)
    return tuple(Teammate(one, names.get(one, ""), one == owner_id, frozenset(held)) for one, held in rights.items())


def comments(reader: Reader, draft_id: int, *, path: str | None = None) -> tuple[CommentLine, ...]:
    """What was said of a draft, or of one of its files, the oldest first. Two statements."""
    query = select(DraftComment).where(DraftComment.draft_id == draft_id).order_by(DraftComment.id)
    if path is not None:
        query = query.where(DraftComment.path == path)
    rows = reader.execute(query.with_only_columns(*DraftComment.__table__.columns)).all()
    names = accounts.names(reader, (number for row in rows for number in (row.author_id, row.resolved_by_id)))
    return tuple(
        CommentLine(
            id=row.id,
            path=row.path,
            place=row.place,
            text=row.text,
            author_id=row.author_id,
            who=names.get(row.author_id, ""),
            at=row.at,
            resolved_at=row.resolved_at,
            resolved_by=names.get(row.resolved_by_id, ""),
        )
        for row in rows
    )


def review_state(reader: Reader, draft_id: int, *, publisher: int) -> Reviewing:
    """The reviews of a draft, the latest first, and whether this person may publish its text. Four statements."""
    needed = reader.execute(select(Draft.needs_approval).where(Draft.id == draft_id)).scalar_one()
    files = select(DraftFile.path, DraftFile.sha256).where(DraftFile.draft_id == draft_id)
    text = digest({row.path: row.sha256 for row in reader.execute(files)})
    query = select(DraftReview).where(DraftReview.draft_id == draft_id).order_by(DraftReview.id)
    rows = reader.execute(query.with_only_columns(*DraftReview.__table__.columns)).all()
    names = accounts.names(reader, (number for row in rows for number in (row.by_id, row.of_id)))
    lines = (
        ReviewLine(
            step=ReviewStep(row.step),
            by=row.by_id,
            who=names.get(row.by_id, ""),
            of=names.get(row.of_id, ""),
            message=row.message,
            at=row.at,
            outdated=row.digest != text,
        )
        for row in reversed(rows)
    )
    approved = may_go_out((row for row in rows if row.digest == text), publisher=publisher)
    return Reviewing(needed, approved or not needed, tuple(lines))
