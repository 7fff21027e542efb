"""A text becomes the current release at a moment, with nobody there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select, update
from sqlalchemy.orm import Session

from lms.db import Reader
from lms.publishing import notes
from lms.publishing.drafts.desk import Desk, open_desk
from lms.publishing.drafts.models import ScheduledPublication
from lms.publishing.drafts.policy import Act
from lms.publishing.drafts.releasing import Announcement, HasProblems, KeyChanged, Shown, pressed, read_sound
from lms.publishing.drafts.reviewing import is_approved
from lms.publishing.drafts.words import Outcome, What, digest
from lms.publishing.models import Release
from lms.publishing.operations import Press, Published, make_current, store
from lms.publishing.queries import release_files, release_manifest


class MomentPassed(ValueError):
    """A publication is scheduled for later."""


@dataclass(frozen=True)
class Due:
    """What became of a scheduled publication whose moment has come: a release, or why not, in French."""

    course_key: str
    title: str
    published: Published | None
    failure: str


def schedule(
    session: Session,
    draft_id: int,
    shown: Shown,
    said: Announcement,
    publish_at: datetime,
    *,
    by: int,
    press: Press,
    client_id: str,
    at: datetime,
) -> str:
    """Have the text that was shown become the current release at a moment; return the stored release.

    It replaces what was scheduled before. Later changes of the draft do not touch it. Raises as `publish_draft`, and
    MomentPassed.
    """
    desk = open_desk(session, draft_id, Act.PUBLISH, by=by, client_id=client_id, at=at)
    if desk.is_twin(What.SCHEDULE):
        return str(desk.done_before()[0].release_id)
    if publish_at <= at:
        raise MomentPassed(publish_at)
    release = pressed(desk, shown, press)
    cancel_scheduled(desk)
    told = {"message": said.message, "what_changed": notes.to_text(said.what_changed), "failure": ""}
    planned = {"draft_id": draft_id, "release_id": release.id, "publish_at": publish_at, "outcome": Outcome.WAITING}
    session.add(ScheduledPublication(**planned | told | {"by_id": by, "scheduled_at": at}))
    desk.record(What.SCHEDULE, release_id=release.id, detail=publish_at.isoformat())
    session.flush()
    return release.id


def unschedule(session: Session, draft_id: int, *, by: int | None, client_id: str, at: datetime) -> None:
    """Cancel what was scheduled. Twice is once. Raises DraftUnknown, NotAllowed, FormReused."""
    desk = open_desk(session, draft_id, Act.PUBLISH, by=by, client_id=client_id, at=at)
    if not desk.is_twin(What.UNSCHEDULE) and cancel_scheduled(desk):
        desk.record(What.UNSCHEDULE)
        session.flush()


def cancel_scheduled(desk: Desk) -> bool:
    """Cancel what waits at a desk; tell whether something did."""
    waiting = (ScheduledPublication.draft_id == desk.draft.id, ScheduledPublication.outcome == Outcome.WAITING)
    ended = update(ScheduledPublication).where(*waiting).values(outcome=Outcome.CANCELLED, ended_at=desk.at)
    return desk.session.execute(ended.returning(ScheduledPublication.id)).first() is not None


def _count(outcome: Outcome) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(ScheduledPublication)
    return counted.where(ScheduledPublication.outcome == outcome).scalar_subquery()


# What an operator follows, as parts of one statement.
GAUGES: Mapping[str, ScalarSelect[int]] = {
    "publications_waiting": _count(Outcome.WAITING),
    "publications_failed": _count(Outcome.FAILED),
}


def anything_due(reader: Reader, *, at: datetime) -> bool:
    """Whether the moment of a scheduled publication has come. One statement."""
    return reader.execute(_first(at)).first() is not None


def publish_due(session: Session, *, press: Press, at: datetime) -> Due | None:
    """Publish the scheduled text whose moment came first; None when there is none.

    One for each transaction, so that none waits for another; the caller goes on until None, and runs
    learning.award_everyone in the same transaction when something was published. What cannot be published any more (a
    cited fact has changed, an approval was taken back) fails once, and says why.
    """
    found = _take(session, at)
    return _publish_planned(*found, press) if found else None


def fail_due(session: Session, *, reason: str, at: datetime) -> Due | None:
    """Give up the scheduled text whose moment came first, after an accident; `reason` is in French."""
    found = _take(session, at)
    if found is None:
        return None
    desk, planned = found
    _fail(desk, planned, reason)
    return Due(desk.draft.course_key, desk.draft.title, None, reason)


def _first(at: datetime) -> Select[int, int]:
    due = (ScheduledPublication.outcome == Outcome.WAITING, ScheduledPublication.publish_at <= at)
    query = select(ScheduledPublication.id, ScheduledPublication.draft_id).where(*due)
    return query.order_by(ScheduledPublication.publish_at, ScheduledPublication.id).limit(1)


def _take(session: Session, at: datetime) -> tuple[Desk, ScheduledPublication] | None:
    """The first text that is due, its draft locked before it as everywhere else."""
    while (row := session.execute(_first(at)).first()) is not None:
        desk = open_desk(session, row.draft_id, Act.PUBLISH, by=None, client_id="", at=at)
        fresh = select(ScheduledPublication).where(
            ScheduledPublication.id == row.id, ScheduledPublication.outcome == Outcome.WAITING
        )
        planned = session.scalars(fresh.execution_options(populate_existing=True)).first()
        if planned is not None:  # else another worker was first
            return desk, planned
    return None


def _publish_planned(desk: Desk, planned: ScheduledPublication, press: Press) -> Due:
    draft, session = desk.draft, desk.session
    failure = _obstacle(desk, planned, press)
    if failure:
        _fail(desk, planned, failure)
        return Due(draft.course_key, draft.title, None, failure)
    release = session.get_one(Release, planned.release_id)
    changed = notes.from_text(planned.what_changed)
    done = make_current(
        session, release, by_id=planned.by_id, message=planned.message, what_changed=changed, at=desk.at
    )
    planned.outcome, planned.ended_at = Outcome.DONE, desk.at
    draft.base_release_id = release.id
    desk.record(What.PUBLISH, release_id=release.id, detail=planned.message, by_id=planned.by_id)
    session.flush()
    return Due(draft.course_key, draft.title, done, "")


def _obstacle(desk: Desk, planned: ScheduledPublication, press: Press) -> str:
    """Why a stored text cannot be published today, in French; "" when it can, rendered as it must be."""
    draft, session = desk.draft, desk.session
    manifest = release_manifest(session, planned.release_id)
    if draft.needs_approval and not is_approved(session, draft.id, digest(manifest), publisher=planned.by_id):
        return "cette version n’a pas été approuvée"
    files = release_files(session, draft.course_key, planned.release_id)
    try:
        store(session, read_sound(files, draft.course_key, press, desk.at, outdated_ok=True), files, press)
    except HasProblems as error:
        return f"à cette date, le module a un problème : {error.problems[0]}"[:500]
    except KeyChanged:
        return "la clé du module a changé"
    return ""


def _fail(desk: Desk, planned: ScheduledPublication, reason: str) -> None:
    planned.outcome, planned.ended_at, planned.failure = Outcome.FAILED, desk.at, reason[:500]
    desk.record(What.PUBLISH_FAILED, release_id=planned.release_id, detail=reason[:500])
    desk.session.flush()
