"""What a learner does: read, answer, complete, find her place again.

models.py what is stored · operations.py what can happen · queries.py what pages need · progress.py derived, pure
"""

from lms.learning.operations import (
    AnswerConflict,
    Seat,
    StepUnknown,
    answer,
    purge_visitors,
    read_step,
)
from lms.learning.progress import Journey, Place, place_in
from lms.learning.queries import Sitting, journeys, last_answer, sitting

__all__ = [
    "AnswerConflict",
    "Journey",
    "Place",
    "Seat",
    "Sitting",
    "StepUnknown",
    "answer",
    "journeys",
    "last_answer",
    "place_in",
    "purge_visitors",
    "read_step",
    "sitting",
]
