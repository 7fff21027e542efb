"""What a learner does: read, answer, complete, find her place again.

models.py what is stored · operations.py what can happen · queries.py what pages need ·
tasks.py what to do at the mairie · reports.py problems reported on a step ·
who.py a person or a visitor · progress.py derived, pure
"""

from lms.learning.operations import (
    AnswerConflict,
    Seat,
    StepUnknown,
    adopt_visitor,
    answer,
    purge_visitors,
    read_step,
)
from lms.learning.progress import Journey, Place, place_in
from lms.learning.queries import Sitting, journeys, last_answer, sitting
from lms.learning.reports import (
    ANSWER_LENGTH,
    TEXT_LENGTH,
    ReportAnswered,
    ReportConflict,
    ReportUnknown,
    SeenReport,
    Spot,
    Trouble,
    answer_report,
    report,
    reports,
    reports_of,
    seen_report,
    spot,
    waiting_reports,
)
from lms.learning.tasks import (
    NOTE_LENGTH,
    NoteConflict,
    Overview,
    TaskUnknown,
    Todo,
    overview,
    task_done_at,
    tasks,
    tick,
    write_note,
)
from lms.learning.who import Member, Visitor, Who

__all__ = [
    "ANSWER_LENGTH",
    "NOTE_LENGTH",
    "TEXT_LENGTH",
    "AnswerConflict",
    "Journey",
    "Member",
    "NoteConflict",
    "Overview",
    "Place",
    "ReportAnswered",
    "ReportConflict",
    "ReportUnknown",
    "Seat",
    "SeenReport",
    "Sitting",
    "Spot",
    "StepUnknown",
    "TaskUnknown",
    "Todo",
    "Trouble",
    "Visitor",
    "Who",
    "adopt_visitor",
    "answer",
    "answer_report",
    "journeys",
    "last_answer",
    "overview",
    "place_in",
    "purge_visitors",
    "read_step",
    "report",
    "reports",
    "reports_of",
    "seen_report",
    "sitting",
    "spot",
    "task_done_at",
    "tasks",
    "tick",
    "waiting_reports",
    "write_note",
]
