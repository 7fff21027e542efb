"""Pages of someone who looks after a territory: where its communes stand. Nobody is named in what she follows.

scope.py what she looks after · asking.py what she asks in the address · routes.py « Suivi » and its files ·
screens.py, squares.py, weeks.py what the page says and draws · tables.py the same in files
"""

from lms.web.admin.routes import pages

__all__ = ["pages"]
