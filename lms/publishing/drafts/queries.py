"""What pages need of drafts. Names are empty for who erased herself, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from lms import accounts
from lms.db import Reader
from lms.publishing.drafts.desk import DraftUnknown
from lms.publishing.drafts.models import Draft, DraftFile, DraftReview, DraftRight, ScheduledPublication
from lms.publishing.drafts.policy import Act, Right, Standing
from lms.publishing.drafts.words import Manifest, Outcome, ReviewStep, State, digest, state_of
from lms.publishing.models import Course, CurrentRelease, Publication, Release, ReleaseFile


@dataclass(frozen=True)
class Scheduled:
    """The last publication that was scheduled: waiting, or failed for a reason in French."""

    release_id: str
    publish_at: datetime
    outcome: Outcome
    failure: str


@dataclass(frozen=True)
class ListedDraft:
    """A draft in someone's list. `behind`: a release was published from elsewhere since this text began; `to_review`:
    her review is awaited."""

    id: int
    course_key: str
    title: str
    state: State
    standing: Standing
    behind: bool
    to_review: bool
    scheduled: Scheduled | None
    changed_at: datetime
    changed_by: str
    deleted_at: datetime | None


@dataclass(frozen=True)
class FileLine:
    """A file of a draft, without its bytes."""

    path: str
    sha256: str
    size: int
    version: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class OpenDraft:
    """A draft as one of its authors opens it. `digest` names the state of its text: releasing.Shown wants it back."""

    listed: ListedDraft
    owner_id: int | None
    owner: str
    needs_approval: bool
    created_at: datetime
    base_release_id: str | None
    current_release_id: str | None
    digest: str
    files: tuple[FileLine, ...]

    @property
    def id(self) -> int:
        return self.listed.id

    @property
    def manifest(self) -> Manifest:
        return {file.path: file.sha256 for file in self.files}

    def may(self, act: Act) -> bool:
        return self.listed.standing.may(act)


def my_drafts(reader: Reader, person_id: int, *, deleted: bool = False) -> tuple[ListedDraft, ...]:
    """What someone owns or shares, the latest changed first; or what was deleted of hers. Four statements."""
    query = _drafts_of(person_id).where(Draft.deleted_at.is_not(None) if deleted else Draft.deleted_at.is_(None))
    if deleted:
        query = query.where(Draft.owner_id == person_id)
    rows = reader.execute(query.order_by(Draft.changed_at.desc(), Draft.id)).all()
    return tuple(one.listed for one in _opened(reader, person_id, rows))


def draft(reader: Reader, course_key: str, person_id: int, *, deleted: bool = False) -> OpenDraft:
    """A draft that someone owns or shares. Four statements. Raises DraftUnknown, for a stranger too."""
    query = _drafts_of(person_id).where(Draft.course_key == course_key)
    query = query.where(Draft.deleted_at.is_not(None) if deleted else Draft.deleted_at.is_(None))
    found = _opened(reader, person_id, reader.execute(query).all())
    if not found:
        raise DraftUnknown(course_key)
    return found[0]


def _drafts_of(person_id: int) -> Select[Any]:
    """The drafts someone owns or shares: a row for each, or for each of her rights."""
    asked, given = aliased(DraftReview), aliased(DraftReview)
    answered = select(given.id).where(
        given.draft_id == asked.draft_id, given.by_id == person_id, given.step != ReviewStep.ASKED, given.id > asked.id
    )
    awaited = select(asked.id).where(asked.draft_id == Draft.id, asked.of_id == person_id, ~answered.exists())
    published = (
        select(Publication.id)
        .join(Release, Release.id == Publication.release_id)
        .where(Release.course_key == Draft.course_key)
    )
    last = select(func.max(ScheduledPublication.id)).where(ScheduledPublication.draft_id == Draft.id)
    hers = (DraftRight.draft_id == Draft.id) & (DraftRight.person_id == person_id)
    columns: list[Any] = [
        Draft.id,
        Draft.course_key,
        Draft.title,
        Draft.owner_id,
        Draft.created_at,
        Draft.changed_at,
        Draft.base_release_id,
        Draft.needs_approval,
        Draft.deleted_at,
        DraftRight.kind,
        CurrentRelease.release_id.label("current_id"),
        awaited.exists().label("to_review"),
        published.exists().label("published_once"),
        ScheduledPublication.release_id.label("scheduled_id"),
        ScheduledPublication.publish_at,
        ScheduledPublication.outcome,
        ScheduledPublication.failure,
    ]
    return (
        select(*columns)
        .select_from(Draft)
        .outerjoin(DraftRight, hers)
        .outerjoin(CurrentRelease, CurrentRelease.course_key == Draft.course_key)
        .outerjoin(ScheduledPublication, ScheduledPublication.id == last.correlate(Draft).scalar_subquery())
        .where(or_(Draft.owner_id == person_id, DraftRight.person_id.is_not(None)))
    )


def _opened(reader: Reader, person_id: int, rows: Iterable[Row[Any]]) -> list[OpenDraft]:
    """Those drafts with their files and their state. Three statements."""
    firsts: dict[int, Row[Any]] = {}
    rights: dict[int, set[Right]] = {}
    for row in rows:
        firsts.setdefault(row.id, row)
        rights.setdefault(row.id, set()).update({Right(row.kind)} if row.kind else ())
    if not firsts:
        return []
    query = select(DraftFile).where(DraftFile.draft_id.in_(firsts)).order_by(DraftFile.draft_id, DraftFile.path)
    files: dict[int, list[Row[Any]]] = {}
    for row in reader.execute(query.with_only_columns(*DraftFile.__table__.columns)):
        files.setdefault(row.draft_id, []).append(row)
    texts = _manifests(reader, {row.current_id for row in firsts.values() if row.current_id})
    people = {row.changed_by_id for lines in files.values() for row in lines} | {
        row.owner_id for row in firsts.values()
    }
    names = accounts.names(reader, people)
    return [
        _open(row, files.get(row.id, []), Standing(row.owner_id == person_id, frozenset(rights[row.id])), texts, names)
        for row in firsts.values()
    ]


def _open(
    row: Row[Any],
    files: list[Row[Any]],
    standing: Standing,
    texts: dict[str, Manifest],
    names: Mapping[int | None, str],
) -> OpenDraft:
    text = {file.path: file.sha256 for file in files}
    state = state_of(text, texts.get(row.current_id), published_once=row.published_once)
    last = max(files, key=lambda file: file.changed_at, default=None)
    shows = row.outcome in (Outcome.WAITING, Outcome.FAILED)
    scheduled = Scheduled(row.scheduled_id, row.publish_at, Outcome(row.outcome), row.failure) if shows else None
    listed = ListedDraft(
        id=row.id,
        course_key=row.course_key,
        title=row.title,
        state=state,
        standing=standing,
        behind=state is State.CHANGED and row.base_release_id != row.current_id,
        to_review=row.to_review,
        scheduled=scheduled,
        changed_at=row.changed_at,
        changed_by=names.get(last.changed_by_id, "") if last else "",
        deleted_at=row.deleted_at,
    )
    return OpenDraft(
        listed=listed,
        owner_id=row.owner_id,
        owner=names.get(row.owner_id, ""),
        needs_approval=row.needs_approval,
        created_at=row.created_at,
        base_release_id=row.base_release_id,
        current_release_id=row.current_id,
        digest=digest(text),
        files=tuple(
            FileLine(one.path, one.sha256, one.size, one.version, one.changed_at, names.get(one.changed_by_id, ""))
            for one in files
        ),
    )


def _manifests(reader: Reader, release_ids: set[str]) -> dict[str, Manifest]:
    found: dict[str, dict[str, str]] = {}
    query = select(ReleaseFile.release_id, ReleaseFile.path, ReleaseFile.sha256)
    for row in reader.execute(query.where(ReleaseFile.release_id.in_(sorted(release_ids)))):
        found.setdefault(row.release_id, {})[row.path] = row.sha256
    return dict(found)


def keys_taken(reader: Reader) -> frozenset[str]:
    """The keys that a new course cannot have. One statement."""
    return frozenset(reader.execute(select(Draft.course_key).union(select(Course.key))).scalars())


def course_of(reader: Reader, draft_id: int) -> str:
    """The key of the course of a draft. Raises DraftUnknown."""
    key: str | None = reader.execute(select(Draft.course_key).where(Draft.id == draft_id)).scalar()
    if key is None:
        raise DraftUnknown(draft_id)
    return key
