"""Bringing people in by file: lists of a mairie or an association, files of the Répertoire national des élus.

    read = survey(data, atlas, scopes=…, mark=marker(secret), today=…)   rows read and placed, nothing known yet
    plan = look(reader, read, at=…)                                      what it would do, row by row
    bring_in(session, read, agreed=plan.digest, …)                       exactly that, in one transaction

It makes people and mandates, never accounts: whoever has an address is invited, and comes in like everybody.

sheets.py bytes to rows · headings.py which column says what · functions.py words of functions
claims.py a row in our words · placing.py where it is · survey.py the file in parts · matching.py who a row speaks of
planning.py what it does · plan.py what is shown · correcting.py the file to correct: so far, all is pure
known.py who is known there · operations.py writing · queries.py what pages need · forgetting.py in time
models.py what is kept of a file
"""

from lms.accounts.rosters.claims import Marker, marker
from lms.accounts.rosters.correcting import to_correct
from lms.accounts.rosters.forgetting import forget_due
from lms.accounts.rosters.headings import Columns, Shape
from lms.accounts.rosters.operations import (
    Begun,
    Invited,
    PlanChanged,
    advance,
    apply,
    begin,
    bring_in,
    finish,
    interrupted,
    look,
    plan_part,
    slices,
    write_down_export,
)
from lms.accounts.rosters.plan import Change, Counts, Departure, Outcome, Plan, Verb, joined
from lms.accounts.rosters.queries import Seat, Seats, WholeSeat, done, every_seat, seats
from lms.accounts.rosters.sheets import FORMULA, NotASheet
from lms.accounts.rosters.survey import Part, Survey, list_of_one, survey

__all__ = [
    "FORMULA",
    "Begun",
    "Change",
    "Columns",
    "Counts",
    "Departure",
    "Invited",
    "Marker",
    "NotASheet",
    "Outcome",
    "Part",
    "Plan",
    "PlanChanged",
    "Seat",
    "Seats",
    "Shape",
    "Survey",
    "Verb",
    "WholeSeat",
    "advance",
    "apply",
    "begin",
    "bring_in",
    "done",
    "every_seat",
    "finish",
    "forget_due",
    "interrupted",
    "joined",
    "list_of_one",
    "look",
    "marker",
    "plan_part",
    "seats",
    "slices",
    "survey",
    "to_correct",
    "write_down_export",
]
