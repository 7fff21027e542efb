"""Sessions: people brought together around some courses by who looks after their territory.

    cohorts.create(session, Terms(…), place=("epci", "200068708"), by=…, client_id=…, at=…)
    cohorts.add(session, number, Wanted(function="maire"), places=looks_after(), by=…, at=…)

Every operation and every query is given the territories of who asks: another's session is unknown to her.

models.py what is stored · policy.py who may, pure · operations.py a session and its meetings · choosing.py whom to put
in it · people.py who comes in and goes out · letters.py whom to write to · seen.py a session · finishing.py who
finished · queries.py lists of both · hers.py what its people read · leaving.py forgetting · register.py what is kept
"""

from lms.followup.cohorts.choosing import Candidate, Candidates, Wanted, candidates, places_named
from lms.followup.cohorts.finishing import Finished, Look, finished_by_name, not_yet_told
from lms.followup.cohorts.hers import Asked, Glance, HerCohort, hers, of_person
from lms.followup.cohorts.leaving import erase, forget_due
from lms.followup.cohorts.letters import Told, tell, tell_cancelled, to_tell
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
    held,
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
from lms.followup.cohorts.queries import CohortLine, Participant, Participants, lines, participants
from lms.followup.cohorts.seen import SeenCohort, SeenCourse, SeenMeeting, cohort, of_places

__all__ = [
    "Appointment", "Asked", "Assigned", "Candidate", "Candidates", "CohortCancelled", "CohortLine", "CohortUnknown",
    "Finished", "FormReused", "Glance", "HerCohort", "Joined", "Kind", "Look", "MayNotLeave", "MeetingUnknown",
    "NotATutor", "Origin", "Participant", "Participants", "SeenCohort", "SeenCourse", "SeenMeeting", "Terms", "Told",
    "Wanted", "accept", "add", "cancel", "cancel_meeting", "candidates", "change", "close_code", "cohort", "create",
    "erase", "finished_by_name", "forget_due", "held", "hers", "hold_meeting", "invite", "join_by_code", "leave",
    "lines", "move_meeting", "not_yet_told", "of_person", "of_places", "open_code", "participants", "places_named",
    "remove", "tell", "tell_cancelled", "tell_earlier", "to_tell",
]  # fmt: skip
