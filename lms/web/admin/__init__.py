"""Pages of someone who looks after a territory: where its communes stand, nobody named; and who its élus are.

scope.py what she looks after · asking.py what she asks in the address · routes.py « Suivi » and its files
screens.py, squares.py, weeks.py what the page says and draws · tables.py the same in files
people.py « Élus » · inviting.py one person · lists.py a list that brings people in · list_words.py what becomes of its
rows · carried.py how it travels · bringing.py what lists and invitations ask of the site
cohorts.py « Sessions » · cohort_people.py who is in one · cohort_meetings.py when it meets, and its letters ·
cohort_results.py who finished, by name · cohort_tables.py files · cohort_forms.py what is said of all that
reminding.py the letter to a session
"""

from lms.web.admin import cohort_meetings, cohort_people, cohort_results, cohorts, inviting, lists, people, reminding
from lms.web.admin.routes import pages

__all__ = [
    "cohort_meetings", "cohort_people", "cohort_results", "cohorts", "inviting", "lists", "pages", "people",
    "reminding",
]  # fmt: skip
