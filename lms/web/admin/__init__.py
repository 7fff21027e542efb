"""Pages of someone who looks after a territory: where its communes stand, nobody named; and who its élus are.

scope.py what she looks after · asking.py what she asks in the address · routes.py « Suivi » and its files
screens.py, squares.py, weeks.py what the page says and draws · tables.py the same in files
people.py « Élus » · inviting.py one person · lists.py a list that brings people in · list_words.py what becomes of its
rows · carried.py how it travels · long_lists.py a long one in the hands of a worker, following.py on its page ·
bringing.py what lists and invitations ask of the site · journal.py what was done there
cohorts.py « Sessions » · cohort_people.py who is in one · cohort_meetings.py when it meets, and its letters ·
cohort_results.py who finished, by name · cohort_tables.py files · cohort_forms.py what is said of all that
evidence.py the proofs of a session · attendance.py émargement · dossier.py what is taken away of it · dossier_files.py
the compliance folder, file by file · indicators.py what it documents · yearly.py the table of CGCT L2123-12
reminding.py the letter to a session
"""

from lms.web.admin import (
    attendance,
    cohort_meetings,
    cohort_people,
    cohort_results,
    cohorts,
    dossier,
    evidence,
    following,
    inviting,
    journal,
    lists,
    people,
    reminding,
    yearly,
)
from lms.web.admin.routes import pages

__all__ = [
    "attendance", "cohort_meetings", "cohort_people", "cohort_results", "cohorts", "dossier", "evidence", "following",
    "inviting", "journal", "lists", "pages", "people", "reminding", "yearly",
]  # fmt: skip
