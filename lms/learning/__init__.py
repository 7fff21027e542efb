"""What a learner does: read, answer, complete, find her place again.

models.py what is stored · operations.py what can happen · queries.py what pages need ·
who.py a person or a visitor · progress.py derived, pure · serial.py numbers of attestations, pure
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
from lms.learning.serial import BITS as SERIAL_BITS
from lms.learning.serial import SerialMistyped
from lms.learning.serial import compose as compose_serial
from lms.learning.serial import parse as parse_serial
from lms.learning.who import Member, Visitor, Who

__all__ = [
    "SERIAL_BITS",
    "AnswerConflict",
    "Journey",
    "Member",
    "Place",
    "Seat",
    "SerialMistyped",
    "Sitting",
    "StepUnknown",
    "Visitor",
    "Who",
    "adopt_visitor",
    "answer",
    "compose_serial",
    "journeys",
    "last_answer",
    "parse_serial",
    "place_in",
    "purge_visitors",
    "read_step",
    "sitting",
]
