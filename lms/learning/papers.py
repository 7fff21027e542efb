"""What the pages of a quiz need: an attempt and its answers, its result, how many there were. One or two statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from lms import content, publishing
from lms.db import Reader
from lms.learning.attempts import AttemptUnknown
from lms.learning.behaviours import Behaviour, Rule
from lms.learning.marking import NEUTRALISE, RIGHT
from lms.learning.models import (
    Answer,
    Attempt,
    CourseCompletion,
    Enrolment,
    Learner,
    LessonCompletion,
    Mark,
    QuizPass,
    Regrade,
)
from lms.learning.results import Correction, Marked
from lms.learning.taking import release_taken
from lms.learning.who import Member

_ATTEMPT = (
    select(
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.release_id,
        Attempt.questions,
        Attempt.seed,
        Attempt.rule,
        Attempt.started_at,
        Attempt.due_at,
        Attempt.finished_at,
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Learner, Learner.id == Enrolment.learner_id)
    .where(
        Learner.person_id == bindparam("person"),
        Enrolment.course_key == bindparam("course"),
        Attempt.behaviour == bindparam("behaviour"),
        Attempt.id == bindparam("attempt"),
    )
)
_ANSWERS = (
    select(Answer.question_key, Answer.client_id, Answer.given)
    .where(Answer.attempt_id == bindparam("attempt"))
    .order_by(Answer.id)
)
_MARKED = (
    select(
        Answer.question_key,
        Answer.given,
        Mark.points,
        Mark.out_of,
        Mark.verdict,
        Regrade.kind,
        Regrade.reason,
        Regrade.release_id,
    )
    .join(Mark, Mark.answer_id == Answer.id)
    .outerjoin(Regrade, Regrade.id == Mark.regrade_id)
    .where(Answer.attempt_id == bindparam("attempt"))
    .order_by(Mark.revision)
)
_STANDING = (
    select(LessonCompletion.lesson_key, QuizPass.attempt_id, CourseCompletion.completed_at)
    .select_from(Enrolment)
    .outerjoin(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
    .outerjoin(QuizPass, QuizPass.enrolment_id == Enrolment.id)
    .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
    .where(Enrolment.id == bindparam("enrolment"))
)
_DOOR = (
    select(Learner.time_factor, Attempt.id, Attempt.rule, Attempt.due_at, Attempt.finished_at, RIGHT.label("right"))
    .select_from(Learner)
    .outerjoin(Enrolment, (Enrolment.learner_id == Learner.id) & (Enrolment.course_key == bindparam("course")))
    .outerjoin(Attempt, (Attempt.enrolment_id == Enrolment.id) & (Attempt.behaviour == bindparam("behaviour")))
    .where(Learner.person_id == bindparam("person"))
    .order_by(Attempt.id)
)


@dataclass(frozen=True)
class Saved:
    """The answer that counts so far, and its form's id."""

    given: content.Given
    client_id: str


@dataclass(frozen=True)
class Paper:
    """An attempt as it is worked on. `saved` has the questions answered so far."""

    attempt_id: int
    enrolment_id: int
    release_id: str
    cover: content.PublishedCourse
    questions: tuple[content.Question, ...]
    saved: Mapping[str, Saved]
    seed: int
    rule: Rule
    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None

    def is_over(self, at: datetime) -> bool:
        return self.due_at is not None and at > self.due_at


@dataclass(frozen=True)
class Result:
    """A handed-in attempt. `passed` stays true of the attempt that gave the pass, whatever was regraded since.

    `lessons_left` are those of the attempt's own release that are not done.
    """

    paper: Paper
    marked: tuple[Marked, ...]
    right: int
    passed: bool
    lessons_left: tuple[content.LessonOutline, ...]
    completed_at: datetime | None


@dataclass(frozen=True)
class PastAttempt:
    id: int
    rule: Rule
    right: int
    finished_at: datetime


@dataclass(frozen=True)
class Door:
    """Before an attempt: the rule it would have, what went before, and the attempt under way if there is one.

    `left` is how many attempts remain, None without a limit; `until` is when the next may start, if not now.
    """

    cover: content.PublishedCourse
    rule: Rule
    time_factor: int
    past: tuple[PastAttempt, ...]
    open_id: int | None
    left: int | None
    until: datetime | None


