"""Reminding with tact: one letter a week at most to anybody, whoever sends it, and none to who does not want it.

    letters = reminders.press(session, cohort, client_id=…, sentence="", by=…, places=…, secret=…, at=…)
    batch = reminders.write_digests(session, after=0, at=…)       who asked for a letter each week

policy.py who may be written to, pure · queries.py whom, and what is left to them · writing.py taking somebody's turn ·
operations.py a session is written to; pausing, stopping · digest.py the letter of the week · turns.py the
turn of another letter · models.py what is stored ·
register.py what is kept
"""

from lms.followup.reminders.digest import Batch, write_digests
from lms.followup.reminders.operations import (
    Forecast,
    PressReused,
    Sending,
    TooSoonToRemind,
    choose,
    erase,
    example,
    forecast,
    forget_due,
    pause,
    press,
    stop,
)
from lms.followup.reminders.policy import LIFE, LONGEST_SENTENCE, Held
from lms.followup.reminders.queries import Pressed
from lms.followup.reminders.turns import take_turns
from lms.followup.reminders.writing import Left, Letter, Review

__all__ = [
    "LIFE", "LONGEST_SENTENCE", "Batch", "Forecast", "Held", "Left", "Letter", "PressReused", "Pressed", "Review",
    "Sending", "TooSoonToRemind", "choose", "erase", "example", "forecast", "forget_due", "pause", "press", "stop",
    "take_turns", "write_digests",
]  # fmt: skip
