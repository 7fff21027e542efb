"""Pages of someone who looks after a territory: where its communes stand, nobody named; and who its élus are.

scope.py what she looks after · routes.py « Suivi » · people.py « Élus » · inviting.py one person
lists.py a list that brings people in · list_words.py what becomes of its rows · carried.py how it travels
bringing.py what both ask of the site
"""

from lms.web.admin import inviting, lists, people
from lms.web.admin.routes import pages

__all__ = ["inviting", "lists", "pages", "people"]
