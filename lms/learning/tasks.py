"""What to do at the mairie: the tasks of the lessons someone has begun, what she ticked, what she noted.

Going past a task in a lesson says that it was seen. It is done only when she says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    bindparam,
    func,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from lms import publishing
from lms.db import Reader, insert_once
from lms.learning.models import Attempt, Enrolment, Learner, StepDone, TaskNote
from lms.learning.operations import learner_of
from lms.learning.progress import Journey
from lms.learning.queries import STANDS, Taken, WorkOf, gather_achieved, gather_work, journeys_from
from lms.learning.taking import release_taken
from lms.learning.who import Member, Who

NOTE_LENGTH = 1000


class TaskUnknown(Exception):
    """No published course has this task, and this person has kept nothing of it."""


class NoteConflict(Exception):
    """The note was saved from elsewhere since it was shown. What is stored stands."""


@dataclass(frozen=True)
class Noted:
    """What someone keeps of a task. `text` is the task as it was when she last touched it."""

    lesson_key: str
    text: str
    done_at: datetime | None
    note: str
    version: int
    noted_at: datetime | None

    @property
    def worth_showing(self) -> bool:
        """Whether something is left of it: not so once unticked and erased."""
        return self.done_at is not None or self.note != ""


@dataclass(frozen=True)
class Todo:
    """A task in someone's list. `lesson_title` is empty when no published lesson proposes it any more;
    `course_title` is empty when the course is not published any more, `minutes` is then 0."""

    course_key: str
    course_title: str
    lesson_key: str
    lesson_title: str
    key: str
    text: str
    minutes: int
    with_whom: str
    done_at: datetime | None
    note: str
    version: int
    noted_at: datetime | None


@dataclass(frozen=True)
class Overview:
    """All of someone's work at a glance: where she stands in each course, and what to do at the mairie."""

    journeys: Mapping[str, Journey]
    tasks: tuple[Todo, ...]


Notes = Mapping[tuple[str, str], Noted]  # (course key, task key) -> what is kept


# One statement for what stands, for the steps of all lessons and for the notes: « Mon parcours » needs all three.
_MEMBER = select(Learner.id).where(Learner.person_id == bindparam("person")).scalar_subquery()
_EMPTY: ColumnElement[str] = literal_column("''")
_NONE: ColumnElement[int] = literal_column("0")
_NOTES = select(
    TaskNote.course_key,
    TaskNote.lesson_key,
    TaskNote.task_key.label("key"),
    TaskNote.done_at.label("at"),
    TaskNote.noted_at,
    null().label("started_at"),
    null().label("finished_at"),
    TaskNote.text,
    TaskNote.note,
    TaskNote.version,
    literal_column("'note'").label("what"),
).where(TaskNote.learner_id == _MEMBER)
_STEPS = (
    select(
        Enrolment.course_key,
        Attempt.lesson_key,
        StepDone.step_key,
        func.max(StepDone.done_at),
        *(null() for _ in range(3)),
        _EMPTY,
        _EMPTY,
        _NONE,
        literal_column("'step'"),
    )
    .join(Attempt, Attempt.id == StepDone.attempt_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Enrolment.learner_id == _MEMBER)
    .group_by(Enrolment.course_key, Attempt.lesson_key, StepDone.step_key)
)
_STANDS = STANDS.where(Enrolment.learner_id == _MEMBER).add_columns(
    _EMPTY.label("text"), _EMPTY.label("note"), _NONE.label("version"), literal_column("'stands'").label("what")
)
_STEPS_AND_NOTES: CompoundSelect[Any] = union_all(_NOTES, _STEPS)
_ALL: CompoundSelect[Any] = union_all(_STANDS, _NOTES, _STEPS)  # the first gives its names to the columns of all
_DONE_AT = (
    select(TaskNote.done_at)
    .join(Learner, Learner.id == TaskNote.learner_id)
    .where(
        Learner.person_id == bindparam("person"),
        TaskNote.course_key == bindparam("course"),
        TaskNote.task_key == bindparam("task"),
    )
)


def overview(reader: Reader, member: Member, taken: Iterable[Taken]) -> Overview:
    """Where someone stands in each of these courses, and all her tasks. One statement."""
    releases = tuple(taken)
    rows = reader.execute(_ALL, {"person": member.person_id}).all()
    achieved = gather_achieved(row for row in rows if row.what == "stands")
    work, notes = _gather(row for row in rows if row.what != "stands")
    return Overview(journeys_from(work, achieved, releases), to_do(releases, work, notes))


def tasks(reader: Reader, member: Member, taken: Iterable[Taken]) -> tuple[Todo, ...]:
    """All the tasks of someone, in the order of these courses. One statement."""
    return to_do(tuple(taken), *_gather(reader.execute(_STEPS_AND_NOTES, {"person": member.person_id})))


