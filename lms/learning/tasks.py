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
from lms.learning.queries import Taken, WorkOf, gather_work, journeys_from
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


# One statement for the steps of all lessons and for the notes: « Mon parcours » needs both.
_MEMBER = select(Learner.id).where(Learner.person_id == bindparam("person")).scalar_subquery()
_EMPTY: ColumnElement[str] = literal_column("''")
_NONE: ColumnElement[int] = literal_column("0")
_STEPS_AND_NOTES: CompoundSelect[Any] = union_all(
    select(
        TaskNote.course_key,
        TaskNote.lesson_key,
        TaskNote.task_key.label("key"),
        TaskNote.done_at.label("at"),
        TaskNote.noted_at,
        TaskNote.text,
        TaskNote.note,
        TaskNote.version,
        literal_column("1").label("is_note"),
    ).where(TaskNote.learner_id == _MEMBER),
    select(
        Enrolment.course_key,
        Attempt.lesson_key,
        StepDone.step_key,
        func.max(StepDone.done_at),
        null(),
        _EMPTY,
        _EMPTY,
        _NONE,
        _NONE,
    )
    .join(Attempt, Attempt.id == StepDone.attempt_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Enrolment.learner_id == _MEMBER)
    .group_by(Enrolment.course_key, Attempt.lesson_key, StepDone.step_key),
)
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
    """Where someone stands in each of these courses, and all her tasks. As many statements as `journeys`."""
    releases = tuple(taken)
    work, notes = _work_and_notes(reader, member)
    return Overview(journeys_from(reader, member, work, releases), to_do(releases, work, notes))


def tasks(reader: Reader, member: Member, taken: Iterable[Taken]) -> tuple[Todo, ...]:
    """All the tasks of someone, in the order of these courses. One statement."""
    return to_do(tuple(taken), *_work_and_notes(reader, member))


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


def _work_and_notes(reader: Reader, member: Member) -> tuple[WorkOf, Notes]:
    steps, notes = [], {}
    for row in reader.execute(_STEPS_AND_NOTES, {"person": member.person_id}):
        if row.is_note:
            kept = Noted(row.lesson_key, row.text, row.at, row.note, row.version, row.noted_at)
            notes[row.course_key, row.key] = kept
        else:
            steps.append((row.course_key, row.lesson_key, row.key, row.at))
    return gather_work(steps), notes


def _kept(noted: Noted | None) -> tuple[datetime | None, str, int, datetime | None]:
    return (noted.done_at, noted.note, noted.version, noted.noted_at) if noted else (None, "", 0, None)
