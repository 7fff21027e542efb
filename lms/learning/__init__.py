"""What a learner does: read, answer, complete, find her place again.

models.py what is stored · operations.py what can happen · queries.py what pages need ·
who.py a person or a visitor · progress.py derived, pure · leaving.py erasing and forgetting
"""

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
from lms.learning.progress import Journey, Place, place_in
from lms.learning.queries import Sitting, journeys, last_answer, sitting
from lms.learning.register import REGISTER
from lms.learning.who import Member, Visitor, Who

__all__ = [
    "REGISTER",
    "AnswerConflict",
    "Journey",
    "Member",
    "Place",
    "Seat",
    "Sitting",
    "StepUnknown",
    "Visitor",
    "Who",
    "adopt_visitor",
    "answer",
    "erase",
    "forget_due",
    "journeys",
    "last_answer",
    "place_in",
    "purge_visitors",
    "read_step",
    "seen_since",
    "sitting",
]
