"""Lists of tasks, prepared for their templates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lms import learning
from lms.learning import Todo

PER_PAGE = 12  # what fits in 300 elements, each with its note
PRINTED = 60


@dataclass(frozen=True)
class Group:
    """The tasks of a module. `title` is empty for modules that are not published any more."""

    title: str
    tasks: tuple[Todo, ...]


@dataclass(frozen=True)
class TaskList:
    """A page of the tasks to do, or of those done. `previous` and `next` are page numbers, None without one."""

    done_shown: bool
    groups: tuple[Group, ...]
    left: int
    done: int
    page: int
    previous: int | None
    next: int | None
    ticked: Todo | None


def prepare_list(
    tasks: Sequence[Todo], *, done: bool, page: int, per_page: int = PER_PAGE, ticked: str = ""
) -> TaskList:
    """`ticked` is the « module/task » that was just said to be done."""
    chosen = [task for task in tasks if (task.done_at is not None) == done]
    pages = max(1, -(-len(chosen) // per_page))
    page = min(page, pages)
    shown = chosen[(page - 1) * per_page : page * per_page]
    finished = sum(task.done_at is not None for task in tasks)
    return TaskList(
        done_shown=done,
        groups=tuple(Group(title, tuple(some)) for title, some in groupby(shown, key=lambda task: task.course_title)),
        left=len(tasks) - finished,
        done=finished,
        page=page,
        previous=page - 1 if page > 1 else None,
        next=page + 1 if page < pages else None,
        ticked=next((one for one in tasks if one.done_at and f"{one.course_key}/{one.key}" == ticked), None),
    )


def find(tasks: Sequence[Todo], course_key: str, task_key: str) -> Todo:
    """One of someone's tasks. Raises learning.TaskUnknown for any other."""
    for task in tasks:
        if (task.course_key, task.key) == (course_key, task_key):
            return task
    raise learning.TaskUnknown(task_key)


def anchor(course_key: str, task_key: str) -> str:
    """The id of a task in a page; the template writes the same."""
    return f"tache-{course_key}-{task_key}"
