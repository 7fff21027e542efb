"""A long list, looked at then brought in by a worker: the work, and the words of how far it is.

Looking writes nothing but how far it is. Bringing in writes all in one transaction, with the end of the job: a worker
that is stopped leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lms import accounts, db
from lms.accounts import rosters, territories
from lms.accounts.rosters import Counts, NotASheet, PlanChanged, Survey
from lms.accounts.territories import Named
from lms.content import typographic
from lms.jobs import Progress, Refused, Runner, State, Task
from lms.web.admin.bringing import marker, one_of, write_to
from lms.web.admin.list_words import Report, report

LOOK, BRING_IN = "list-look", "list-bring-in"
LONG = 40_000  # bytes: some hundreds of rows; beyond, looking takes longer than someone waits for a page
MOST = 16_000_000  # bytes
NO_PLACE = "Vous n’administrez plus aucun territoire. Rien n’a été écrit."
CHANGED = (
    "Entre-temps, quelque chose a changé dans votre territoire. Rien n’a été écrit\u202f: regardez à nouveau la liste."
)


def look(task: Task) -> None:
    """Say row by row what a list would do; keep the rows to correct as a file."""
    _, read = _read(task)
    planned = []
    for number, part in enumerate(read.parts):
        task.tell(read.count + number * read.count // len(read.parts), 2 * read.count)
        with db.reading(task.engine) as reader:
            planned.append(rosters.plan_part(reader, part, read.columns.shape, at=task.now()))
    plan = rosters.joined(planned)
    corrected = rosters.to_correct(task.job.given, read.columns, plan.outcomes) if plan.counts.refused else None
    with task.finishing() as session:
        task.finish(session, report(read, plan).as_json(), made=corrected, keeps_given=True)


def bring_in(task: Task) -> None:
    """Write what was agreed, whole, with its invitations."""
    places, read = _read(task)
    task.tell(1, 2, at_once=True)
    said, by, at = task.job.arguments, task.job.asked_by, task.now()
    try:
        with task.finishing() as session:
            done = rosters.bring_in(
                session, read, agreed=said["agreed"], origin=said["origin"], scope=one_of(places), by=by, at=at
            )
            name = accounts.names(session, [by]).get(by, "")
            write_to(session, done.invited if said["invites"] else (), inviter=name, at=at)
            task.finish(session, {"counts": asdict(done.plan.counts)})
    except PlanChanged:
        raise Refused(CHANGED) from None


RUNNERS: Mapping[str, Runner] = {LOOK: look, BRING_IN: bring_in}


def _read(task: Task) -> tuple[tuple[Named, ...], Survey]:
    """The file placed in the territories that she looks after now. Raises Refused."""
    with db.reading(task.engine) as reader:
        places = accounts.scopes(reader, task.job.asked_by)
        atlas = territories.open_atlas(reader)
    if not places:
        raise Refused(NO_PLACE)
    total, read = max(1, task.job.given.count(b"\n")), 0

    def count(more: int) -> None:
        nonlocal read
        read += more
        task.tell(min(read, total), 2 * total)

    task.tell(0, 2 * total)
    try:
        found = rosters.survey(task.job.given, atlas, scopes=places, mark=marker(), today=task.now().date(), read=count)
    except NotASheet as error:
        raise Refused(sentence(error)) from None
    return places, found


def sentence(error: Exception) -> str:
    said = str(error)
    return typographic(f"{said[:1].upper()}{said[1:]}.")


def said_of(job: Progress) -> str:
    """How far a job is, in words."""
    writes = job.kind == BRING_IN
    match job.state:
        case State.WAITING:
            return "En attente de son tour"
        case State.RUNNING if job.total and writes and job.done >= job.total // 2:
            return "Les élus sont en cours d’ajout"
        case State.RUNNING:
            return f"Lecture et comparaison, {percent(job)}\u202f%"
        case State.REFUSED:
            return "Rien n’a été écrit"
        case State.DONE:
            return "Liste ajoutée" if writes else "Prête à être relue"
        case _:
            return "Liste ajoutée" if writes else "Regardée, puis oubliée"


def percent(job: Progress) -> int:
    return 100 * job.done // job.total if job.total else 0


def counts_of(told: Mapping[str, Any]) -> Counts:
    return Counts(**told["counts"])


def report_of(told: Mapping[str, Any]) -> Report:
    return Report.from_json(dict(told))
