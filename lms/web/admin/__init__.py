"""Pages of someone who looks after a territory: where its communes stand, nobody named; and who its élus are.

scope.py what she looks after · asking.py what she asks in the address · routes.py « Suivi » and its files
screens.py, squares.py, weeks.py what the page says and draws · tables.py the same in files
people.py « Élus » · inviting.py one person · lists.py a list that brings people in · list_words.py what becomes of its
rows · carried.py how it travels · long_lists.py a long one in the hands of a worker,
following.py on its page · bringing.py what lists and invitations ask of the site · journal.py what was done there
"""

from lms.web.admin import following, inviting, journal, lists, people
from lms.web.admin.routes import pages

__all__ = ["following", "inviting", "journal", "lists", "pages", "people"]
