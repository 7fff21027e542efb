"""Who finished what a session asks, as far as whoever runs it may know (policy.told). Who has not is never told by
name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from lms.accounts.models import Consultation, Person
from lms.db import Reader
from lms.followup.cohorts.models import CohortCourse, CohortMember
from lms.learning.models import CourseCompletion, Enrolment, Learner

PRESENT = CohortMember.left_at.is_(None)
_NAME = func.trim(Person.given_name + " " + Person.family_name)


@dataclass(frozen=True)
class Finished:
    """Someone finished a course of the session."""

    person_id: int
    name: str
    course_key: str
    completed_at: datetime


def finished(*only: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who finished what was asked of her, as policy.told has it: the one place that counts and lists read."""
    since = and_(
        CourseCompletion.completed_at >= CohortMember.added_at,
        CourseCompletion.completed_at >= CohortCourse.assigned_at,
    )
    return (
        select(
            CohortMember.cohort_id,
            CohortMember.person_id,
            CohortCourse.course_key,
            CohortCourse.position,
            CourseCompletion.completed_at,
        )
        .join(CohortCourse, CohortCourse.cohort_id == CohortMember.cohort_id)
        .join(Learner, Learner.person_id == CohortMember.person_id)
        .join(Enrolment, and_(Enrolment.learner_id == Learner.id, Enrolment.course_key == CohortCourse.course_key))
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(PRESENT, or_(since, CohortMember.earlier_told_at.is_not(None)), *only)
    )


@dataclass(frozen=True)
class Look:
    """Somebody looks at people: `mark` is what is written of it for each of them, `since` when today began."""

    viewer_id: int
    mark: str
    since: datetime

    def written(self) -> Select[int]:
        """The people of whom it is written today."""
        return select(Consultation.person_id).where(
            Consultation.viewer_id == self.viewer_id, Consultation.what == self.mark, Consultation.at >= self.since
        )


def finished_by_name(reader: Reader, number: int, look: Look) -> tuple[Finished, ...]:
    """Who finished which course, by name: only people of whom this look is written today. To see the others, a form
    writes it first. One statement."""
    done = finished(CohortMember.cohort_id == number, CohortMember.person_id.in_(look.written())).subquery()
    query = (
        select(done.c.person_id, _NAME.label("name"), done.c.course_key, done.c.completed_at)
        .join(Person, Person.id == done.c.person_id)
        .order_by(Person.family_name, Person.given_name, Person.id, done.c.position)
    )
    return tuple(Finished(*row) for row in reader.execute(query))


def not_yet_told(reader: Reader, number: int, look: Look) -> Sequence[int]:
    """The people of a session of whom this look is not written yet."""
    query = select(CohortMember.person_id).where(CohortMember.cohort_id == number, PRESENT)
    unwritten = query.where(CohortMember.person_id.not_in(look.written())).order_by(CohortMember.person_id)
    return [row.person_id for row in reader.execute(unwritten)]
