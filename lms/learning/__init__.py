"""What a learner does: read, answer, hand in, complete, find her place again.

models.py what is stored · operations.py lessons, attempts.py the quiz and the positioning, regrading.py corrections ·
tasks.py what to do at the mairie · reports.py problems reported on a step ·
completion.py when a course is · taking.py on which release · queries.py, papers.py what pages need ·
standings.py many people at once ·
who.py a person or a visitor ·
behaviours.py, drawing.py, results.py, progress.py, serial.py (numbers of attestations) pure · leaving.py erasing and
forgetting · register.py what is kept · certificates what proves a completion: from lms.learning import certificates
"""

from lms.learning.attempts import (
    AnswerMoved,
    AttemptClosed,
    AttemptUnknown,
    Desk,
    QuestionUnknown,
    TimeOver,
    TooManyAttempts,
    TooSoon,
    choose_time_factor,
    hand_in,
    save_answer,
    start,
)
from lms.learning.behaviours import Behaviour, Rule
from lms.learning.completion import award_everyone
from lms.learning.drawing import draw
from lms.learning.leaving import erase, forget_due, seen_since
from lms.learning.operations import (
    AnswerConflict,
    Seat,
    StepUnknown,
    adopt_visitor,
    answer,
    purge_visitors,
    read_step,
)
from lms.learning.papers import Door, Paper, Result, Saved, door, paper, result
from lms.learning.progress import Journey, Place, minutes_left, place_in
from lms.learning.queries import Sitting, journeys, last_answer, sitting, time_factor
from lms.learning.register import REGISTER
from lms.learning.regrading import Effects, RegradeLine, RegradeUnknown, neutralise, regrades, rekey, undo_regrade
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
from lms.learning.results import Marked, Notion, by_notion, known_lessons
from lms.learning.serial import BITS as SERIAL_BITS
from lms.learning.serial import SerialMistyped
from lms.learning.serial import compose as compose_serial
from lms.learning.serial import parse as parse_serial
from lms.learning.standings import JourneysOf, People, finished, journeys_of, missed_last
from lms.learning.taking import release_taken, releases_taken
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
    "REGISTER",
    "SERIAL_BITS",
    "TEXT_LENGTH",
    "AnswerConflict",
    "AnswerMoved",
    "AttemptClosed",
    "AttemptUnknown",
    "Behaviour",
    "Desk",
    "Door",
    "Effects",
    "Journey",
    "JourneysOf",
    "Marked",
    "Member",
    "NoteConflict",
    "Notion",
    "Overview",
    "Paper",
    "People",
    "Place",
    "QuestionUnknown",
    "RegradeLine",
    "RegradeUnknown",
    "ReportAnswered",
    "ReportConflict",
    "ReportUnknown",
    "Result",
    "Rule",
    "Saved",
    "Seat",
    "SeenReport",
    "SerialMistyped",
    "Sitting",
    "Spot",
    "StepUnknown",
    "TaskUnknown",
    "TimeOver",
    "Todo",
    "TooManyAttempts",
    "TooSoon",
    "Trouble",
    "Visitor",
    "Who",
    "adopt_visitor",
    "answer",
    "answer_report",
    "award_everyone",
    "by_notion",
    "choose_time_factor",
    "compose_serial",
    "door",
    "draw",
    "erase",
    "finished",
    "forget_due",
    "hand_in",
    "journeys",
    "journeys_of",
    "known_lessons",
    "last_answer",
    "minutes_left",
    "missed_last",
    "neutralise",
    "overview",
    "paper",
    "parse_serial",
    "place_in",
    "purge_visitors",
    "read_step",
    "regrades",
    "rekey",
    "release_taken",
    "releases_taken",
    "report",
    "reports",
    "reports_of",
    "result",
    "save_answer",
    "seen_report",
    "seen_since",
    "sitting",
    "spot",
    "start",
    "task_done_at",
    "tasks",
    "tick",
    "time_factor",
    "undo_regrade",
    "waiting_reports",
    "write_note",
]  # fmt: skip