def to_do(taken: Iterable[Taken], work: WorkOf, notes: Notes) -> tuple[Todo, ...]:
    """The tasks of the lessons that were begun, then those that only her notes remember. Pure."""
    found, left = [], dict(notes)
    titles = {}
    for release in taken:
        course = release.cover
        titles[course.key] = course.title
        for lesson in course.lessons:
            begun = lesson.key in work.get(course.key, {})
            for task in lesson.tasks:
                noted = left.pop((course.key, task.key), None)
                if begun or (noted is not None and noted.worth_showing):
                    place = (course.key, course.title, lesson.key, lesson.title, task.key)
                    found.append(Todo(*place, task.text, task.minutes, task.with_whom, *_kept(noted)))
    for (course_key, key), noted in sorted(left.items()):
        if noted.worth_showing:
            place = (course_key, titles.get(course_key, ""), noted.lesson_key, "", key)
            found.append(Todo(*place, noted.text, 0, "", *_kept(noted)))
    order = [*titles]
    return tuple(sorted(found, key=lambda todo: order.index(todo.course_key) if todo.course_title else len(order)))


def task_done_at(reader: Reader, who: Who | None, course_key: str, task_key: str) -> datetime | None:
    """When someone said she had done a task, None if she has not. One statement, none for a visitor."""
    if not isinstance(who, Member):
        return None
    asked = {"person": who.person_id, "course": course_key, "task": task_key}
    return reader.execute(_DONE_AT, asked).scalar_one_or_none()


def tick(session: Session, member: Member, course_key: str, task_key: str, *, done: bool, at: datetime) -> None:
    """Say that a task is done, or is to do again. Twice is once: the first date stays. Raises TaskUnknown."""
    row = _place(session, member, course_key, task_key, at)
    if done:
        session.execute(update(TaskNote).where(*row, TaskNote.done_at.is_(None)).values(done_at=at))
    else:
        session.execute(update(TaskNote).where(*row).values(done_at=None))


def write_note(
    session: Session, member: Member, course_key: str, task_key: str, note: str, *, version: int, at: datetime
) -> None:
    """Save the note of a task over the `version` that was shown. Sent twice, it is saved once.

    Raises NoteConflict when another one was saved since, TaskUnknown.
    """
    row = _place(session, member, course_key, task_key, at)
    saved = (
        update(TaskNote)
        .where(*row, TaskNote.version == version, TaskNote.note != note)
        .values(note=note, version=version + 1, noted_at=at)
        .returning(TaskNote.version)
    )
    if session.execute(saved, execution_options={"synchronize_session": False}).first() is not None:
        return
    if session.execute(select(TaskNote.note).where(*row)).scalar_one() != note:
        raise NoteConflict(task_key)


def _place(
    session: Session, member: Member, course_key: str, task_key: str, at: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Make sure that someone has a row for a task, with its present words; return what finds it. Raises TaskUnknown."""
    learner_id = learner_of(session, member, at)
    row = (TaskNote.learner_id == learner_id, TaskNote.course_key == course_key, TaskNote.task_key == task_key)
    published = _published(session, member, course_key, task_key)
    if published is None:
        if session.execute(select(TaskNote.version).where(*row)).first() is None:
            raise TaskUnknown(task_key)
        return row
    new = {"learner_id": learner_id, "course_key": course_key, "task_key": task_key, "note": "", "version": 0}
    if not insert_once(session, TaskNote, new | published):
        session.execute(update(TaskNote).where(*row).values(**published))
    return row


def _published(session: Session, member: Member, course_key: str, task_key: str) -> dict[str, object] | None:
    """The lesson and the words of a task in the release she takes of a course, None when it has none."""
    try:
        cover = release_taken(session, member, course_key).cover
    except publishing.CourseUnknown:
        return None
    for lesson in cover.lessons:
        for task in lesson.tasks:
            if task.key == task_key:
                return {"lesson_key": lesson.key, "text": task.text}
    return None


def _gather(rows: Iterable[Any]) -> tuple[WorkOf, Notes]:
    """Steps and notes put together, from rows of either statement."""
    steps, notes = [], {}
    for course_key, lesson_key, key, at, noted_at, _, _, text, note, version, what in rows:
        if what == "note":
            notes[course_key, key] = Noted(lesson_key, text, at, note, version, noted_at)
        else:
            steps.append((course_key, lesson_key, key, at))
    return gather_work(steps), notes


def _kept(noted: Noted | None) -> tuple[datetime | None, str, int, datetime | None]:
    return (noted.done_at, noted.note, noted.version, noted.noted_at) if noted else (None, "", 0, None)
