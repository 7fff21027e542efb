"""What a learner does: read, answer, hand in, complete, find her place again.

models.py what is stored · operations.py lessons, attempts.py the quiz and the positioning, regrading.py corrections ·
completion.py when a course is · queries.py, papers.py what pages need · who.py a person or a visitor ·
behaviours.py, drawing.py, results.py, progress.py, serial.py (numbers of attestations) pure
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
from lms.learning.operations import (
    AnswerConflict,
    Seat,
    StepUnknown,
    adopt_visitor,
    answer,
    purge_visitors,
    read_step,
)
from lms.learning.papers import Door, Paper, Result, door, paper, result
from lms.learning.progress import Journey, Place, place_in
from lms.learning.queries import Sitting, journeys, last_answer, sitting
from lms.learning.regrading import Effects, RegradeUnknown, neutralise, regrades, rekey, undo_regrade
from lms.learning.results import Marked, Notion, by_notion, known_lessons
from lms.learning.serial import BITS as SERIAL_BITS
from lms.learning.serial import SerialMistyped
from lms.learning.serial import compose as compose_serial
from lms.learning.serial import parse as parse_serial
from lms.learning.who import Member, Visitor, Who

__all__ = [
    "SERIAL_BITS", "AnswerConflict", "AnswerMoved", "AttemptClosed", "AttemptUnknown", "Behaviour", "Desk",
    "Door", "Effects", "Journey", "Marked", "Member", "Notion", "Paper", "Place", "QuestionUnknown",
    "RegradeUnknown", "Result", "Rule", "Seat", "SerialMistyped", "Sitting", "StepUnknown", "TimeOver",
    "TooManyAttempts", "TooSoon", "Visitor", "Who", "adopt_visitor", "answer", "award_everyone", "by_notion",
    "choose_time_factor", "compose_serial", "door", "hand_in", "journeys", "known_lessons", "last_answer",
    "neutralise", "paper", "parse_serial", "place_in", "purge_visitors", "read_step", "regrades", "rekey",
    "result", "save_answer", "sitting", "start", "undo_regrade",
]  # fmt: skip
