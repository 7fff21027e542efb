"""Which release of a course someone takes: the current one, or, once the course is archived, the one she was on."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from lms import publishing
from lms.db import Reader
from lms.learning.models import Attempt, Enrolment, Learner
from lms.learning.who import OfLearner, Who

_LAST = OfLearner(
    select(Attempt.release_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .where(Enrolment.course_key == bindparam("course"))
    .order_by(Attempt.id.desc())
    .limit(1)
)
_LAST_IDS = OfLearner(
    select(func.max(Attempt.id))
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .where(Enrolment.course_key.in_(bindparam("courses", expanding=True)))
    .group_by(Enrolment.course_key)
)


def release_taken(reader: Reader, who: Who | None, course_key: str) -> publishing.CurrentRelease:
    """The release of a course for this person. One statement, three when the course is archived.

    Raises publishing.CourseUnknown, also for who has not begun a course that is archived.
    """
    try:
        return publishing.current_release(reader, course_key)
    except publishing.CourseUnknown:
        last = reader.execute(*_LAST.of(who, course=course_key)).scalar() if who is not None else None
        if last is None:
            raise
    return publishing.past_release(reader, last)


def releases_taken(reader: Reader, who: Who | None) -> tuple[publishing.CurrentRelease, ...]:
    """The catalogue, then the archived courses that someone has begun. One statement, more if some are archived."""
    shelf = publishing.shelf(reader)
    if who is None or not shelf.hidden:
        return shelf.current
    ids = reader.execute(*_LAST_IDS.of(who, courses=sorted(shelf.hidden))).scalars().all()
    begun = reader.execute(select(Attempt.release_id).where(Attempt.id.in_(ids)).order_by(Attempt.id)).scalars()
    return (*shelf.current, *(publishing.past_release(reader, release_id) for release_id in begun.all()))
