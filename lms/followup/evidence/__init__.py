"""WHAT A TRAINING BODY SHOWS of a session: who was there, what was thought of it, what went wrong, what it cost.

models.py what is stored · queries.py a session, its people, what they finished · halves.py half-days, pure ·
attendance.py émargement · satisfaction.py · complaints.py · costs.py · yearly.py the table of CGCT L2123-12 ·
proofs.py attestations · leaving.py forgetting · register.py what is kept
"""

from lms.followup.evidence.attendance import (
    HalfDayUnknown,
    Means,
    Said,
    TooEarlyToSign,
    all_said,
    find_half_day,
    last_said,
    record,
    sign,
)
from lms.followup.evidence.complaints import (
    ComplaintAnswered,
    ComplaintConflict,
    ComplaintUnknown,
    SeenComplaint,
    answer_complaint,
    complain,
    complaints,
    complaints_of,
    seen_complaint,
)
from lms.followup.evidence.costs import MOST_CENTS, Cost, Payer, cost_of, say_cost
from lms.followup.evidence.halves import Half, HalfDay, half_days, is_over, may_sign
from lms.followup.evidence.leaving import erase
from lms.followup.evidence.looking import untold
from lms.followup.evidence.models import ANSWER_LENGTH, COMPLAINT_LENGTH, REMARK_LENGTH
from lms.followup.evidence.proofs import proofs, proved
from lms.followup.evidence.queries import (
    Finished,
    Held,
    Meeting,
    Participant,
    agenda,
    agenda_for,
    course_keys,
    finished,
    held,
    held_in,
    participants,
)
from lms.followup.evidence.register import REGISTER
from lms.followup.evidence.satisfaction import (
    Asked,
    Band,
    Moment,
    NotAsked,
    Opinion,
    answer,
    ask_cold,
    may_answer,
    opinions,
)
from lms.followup.evidence.yearly import Paid, yearly_table

__all__ = [
    "ANSWER_LENGTH", "COMPLAINT_LENGTH", "MOST_CENTS", "REGISTER", "REMARK_LENGTH", "Asked", "Band",
    "ComplaintAnswered", "ComplaintConflict", "ComplaintUnknown", "Cost", "Finished", "Half", "HalfDay",
    "HalfDayUnknown", "Held", "Means", "Meeting", "Moment", "NotAsked", "Opinion", "Paid", "Participant", "Payer",
    "Said", "SeenComplaint", "TooEarlyToSign", "agenda", "agenda_for", "all_said", "answer",
    "answer_complaint", "ask_cold", "complain", "complaints", "complaints_of", "cost_of", "course_keys",
    "erase", "find_half_day", "finished", "half_days", "held", "held_in", "is_over", "last_said",
    "may_answer", "may_sign", "opinions", "participants", "proofs", "proved", "record", "say_cost", "seen_complaint",
    "sign", "untold", "yearly_table",
]  # fmt: skip
