"""Long work: asked on a page, done by a worker, followed on a page that can be closed and opened again.

    number = ask(session, "list-look", by=…, once=…, arguments={…}, given=data, at=…)
    for done in work_due(engine, {"list-look": look}, now=…): …      what a worker does

A job is a row: it is asked by the transaction that decides it, and finished by the one that writes what it made.

models.py what is stored · operations.py what can happen · queries.py what pages need · worker.py one pass over what
is due · register.py what is kept
"""

from lms.jobs.operations import MOST_TRIES, Lost, ask, forget, purge
from lms.jobs.queries import GAUGES, Progress, State, given, made, of, one
from lms.jobs.register import REGISTER
from lms.jobs.worker import Done, Refused, Runner, Task, work_due

__all__ = [
    "GAUGES",
    "MOST_TRIES",
    "REGISTER",
    "Done",
    "Lost",
    "Progress",
    "Refused",
    "Runner",
    "State",
    "Task",
    "ask",
    "forget",
    "given",
    "made",
    "of",
    "one",
    "purge",
    "work_due",
]
