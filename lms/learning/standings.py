"""Where many people stand at once, for what is written to them. Each function is a statement or two, whatever the
number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from lms.db import Reader
from lms.learning.behaviours import Behaviour
from lms.learning.models import (
    Answer,
    Attempt,
    CourseCompletion,
    Enrolment,
    Learner,
    LessonCompletion,
    Mark,
    QuizPass,
    StepDone,
)
from lms.learning.progress import Achieved, Journey, journey
from lms.learning.queries import Taken, gather_work

People = Collection[int] | Select[int]  # numbers of people, or the statement that gives them
JourneysOf = Mapping[int, Mapping[str, Journey]]  # person -> course key -> where she stands


def finished(reader: Reader, people: People, courses: Collection[str]) -> frozenset[tuple[int, str]]:
    """Who of these people has finished which of these courses: (person, course key). One statement."""
    query = (
        select(Learner.person_id, Enrolment.course_key)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Learner.person_id.in_(people), Enrolment.course_key.in_(courses))
    )
    return frozenset((row.person_id, row.course_key) for row in reader.execute(query) if row.person_id is not None)


def journeys_of(reader: Reader, people: People, taken: Iterable[Taken]) -> JourneysOf:
    """Where each of these people stands in the courses she has begun. Two statements."""
    outlines = {one.cover.key: one.cover.lessons for one in taken}
    steps: dict[int, list[tuple[str, str, str, datetime]]] = defaultdict(list)
    work = (
        select(
            Learner.person_id,
            Enrolment.course_key,
            Attempt.lesson_key,
            StepDone.step_key,
            func.max(StepDone.done_at).label("at"),
        )
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
        .join(StepDone, StepDone.attempt_id == Attempt.id)
        .where(Learner.person_id.in_(people), Enrolment.course_key.in_(outlines))
        .group_by(Learner.person_id, Enrolment.course_key, Attempt.lesson_key, StepDone.step_key)
        .order_by(Learner.person_id, Enrolment.course_key, Attempt.lesson_key)
    )
    for row in reader.execute(work):
        steps[row.person_id].append((row.course_key, row.lesson_key, row.step_key, row.at))
    achieved = _achieved(reader, people, outlines)
    found: dict[int, dict[str, Journey]] = defaultdict(dict)
    for person in sorted({*steps, *achieved}):
        works = gather_work(steps[person])
        for key, outline in outlines.items():
            here = journey(outline, achieved[person].get(key, Achieved()), works.get(key, {}))
            if here is not None:
                found[person][key] = here
    return found


def _achieved(reader: Reader, people: People, courses: Collection[str]) -> dict[int, dict[str, Achieved]]:
    query = (
        select(
            Learner.person_id,
            Enrolment.course_key,
            LessonCompletion.lesson_key,
            QuizPass.passed_at,
            CourseCompletion.completed_at,
        )
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .outerjoin(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
        .outerjoin(QuizPass, QuizPass.enrolment_id == Enrolment.id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Learner.person_id.in_(people), Enrolment.course_key.in_(courses))
    )
    found: dict[int, dict[str, Achieved]] = defaultdict(dict)
    for row in reader.execute(query):
        before = found[row.person_id].get(row.course_key, Achieved()).lessons
        found[row.person_id][row.course_key] = Achieved(
            before | {row.lesson_key} if row.lesson_key else before,
            quiz_passed=row.passed_at is not None,
            completed_at=row.completed_at,
        )
    return found


def missed_last(reader: Reader, people: People) -> Mapping[int, tuple[str, str]]:
    """The lesson that each of these people would do well to read again, (course key, lesson key): that of the last
    question she has not got right there yet. Nothing for who missed none. One statement."""
    latest = (
        select(func.max(Answer.id).label("answer_id"))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Learner.person_id.in_(people), Attempt.behaviour == Behaviour.PRACTICE)
        .group_by(Attempt.enrolment_id, Answer.question_key)
        .subquery()
    )
    any_mark = aliased(Mark)
    revision = select(func.max(any_mark.revision)).where(any_mark.answer_id == Answer.id).scalar_subquery()
    query = (
        select(Learner.person_id, Enrolment.course_key, Attempt.lesson_key)
        .select_from(latest)
        .join(Answer, Answer.id == latest.c.answer_id)
        .join(Mark, Mark.answer_id == Answer.id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Mark.revision == revision, Mark.points < Mark.out_of)
        .order_by(Answer.id)
    )
    return {row.person_id: (row.course_key, row.lesson_key) for row in reader.execute(query)}
