"""Pages of someone who looks after a territory: where its communes stand. Nobody is named in what she follows.

scope.py what she looks after · routes.py « Suivi » · people.py « Élus » · lists.py a list that brings people in
list_words.py what becomes of its rows · carried.py how it travels
"""

from lms.web.admin import lists, people
from lms.web.admin.routes import pages

__all__ = ["lists", "pages", "people"]
