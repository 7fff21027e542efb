"""Sessions: people brought together around some courses by who looks after their territory.

    cohorts.create(session, Terms(…), place=("epci", "200068708"), by=…, client_id=…, at=…)
    cohorts.add(session, number, Wanted(function="maire"), places=looks_after(), by=…, at=…)

Every operation and every query is given the territories of who asks: another's session is unknown to her.

models.py what is stored · policy.py who may, pure · operations.py a session and its meetings · choosing.py whom to put
in it · people.py who comes in and goes out · leaving.py forgetting · register.py what is kept
"""

from lms.followup.cohorts.choosing import Candidate, Candidates, Wanted, candidates
from lms.followup.cohorts.leaving import erase, forget_due
from lms.followup.cohorts.operations import (
    Appointment,
    Assigned,
    CohortCancelled,
    CohortUnknown,
    FormReused,
    MeetingUnknown,
    NotATutor,
    Terms,
    cancel,
    cancel_meeting,
    change,
    create,
    hold_meeting,
    move_meeting,
)
from lms.followup.cohorts.people import (
    Joined,
    MayNotLeave,
    accept,
    add,
    close_code,
    invite,
    join_by_code,
    leave,
    open_code,
    remove,
    tell_earlier,
)
from lms.followup.cohorts.policy import Kind, Origin

__all__ = [
    "Appointment", "Assigned", "Candidate", "Candidates", "CohortCancelled", "CohortUnknown", "FormReused", "Joined",
    "Kind", "MayNotLeave", "MeetingUnknown", "NotATutor", "Origin", "Terms", "Wanted", "accept", "add", "cancel",
    "cancel_meeting", "candidates", "change", "close_code", "create", "erase", "forget_due", "hold_meeting", "invite",
    "join_by_code", "leave", "move_meeting", "open_code", "remove", "tell_earlier",
]  # fmt: skip