def door(reader: Reader, who: Member, course_key: str, behaviour: Behaviour, *, at: datetime) -> Door:
    """What someone finds before a quiz. Two statements once the texts are in memory. Raises CourseUnknown."""
    release = release_taken(reader, who, course_key)
    asked = {"person": who.person_id, "course": course_key, "behaviour": behaviour}
    rows = reader.execute(_DOOR, asked).all()
    factor = rows[0].time_factor if rows else 1
    rows = [row for row in rows if row.id is not None]
    rule = Rule.of(behaviour, release.cover, len(publishing.bank(reader, release.release_id)), time_factor=factor)
    past = tuple(
        PastAttempt(row.id, Rule.from_json(row.rule), row.right, row.finished_at) for row in rows if row.finished_at
    )
    under_way = [row.id for row in rows if row.finished_at is None]
    until = rule.next_at(past[-1].finished_at) if past and not under_way else None
    return Door(
        cover=release.cover,
        rule=rule,
        time_factor=factor,
        past=past,
        open_id=under_way[0] if under_way else None,
        left=None if rule.attempts is None else max(0, rule.attempts - len(rows)),
        until=until if until is not None and until > at else None,
    )


def paper(reader: Reader, who: Member, course_key: str, behaviour: Behaviour, attempt_id: int) -> Paper:
    """An attempt of hers. Two statements once the texts are in memory. Raises AttemptUnknown."""
    found = _paper(reader, who, course_key, behaviour, attempt_id)
    rows = reader.execute(_ANSWERS, {"attempt": attempt_id})
    return replace(found, saved={row.question_key: Saved(row.given, row.client_id) for row in rows})


def result(reader: Reader, who: Member, course_key: str, behaviour: Behaviour, attempt_id: int) -> Result | None:
    """What an attempt of hers gave, None as long as it is not handed in. Three statements. Raises AttemptUnknown,
    also when its answers were forgotten after a year.

    Nothing here comes from another release than the attempt's, except a key that was corrected.
    """
    found = _paper(reader, who, course_key, behaviour, attempt_id)
    if found.finished_at is None:
        return None
    latest = {row.question_key: row for row in reader.execute(_MARKED, {"attempt": attempt_id})}
    if found.questions and not latest:
        raise AttemptUnknown(attempt_id)  # its detail was forgotten after a year; what it gave is not
    marked = []
    for question in found.questions:
        row = latest[question.key]
        corrected = publishing.bank(reader, row.release_id)[question.key] if row.release_id else question
        grade = content.Grade(row.points, row.out_of, content.Verdict(row.verdict))
        correction = Correction(row.kind == NEUTRALISE, row.reason) if row.kind else None
        marked.append(Marked(corrected, row.given, grade, correction))
    right = sum(one.right for one in marked)
    standing = reader.execute(_STANDING, {"enrolment": found.enrolment_id}).all()
    done = {row.lesson_key for row in standing}
    return Result(
        paper=found,
        marked=tuple(marked),
        right=right,
        passed=right >= found.rule.needed or standing[0].attempt_id == attempt_id,
        lessons_left=tuple(lesson for lesson in found.cover.lessons if lesson.key not in done),
        completed_at=standing[0].completed_at,
    )


def _paper(reader: Reader, who: Member, course_key: str, behaviour: Behaviour, attempt_id: int) -> Paper:
    asked = {"person": who.person_id, "course": course_key, "behaviour": behaviour, "attempt": attempt_id}
    row = reader.execute(_ATTEMPT, asked).first()
    if row is None:
        raise AttemptUnknown(attempt_id)
    bank = publishing.bank(reader, row.release_id)
    return Paper(
        attempt_id=row.id,
        enrolment_id=row.enrolment_id,
        release_id=row.release_id,
        cover=publishing.cover(reader, row.release_id),
        questions=tuple(bank[key] for key in row.questions),
        saved={},
        seed=row.seed,
        rule=Rule.from_json(row.rule),
        started_at=row.started_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
    )
